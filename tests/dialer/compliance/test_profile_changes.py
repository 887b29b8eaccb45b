"""Changes of a profile: which loosen, which tighten, and that loosening needs somebody who answers for it."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialer.compliance.load import load
from dialer.compliance.profile_changes import Loosened, accept, changes
from dialer.compliance.vocabulary import Point
from dialer.core.shipped_files import PROFILES
from tests.support.profiles import NOON, edit, profiles, rule

IT = profiles()["IT"]


def edited(tmp_path: Path, profile_id: str, file: str, before: str, after: str) -> bool:
    """Whether the edit of the file loosens; exactly one thing is found."""
    folder = shutil.copytree(PROFILES, tmp_path / "copy")
    edit(folder / file, before, after)
    (found,) = changes(profiles()[profile_id], load(folder)[profile_id])
    return found.loosens


@pytest.mark.parametrize(
    ("file", "before", "after", "loosens"),
    [
        ("it.yaml", "limit_ms: 3000}\n      machine", "limit_ms: 2500}\n      machine", False),
        ("it.yaml", "max_age: P15D", "max_age: P14D", False),
        ("it.yaml", "max_age: P15D", "max_age: P16D", True),
        ("it.yaml", "lasts: P5D", "lasts: P7D", False),
        ("it.yaml", "lasts: P5D", "lasts: P4D", True),
        ("it.yaml", "mon-fri 09:00-20:00", "mon-fri 10:00-20:00", False),
        ("it.yaml", "mon-fri 09:00-20:00", "mon-sat 09:00-20:00", True),
        ("it.yaml", "      on_holidays: []\n      before", "      before", True),
        ("it.yaml", "before_holidays: [", 'before_holidays: ["08:00-09:30", ', True),
        ("it.yaml", "last_dial_margin_s: 60\n      appointment_passes: true", "last_dial_margin_s: 60", False),
        ("it.yaml", "machine_hangup: abandoned", "machine_hangup: excluded", True),
        ("it.yaml", "timer: {start: answer", "timer: {start: greeting_end", True),
        ("it.yaml", "min_denominator: 100", "min_denominator: 200", False),
        ("it.yaml", "{max: 1, per: PT4H}", "{max: 1, per: PT8H}", False),
        ("it.yaml", "{max: 1, per: PT4H}", "{max: 2, per: PT4H}", True),
        ("it.yaml", "{max: 1, per: PT4H}, ", "", True),
        ("it.yaml", "        - {basis: contract} #", "        #", False),
        ("it.yaml", "{basis: contract}", "{basis: inquiry}", True),
        ("it.yaml", "in_directory]\n      evidence", "in_directory, inquiry]\n      evidence", True),
        ("it.yaml", "declared_in: [ROC]", "declared_in: []", True),
        ("it.yaml", "callable, short]", "callable]", False),
        ("it.yaml", "      one_of: [sales_prefix, statistics_prefix, callable, short]\n", "", True),
        ("it.yaml", "from_abroad: refused", "from_abroad: needs_provider_proof", True),
        ("it.yaml", "window: campaign", "window: calendar_day", True),  # no direction is known
        ("it.yaml", "enforcement: soft\n    points: [campaign", "enforcement: hard\n    points: [campaign", False),
        ("it.yaml", "every_min: 120", "every_min: 100", False),
        ("it.yaml", "collective_agreement_passes: true", "collective_agreement_passes: false", False),
        ("it.yaml", "by: 2027-02-24", "by: 2027-08-24", True),
        ("it.yaml", "by: 2027-02-24", "by: 2027-01-24", False),
        ("it.yaml", "locked: [named_live_state, ", "locked: [", True),
        ("eu-gdpr.yaml", "call_events: P24M", "call_events: P12M", False),
        ("eu-gdpr.yaml", "call_events: P24M", "call_events: P36M", True),
        ("eu-gdpr.yaml", ", call_events: P24M", "", True),
    ],
)  # fmt: skip
def test_the_direction_of_a_change_is_known(tmp_path, file, before, after, loosens):
    assert edited(tmp_path, "IT", file, before, after) is loosens


def test_a_states_hours_are_watched_too(tmp_path):
    assert edited(tmp_path, "US", "us.yaml", "{open: [mon-sun 10:00-21:00]}", "{open: [mon-sun 09:00-21:00]}")


def test_the_same_profile_has_no_changes():
    assert changes(IT, IT) == ()


def test_a_rule_taken_out_loosens_and_one_added_tightens():
    without = replace(IT, rules=tuple(one for one in IT.rules if one.id != "IT-RPO"))
    (gone,) = changes(IT, without)
    (come,) = changes(without, IT)
    assert (gone.rule_id, gone.loosens, come.loosens) == ("IT-RPO", True, False)


def test_what_is_asked_of_fewer_campaigns_is_loosened():
    energy = rule("IT-ENERGY")
    both = replace(IT, rules=(energy,))
    one = replace(IT, rules=(replace(energy, sectors=frozenset({"gas"})),))
    every = replace(IT, rules=(replace(energy, sectors=frozenset()),))
    assert [changes(*pair)[0].loosens for pair in ((both, one), (one, both), (both, every), (every, both))] == [
        True,
        False,
        False,
        True,
    ]


def test_loosening_is_refused_without_a_person_and_a_reason():
    loose = replace(IT, rules=tuple(one for one in IT.rules if one.id != "IT-RPO"))
    with pytest.raises(Loosened, match="IT-RPO rule: present -> absent"):
        accept(changes(IT, loose))
    with pytest.raises(Loosened):
        accept(changes(IT, loose), person="A. Rossi", reason=" ")
    assert accept(changes(IT, loose), person="A. Rossi", reason="counsel") == changes(IT, loose)
    assert accept(changes(loose, IT)) == changes(loose, IT)


@given(days=st.integers(1, 60), others=st.integers(1, 60))
def test_of_two_different_ages_one_direction_loosens_and_the_other_does_not(days, others):
    def profile(length):
        params = rule("IT-RPO").params
        text = params.model_dump(mode="json") | {"max_age": f"P{length}D"}
        return replace(IT, rules=(replace(rule("IT-RPO"), params=type(params).model_validate(text)),))

    there, back = changes(profile(days), profile(others)), changes(profile(others), profile(days))
    assert [one.loosens for one in there] == [others > days] * (days != others)
    assert [one.loosens for one in back] == [days > others] * (days != others)


def test_a_rule_asked_at_fewer_points_or_later_is_loosened():
    rpo = rule("IT-RPO")
    base = replace(IT, rules=(rpo,))
    fewer = replace(IT, rules=(replace(rpo, points=frozenset({Point.PRE_DIAL})),))
    later = replace(IT, rules=(replace(rpo, since=NOON),))
    ends = replace(IT, rules=(replace(rpo, until=NOON),))
    assert [changes(base, one)[0].loosens for one in (fewer, later, ends)] == [True] * 3
    assert [changes(one, base)[0].loosens for one in (fewer, later, ends)] == [False] * 3


def test_a_clock_that_changed_is_shown_in_words() -> None:
    old = profiles()["UK"]
    without = tuple(replace(rule, clock=replace(rule.clock, places=("GB",))) for rule in old.rules)
    shown = [str(one.message) for one in changes(old, replace(old, rules=without)) if one.rule_id == "UK-HOURS"]
    assert shown == ["UK-HOURS clock: Europe/London, holidays of GB, GB-ENG, GB-WLS -> Europe/London, holidays of GB"]
