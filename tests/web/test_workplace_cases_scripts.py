"""Acceptance cases of what is said and asked, played at the page by keyboard alone.

Case 8, identity fails; 9, another person or a minor answers; 12, a questionnaire; 13, a survey. The engine is in the
test's process and its Asterisk does as it is told; `tests/lab/test_workplace_cases.py` plays the same on a real one.
"""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from dialer.campaigns.model import draft_of
from dialer.campaigns.scripts.model import IdentityState, ReplyState, ScriptRole
from dialer.core import clock
from dialer.core.enums import LeadState
from dialer.core.request_errors import Invalid
from dialer.people.leads.model import NewLead
from tests.support.pages import take_picture, wrong_for_some
from tests.support.rings import first_in_gate
from tests.support.workplace import Floor, a_floor, moment, profiles_with

pytestmark = [pytest.mark.browser]

DESK: Final[dict[str, Any]] = {"width": 1366, "height": 768, "language": "it"}
MARIA: Final = "+442079460001"


def maria(number: str = MARIA, **fields: Any) -> NewLead:
    known = {"birth year": "1961", "city": "Torino"} | fields
    return NewLead(phones=((number, ""),), external_id=number, name="Maria Rossi", language="it", fields=known)


@pytest.fixture
def floor(tmp_path: Path) -> Iterator[Floor]:
    with a_floor(tmp_path, leads=0, running=False) as floor:
        yield floor


def in_talk(page: Page, floor: Floor, campaign: str) -> str:
    """Anna at work in this campaign, with somebody on the line and the script in front of her; returns the call."""
    floor.go_to_work(page, "anna")
    floor.begin_work(page, campaign)
    call = floor.answer()
    moment(page, "talking")
    floor.hears(page)
    answers_take_keys(page)
    return call


def answers_take_keys(page: Page) -> None:
    """The script is there, and the focus has gone to its answers."""
    expect(page.locator("[data-script] fieldset[data-region-start]")).to_be_focused()


def script_text(page: Page, words: str) -> None:
    expect(page.locator("[data-script]")).to_contain_text(words)


def at_step(page: Page, step: str) -> None:
    """The script shows this step."""
    expect(page.locator(f"[data-script][data-step={step}]")).to_have_count(1)


def says(page: Page, keys: str, after: str) -> None:
    """Answer the question by these keys and go on to the step `after`."""
    page.keyboard.type(keys)
    page.keyboard.press("PageDown")
    at_step(page, after)


@pytest.mark.full
def test_a_step_is_seen_whole_when_the_talk_begins(browser: Browser, floor: Floor) -> None:
    """At 1366 × 768: stages, text, duties, answers, objections and facts, and no scrolling for them."""
    campaign = floor.campaign_with([maria()], name="fibra")
    floor.use_script(campaign, ScriptRole.SALES_SCRIPT, "fibre")
    with floor.opened(browser, **DESK) as page:
        in_talk(page, floor, "fibra")
        take_picture(page, "script-opening-1366")
        region = box(page.locator("[data-region=script]"))
        script = page.locator("[data-script]")
        parts = {
            "stages": script.get_by_role("list", name="Fasi"),
            "text": script.locator("p[lang=it]"),
            "duties": script.get_by_role("group", name="Da dire"),
            "answers": script.locator("fieldset[data-region-start]"),
            "objections": script.get_by_role("group", name="Obiezioni"),
            "next": script.get_by_role("button", name="Avanti"),
            "facts": script.get_by_role("list", name="Fatti"),
        }
        boxes = {name: box(part) for name, part in parts.items()}
        outside = [name for name, one in boxes.items() if one[0] < region[0] or one[1] > region[1]]
        assert outside == [], (region, boxes)
        assert wrong_for_some(page) == []


def box(one: Locator) -> tuple[float, float]:
    """From where to where it goes on the screen, from above."""
    found = one.bounding_box()
    assert found is not None
    return found["y"], found["y"] + found["height"]


def to_dispositions(page: Page) -> None:
    """Go by keys to the dispositions: the part with the note, then past the note."""
    note = page.get_by_role("textbox", name=re.compile("^(Nota|Note)$"))
    for _ in range(8):
        page.keyboard.press("F6")
        if is_focused(note.last):
            break
    first = page.get_by_role("group", name=re.compile("^(Esito|Disposition)$")).get_by_role("button").first
    reach(page, first)


def reach(page: Page, wanted: Locator) -> None:
    for _ in range(40):
        if is_focused(wanted):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"not reached by Tab: {wanted}")


def is_focused(one: Locator) -> bool:
    return bool(one.evaluate("one => one === document.activeElement"))


def not_interested(page: Page) -> None:
    """End the call and write it down."""
    page.keyboard.press("F4")
    moment(page, "wrap_up")
    page.keyboard.press("3")
    expect(page.locator("[data-moment=wrap_up]")).to_have_count(0)


