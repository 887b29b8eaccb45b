"""The settings of a lab."""

import os
from dataclasses import dataclass, field
from pathlib import Path

from dialer.lab.ports import Ports, find_free, given, voice_ports
from dialer.lab.scenario import REALISTIC, Plan, Scenario, plans

DEFAULT_BASE_PORT = 25_060


def default_cache() -> Path:
    """The folder for root and sounds, shared by labs: $PRONTO_LAB_CACHE, else ~/.cache/pronto/lab."""
    given = os.environ.get("PRONTO_LAB_CACHE")
    return Path(given) if given else Path.home() / ".cache" / "pronto" / "lab"


@dataclass(frozen=True, slots=True, kw_only=True)
class LabSettings:
    """One lab. It writes everything to `folder`; `cache` is shared by all labs of this user."""

    folder: Path
    base_port: int | None = DEFAULT_BASE_PORT  # None: every `up` searches a free block
    agents: int = 20  # phones 1001, 1002, …
    lines: int | None = None  # concurrent call legs at one Asterisk; None: derived from the number of agents
    scenario: Scenario = REALISTIC
    plans: tuple[Plan, ...] | None = None  # the plans in order, instead of the scenario
    voice: bool = True  # people and agents speak; without voice two cores carry 150 agents at 40 calls/s
    cache: Path = field(default_factory=default_cache)
    own_asterisk: bool = True  # take the host's `asterisk` if it has one (18 or newer)

    @property
    def plan_table(self) -> tuple[Plan, ...]:
        """The carrier's plans."""
        return self.plans if self.plans is not None else plans(self.scenario)

    def ports(self) -> Ports:
        """The block of ports for a new lab. Raises LabError if no free one is found."""
        voice = voice_ports(self.lines if self.lines is not None else 6 * self.agents + 20)
        return find_free(voice) if self.base_port is None else given(self.base_port, voice)
