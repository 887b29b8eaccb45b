"""What one lab is to be."""

import os
from dataclasses import dataclass, field
from pathlib import Path

from dialer.lab.ports import Ports, find_free, given, voice_ports
from dialer.lab.scenario import REALISTIC, Plan, Scenario, plans

DEFAULT_BASE_PORT = 25_060


def default_cache() -> Path:
    """Where the root and the sounds are kept between labs: $PRONTO_LAB_CACHE, else ~/.cache/pronto/lab."""
    given = os.environ.get("PRONTO_LAB_CACHE")
    return Path(given) if given else Path.home() / ".cache" / "pronto" / "lab"


@dataclass(frozen=True, slots=True, kw_only=True)
class LabSettings:
    """One lab. `folder` receives everything it writes; `cache` is shared by all labs of this user."""

    folder: Path
    base_port: int | None = DEFAULT_BASE_PORT  # None: a free block is looked for at every `up`
    agents: int = 20  # phones 1001, 1002, …
    lines: int | None = None  # call legs at once at one Asterisk; None: from the number of agents
    scenario: Scenario = REALISTIC
    plans: tuple[Plan, ...] | None = None  # instead of the scenario: the plans themselves, in order
    voice: bool = True  # people and agents speak; without, a machine of two cores carries 150 agents at 40 calls/s
    cache: Path = field(default_factory=default_cache)
    own_asterisk: bool = True  # take the host's `asterisk` if it has one (18 or newer)

    @property
    def plan_table(self) -> tuple[Plan, ...]:
        """The plans of the carrier."""
        return self.plans if self.plans is not None else plans(self.scenario)

    def ports(self) -> Ports:
        """The block of ports of a lab that comes up now. Raises LabError if no free one is found."""
        voice = voice_ports(self.lines if self.lines is not None else 6 * self.agents + 20)
        return find_free(voice) if self.base_port is None else given(self.base_port, voice)
