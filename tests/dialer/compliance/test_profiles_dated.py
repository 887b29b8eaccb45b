"""What the shipped profiles say at dated instants: the minute before a rule takes effect, and the minute after."""

from dataclasses import replace
from typing import Any

import pytest

from dialer.compliance.caller_ids import classes_of
from dialer.compliance.facts import CallerFacts, Facts, History, Scrub
from dialer.compliance.rules import rules_for
from dialer.compliance.ruling import Answer, RuleAnswer
from dialer.compliance.vocabulary import BasisKind, CliClass, Evidence, Point
from dialer.people.registers.model import REGISTERS
from tests.support.profiles import (
    CONSENT,
    DAY,
    HOUR,
    NOON,
    WRITTEN,
    ask,
    at,
    changed,
    good,
    profiles,
    rule,
    said,
    scrub,
)

ZONES = {
    "OR": "America/Los_Angeles",
    "WA": "America/Los_Angeles",
    "NV": "America/Los_Angeles",
    "UT": "America/Denver",
    "NM": "America/Denver",
    "RI": "America/New_York",
    "MI": "America/Detroit",
    "PA": "America/New_York",
    "MD": "America/New_York",
    "MN": "America/Chicago",
    "SD": "America/Chicago",
    "TX": "America/Chicago",
    "OK": "America/Chicago",
}


def american(state: str, now: float, **contact: Any) -> Facts:
    """A lead at home in a state, that may be called but for what the state adds."""
    return changed(good(now), contact={"state": state, "zones": (ZONES[state],)} | contact)


def spoken(profile: str, facts: Facts, now: float) -> dict[str, RuleAnswer]:
    return {one.rule_id: one for one in ask(profile, Point.PRE_DIAL, facts, now).answers}


def deferred(state: str, local: str) -> bool:
    """Whether the hours of a state, or the federal ones, keep a call back at this local time."""
    now = at(local, ZONES[state])
    found = spoken("US", american(state, now), now)
    return any(one.answer is Answer.DEFER for rule_id, one in found.items() if "HOURS" in rule_id or "HOLI" in rule_id)


@pytest.mark.parametrize(
    ("state", "allowed", "kept_back"),
    [
        ("OR", "2025-12-30 20:30", "2026-01-02 20:30"),  # house bill 3865
        ("OR", "2026-01-02 19:59", "2026-01-02 20:00"),
        ("WA", "2022-06-08 20:30", "2022-06-09 20:30"),  # house bill 1497
        ("UT", "2026-06-13 20:59", "2026-06-14 12:00"),  # a Sunday
        ("UT", "2026-07-23 12:00", "2026-07-24 12:00"),  # Pioneer Day
        ("RI", "2026-06-09 17:59", "2026-06-09 18:00"),
        ("RI", "2026-06-13 16:59", "2026-06-13 17:00"),  # a Saturday
        ("RI", "2026-08-11 12:00", "2026-08-10 12:00"),  # Victory Day
        ("MI", "2026-06-09 09:00", "2026-06-09 08:59"),
        ("MN", "2026-06-09 09:00", "2026-06-09 08:59"),
        ("NM", "2026-06-09 09:00", "2026-06-09 08:59"),
        ("NV", "2026-06-09 19:59", "2026-06-09 20:00"),
        ("PA", "2019-11-28 12:00", "2020-11-26 12:00"),  # Thanksgiving before and after act 73 of 2019
        ("SD", "2026-06-12 20:59", "2026-06-13 12:00"),  # a Saturday
        ("TX", "2026-06-14 12:00", "2026-06-14 11:59"),  # a Sunday
        ("TX", "2026-06-09 09:00", "2026-06-09 08:59"),
    ],
)
def test_a_state_s_hours_are_kept_from_their_day_on(state: str, allowed: str, kept_back: str) -> None:
    assert (deferred(state, allowed), deferred(state, kept_back)) == (False, True)


def test_a_bill_whose_passing_nobody_has_found_is_no_rule_of_pennsylvania() -> None:
    """Senate bill 992 of 2025 passed the Senate; that it became law was not found."""
    assert not deferred("PA", "2026-10-18 12:00")  # a Sunday
    assert not deferred("PA", "2026-10-19 19:30")


