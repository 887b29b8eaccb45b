"""An operator's day in the browser, by keyboard: pauses, the hand, figures, what is recorded, issue reports."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FloatRect, Locator, Page, expect
from sqlalchemy import Connection, func, select

from dialer.campaigns.attempts.model import FinishedAttempt, NewAttempt
from dialer.campaigns.scripts.model import ScriptRole
from dialer.core.enums import LeadState, LegKind, Outcome
from dialer.core.visibility import EVERYTHING
from dialer.people.leads.model import NewLead
from dialer.people.leads.rules.retry import LeadStep
from dialer.storage.pages import newest
from dialer.storage.schema import ATTEMPT
from tests.support.pages import dialog_of, opened, take_picture, wrong_for_some
from tests.support.rings import first_in_gate
from tests.support.workplace import Floor, a_floor, moment
from tests.web.test_workplace import DESK, begin_work

pytestmark = [pytest.mark.browser]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Floor]:
    with a_floor(tmp_path_factory.mktemp("floor"), agents=("anna", "bruno", "carla")) as floor:
        yield floor


@pytest.fixture
def floor(house: Floor) -> Iterator[Floor]:
    yield house
    house.close()


def command(page: Page, words: str) -> None:
    """Choose a command by some letters of its name."""
    page.keyboard.press("F2")
    expect(page.get_by_role("dialog").get_by_role("combobox")).to_be_focused()
    page.keyboard.type(words)
    page.keyboard.press("Enter")


def in_wrap_up(page: Page, floor: Floor, name: str) -> str:
    """The agent has talked to somebody, and has hung up."""
    floor.go_to_work(page, name)
    begin_work(page)
    moment(page, "ready")
    call = floor.answer()
    moment(page, "talking")
    page.keyboard.press("F4")
    moment(page, "wrap_up")
    return call


@pytest.mark.parametrize("language", first_in_gate(["en", "it"]))
def test_a_recovery_break_after_a_hard_call_shows_its_end_and_a_card(
    browser: Browser, floor: Floor, language: str
) -> None:
    with opened(browser, floor.served.url, language=language, **DESK) as page:
        in_wrap_up(page, floor, "anna")
        # More time is no hurry either.
        for key, asked in (("Shift+F8", "recovery-break"), ("Shift+F10", "wrap-up/extend")):
            with page.expect_response(f"**/agents/*/{asked}"):
                page.keyboard.press(key)
        page.locator("[role=group] button[data-item]").first.wait_for()
        place = next(
            number
            for number, label in enumerate(page.locator("[role=group] button[data-item]").all_inner_texts(), start=1)
            if "Not interested" in label or "Non interessat" in label
        )
        page.locator("[role=group] button[data-item]").first.focus()
        page.keyboard.press(str(place))
        moment(page, "recovery_break")
        screen = floor.screen("anna")
        assert (screen["reason"], screen["returns_at"] - screen["since"]) == ("after_hard_call", 75.0)
        page.get_by_text("Source: " if language == "en" else "Fonte: ").wait_for()
        take_picture(page, f"work-recovery-break-{language}")
        assert wrong_for_some(page) == []
        page.locator("button[data-lands]").focus()
        page.keyboard.press("Enter")
        moment(page, "ready")


def test_the_hand_is_raised_and_lowered_by_one_key(browser: Browser, floor: Floor) -> None:
    store = floor.served.parts.store
    with opened(browser, floor.served.url, **DESK) as page:
        in_wrap_up(page, floor, "bruno")
        page.keyboard.press("F7")
        button = page.get_by_role("button", name=re.compile("hand"))
        expect(button).to_have_attribute("aria-pressed", "true")
        [hand] = floor.served.do(store.agents.hands(sees=EVERYTHING))
        assert hand.name == "bruno"
        take_picture(page, "work-hand")
        assert wrong_for_some(page) == []
        page.keyboard.press("F7")
        expect(button).to_have_attribute("aria-pressed", "false")
        assert floor.served.do(store.agents.hands(sees=EVERYTHING)) == []


@pytest.mark.parametrize("language", first_in_gate(["en", "it"]))
def test_the_card_for_an_angry_person_leaves_script_and_call_free_and_gives_the_focus_back(
    browser: Browser, floor: Floor, language: str
) -> None:
    with opened(browser, floor.served.url, language=language, **DESK) as page:
        floor.go_to_work(page, "bruno")
        begin_work(page)
        floor.answer()
        moment(page, "talking")
        note = page.locator("[data-region=foot] textarea")
        offer = page.locator("[data-region=work] button[aria-expanded]")
        card = page.locator("[data-region=work] section")
        page.locator("[data-region=work] h2").wait_for()
        assert offer.count() == 0
        while not note.evaluate("one => one === document.activeElement"):
            page.keyboard.press("F6")
        command(page, "de-escalation")
        expect(card).to_be_focused()
        take_picture(page, f"work-angry-{language}")
        assert wrong_for_some(page) == []
        shown, work = box(card), box(page.locator("[data-region=work]"))
        assert work["x"] <= shown["x"]
        assert shown["y"] + shown["height"] <= work["y"] + work["height"]
        assert card.locator("li").count() == 6
        page.keyboard.press("Escape")
        expect(card).to_have_count(0)
        expect(note).to_be_focused()

        mood = page.locator("[data-region=person] [role=group] [role=status]")
        for word in ("annoyed", "angry") if language == "en" else ("infastidito", "arrabbiato"):
            page.keyboard.press("Alt+ArrowDown")
            expect(mood).to_have_text(word)
        expect(offer).to_have_attribute("aria-expanded", "false")
        offer.focus()
        page.keyboard.press("Enter")
        expect(card).to_be_focused()
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")  # its own button
        expect(card).to_have_count(0)
        expect(offer).to_be_focused()
        page.keyboard.press("Alt+ArrowUp")
        expect(offer).to_have_count(0)
        page.keyboard.press("F7")  # the hand
        offer.wait_for()
        page.keyboard.press("F4")
        moment(page, "wrap_up")
        page.locator("[data-item]").first.focus()
        page.keyboard.press("3")
        moment(page, "ready")
        page.keyboard.press("F7")
        expect(offer).to_have_count(0)


def box(one: Locator) -> FloatRect:
    """Where it stands on the page."""
    found = one.bounding_box()
    assert found is not None
    return found


def test_a_card_on_posture_stands_beside_the_first_log_in_of_the_day(browser: Browser, floor: Floor) -> None:
    with opened(browser, floor.served.url, **DESK) as page:
        card = page.get_by_role("complementary", name="Before you begin")
        floor.go_to_work(page, "carla")
        expect(card).to_contain_text("Source: ")
        begin_work(page)
        moment(page, "ready")
        assert card.count() == 0
        log_out(page)
        page.get_by_role("heading", name="Begin work").wait_for()
        assert card.count() == 0
        begin_work(page)
        log_out(page)
        page.evaluate("place => localStorage.setItem(place, '2026-01-01')", f"pronto-posture-{floor.agents['carla']}")
        page.reload()
        card.wait_for()


def log_out(page: Page) -> None:
    page.locator("[data-moment=ready], [data-moment=no_phone]").wait_for()
    page.locator("header button[aria-haspopup=menu]").press("Enter")
    page.get_by_role("menuitem", name="End work").press("Enter")
    expect(dialog_of(page, "End of the shift").get_by_role("button", name="End work")).to_be_focused()
    page.keyboard.press("Enter")
    moment(page, "logged_out")


def test_a_call_whose_wrap_up_ran_out_is_listed_at_once_and_at_the_end_of_the_shift(
    browser: Browser, tmp_path: Path
) -> None:
    with (
        a_floor(tmp_path, agents=("anna",), leads=1, wrap_up_limit_ms=500) as floor,
        opened(browser, floor.served.url, **DESK) as page,
    ):
        floor.go_to_work(page, "anna")
        begin_work(page)
        call = floor.answer()
        moment(page, "talking")
        name = page.locator("[data-name]").inner_text()
        page.keyboard.press("F4")
        moment(page, "ready")
        over = page.get_by_text("The time for the wrap-up ran out")
        expect(over).to_be_visible()
        listed = page.locator("[data-unfinished]")
        expect(listed.get_by_role("listitem")).to_contain_text([name])
        take_picture(page, "work-ran-out")
        assert wrong_for_some(page) == []
        command(page, "end work")
        sheet = dialog_of(page, "End of the shift")
        expect(sheet.get_by_role("button", name="End work")).to_be_focused()
        take_picture(page, "work-end-of-shift")
        assert wrong_for_some(page) == []
        sheet.get_by_role("button", name=name, exact=True).press("Enter")
        choices = dialog_of(page, "Disposition of a talk").locator("button[data-item]")
        expect(choices.filter(has_text="Not interested")).to_be_visible()
        named = choices.all_inner_texts()
        page.keyboard.press(str(next(at for at, one in enumerate(named, start=1) if "Not interested" in one)))
        expect(sheet.get_by_text("Nothing is left open")).to_be_visible()
        expect(over).to_have_count(0)
        assert floor.attempt(call).disposition == "not_interested"
        sheet.get_by_role("button", name="End work").press("Enter")
        moment(page, "logged_out")


def test_an_agent_reads_the_day_and_what_is_recorded_and_reports_what_is_wrong(browser: Browser, floor: Floor) -> None:
    store = floor.served.parts.store
    with opened(browser, floor.served.url, **DESK) as page:
        call = in_wrap_up(page, floor, "carla")
        command(page, "my day")
        day = page.get_by_role("dialog", name="My day")
        expect(day.get_by_text("1 talk without a disposition")).to_be_visible()
        take_picture(page, "work-day")
        assert wrong_for_some(page) == []
        page.keyboard.press("Escape")
        command(page, "records about")
        recorded = page.get_by_role("dialog", name="What the system records about me")

        def counted(connection: Connection) -> int:
            own = select(func.count()).where(ATTEMPT.c.agent_id == floor.agents["carla"])
            return connection.execute(own).scalar_one()

        row = recorded.get_by_role("row").filter(has_text="The calls that you took")
        expect(row.get_by_role("cell").last).to_contain_text(str(floor.served.do(store.database.read(counted))))
        take_picture(page, "work-recorded")
        assert wrong_for_some(page) == []
        page.keyboard.press("Escape")
        command(page, "something is wrong")
        dialog = dialog_of(page, "Something is wrong here")
        dialog.get_by_role("radio", name="A price or an offer").focus()
        page.keyboard.press("Space")
        page.keyboard.press("Tab")
        page.keyboard.type("29,90 or 31,90?")
        take_picture(page, "work-issue-report")
        assert wrong_for_some(page) == []
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(dialog).to_have_count(0)
        [issue_report] = floor.served.do(store.issue_reports.list(page=newest(10), sees=EVERYTHING))
        assert (issue_report.kind, issue_report.note, issue_report.attempt_id) == ("price", "29,90 or 31,90?", call)


def test_an_agent_corrects_an_earlier_talk_of_the_day(browser: Browser, floor: Floor) -> None:
    attempts = floor.served.parts.store.attempts
    with opened(browser, floor.served.url, **DESK) as page:
        call = in_wrap_up(page, floor, "anna")
        give = floor.served.parts.service.dispositions.dispose
        wrong = {"agent_id": floor.agents["anna"], "code": "not_interested", "note": "has one", "actor": "user:anna"}
        floor.served.do(give(call, **wrong, callback_at=None))
        moment(page, "ready")
        floor.written()
        command(page, "my day")
        day = page.get_by_role("dialog", name="My day")
        correct = day.get_by_role("button", name=re.compile("^Correct the disposition of")).first
        expect(correct).to_be_visible()
        take_picture(page, "work-day-talks")
        assert wrong_for_some(page) == []
        correct.press("Enter")
        dialog = page.get_by_role("dialog", name="Correct the disposition")
        expect(dialog.get_by_label("Note", exact=True)).to_have_value("has one")
        dialog.get_by_role("button", name=re.compile("Answering machine|Machine|Wrong number")).first.press("Enter")
        expect(day).to_be_visible()
        given = floor.served.do(attempts.get(call, sees=EVERYTHING)).disposition
        assert given not in (None, "not_interested")


async def talked(floor: Floor, agent_id: int, number: str, *, talk_s: float, mood: int | None = None) -> None:
    """A talk of today by the campaign's script."""
    store, campaign, now = floor.served.parts.store, floor.campaign, floor.now()
    [leads] = await store.lists.list(campaign_id=campaign.id, sees=EVERYTHING)
    [lead_id] = await store.leads.add(leads.id, [NewLead(phones=((number, ""),))])
    assert await store.leads.claim_one(lead_id, owner="engine", now=now, lease_s=60.0)
    trunk = campaign.trunks[0]
    attempt = NewAttempt(
        id=f"talk{number}",
        campaign_id=campaign.id,
        company_id=campaign.company.id,
        list_id=leads.id,
        lead_id=lead_id,
        node_id=trunk.node_id,
        trunk_id=trunk.id,
        number=number,
    )
    assert await store.attempts.place([attempt], owner="engine", now=now) == {attempt.id}
    done = {"agent_id": agent_id, "agent_joined_at": now - talk_s, "ended_at": now, "outcome": Outcome.CONNECTED}
    step = LeadStep(state=LeadState.DONE, reason="test")
    await store.attempts.note([], [FinishedAttempt(id=attempt.id, lead_id=lead_id, step=step, **done)])
    script_id = (await store.scripts.use(campaign.id)).roles[ScriptRole.SALES_SCRIPT]
    ids = {"script_id": script_id, "version_id": (await store.scripts.version(script_id, 1)).id, "agent_id": agent_id}
    of_call = {"attempt_id": attempt.id, "campaign_id": campaign.id, "lead_id": lead_id, "language": "it"}
    await store.script_runs.begin({**ids, **of_call, "started_at": now, "changed_at": now})
    contact = await store.interactions.of_attempt(attempt.id, agent_id=agent_id, now=now)
    await store.interactions.change(contact.id, {"mood": mood})


