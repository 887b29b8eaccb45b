"""The coming week in which a campaign's leads may be called, and who closes the rest: the campaign, or a law's rule."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from dialer.cell.legal.open_zones import NOWHERE
from dialer.compliance.campaign_limits import Rules
from dialer.compliance.facts import ContactFacts, Facts
from dialer.compliance.hours import is_open, zone_of
from dialer.compliance.profile_status import Conflict, conflicts
from dialer.compliance.rules import Rulebook
from dialer.compliance.vocabulary import Kind, Point
from dialer.core.local_time import day_of, start_of

STEP_S = 900.0  # windows of campaigns and laws begin and end on quarters of an hour
DAY_MINUTES = 1440
DAYS = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekSpan:
    """A part of a day, in minutes of local time since midnight, in which the same holds.

    `rules` are the law's rules that close it; with several laws it is closed only where all of them close it.
    """

    start_minute: int
    end_minute: int
    campaign_open: bool
    rules: tuple[str, ...]

    @property
    def is_open(self) -> bool:
        """Whether a call may be placed in it."""
        return self.campaign_open and not self.rules


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekDay:
    """One day with its spans, from midnight to midnight."""

    day: date
    spans: tuple[WeekSpan, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """Seven days from today, by the clocks of one time zone, for people who are there."""

    zone: str
    days: tuple[WeekDay, ...]
    laws: tuple[tuple[str, str], ...]  # id and title of each profile that was asked
    contradictions: tuple[Conflict, ...] = ()  # between rules of one profile, settled ones too


def week_of(rules: Rules, books: Sequence[Rulebook], now: float) -> Week:
    """The week from today in the campaign's time zone. Raises `BadHours` for an unknown zone."""
    zone = zone_of(rules.time_zone)
    today = day_of(now, zone)
    person = ContactFacts(zones=(zone.key,), state=NOWHERE)
    days = []
    for day in (today + timedelta(days=count) for count in range(DAYS)):
        begins, ends = start_of(day, zone), start_of(day + timedelta(days=1), zone)
        found = [
            (_clock(at, zone), (is_open(rules.hours, (zone,), at), _closed_by(books, person, at)))
            for at in _steps(begins, ends)
        ]
        days.append(WeekDay(day=day, spans=tuple(_spans(found))))
    laws = tuple((book.profile.id, book.profile.title) for book in books)
    contradictions = {one.id: one for book in books for one in conflicts(book.profile)}
    return Week(zone=rules.time_zone, days=tuple(days), laws=laws, contradictions=tuple(contradictions.values()))


def _clock(at: float, zone: ZoneInfo) -> int:
    """What the clock shows, in minutes."""
    local = datetime.fromtimestamp(at, zone)
    return local.hour * 60 + local.minute


def _steps(begins: float, ends: float) -> Iterator[float]:
    at = begins
    while at < ends:
        yield at
        at += STEP_S


def _spans(found: Sequence[tuple[int, tuple[bool, tuple[str, ...]]]]) -> Iterator[WeekSpan]:
    groups = [(held, next(steps)[0]) for held, steps in groupby(found, key=lambda one: one[1])]
    for (held, start), end in zip(groups, [*(start for _, start in groups[1:]), DAY_MINUTES], strict=True):
        yield WeekSpan(start_minute=start, end_minute=end, campaign_open=held[0], rules=held[1])


def _closed_by(books: Sequence[Rulebook], person: ContactFacts, at: float) -> tuple[str, ...]:
    """The rules that forbid calls now; none where one of the laws allows them."""
    closing = [_closing(book, person, at) for book in books]
    if not all(closing):
        return ()
    return tuple(dict.fromkeys(rule for rules in closing for rule in rules))


def _closing(book: Rulebook, person: ContactFacts, at: float) -> tuple[str, ...]:
    facts = Facts(contact=person)
    steps = book.steps(Point.PRE_DIAL, person.state, person.other_states, Kind.CALL_WINDOW)
    answers = (evaluate(rule, facts, at) for evaluate, rule in steps if rule.hard and rule.in_force(at))
    return tuple(answer.rule_id for answer in answers if answer is not None and answer.until is not None)