def test_oregon_counts_three_in_24_hours_from_2026_on() -> None:
    def cap(local: str) -> Answer | None:
        now = at(local, ZONES["OR"])
        thrice = History(attempts=(now - HOUR, now - 2 * HOUR, now - 3 * HOUR))
        found = spoken("US", american("OR", now, history=thrice), now).get("US-OR-CAP")
        return found and found.answer

    assert (cap("2025-12-30 15:00"), cap("2026-01-02 15:00")) == (None, Answer.DEFER)


@pytest.mark.parametrize(
    ("state", "before", "after"),
    [("OK", "2022-10-31 12:00", "2022-11-01 12:00"), ("MD", "2023-12-29 12:00", "2024-01-02 12:00")],
)
def test_two_states_ask_for_written_consent_to_automated_dialling(state: str, before: str, after: str) -> None:
    rule_id = f"US-{state}-CONSENT"

    def answer(local: str, kind: BasisKind = BasisKind.CONSENT) -> Answer | None:
        now = at(local, ZONES[state])
        basis = replace(CONSENT, kind=kind, obtained_at=now - 24 * HOUR)
        found = spoken("US", american(state, now, bases=(basis,)), now).get(rule_id)
        return found and found.answer

    assert (answer(before), answer(after)) == (None, Answer.REFUSE)
    assert answer(after, BasisKind.WRITTEN_CONSENT) is Answer.ALLOW
    assert rule_id not in {one.id for one in rules_for(profiles()["US"], "NJ", ())}


@pytest.mark.parametrize(
    ("profile", "zone", "rule_id", "allowed", "kept_back"),
    [
        ("ES", "Europe/Madrid", "ES-HOURS", "2026-06-09 09:00", "2026-06-09 08:59"),
        ("ES", "Europe/Madrid", "ES-HOURS", "2026-06-12 20:59", "2026-06-12 21:00"),
        ("ES", "Europe/Madrid", "ES-HOURS", "2026-06-12 12:00", "2026-06-13 12:00"),  # a Saturday
        ("ES", "Europe/Madrid", "ES-HOURS", "2026-10-13 12:00", "2026-10-12 12:00"),  # the national day
        ("FR", "Europe/Paris", "FR-HOURS", "2026-09-01 12:59", "2026-09-01 13:00"),  # under consent too
        ("UK", "Europe/London", "UK-HOURS", "2026-11-30 12:00", "2026-12-25 12:00"),  # Saint Andrew's Day; Christmas
    ],
)
def test_hours_in_europe(profile: str, zone: str, rule_id: str, allowed: str, kept_back: str) -> None:
    def answer(local: str) -> Answer:
        now = at(local, zone)
        return spoken(profile, changed(good(now), contact={"zones": (zone,)}), now)[rule_id].answer

    assert (answer(allowed), answer(kept_back)) == (Answer.ALLOW, Answer.DEFER)


def test_saint_andrew_s_day_is_kept_for_whoever_is_known_to_be_in_scotland() -> None:
    now = at("2026-11-30 12:00", "Europe/London")

    def answer(*regions: str) -> Answer:
        return spoken("UK", changed(good(now), contact={"regions": regions}), now)["UK-HOURS"].answer

    assert (answer("ENG"), answer("SCT")) == (Answer.ALLOW, Answer.DEFER)


def test_french_hours_and_caps_begin_in_march_2023() -> None:
    for day, rules in (("2023-02-28 22:00", set()), ("2023-03-01 22:00", {"FR-HOURS", "FR-CAP"})):
        now = at(day, "Europe/Paris")
        assert {"FR-HOURS", "FR-CAP"} & set(spoken("FR", good(now), now)) == rules


def shown(profile: str, number: str, now: float, rule_id: str) -> Answer | None:
    caller = CallerFacts(number=number, classes=classes_of(number), in_inventory=True, trunk_country=profile)
    found = spoken(profile, replace(good(now), caller=caller), now).get(rule_id)
    return found and found.answer


def test_french_sales_calls_show_no_mobile_number_from_2023_on() -> None:
    before, after = (at(day, "Europe/Paris") for day in ("2022-12-31 12:00", "2023-01-01 12:00"))
    assert shown("FR", "+33612345678", before, "FR-CLI") is None
    assert shown("FR", "+33612345678", after, "FR-CLI") is Answer.REFUSE
    assert shown("FR", "+33162345678", after, "FR-CLI") is Answer.ALLOW
    assert shown("FR", "+33145678901", after, "FR-CLI-RANGE") is Answer.REFUSE
    assert shown("FR", "+33948345678", after, "FR-CLI-RANGE") is Answer.ALLOW


