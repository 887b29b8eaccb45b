"""A time about to be promised: open, open only for who asked for it, or closed, with the nearest one that is open."""

from datetime import UTC, datetime

from dialer.compliance.campaign_limits import Rules
from dialer.compliance.facts import ContactFacts
from dialer.compliance.hours import ALWAYS, read_hours
from dialer.compliance.load import load
from dialer.compliance.openings import CallbackTime, callback_times
from dialer.compliance.rules import Rulebook

ITALY = (Rulebook.of(load().by_id["IT"]),)
ROME, NEW_YORK = "Europe/Rome", "America/New_York"
WORKDAYS = read_hours([{"days": ["mon", "tue", "wed", "thu", "fri"], "from": "11:30", "to": "21:00"}])


def at(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()


def asked(time: str, *, hours: object = ALWAYS, zone_key: str = ROME, books: tuple[Rulebook, ...] = ITALY) -> object:
    rules = Rules(hours=hours, time_zone=ROME, max_attempts=6)  # type: ignore[arg-type]
    [one] = callback_times(rules, books, ContactFacts(zones=(zone_key,)), [at(time)])
    return one


def test_a_time_in_the_hours_needs_nothing() -> None:
    found = CallbackTime(
        at=at("2026-03-02T10:00"), is_open=True, is_open_if_asked=True, opens_at=at("2026-03-02T10:00")
    )
    assert asked("2026-03-02T10:00") == found


def test_in_the_evening_only_who_asked_for_it_may_be_called() -> None:
    evening, morning = at("2026-03-02T20:30"), at("2026-03-03T08:00")  # 21:30 in Rome; the law opens at nine
    assert asked("2026-03-02T20:30") == CallbackTime(at=evening, is_open=False, is_open_if_asked=True, opens_at=morning)


def test_the_hours_of_the_campaign_close_even_what_the_person_asks_for() -> None:
    evening, noon = at("2026-03-02T20:30"), at("2026-03-03T10:30")
    assert asked("2026-03-02T20:30", hours=WORKDAYS) == CallbackTime(
        at=evening, is_open=False, is_open_if_asked=False, opens_at=noon
    )


def test_the_clocks_of_the_person_count() -> None:
    there, noon_there = at("2026-03-02T11:00"), at("2026-03-02T16:30")  # six in New York, where the campaign opens late
    assert asked("2026-03-02T11:00", hours=WORKDAYS, zone_key=NEW_YORK, books=()) == CallbackTime(
        at=there, is_open=False, is_open_if_asked=False, opens_at=noon_there
    )


def test_without_a_law_the_campaign_alone_decides() -> None:
    night = at("2026-03-02T02:00")
    assert asked("2026-03-02T02:00", books=()) == CallbackTime(
        at=night, is_open=True, is_open_if_asked=True, opens_at=night
    )
