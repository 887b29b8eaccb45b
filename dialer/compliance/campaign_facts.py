"""Facts about a campaign's lists and past that rules need: read from the store periodically, and shared."""

from dataclasses import dataclass
from typing import Final

from dialer.compliance.facts import Basis, ListFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """Facts read about a campaign. Instants are epoch seconds."""

    countries: frozenset[str] = frozenset()  # ISO 3166, of its lists
    lists: int = 0  # those that are enabled
    dialled: tuple[ListFacts, ...] = ()  # enabled lists with leads to dial; all enabled lists if none has any
    registers_waiting: frozenset[str] = frozenset()  # asked, and no answer yet
    bases: tuple[Basis, ...] = ()  # each kind that the lists or the sampled leads state
    provenance_known: bool | None = None  # every list, or every sampled lead, states its source
    first_call_at: float | None = None
    agent_countries: frozenset[str] = frozenset()  # where the campaign's agents say they work
    clock_skew_s: float | None = None  # upper bound for this machine's clock; None: unknown
    clock_source: str = ""  # where `clock_skew_s` comes from: kernel, stated


NOTHING_SEEN: Final = Seen()
