"""What a rule objects to, and how to fix it, in words for each kind of rule that can keep a campaign from dialling."""

from dialer.compliance.objections import objection, objection_of, warning
from dialer.compliance.profile_status import CLOCK, NO_PROFILE
from dialer.compliance.rules import Rulebook
from dialer.compliance.ruling import Answer, Ruling, refuse
from dialer.i18n.catalogue import in_words
from tests.support.profiles import profiles


def test_an_objection_says_what_how_to_fix_it_and_what_the_rule_saw():
    verdict = refuse(CLOCK, clock_skew_s=90.0, at_most=60.0)
    found = objection(Ruling(Answer.REFUSE, CLOCK, "", (verdict,)), [])
    assert in_words(found.what, "it") == "l'esattezza dell'orologio non è garantita"
    assert "chrony" in in_words(found.mend, "it")
    assert [in_words(one, "en") for one in found.facts] == ["the clock is off by 90 s", "at most 60 is allowed"]
    assert warning(verdict, []) == found


def test_a_rule_is_told_by_what_it_objects_to_and_in_a_person_who_is_listed_by_that():
    known = profiles().by_id.values()
    assert str(objection_of("IT-RPO", known)).startswith("the lists are not checked against the register")
    assert str(objection_of("IT-RPO", known, final=True)) == "the person is in the register"
    assert str(objection_of(NO_PROFILE, known)) == "there is no profile for the country of the lists"
    assert objection_of("max_attempts", known) is None


def test_a_missing_account_at_the_register_is_not_told_as_a_missing_check():
    verdict = refuse("US-NDNC", unknown="subscription")
    found = objection(Ruling(Answer.REFUSE, "US-NDNC", "", (verdict,)), [Rulebook.of(profiles()["US"])])
    assert in_words(found.what, "en") == "the campaign does not state its account at the register"
    assert "Hours and law" in in_words(found.mend, "en")