def test_who_is_not_identified_hears_nothing_personal(browser: Browser, floor: Floor) -> None:
    not_identified(browser, floor)


def not_identified(browser: Browser, floor: Floor) -> None:
    """Case 8: the year of birth is wrong twice."""
    campaign = floor.campaign_with([maria()], name="fibra")
    floor.use_script(campaign, ScriptRole.SALES_SCRIPT, "fibre", identify_first=True)
    with floor.opened(browser, **DESK) as page:
        call = in_talk(page, floor, "fibra")
        script_text(page, "Buongiorno, sono anna")
        hidden(page)
        for told in ("screen", "campaigns"):
            answer = page.request.get(f"/api/v1/agents/{floor.agents['anna']}/{told}")
            assert [one for one in ("Torino", "1961", MARIA) if one in answer.text()] == []
        page.keyboard.press("1")  # "Sì, dica"
        page.keyboard.press("PageDown")
        script_text(page, "in che anno è nato o nata?")
        compare = page.locator("[data-script] form").get_by_role("button")
        for year, tries in (("1970", "Resta 1 tentativo"), ("1916", "")):
            expect(compare).to_be_enabled()  # the server knows of the run, and has compared what was typed before
            page.keyboard.type(year)
            page.keyboard.press("Enter")
            if tries:
                script_text(page, tries)
        page.locator("[data-script]").get_by_role("status").filter(has_text="Identità non confermata").wait_for()
        take_picture(page, "case-8-not-identified")
        assert wrong_for_some(page) == []
        page.keyboard.press("PageDown")
        script_text(page, "Non posso proseguire: le scriveremo all'indirizzo che abbiamo.")
        hidden(page)
        page.keyboard.press("PageDown")
        script_text(page, "Concluso")
        hidden(page)
        floor.settles(lambda: floor.only_run(call).end, "not_identified")
    run = floor.only_run(call)
    assert run.identity is IdentityState.FAILED
    assert [visit.step for visit in run.path] == ["opening", "born", "not_identified"]


def hidden(page: Page) -> None:
    """Nothing of the person but the name is on the page."""
    for told in ("Torino", "1961", MARIA, MARIA[-4:]):
        expect(page.locator("body")).not_to_contain_text(told)


def test_a_wrong_person_is_told_nothing_and_called_again(browser: Browser, floor: Floor) -> None:
    wrong_person(browser, floor)


def wrong_person(browser: Browser, floor: Floor) -> None:
    """Case 9: somebody else answers, and no adult is at home."""
    campaign = floor.campaign_with([maria()], name="fibra")
    floor.use_script(campaign, ScriptRole.SALES_SCRIPT, "fibre", identify_first=True)
    with floor.opened(browser, **DESK) as page:
        call = in_talk(page, floor, "fibra")
        script_text(page, "Buongiorno, sono anna")
        page.keyboard.press("3")  # "Non è la persona cercata"
        page.keyboard.press("PageDown")
        script_text(page, "C'è in casa una persona maggiorenne?")
        hidden(page)
        page.keyboard.press("2")
        page.keyboard.press("PageDown")
        script_text(page, "Grazie, richiamerò.")
        hidden(page)
        page.keyboard.press("PageDown")
        script_text(page, "Concluso")
        to_dispositions(page)
        page.keyboard.press("2")
        page.get_by_role("group", name="“Richiamare”: quando?").wait_for()
        take_picture(page, "case-9-call-back")
        assert wrong_for_some(page) == []
        page.keyboard.press("1")
        page.locator("button[aria-pressed=true]").filter(has_text="Richiamare").wait_for()
        hidden(page)
        page.keyboard.press("F4")
        moment(page, "ready")
        floor.settles(lambda: floor.only_run(call).end, "wrong_person")  # while the page is there to send it

    run = floor.only_run(call)
    assert (run.end, run.identity) == ("wrong_person", IdentityState.NOT_ASKED)
    assert [visit.step for visit in run.path] == ["opening", "adult", "wrong_person"]
    assert [lead.state for lead in floor.leads(campaign)] == [LeadState.BOOKED]
    assert floor.attempt(call).disposition == "call_back"


