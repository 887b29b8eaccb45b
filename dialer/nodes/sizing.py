"""What a machine carries, calculated from what calls and talks cost where they were measured (docs/sizing.md). Pure."""

from dataclasses import dataclass
from typing import Final

# Measured by benchmarks/overload.py and benchmarks/bridging.py on the machine that docs/sizing.md names.
TURN_US: Final = 1.4  # of CPU, one turn of an event loop there: how fast one of its cores is
ENGINE_MS_PER_CALL: Final = 8.0  # of CPU, the rules of the law and SQLite included
ASTERISK_MS_PER_CALL: Final = 9.0  # setting a call up and ending it, answered or not
ASTERISK_MS_PER_TALK_SECOND: Final = 8.0  # both ways of the voice, agent's leg included

BUSY_AT_MOST: Final = 0.6  # of all cores: beyond it what has to be done at once waits
ENGINE_BUSY_AT_MOST: Final = 0.5  # of the one core that an engine's loop can use
# A usual campaign, for agents: minute and a half of talk, twenty seconds of wrap-up, a third of the called answer.
TALK_S: Final = 90.0
WRAP_UP_S: Final = 20.0
CALLS_PER_TALK: Final = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Capacity:
    """What may be expected of a machine that does nothing else."""

    cores: int
    speed: float  # of a core: 1 is that of the machine where it was measured
    agents: int  # with engine and Asterisk on it, and all voice through it
    calls_per_second: float  # the most that one engine starts, Asterisk elsewhere


def capacity(cores: int, turn_us: float) -> Capacity:
    """Of a machine with so many cores, whose event loop takes so many µs of CPU a turn."""
    speed = TURN_US / turn_us
    per_talk_ms = CALLS_PER_TALK * (ENGINE_MS_PER_CALL + ASTERISK_MS_PER_CALL) + TALK_S * ASTERISK_MS_PER_TALK_SECOND
    per_agent_ms = per_talk_ms / (TALK_S + WRAP_UP_S)  # of each second
    return Capacity(
        cores=cores,
        speed=speed,
        agents=int(BUSY_AT_MOST * cores * speed * 1000 / per_agent_ms),
        calls_per_second=ENGINE_BUSY_AT_MOST * speed * 1000 / ENGINE_MS_PER_CALL,
    )