@pytest.mark.parametrize("language", first_in_gate(["en", "it"]))
def test_an_agent_sees_own_talks_beside_the_scripts_median_and_the_share_of_hard_ones(
    browser: Browser, tmp_path: Path, language: str
) -> None:
    team = ("anna", "bruno", "carla", "dino", "elsa")
    says = {
        "en": (
            "script’s median 6:40",
            "my day",
            "My day",
            "Only for me",
            re.compile("Hard talks: 1 .50.0\\s%."),
            re.compile("in the whole team: 16.7\\s%"),
        ),
        "it": (
            "mediana dello script 6:40",
            "la mia giornata",
            "La mia giornata",
            "Solo per me",
            re.compile("Conversazioni difficili: 1 .50,0\\s%."),
            re.compile("in tutto il team: 16,7\\s%"),
        ),
    }[language]
    with (
        a_floor(tmp_path, agents=team, running=False) as floor,
        opened(browser, floor.served.url, language=language, **DESK) as page,
    ):
        parts = floor.served.parts
        team_id = floor.do(parts.store.teams.create("Mattina", now=floor.now())).id
        for place, (name, agent_id) in enumerate(floor.agents.items()):
            floor.do(
                parts.service.agents.update(
                    agent_id,
                    phone=f"PJSIP/{1001 + place}",
                    display_name=name.title(),
                    leg_kind=LegKind.STANDING,
                    language=language,
                    team_id=team_id,
                    actor="test",
                )
            )
            mood = -2 if name == "anna" else None
            floor.do(talked(floor, agent_id, f"+44207946{9000 + place}", talk_s=400.0, mood=mood))
        floor.do(talked(floor, floor.agents["anna"], "+442079469100", talk_s=300.0))
        floor.start(floor.campaign)
        floor.go_to_work(page, "anna")
        begin_work(page)
        page.locator("[data-day]").wait_for()
        take_picture(page, f"work-ready-day-{language}")
        floor.answer()
        moment(page, "talking")
        expect(page.locator("[data-region=status]")).to_contain_text(says[0])
        take_picture(page, f"work-script-median-{language}")
        assert wrong_for_some(page) == []
        command(page, says[1])
        day = page.get_by_role("dialog", name=says[2])
        own = day.locator("section").filter(has_text=says[3])
        expect(own.get_by_role("row").last.get_by_role("cell")).to_have_text([re.compile(".+"), "2", "5:50", "6:40"])
        expect(own).to_contain_text(says[4])
        expect(own).to_contain_text(says[5])
        take_picture(page, f"work-own-figures-{language}")
        assert wrong_for_some(page) == []


