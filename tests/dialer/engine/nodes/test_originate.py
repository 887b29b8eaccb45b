"""What goes with a call to the dialplan, as each law asks."""

from dataclasses import replace

import pytest

from dialer.cell.campaign import with_treatment
from dialer.cell.trunks.token_bucket import TokenBucket
from dialer.cell.trunks.trunk_selection import Line
from dialer.compliance.load import load
from dialer.compliance.vocabulary import ClockStart
from dialer.compliance.wait_limit import Treatment, treatment
from dialer.engine.nodes.originate import call_action, spoke_actions
from tests.support.cells import NOW, a_call, a_campaign

LINE = Line(1, "carrier", 100, TokenBucket(100.0), dial="PJSIP/{number}@carrier")
START, END, ANSWER = ClockStart.GREETING_START, ClockStart.GREETING_END, ClockStart.ANSWER


def of_profile(name: str) -> Treatment:
    asked = treatment(load().by_id[name], NOW)
    assert asked is not None
    return asked


def variables(asked: Treatment) -> set[str]:
    action = call_action(a_call(), with_treatment(a_campaign(), asked), LINE)
    return {value for name, value in action.headers if name == "Variable"}


def test_the_end_of_a_call_that_nobody_answers_is_noted() -> None:
    headers = call_action(a_call(), a_campaign(), LINE).headers
    assert ("Variable", "CHANNEL(hangup_handler_push)=pronto-unanswered\\,s\\,1") in headers


@pytest.mark.parametrize(("profile", "listens"), [("UK", True), ("US", False), ("IT", False)])
def test_the_person_is_listened_to_only_where_the_law_counts_from_the_first_word(profile: str, listens: bool) -> None:
    found = variables(of_profile(profile))
    assert ("PRONTO_SPEECH_MS=2000" in found) is listens
    assert any(one.startswith("PRONTO_SPEECH_MS") for one in found) is listens


@pytest.mark.parametrize(
    ("limits", "speech_ms"),
    [
        (((START, 2000), (END, 1500)), "1500"),
        (((START, 2000), (END, 2500)), "2000"),
        (((ANSWER, 3000), (START, 2000)), None),
    ],
)
def test_of_several_laws_the_strictest_is_kept(
    limits: tuple[tuple[ClockStart, int], ...], speech_ms: str | None
) -> None:
    found = variables(replace(of_profile("UK"), limits=limits))
    assert {one for one in found if "SPEECH" in one} == ({f"PRONTO_SPEECH_MS={speech_ms}"} if speech_ms else set())


@pytest.mark.parametrize(
    ("person", "campaign", "told"),
    [("it-IT", "en", "it"), ("EN", "", "en"), ("", "it", "it"), ("Italian", "", None), ("", "", None)],
)
def test_a_recording_speaks_the_person_s_language_else_the_campaign_s(
    person: str, campaign: str, told: str | None
) -> None:
    call, own = replace(a_call(), language=person), replace(a_campaign(), language=campaign, hold_music="jazz")
    found = {value for name, value in call_action(call, own, LINE).headers if name == "Variable"}
    assert {one for one in found if "LANGUAGE" in one} == ({f"PRONTO_LANGUAGE={told}"} if told else set())
    assert "PRONTO_HOLD_MUSIC=jazz" in found


def test_without_asterisk_s_own_instant_the_dialplan_is_told_none() -> None:
    with_instant = [dict(action.headers) for action in spoke_actions("pc-1", 1750000000.25)]
    assert [one["Variable"] for one in with_instant] == ["PRONTO_SPOKE_AT", "TALK_DETECT(remove)"]
    assert with_instant[0]["Value"] == "1750000000250"
    [only] = spoke_actions("pc-1", None)
    assert dict(only.headers)["Variable"] == "TALK_DETECT(remove)"
