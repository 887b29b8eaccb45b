"""What a campaign's lists and past show, as far as the rules ask: read from the store now and then, and shared."""

from dataclasses import dataclass
from typing import Final

from dialer.compliance.facts import Basis, ListFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What was seen of a campaign. Instants are epoch seconds."""

    countries: frozenset[str] = frozenset()  # ISO 3166, of its lists
    lists: int = 0  # those that are enabled
    dialled: tuple[ListFacts, ...] = ()  # of these, those with leads to dial; all where none has any
    registers_waiting: frozenset[str] = frozenset()  # asked, and no answer yet
    bases: tuple[Basis, ...] = ()  # each kind that the lists, or leads looked at, state
    provenance_known: bool | None = None  # every list, or every lead looked at, says where it comes from
    first_call_at: float | None = None
    agent_countries: frozenset[str] = frozenset()  # that agents of the campaign say they sit in
    clock_skew_s: float | None = None  # of this machine's clock, at most; None: nobody knows
    clock_source: str = ""  # who says so: kernel, stated


NOTHING_SEEN: Final = Seen()
