"""What changes in a campaign's rules is told as it was written, deed by deed."""

from dataclasses import replace

import pytest

from dialer.compliance.campaign_changes import changes_of_law
from dialer.compliance.overrides import Override, Settlement
from dialer.compliance.settings import NO_LAW, LawSettings
from tests.support.cells import some_seen
from tests.support.profiles import at, profiles

END = at("2026-12-31 13:00", "UTC")
ITALY = LawSettings(profile="IT")
WARNS = Override(rule_id="IT-HOURS", person="Ada", reason="a trial", ends_at=END)
BINDS = replace(WARNS, params={"last_dial_margin_s": 0.0})
SETTLED = Settlement(conflict_id="EU-RETENTION/US-RECORDS", keeps="EU-RETENTION", person="Ada", reason="our counsel")
DEED = "warns only until 2026-12-31 13:00 UTC (Ada: a trial)"
BOUND = "binds with last_dial_margin_s 0.0 until 2026-12-31 13:00 UTC (Ada: a trial)"


def told(before, after, **seen):
    found = changes_of_law(profiles(), before, after, some_seen(**{"countries": frozenset(), **seen}))
    return [(one.rule_id, one.path, str(one.before), str(one.after), one.loosens) for one in found]


@pytest.mark.parametrize("countries", [frozenset(), frozenset({"IT"})])
@pytest.mark.parametrize(
    ("before", "after", "was", "is_now", "loosens"),
    [
        ((), (WARNS,), "none", DEED, True),
        ((WARNS,), (), DEED, "none", False),
        ((WARNS,), (BINDS,), DEED, BOUND, True),
        ((BINDS,), (replace(BINDS, ends_at=END - 3600.0),), BOUND, BOUND.replace("13:00", "12:00"), False),
        ((WARNS,), (replace(WARNS, ends_at=END + 3600.0),), DEED, DEED.replace("13:00", "14:00"), True),
    ],
)
def test_an_override_is_told_as_it_was_and_as_it_is(countries, before, after, was, is_now, loosens):
    changed = told(replace(ITALY, overrides=before), replace(ITALY, overrides=after), countries=countries)
    assert changed == [("IT-HOURS", "override", was, is_now, loosens)]


def test_a_settlement_and_a_profile_are_told_by_their_names():
    settled = replace(ITALY, settlements=(SETTLED,))
    deed = ("EU-RETENTION/US-RECORDS", "settlement", "none", "keeps EU-RETENTION (Ada: our counsel)", True)
    assert told(ITALY, settled) == [deed]
    assert told(NO_LAW, settled) == [("law", "profile", "none", "IT", False), deed]
    assert told(ITALY, NO_LAW) == [("law", "profile", "IT", "none", False)]


def test_values_are_told_as_a_profile_has_them():
    found = told(ITALY, replace(ITALY, profile="US"), countries=frozenset({"IT", "US"}))
    assert found[0] == ("law", "profile", "IT", "US", False)
    texts = " ".join(one for change in found for one in change[2:4])
    assert all(mark not in texts for mark in ("<", "inf", "Duration(", "('"))
