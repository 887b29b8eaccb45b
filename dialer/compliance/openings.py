"""When a person may next be called, going by hours alone: the law's, with its holidays, and the campaign's own."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from dialer.compliance.campaign_limits import Rules
from dialer.compliance.facts import ContactFacts
from dialer.compliance.hours import is_open, next_opening, zone_of
from dialer.compliance.rules import Rulebook, opening

MOST_STEPS: Final = 64  # from one window to the next, until law and campaign are both open


@dataclass(frozen=True, slots=True, kw_only=True)
class CallbackTime:
    """A time that may be promised. Instants are epoch seconds.

    `is_open_if_asked`: a law's hours let the call pass at a time that the person asked for; the campaign's never do.
    """

    at: float
    is_open: bool
    is_open_if_asked: bool
    opens_at: float | None  # the nearest time from `at` on at which anybody there may be called; None: never


def callback_times(
    rules: Rules, books: Sequence[Rulebook], person: ContactFacts, times: Iterable[float]
) -> list[CallbackTime]:
    """What holds at each of these times for a person who may be there. Raises `UnknownZone`."""
    asking, found = replace(person, appointment=True), []
    for at in times:
        opens_at = next_call_time(rules, books, person, at)
        asked = opens_at == at or next_call_time(rules, books, asking, at) == at
        found.append(CallbackTime(at=at, is_open=opens_at == at, is_open_if_asked=asked, opens_at=opens_at))
    return found


def next_call_time(rules: Rules, books: Sequence[Rulebook], person: ContactFacts, now: float) -> float | None:
    """When a person of these zones may next be called, by one of the laws and by the campaign; `now` if at once.

    None for never. Without a law only the campaign's hours count. Raises `UnknownZone`.
    """
    zones = tuple(zone_of(name) for name in person.zones or (rules.time_zone,))
    at: float | None = now
    for _ in range(MOST_STEPS):
        if at is None or (is_open(rules.hours, zones, at) and first_lawful(books, person, at) == at):
            return at
        at = next_opening(rules.hours, zones, at)
        if at is not None:
            at = first_lawful(books, person, at)
    return None


def first_lawful(books: Sequence[Rulebook], person: ContactFacts, at: float) -> float | None:
    """When the first of the laws opens; `at` without any, since nothing is dialled then anyway."""
    found = [opens_at for book in books if (opens_at := opening(book, person, at)) is not None]
    return min(found, default=None) if books else at
