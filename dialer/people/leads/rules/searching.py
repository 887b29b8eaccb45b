"""How leads are looked through: place after place, and which of them a reader may find by a text."""

from dataclasses import dataclass
from typing import Final

from dialer.numbers.masking import Show, countries_of
from dialer.people.leads.model import LeadRecord, LeadSearch

FIRST_STRETCH: Final = 20_000  # ids: a few hundredths of a second; each stretch is twice as long as the one before


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Adjacent ids of leads, both included."""

    first: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchPlace:
    """Up to which lead a search has come; `is_exact`: among those whose external id or number is the text."""

    is_exact: bool = False
    lead_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadsFound:
    """Leads that were found, and from where to look on; `next` None: there are no more."""

    leads: tuple[LeadRecord, ...]
    next: SearchPlace | None


def beyond(stretch: Stretch, place: SearchPlace | None, *, newest_first: bool) -> Stretch | None:
    """What of a stretch lies beyond a place; None: nothing."""
    if place is None:
        return stretch
    first = stretch.first if newest_first else max(stretch.first, place.lead_id + 1)
    last = min(stretch.last, place.lead_id - 1) if newest_first else stretch.last
    return Stretch(first=first, last=last) if first <= last else None


def end_of(stretch: Stretch, length: int, *, newest_first: bool) -> Stretch:
    """The end of a stretch at which one begins to look, of so many ids."""
    if newest_first:
        return Stretch(first=max(stretch.first, stretch.last - length + 1), last=stretch.last)
    return Stretch(first=stretch.first, last=min(stretch.last, stretch.first + length - 1))


def is_shown(lead: LeadRecord, wanted: LeadSearch, show: Show) -> bool:
    """Whether a reader finds a lead by the text: in its number, its external id, or what the reader sees of it."""
    if not wanted.text or lead.external_id == wanted.text:
        return True
    if wanted.number is not None and any(wanted.number.is_in(phone.number) for phone in lead.phones):
        return True
    folded, countries = wanted.text.casefold(), countries_of(phone.number for phone in lead.phones)
    if folded in show.text(lead.name, countries).casefold():
        return True
    values = lead.fields.values() if wanted.in_fields else ()
    return any(folded in str(show.value(value, countries)).casefold() for value in values)
