"""Which profiles apply, and what several of them say together."""

from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialer.compliance.combine import NoProfile, choose, combine
from dialer.compliance.facts import DialMode, Figures, History
from dialer.compliance.profile_status import conflicts
from dialer.compliance.rules import Rulebook, decide
from dialer.compliance.ruling import Answer, severity
from dialer.compliance.vocabulary import Point, Status
from tests.support.profiles import CONSENT, DAY, HOUR, NOON, ask, at, changed, good, profiles, scrub


def test_the_called_numbers_country_picks_the_profile():
    assert choose(profiles(), called="IT") is profiles()["IT"]
    assert choose(profiles(), called="GB") is profiles()["UK"]
    assert choose(profiles(), called="IT", seller="IT", agents=["IT", "AL"]) is profiles()["IT"]


@pytest.mark.parametrize("country", ["AT", "CH", ""])
def test_a_country_without_a_profile_of_its_own_is_not_called(country):
    with pytest.raises(NoProfile, match="nobody there is called"):
        choose(profiles(), called=country)


def test_the_seller_brings_data_protection_and_the_agents_their_rights_at_work():
    found = choose(profiles(), called="GB", seller="AT", agents=["IT"])
    ids = {rule.id for rule in found.rules}
    assert {"UK-ABANDON", "EU-OBJECTION", "EU-RETENTION", "IT-VDT", "IT-MONITOR"} <= ids
    assert not {"IT-HOURS", "IT-MUTE-RATE", "IT-RPO"} & ids
    assert found.status is Status.ACTIVE
    assert found.review_by == profiles()["IT"].review_by
    assert found.hash != profiles()["UK"].hash
    assert choose(profiles(), called="GB", seller="AT", agents=["IT", "IT"]).hash == found.hash


def test_an_american_list_kept_by_a_european_seller_is_a_conflict_of_retention():
    found = choose(profiles(), called="US", seller="DE")
    assert [conflict.id for conflict in conflicts(found)] == ["EU-RETENTION/US-RECORDS"]
    assert [one.id for one in found.overlays] == [one.id for one in profiles()["US"].overlays]


def test_a_message_cannot_be_played_and_forbidden():
    both = combine([profiles()["IT"], profiles()["US"]])
    assert "IT-MUTE-TREATMENT/US-ABANDON-MSG" in {conflict.id for conflict in conflicts(both)}
    assert [conflict for name in ("IT", "US", "UK") for conflict in conflicts(profiles()[name])] == []


def test_a_sketch_among_several_makes_a_sketch():
    assert combine([profiles()["IT"], profiles()["DE"]]).status is Status.SKETCH


@cache
def both(first: str, second: str) -> Rulebook:
    return Rulebook.of(combine([profiles()[first], profiles()[second]]))


def test_hours_intersect():
    italy_and_kingdom = both("IT", "UK")

    def answer(text):
        now = at(text)
        facts = changed(good(now), campaign={"mode": DialMode.PROGRESSIVE}, caller={"trunk_country": "IT"})
        return decide(Point.PRE_DIAL, italy_and_kingdom, facts, now)

    assert answer("2026-06-09 12:00").answer is Answer.ALLOW
    assert answer("2026-06-09 20:30").answer is Answer.DEFER  # only the British hours are open
    assert answer("2026-06-06 18:59:30").answer is Answer.DEFER  # only the Italian margin closes


def test_the_smallest_age_holds():
    now = NOON
    strict = replace(profiles()["IT"], id="XX", rules=tuple(_younger(rule) for rule in profiles()["IT"].rules))
    together = Rulebook.of(combine([profiles()["IT"], strict]))
    facts = changed(good(), contact={"scrubs": (scrub("RPO", age=11 * DAY),)})
    assert ask("IT", Point.PRE_DIAL, facts).answer is Answer.ALLOW
    assert decide(Point.PRE_DIAL, together, facts, now).rule_id == "XX-RPO"


def _younger(rule):
    if rule.id != "IT-RPO":
        return rule
    text = rule.params.model_dump(mode="json") | {"max_age": "P10D"}
    return replace(rule, id="XX-RPO", params=type(rule.params).model_validate(text))


leads = st.builds(
    lambda age, tries, listed, hour, mode, abandoned, scrub_age: (
        NOON + hour * HOUR,
        changed(
            good(NOON + hour * HOUR),
            contact={
                "history": History(
                    abandoned_at=None if age is None else NOON - age * DAY,
                    attempts=tuple(NOON - one * DAY for one in sorted(tries)),
                ),
                "scrubs": tuple(
                    scrub(name, age=scrub_age * DAY, listed=listed) for name in ("RPO", "TPS", "CTPS", "NDNC")
                ),
                "bases": (CONSENT,),
                "zones": ("America/New_York",),
                "state": "NJ",
            },
            campaign={
                "mode": mode,
                "rates": dict.fromkeys(
                    ("IT-MUTE-RATE", "UK-ABANDON", "US-ABANDON"), Figures(abandoned=abandoned, counted=1000)
                ),
            },
            caller={"trunk_country": "IT", "provider_proof": True},
        ),
    ),
    st.none() | st.floats(0, 8),
    st.lists(st.floats(0, 40), max_size=5),
    st.booleans(),
    st.floats(-24, 24 * 8),
    st.sampled_from(DialMode),
    st.integers(0, 40),
    st.floats(0, 40),
)


@given(lead=leads, pair=st.sampled_from([("IT", "UK"), ("IT", "US"), ("UK", "US"), ("IT", "FR")]))
def test_several_profiles_are_never_milder_than_one(lead, pair):
    now, facts = lead
    together = decide(Point.PRE_DIAL, both(*pair), facts, now)
    for name in pair:
        alone = ask(name, Point.PRE_DIAL, facts, now)
        deciding, strictest = alone.deciding, together.deciding
        if deciding is not None:
            assert strictest is not None
            assert severity(strictest) >= severity(deciding)