@pytest.mark.parametrize("language", first_in_gate(["en", "it"]))
def test_a_pause_is_given_an_end_by_keyboard_and_loses_it_again(browser: Browser, floor: Floor, language: str) -> None:
    ends, stays, by_itself = {
        "en": ("Ready again in 10 minutes", "Stay paused until I say", "You are ready again by yourself at"),
        "it": ("Di nuovo pronto tra 10 minuti", "Resta in pausa finché non lo dico io", "Torni pronto da solo alle"),
    }[language]
    with opened(browser, floor.served.url, language=language, **DESK) as page:
        floor.go_to_work(page, "carla")
        begin_work(page)
        moment(page, "ready")
        page.keyboard.press("Shift+F2")
        reasons = page.get_by_role("dialog").get_by_role("listitem")
        expect(reasons.get_by_role("button").first).to_be_focused()
        page.keyboard.press("2")
        moment(page, "paused")
        began = floor.screen("carla")
        assert "returns_at" not in began
        expect(page.locator("[data-lands]")).to_be_focused()  # the dialog, which goes a moment later, gives it to it
        page.get_by_role("button", name=ends).focus()
        page.keyboard.press("Enter")
        stay = page.get_by_role("button", name=stays)
        expect(stay).to_be_focused()
        expect(page.get_by_text(by_itself)).to_be_visible()
        screen = floor.screen("carla")
        assert {name: screen[name] for name in ("since", "reason")} == {
            name: began[name] for name in ("since", "reason")
        }
        assert screen["returns_at"] - screen["since"] >= 600.0
        take_picture(page, f"work-pause-ends-{language}")
        assert wrong_for_some(page) == []
        page.keyboard.press("Enter")
        expect(page.get_by_role("button", name=ends)).to_be_visible()
        assert "returns_at" not in floor.screen("carla")
        command(page, ends)
        expect(stay).to_be_visible()
        page.get_by_role("button", name="Ready" if language == "en" else "Pronto", exact=True).click()
        moment(page, "ready")
