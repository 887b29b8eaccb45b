"""The coming week: whose hours close what, with holidays, and days that are longer or shorter by an hour."""

from datetime import UTC, datetime

from dialer.cell.legal.calling_week import WeekDay, week_of
from dialer.compliance.campaign_limits import Rules
from dialer.compliance.hours import ALWAYS, read_hours
from dialer.compliance.load import load
from dialer.compliance.overrides import Settlement
from dialer.compliance.rulebook import Books
from dialer.compliance.rules import Rulebook
from dialer.compliance.settings import LawSettings

ITALY = (Rulebook.of(load().by_id["IT"]),)
WORKDAYS = read_hours([{"days": ["mon", "tue", "wed", "thu", "fri", "sat"], "from": "11:30", "to": "21:00"}])


def rules(hours: object = ALWAYS) -> Rules:
    return Rules(hours=hours, time_zone="Europe/Rome", max_attempts=6)  # type: ignore[arg-type]


def at(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()


def opened(day: WeekDay) -> list[tuple[int, int]]:
    return [(span.start_minute, span.end_minute) for span in day.spans if span.is_open]


def test_the_law_closes_what_the_campaign_would_allow_and_the_other_way_round() -> None:
    week = week_of(rules(WORKDAYS), ITALY, at("2026-03-02T11:00"))  # a Monday
    monday, saturday, sunday = week.days[0], week.days[5], week.days[6]
    assert opened(monday) == [(11 * 60 + 30, 20 * 60)]
    late = next(span for span in monday.spans if span.start_minute == 20 * 60)
    assert (late.campaign_open, late.is_open) == (True, False)
    assert all(rule.startswith("IT-") for rule in late.rules)
    early = next(span for span in monday.spans if span.start_minute <= 10 * 60 < span.end_minute)
    assert (early.campaign_open, early.rules) == (False, ())
    assert opened(saturday) == [(11 * 60 + 30, 19 * 60)]
    assert opened(sunday) == []
    assert [law for law, _ in week.laws] == ["IT"]


def test_a_holiday_of_the_law_is_closed() -> None:
    week = week_of(rules(), ITALY, at("2026-06-01T08:00"))
    assert [day.day.isoformat() for day in week.days][:2] == ["2026-06-01", "2026-06-02"]
    assert opened(week.days[0]) != []
    assert opened(week.days[1]) == []  # the day of the Republic


def test_without_a_law_only_the_campaign_closes_and_each_day_is_whole() -> None:
    week = week_of(rules(), (), at("2026-03-28T08:00"))
    assert [opened(day) for day in week.days] == [[(0, 1440)]] * 7
    mornings = week_of(rules(WORKDAYS), (), at("2026-03-29T08:00"))  # a Sunday, whose clock goes on by an hour
    assert [opened(day) for day in mornings.days[:2]] == [[], [(11 * 60 + 30, 21 * 60)]]
    sundays = read_hours([{"days": ["sun"], "from": "11:30", "to": "21:00"}])
    assert opened(week_of(rules(sundays), (), at("2026-03-29T08:00")).days[0]) == [(11 * 60 + 30, 21 * 60)]


def test_two_rules_that_cannot_both_be_kept_are_named_settled_or_not() -> None:
    deed = Settlement(conflict_id="EU-RETENTION/US-RECORDS", keeps="US-RECORDS", person="Anna", reason="the longer one")
    for settlements in ((), (deed,)):
        law = LawSettings(profile="auto", seller_country="IT", settlements=settlements)
        books = Books.of_campaign(load(), law).known(["US"])
        week = week_of(rules(WORKDAYS), books, at("2026-03-02T11:00"))
        assert [one.id for one in week.contradictions] == ["EU-RETENTION/US-RECORDS"]
    assert week_of(rules(WORKDAYS), ITALY, at("2026-03-02T11:00")).contradictions == ()
