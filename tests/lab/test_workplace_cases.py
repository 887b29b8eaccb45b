"""Acceptance cases 7 to 13 and 24 on a real Asterisk, by keyboard alone, with phones in the pages and voices.

The stories are those of `tests/web/test_workplace_cases_*.py`; here they cost real calls, in which each side hears the
other: what the agent hears is asked of the page, what the person hears of the carrier's recording.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from dialer.lab.audio import tone_shares
from tests.support.browser_phone import AGENT_HZ, give_voices
from tests.support.lab import LabOfMany
from tests.support.lab_floor import TALKS, LabFloor, LabTelephony, flags_of_voice
from tests.support.pages import started_browser
from tests.support.shared_lab import SharedLab
from tests.support.workplace import Floor, a_floor
from tests.web.test_workplace_cases_day import Shift, a_shift, at_shift, locked_in_a_talk, shift
from tests.web.test_workplace_cases_promises import call_back_kept, moving, posting, promises_moved
from tests.web.test_workplace_cases_refusals import never_again
from tests.web.test_workplace_cases_scripts import (
    not_identified,
    questionnaire,
    survey_without_offer,
    wrong_person,
)

__all__ = ["shift"]  # a fixture

pytestmark = [pytest.mark.lab, pytest.mark.browser, pytest.mark.long(280)]

ONE_AGENT: dict[str, Any] = {"leads": 0, "running": False}
HEARD_SHARE = 0.5  # of a tenth of a second that is the agent's tone
TALK_WINDOWS = 20  # two seconds: a call that is over in less was no talk, as one that is ended by a key at once


@pytest.fixture(scope="module")
def lab(shared_lab: SharedLab) -> Iterator[LabOfMany]:
    with shared_lab.taken_by_many(agents=1, plans=(TALKS,)) as lab:
        give_voices(lab.lab)
        yield lab


@pytest.fixture(scope="module")
def browser(lab: LabOfMany, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Opened after the lab is up: while it is open its own event loop runs in this thread."""
    with started_browser(*flags_of_voice(tmp_path_factory.mktemp("voice"))) as browser:
        yield browser


def floor_of(lab: LabOfMany, folder: Path, **wanted: Any) -> Any:
    return a_floor(folder, telephony=LabTelephony(lab.lab), made=LabFloor, **wanted)


@pytest.fixture
def floor(lab: LabOfMany, tmp_path: Path) -> Iterator[Floor]:
    with floor_of(lab, tmp_path, **ONE_AGENT) as floor:
        yield floor


def test_case_7_never_again(browser: Browser, lab: LabOfMany, tmp_path: Path) -> None:
    with floor_of(lab, tmp_path, agents=("anna", "bruno"), leads=1, running=False) as floor:
        never_again(browser, floor)


def test_case_8_who_is_not_identified_hears_nothing_personal(browser: Browser, floor: Floor) -> None:
    not_identified(browser, floor)


def test_case_9_a_wrong_person_is_told_nothing(browser: Browser, floor: Floor) -> None:
    wrong_person(browser, floor)


def test_case_10_a_call_back_is_promised_and_kept(browser: Browser, lab: LabOfMany, tmp_path: Path) -> None:
    with floor_of(lab, tmp_path, agents=("anna", "bruno"), leads=1, running=False) as floor:
        call_back_kept(browser, floor)


def test_case_11_what_cannot_be_kept_is_moved(browser: Browser, lab: LabOfMany, tmp_path: Path) -> None:
    with posting() as server, floor_of(lab, tmp_path, **moving(server)) as floor:
        promises_moved(browser, floor, server)


@pytest.mark.parametrize("language", ["it", "en"])
def test_case_12_a_questionnaire(browser: Browser, floor: Floor, language: str) -> None:
    questionnaire(browser, floor, language)


def test_case_13_a_survey_offers_nothing(browser: Browser, floor: Floor) -> None:
    survey_without_offer(browser, floor)


def test_case_24_the_lock_leaves_the_talk_as_it_is(browser: Browser, lab: LabOfMany, tmp_path: Path) -> None:
    with floor_of(lab, tmp_path, agents=("anna", "bruno"), leads=2) as floor:
        locked_in_a_talk(browser, floor)


def test_case_24_a_shift_has_its_breaks_and_its_figures(
    browser: Browser, lab: LabOfMany, shift: Shift, tmp_path: Path
) -> None:
    with floor_of(lab, tmp_path, **at_shift(tmp_path)) as floor:
        a_shift(browser, floor, shift)


def test_the_people_have_heard_the_agents(lab: LabOfMany) -> None:
    """Of all these talks: the person was answered by the agent's own tone."""
    recordings = [
        one for one in (lab.lab.folder / "heard").glob("*.wav") if not one.stem.endswith("-mixed")
    ]  # both voices
    shares = {one.name: tone_shares(one, AGENT_HZ) for one in recordings}
    talks = {name: heard for name, heard in shares.items() if len(heard) >= TALK_WINDOWS}
    assert talks
    assert {name: heard for name, heard in talks.items() if max(heard) <= HEARD_SHARE} == {}