@pytest.mark.full
def test_how_satisfied_the_person_is_is_asked_beside_the_script_which_stays_where_it_was(
    browser: Browser, floor: Floor
) -> None:
    campaign = floor.campaign_with([maria()], name="fibra")
    floor.use_script(campaign, ScriptRole.SALES_SCRIPT, "fibre")
    floor.use_script(campaign, ScriptRole.SURVEY, "satisfaction")
    with floor.opened(browser, **DESK) as page:
        in_talk(page, floor, "fibra")
        script_text(page, "Buongiorno, sono anna")
        region = page.locator("[data-region=script]")
        button = region.get_by_role("button", name="Chiedi quanto è soddisfatta la persona")
        reach_back(page, button)
        page.keyboard.press("Enter")
        back = region.get_by_role("button", name="Torna allo script")
        expect(back).to_have_attribute("aria-pressed", "true")
        expect(page.locator("[data-script]")).not_to_contain_text("Buongiorno, sono anna")
        take_picture(page, "script-survey")
        assert wrong_for_some(page) == []
        page.keyboard.press("Enter")
        script_text(page, "Buongiorno, sono anna")
        expect(button).to_have_attribute("aria-pressed", "false")
        not_interested(page)


def reach_back(page: Page, wanted: Locator) -> None:
    """Go to something that stands before the focus."""
    for _ in range(40):
        if is_focused(wanted):
            return
        page.keyboard.press("Shift+Tab")
    raise AssertionError(f"not reached by Shift+Tab: {wanted}")


SAID: Final = {
    "it": {
        "begin": "non vendiamo nulla",
        "done": "Concluso",
        "saved": "Salvato",
        "unsaved": "Non ancora sul server",
        "unknown": "Non sa",
    },
    "en": {
        "begin": "we sell nothing",
        "done": "Finished",
        "saved": "Saved",
        "unsaved": "Not yet on the server",
        "unknown": "Does not know",
    },
}
ENOUGH: Final = {"it": "ne abbiamo già sentite abbastanza", "en": "we have heard enough people in your situation"}
QUOTAS: Final = [
    {"code": "under_30", "cell": "age_group = 'under_30'", "limit": 1, "to": "enough"},
    {"code": "over_60", "cell": "lead.age > 60", "limit": 1, "to": "enough"},
]


@pytest.mark.full
@pytest.mark.parametrize("language", first_in_gate(["it", "en"]))
def test_a_questionnaire_skips_forgets_and_stops_at_its_quota(browser: Browser, floor: Floor, language: str) -> None:
    questionnaire(browser, floor, language)


def questionnaire(browser: Browser, floor: Floor, language: str) -> None:
    """Case 12: fourteen questions of all types; two steps back and another answer; a cell that is full; a link cut."""
    words = SAID[language]
    people = [
        NewLead(phones=((f"+44207946001{place}", ""),), name=f"Person {place}", language=language, fields={"age": age})
        for place, age in enumerate((71, 25, 65))
    ]
    campaign = floor.campaign_with(people, name="ricerca")
    script_id = floor.use_script(campaign, ScriptRole.SALES_SCRIPT, "habits", quotas=QUOTAS)
    with floor.opened(browser, **(DESK | {"language": language})) as page:
        first = in_talk(page, floor, "ricerca")
        script_text(page, words["begin"])
        says(page, "1", "has_line")
        says(page, "1", "kind_of_line")
        page.context.set_offline(True)
        says(page, "2", "uses")
        says(page, "9", "hours_of_work")  # will not say
        says(page, "12", "content")
        says(page, "2", "what_is_wrong")
        says(page, "lenta la sera", "order_of_wishes")
        script_text(page, words["unsaved"])
        for step in ("what_is_wrong", "content"):
            page.keyboard.press("PageUp")
            at_step(page, step)
        says(page, "5", "order_of_wishes")
        says(page, "213", "judgement")
        says(page, "13", "since")
        page.context.set_offline(False)
        script_text(page, words["saved"])
        says(page, "10102024", "people")
        reach(page, page.locator("[data-script]").get_by_role("button", name=words["unknown"]))
        page.keyboard.press("Enter")
        says(page, "", "age_group")
        says(page, "1", "again")
        take_picture(page, f"case-12-{language}")
        assert wrong_for_some(page) == []
        says(page, "1", "thanks")
        page.keyboard.press("PageDown")
        script_text(page, words["done"])
        not_interested(page)

        second = floor.answer()
        moment(page, "talking")
        answers_take_keys(page)
        says(page, "1", "has_line")
        says(page, "2", "why_none")
        says(page, "troppo cara", "people")
        says(page, "2", "age_group")
        says(page, "1", "enough")
        script_text(page, ENOUGH[language])
        take_picture(page, f"case-12-enough-{language}")
        page.keyboard.press("PageDown")
        script_text(page, words["done"])
        not_interested(page)
        for call, ended in ((first, "complete"), (second, "quota")):
            floor.settles(lambda call=call: floor.only_run(call).end, ended)  # while the page is there to send it

    run, closed = floor.only_run(first), floor.only_run(second)
    answers = {(row.question, row.part): row for row in floor.answers(first)}
    steps = [visit.step for visit in run.path]
    assert "what_is_wrong" not in {question for question, _ in answers}
    assert steps[:6] == ["welcome", "has_line", "kind_of_line", "uses", "hours_of_work", "content"]
    assert steps[-1] == "thanks"
    assert answers["uses", ""].state is ReplyState.REFUSED
    assert answers["people", ""].state is ReplyState.DOESNT_KNOW
    assert (answers["content", ""].number, answers["hours_of_work", ""].number) == (5, 12)
    assert answers["since", ""].day == "2024-10-10"
    assert {part: row.choice for (question, part), row in answers.items() if question == "judgement"} == {
        "bill": "good",
        "helpline": "bad",
    }
    assert all(row.spent_ms > 0 for row in answers.values())
    assert (run.end, closed.end, closed.closed_by) == ("complete", "quota", "under_30")
    assert run.language == closed.language == language
    assert [one.attempts for one in floor.leads(campaign)] == [1, 1, 0]  # the third is old as the first
    stored = [(one.id, row) for one in (run, closed) for row in floor.answers(one.attempt_id)]
    exported = list(csv.DictReader(io.StringIO(floor.export_of(browser, script_id))))
    assert [[row[name] for name in COLUMNS] for row in exported] == [
        [
            str(run_id),
            row.question,
            row.part,
            row.state.value,
            row.choice or "",
            row.text or "",
            written(row.number),
            row.day or "",
            str(row.spent_ms),
        ]
        for run_id, row in stored
    ]