def test_the_spanish_prefix_is_asked_for_as_a_warning_from_the_law_s_day_on() -> None:
    before, after = (at(day, "Europe/Madrid") for day in ("2025-12-27 12:00", "2025-12-28 12:00"))
    assert shown("ES", "+34911234567", before, "ES-PREFIX") is None
    assert shown("ES", "+34911234567", after, "ES-PREFIX") is Answer.REFUSE
    assert shown("ES", "+34400123456", after, "ES-PREFIX") is Answer.ALLOW
    assert CliClass.SALES_PREFIX in classes_of("+34400123456")
    prefix = profiles()["ES"].rule("ES-PREFIX")
    assert prefix is not None
    assert not prefix.hard


def test_german_sales_calls_show_a_number_of_the_caller() -> None:
    now = at("2026-06-09 12:00", "Europe/Berlin")
    assert shown("DE", "", now, "DE-CLI") is Answer.REFUSE
    assert shown("DE", "+493012345678", now, "DE-CLI") is Answer.ALLOW


@pytest.mark.parametrize("state", ["CO", "FL", "IN", "LA", "MA", "MO", "OK", "PA", "TN", "TX", "WY"])
def test_a_state_s_own_list_is_asked_of_who_lives_there_and_of_nobody_else(state: str) -> None:
    def answer(home: str, scrubs: tuple[Scrub, ...]) -> Answer | None:
        found = spoken("US", changed(good(), contact={"state": home, "scrubs": scrubs}), NOON).get(f"US-{state}-DNC")
        return found and found.answer

    name = f"DNC-{state}"
    assert name in REGISTERS
    assert answer(state, (scrub("NDNC"),)) is Answer.REFUSE
    assert answer(state, (scrub("NDNC"), scrub(name, age=32 * DAY))) is Answer.REFUSE
    assert answer(state, (scrub("NDNC"), scrub(name, listed=True))) is Answer.REFUSE
    assert answer(state, (scrub("NDNC"), scrub(name))) is Answer.ALLOW
    assert answer("NJ", (scrub("NDNC"),)) is None


def test_what_was_looked_up_says_when_and_what_was_not_confirmed_says_so() -> None:
    rules = [one for profile in profiles().by_id.values() for one in profile.rules]
    rules += [one for overlay in profiles()["US"].overlays for one in overlay.added]
    looked_up = [one.basis for one in rules if one.basis.checked is not None]
    assert len(looked_up) >= 20
    unsure = [one for one in looked_up if "Unconfirmed" in one.text]
    assert len(unsure) >= 5
    assert {one.evidence for one in unsure} == {Evidence.PARTLY_SEEN}
    assert [one for one in looked_up if "looked up" in one.text] == []


def test_a_florida_number_is_called_with_written_consent_alone():
    noon = at("2026-06-09 12:00", "America/New_York")
    person = {"state": "FL", "zones": ("America/New_York",)}
    plain = said(ask("US", Point.PRE_DIAL, changed(good(noon), contact=person), noon), "US-FL-CONSENT")
    assert (plain.answer, plain.facts["basis_fault"]) == (Answer.REFUSE, "not_allowed")
    ruling = ask("US", Point.PRE_DIAL, changed(good(noon), contact={**person, "bases": (WRITTEN,)}), noon)
    assert said(ruling, "US-FL-CONSENT").answer is Answer.ALLOW


def test_the_database_of_reassigned_numbers_warns_and_binds_nobody():
    noon = at("2026-06-09 12:00", "America/New_York")
    person = {"state": "NJ", "zones": ("America/New_York",)}
    asked = changed(good(noon), contact=person)
    assert "US-RND" not in {one.rule_id for one in ask("US", Point.PRE_DIAL, asked, noon).warnings}
    others = tuple(one for one in asked.contact.scrubs or () if one.register != "RND")
    ruling = ask("US", Point.PRE_DIAL, changed(asked, contact={"scrubs": others}), noon)
    assert (ruling.answer, "US-RND" in {one.rule_id for one in ruling.warnings}) == (Answer.ALLOW, True)
    assert rule("US-RND").not_checked == ("consent_age",)
