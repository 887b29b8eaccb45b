"""The gate: the first rule that does not allow decides, and what cannot be judged is refused."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from dialer.compliance.campaign_limits import Answer, Contact, Rules, judge
from dialer.compliance.hours import ALWAYS, Window, read_hours

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=ZoneInfo("Europe/Rome")).timestamp()
OFFICE = read_hours([{"days": ["mon"], "from": "09:00", "to": "18:00"}])


def rules(**changes: object) -> Rules:
    return Rules(**{"hours": OFFICE, "time_zone": "Europe/Rome", "max_attempts": 3} | changes)  # type: ignore[arg-type]


def contact(**changes: object) -> Contact:
    return Contact(**{"number": "+39021234567", "zone_key": "", "attempts": 0} | changes)  # type: ignore[arg-type]


def test_a_lead_in_hours_with_attempts_left_is_allowed():
    verdict = judge(contact(attempts=2), rules(), now=NOON)
    assert (verdict.answer, verdict.rule) == (Answer.ALLOW, "all")


def test_out_of_hours_is_deferred_to_the_next_opening():
    verdict = judge(contact(), rules(), now=NOON + 7 * 3600.0)
    assert (verdict.answer, verdict.rule, verdict.until) == (Answer.DEFER, "calling_hours", NOON + (7 * 24 - 3) * 3600)
    assert verdict.facts == {"zones": "Europe/Rome"}


def test_the_leads_own_zone_counts():
    assert judge(contact(zone_key="America/New_York"), rules(), now=NOON).answer is Answer.DEFER


def test_without_a_common_hour_it_is_asked_again_tomorrow():
    short = (Window(frozenset(range(7)), 0, 1),)
    verdict = judge(contact(zone_key="Europe/Rome|Asia/Tokyo"), rules(hours=short), now=NOON)
    assert (verdict.answer, verdict.until) == (Answer.DEFER, NOON + 86400.0)


@pytest.mark.parametrize("attempts", [3, 4])
def test_attempts_used_up_refuse_before_the_hours_are_looked_at(attempts):
    verdict = judge(contact(attempts=attempts), rules(), now=NOON + 12 * 3600.0)
    assert (verdict.answer, verdict.rule) == (Answer.REFUSE, "max_attempts")
    assert verdict.facts == {"attempts": attempts, "at_most": 3}


def test_a_promise_goes_before_the_attempts_but_not_before_the_hours():
    assert judge(contact(attempts=9, promised=True), rules(), now=NOON).answer is Answer.ALLOW
    assert judge(contact(attempts=9, promised=True), rules(), now=NOON + 12 * 3600.0).answer is Answer.DEFER


@pytest.mark.parametrize("zone_key", ["Mars/Base", "Europe", "Europe/Rome|Mars/Base"])
def test_a_zone_that_cannot_be_read_refuses(zone_key):
    verdict = judge(contact(zone_key=zone_key), rules(hours=ALWAYS), now=NOON)
    assert (verdict.answer, verdict.rule) == (Answer.REFUSE, "calling_hours")
    assert verdict.facts == {"unknown_zone": zone_key.rpartition("|")[2]}
