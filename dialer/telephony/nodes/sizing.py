"""The capacity of a machine, from the measured cost of calls and talks (docs/sizing.md). Pure."""

from dataclasses import dataclass
from typing import Final

# Measured by benchmarks/overload.py and benchmarks/bridging.py on the machine that docs/sizing.md names.
TURN_US: Final = 1.4  # of CPU, one turn of an event loop on that machine: the speed of one of its cores
ENGINE_MS_PER_CALL: Final = 8.0  # of CPU, including the rules of the law and SQLite
ASTERISK_MS_PER_CALL: Final = 9.0  # setting a call up and ending it, answered or not
ASTERISK_MS_PER_TALK_SECOND: Final = 8.0  # both directions of voice, including the agent's leg

BUSY_AT_MOST: Final = 0.6  # of all cores: above this, urgent work has to wait
ENGINE_BUSY_AT_MOST: Final = 0.5  # of the one core that an engine's loop can use
# A usual campaign, per agent: 90 s of talk, 20 s of wrap-up; a third of the called people answer.
TALK_S: Final = 90.0
WRAP_UP_S: Final = 20.0
CALLS_PER_TALK: Final = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Capacity:
    """What a machine can carry if it does nothing else."""

    cores: int
    speed: float  # of a core; 1 is the machine of the measurements
    agents: int  # with engine and Asterisk on it, and all voice through it
    calls_per_second: float  # the most that one engine starts, with Asterisk elsewhere


def capacity(cores: int, turn_us: float) -> Capacity:
    """The capacity with so many cores, if its event loop takes so many µs of CPU per turn."""
    speed = TURN_US / turn_us
    per_talk_ms = CALLS_PER_TALK * (ENGINE_MS_PER_CALL + ASTERISK_MS_PER_CALL) + TALK_S * ASTERISK_MS_PER_TALK_SECOND
    per_agent_ms = per_talk_ms / (TALK_S + WRAP_UP_S)  # in each second
    return Capacity(
        cores=cores,
        speed=speed,
        agents=int(BUSY_AT_MOST * cores * speed * 1000 / per_agent_ms),
        calls_per_second=ENGINE_BUSY_AT_MOST * speed * 1000 / ENGINE_MS_PER_CALL,
    )
