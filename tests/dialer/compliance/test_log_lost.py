"""Without the log nobody is called, whatever the country."""

import pytest

from dialer.compliance.ruling import Answer
from dialer.compliance.vocabulary import Kind, Point, Status
from tests.support.profiles import ask, changed, good, profiles

USABLE = sorted(name for name, profile in profiles().by_id.items() if profile.status is Status.ACTIVE)


@pytest.mark.parametrize("profile", USABLE)
@pytest.mark.parametrize("point", [Point.IMPORT, Point.CAMPAIGN_START, Point.PRE_DIAL])
def test_a_log_that_takes_nothing_stops_imports_starts_and_calls(profile, point):
    rules = {rule.id for rule in profiles()[profile].rules if rule.kind is Kind.AUDIT_LOG}
    refused = {
        answer.rule_id
        for answer in ask(profile, point, changed(good(), system={"log_works": False})).answers
        if answer.answer is Answer.REFUSE
    }
    assert rules
    assert rules <= refused
    assert not rules & {one.rule_id for one in ask(profile, point, good()).answers if one.answer is Answer.REFUSE}