COLUMNS: Final = ("run", "question", "part", "state", "choice", "text", "number", "day", "spent_ms")


def written(number: float | None) -> str:
    return "" if number is None else f"{number:g}"


def test_a_survey_offers_nothing(browser: Browser, floor: Floor) -> None:
    survey_without_offer(browser, floor)


@pytest.mark.full
def test_a_survey_shows_a_number_for_statistics(browser: Browser, tmp_path: Path) -> None:
    with a_floor(tmp_path, **for_survey(tmp_path)) as floor:
        survey_from_its_number(browser, floor)


def for_survey(folder: Path) -> dict[str, Any]:
    """The floor of case 13: Italy's rule of the number that is shown holds."""
    return {"leads": 0, "running": False, "profiles": profiles_with(folder / "profiles", "IT-CLI")}


def survey_from_its_number(browser: Browser, floor: Floor) -> None:
    """Case 13: no call with a number that is neither 0843 nor answered; with one of 0843 they come."""
    store = floor.served.parts.store
    [trunk] = [one for one in floor.do(store.trunks.list()) if one.id in {line.id for line in floor.campaign.trunks}]
    floor.do(store.trunks.upsert(trunk.node_id, trunk.name, dial=trunk.dial, country="IT"))
    numbers = {}
    for number, reached in (("+390655509999", "nothing"), ("+390843123456", "identity_message")):
        proofs = {"declared_in": ["ROC"], "tested_at": clock.now(), "test_reached": reached}
        numbers[number] = floor.do(store.caller_ids.create(floor.campaign.company.id, number, **proofs)).id
    wrong, right = numbers.values()
    campaign = floor.campaign_with([maria()], name="sondaggio", caller_id_id=wrong, running=False)
    floor.use_script(campaign, ScriptRole.SALES_SCRIPT, "habits")
    found = floor.do(floor.served.parts.service.campaigns.check(campaign.id))
    assert (found.may_start, [one.rule for one in found.findings if one.rule == "IT-CLI"]) == (False, ["IT-CLI"])
    draft = replace(draft_of(campaign), caller_id_id=right)
    floor.do(floor.served.parts.service.campaigns.update(campaign.id, draft, actor="test"))
    floor.start(campaign)
    with floor.opened(browser, **DESK) as page:
        call = in_talk(page, floor, "sondaggio")
        script_text(page, "È una ricerca, non vendiamo nulla")
    assert floor.attempt(call).caller_id == "+390843123456"


def survey_without_offer(browser: Browser, floor: Floor) -> None:
    """Case 13, the script's part: an offer in a survey is not published, and the page has no place for an order."""
    campaign = floor.campaign_with([maria()], name="sondaggio")
    offers = {"id": "sells", "offer": True, "duty": [], "say": {"it": "Le va?", "en": "All right?"}, "end": "complete"}
    with pytest.raises(Invalid) as refused:
        floor.use_script(campaign, ScriptRole.SALES_SCRIPT, "satisfaction", steps=[offers])
    assert any("sells" in str(error) or "/body/steps/0" in str(error) for error in refused.value.errors)
    floor.use_script(campaign, ScriptRole.SALES_SCRIPT, "habits")
    with floor.opened(browser, **DESK) as page:
        in_talk(page, floor, "sondaggio")
        script_text(page, "È una ricerca, non vendiamo nulla")
        for word in ("Ordine", "Prodotto", "Prodotti"):
            expect(page.get_by_role("region", name=word)).to_have_count(0)
        take_picture(page, "case-13")
        assert wrong_for_some(page) == []
