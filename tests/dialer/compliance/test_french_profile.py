"""France has all that Italy has: each kind of rule is dated and sourced, or said not to exist."""

from dataclasses import replace

import pytest

from api.schemas.profiles import ProfileInWords
from dialer.compliance.caller_ids import classes_of
from dialer.compliance.combine import choose
from dialer.compliance.facts import CallerFacts
from dialer.compliance.ruling import Answer
from dialer.compliance.vocabulary import Kind, Point, Source, Status
from tests.support.profiles import ask, at, changed, good, profiles

FRANCE = profiles()["FR"]
KINDS = sorted({rule.kind for rule in profiles()["IT"].rules})
AFTERNOON = at("2026-09-08 15:00", "Europe/Paris")


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_rule_that_italy_has_is_dated_and_sourced_or_said_not_to_exist(kind: Kind) -> None:
    of_law = [
        rule
        for rule in FRANCE.rules
        if rule.kind is kind and rule.basis.source is not Source.HOUSE and rule.basis.checked is not None
    ]
    absent = [one for one in FRANCE.absent if one.kind is kind and one.basis.checked is not None]
    assert bool(of_law) != bool(absent)


def test_it_is_usable_unreviewed_and_says_what_a_lawyer_has_to_confirm() -> None:
    assert (FRANCE.status, FRANCE.reviewed) == (Status.ACTIVE, False)
    shown = ProfileInWords.of_profile(FRANCE)
    assert len(shown.to_confirm) == len(FRANCE.to_confirm) >= 10
    assert {one.kind for one in shown.absent} == {one.kind for one in FRANCE.absent}
    assert shown.reviewed is False


def french(**contact: object):
    """Somebody in France who may be called on an afternoon."""
    number = "+33162345678"
    classes = classes_of(number)
    caller = CallerFacts(number=number, classes=classes, in_inventory=True, trunk_country="FR")
    return changed(replace(good(AFTERNOON), caller=caller), contact=contact)


def test_a_consented_call_in_the_afternoon_is_made_and_no_other() -> None:
    assert ask("FR", Point.PRE_DIAL, french(), AFTERNOON).answer is Answer.ALLOW
    assert ask("FR", Point.CAMPAIGN_START, french(), AFTERNOON).answer is Answer.ALLOW
    assert ask("FR", Point.PRE_DIAL, french(bases=()), AFTERNOON).answer is Answer.REFUSE
    lunch = at("2026-09-08 13:30", "Europe/Paris")
    assert ask("FR", Point.PRE_DIAL, french(), lunch).rule_id == "FR-HOURS"
    renovation = changed(french(), campaign={"sector": "renovation"})
    assert ask("FR", Point.PRE_DIAL, renovation, AFTERNOON).rule_id == "FR-RENOVATION"


def test_a_french_seller_brings_rules_abroad_and_no_open_questions_of_french_calls() -> None:
    abroad = choose(profiles(), called="IT", seller="FR", agents=["FR"])
    assert {"FR-MONITOR", "FR-BREAKS"} <= {rule.id for rule in abroad.rules}
    assert (abroad.absent, abroad.to_confirm) == ((), ())
