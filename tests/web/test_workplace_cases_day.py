"""Acceptance case 24, an operator's day: breaks, lock, figures, and who sees them; by keyboard alone.

The clock of the whole process is passed in, so that hours of a shift go by in a minute; all calls of four hours, one
after the other, are `tests/stories/agents/test_shift.py`. `tests/lab/test_workplace_cases.py` plays the same on a real
Asterisk.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from sqlalchemy import ColumnElement, Connection, Table, func, select

from dialer.campaigns.model import draft_of
from dialer.cell.dialling import dialling_loop
from dialer.core import clock
from dialer.core.enums import Role
from dialer.core.visibility import EVERYTHING
from dialer.storage.schema import AGENT_PAUSE, ATTEMPT
from tests.support.pages import take_picture, wrong_for_some
from tests.support.people import PASSWORD
from tests.support.workplace import Floor, a_floor, moment, profiles_with

pytestmark = [pytest.mark.browser]

DESK: Final[dict[str, Any]] = {"width": 1366, "height": 768, "language": "it"}
MINUTE: Final = 60.0
ZONE: Final = ZoneInfo("Europe/Rome")
TEAM: Final = ("anna", "bruno", "dino", "elsa", "fabio")


@pytest.fixture
def floor(tmp_path: Path) -> Iterator[Floor]:
    with a_floor(tmp_path, agents=("anna", "bruno"), leads=2) as floor:
        yield floor


def test_the_screen_is_locked_by_a_key_and_the_phone_stays(browser: Browser, floor: Floor) -> None:
    locked_in_a_talk(browser, floor)


def locked_in_a_talk(browser: Browser, floor: Floor) -> None:
    """In a talk, where the lock hides the person, and ends nothing."""
    with floor.opened(browser, **DESK) as page:
        floor.go_to_work(page, "anna")
        floor.begin_work(page)
        call = floor.answer()
        moment(page, "talking")
        floor.hears(page)
        legs = floor.legs()
        name = page.locator("[data-name]").inner_text()
        page.keyboard.press("Control+Shift+L")
        lock = page.get_by_role("dialog", name="Lo schermo è bloccato")
        expect(lock).to_be_visible()
        expect(page.get_by_role("strong").filter(has_text=name)).to_have_count(0)
        take_picture(page, "case-24-locked")
        assert wrong_for_some(page) == []
        page.keyboard.press("F4")  # no key acts behind the lock
        page.keyboard.type("wrong")
        page.keyboard.press("Enter")
        expect(lock.get_by_role("alert")).to_be_visible()
        page.keyboard.type(PASSWORD)
        page.keyboard.press("Enter")
        expect(lock).to_have_count(0)
        moment(page, "talking")
        assert floor.is_up(call)
        assert floor.legs() == legs != []
        floor.hears(page)


def test_an_agent_sees_own_figures_and_no_colleagues(browser: Browser, floor: Floor) -> None:
    anna, bruno = floor.agents["anna"], floor.agents["bruno"]
    with floor.opened(browser, **DESK) as page:
        floor.go_to_work(page, "bruno")
        for what in ("day", "recorded", "own-figures"):
            assert page.request.get(f"/api/v1/agents/{bruno}/{what}").status == 200
            assert page.request.get(f"/api/v1/agents/{anna}/{what}").status == 403


@dataclass
class Shift:
    """The clock of everything in this process, which the test sets forward: a shift that begins at nine."""

    real: Callable[[], float]
    by_s: float

    def now(self) -> float:
        return self.real() + self.by_s

    def forward_to(self, at: float) -> None:
        self.by_s += max(0.0, at - self.now())


@pytest.fixture
def shift(monkeypatch: pytest.MonkeyPatch) -> Shift:
    real = clock.now
    nine = datetime.fromtimestamp(real(), ZONE).replace(hour=9, minute=0) + timedelta(days=1)
    shift = Shift(real, nine.timestamp() - real())
    monkeypatch.setattr(clock, "now", shift.now)
    monkeypatch.setattr(dialling_loop, "CLOCK_LOST_S", float("inf"))  # a real Asterisk's clock stays where it is
    return shift


def at_shift(folder: Path) -> dict[str, Any]:
    """The floor of case 24: five of a team, so that its totals hide each of them."""
    return {
        "agents": TEAM,
        "leads": 3,
        "running": False,
        "profiles": profiles_with(folder / "profiles", "IT-VDT", "IT-MONITOR"),
    }


def test_a_shift_has_its_breaks_and_its_figures(browser: Browser, shift: Shift, tmp_path: Path) -> None:
    with a_floor(tmp_path, **at_shift(tmp_path)) as floor:
        a_shift(browser, floor, shift)


def a_shift(browser: Browser, floor: Floor, shift: Shift) -> None:
    """Case 24: warned at 105 minutes, no call from 120 on, a quarter of an hour that counts; lock; figures."""
    anna = floor.agents["anna"]
    with floor.opened(browser, **DESK) as page:
        floor.go_to_work(page, "anna")
        floor.begin_work(page)
        moment(page, "ready")
        status = page.locator("[data-region=status]")
        expect(status.locator("[data-near]")).to_have_count(0)
        began_at = floor.screen("anna")["break"]["must_stop_at"] - 120 * MINUTE

        shift.forward_to(began_at + 106 * MINUTE)
        floor.goes_on()
        expect(status.locator("[data-near]")).to_contain_text("Pausa tra 14 min")
        take_picture(page, "case-24-warned")
        assert wrong_for_some(page) == []

        floor.start(floor.campaign)
        floor.answer()
        moment(page, "talking")
        floor.hears(page)
        shift.forward_to(began_at + 121 * MINUTE)
        floor.goes_on()
        expect(status).to_contain_text("Pausa da fare ora")
        floor.hears(page)  # the talk is not cut off
        end_call(page, "3")
        moment(page, "paused")
        assert floor.screen("anna")["reason"] == "break_due"
        expect(page.get_by_text("Quindici minuti lontano dallo schermo ogni due ore")).to_be_visible()
        expect(page.get_by_text(re.compile("^Fonte: "))).to_be_visible()  # a card on voice or posture
        expect(page.get_by_text("La pausa vale per intero alle")).to_be_visible()
        expect(page.get_by_role("button", name="Di nuovo pronto alle")).to_be_visible()
        take_picture(page, "case-24-break")
        assert wrong_for_some(page) == []

        legs = floor.legs()
        page.evaluate("now => { Date.now = () => now() + 300_000 }", page.evaluate_handle("() => Date.now.bind(Date)"))
        unlock(page, locked(page))  # five minutes without a key
        moment(page, "paused")
        assert floor.legs() == legs != []

        break_began_at = floor.screen("anna")["break"]["since"]
        shift.forward_to(break_began_at + 14 * MINUTE)
        floor.goes_on()
        expect(moment(page, "paused")).to_contain_text(re.compile(r"14:\d\d"))
        assert floor.asterisk.calls == 1  # nobody was called meanwhile, with leads to call and the campaign running
        shift.forward_to(break_began_at + 15 * MINUTE)
        floor.goes_on()
        expect(page.get_by_text("La pausa è stata abbastanza lunga")).to_be_visible()
        to_ready(page)
        floor.answer()
        moment(page, "talking")
        floor.hears(page)
        assert len(floor.attempts()) == floor.asterisk.calls == 2
        end_call(page, "3")
        floor.written()
        day = own_day(page, anna)
        assert 15 * MINUTE <= day["screen_break_s"] < 16 * MINUTE
        assert [(one["reason"], one["rests"]) for one in day["pauses"]][:1] == [("break_due", True)]
        assert (day["figures"]["talks"], day["figures"]["dispositions"]) == (2, {"not_interested": 2})

        shown = recorded(page)
        for words, table, about in (
            ("Le chiamate che hai gestito", ATTEMPT, ATTEMPT.c.agent_id == anna),
            ("Le tue pause", AGENT_PAUSE, AGENT_PAUSE.c.agent_id == anna),
        ):
            count = counted(floor, table, about)
            expect(shown.get_by_role("row").filter(has_text=words).get_by_role("cell").last).to_contain_text(str(count))
        take_picture(page, "case-24-recorded")
        assert wrong_for_some(page) == []
    figures_are_seen_by_whom_they_may(browser, floor, anna)


def figures_are_seen_by_whom_they_may(browser: Browser, floor: Floor, anna: int) -> None:
    """Others: bruno sees nothing of anna, carla the team alone until the campaign names an agreement."""
    parts = floor.served.parts
    team = floor.do(parts.store.teams.create("Mattina", now=clock.now()))
    for agent_id in floor.agents.values():
        agent = floor.do(parts.store.agents.get(agent_id, sees=EVERYTHING))
        kept = {name: getattr(agent, name) for name in ("phone", "display_name", "leg_kind", "language")}
        floor.do(parts.service.agents.update(agent_id, team_id=team.id, actor="test", **kept))
    with floor.opened(browser, **DESK) as page:
        floor.go_to_work(page, "bruno")
        assert page.request.get(f"/api/v1/agents/{anna}/day").status == 403
    carla = floor.as_user(browser, Role.SUPERVISOR, "carla").request
    refused = carla.get(f"/api/v1/agents/{anna}/day")
    assert (refused.status, refused.json()["type"]) == (403, "/problems/watching-locked")
    of_team = carla.get(f"/api/v1/teams/{team.id}/day")
    assert (of_team.status, of_team.json()["figures"]["talks"]) == (200, 2)
    agreed = replace(floor.campaign.law, union_agreement="Accordo 14/2026")
    draft = replace(draft_of(floor.campaign), law=agreed)
    floor.do(parts.service.campaigns.update(floor.campaign.id, draft, actor="test"))
    assert carla.get(f"/api/v1/agents/{anna}/day").status == 200


def own_day(page: Page, agent_id: int) -> dict[str, Any]:
    answer = page.request.get(f"/api/v1/agents/{agent_id}/day")
    assert answer.ok, answer.text()
    return dict(answer.json())


def counted(floor: Floor, table: Table, about: ColumnElement[bool]) -> int:
    """How many rows of the database are about the agent."""

    def count(connection: Connection) -> int:
        return int(connection.execute(select(func.count()).select_from(table).where(about)).scalar_one())

    return floor.do(floor.served.parts.store.database.read(count))


def end_call(page: Page, disposition: str) -> None:
    page.keyboard.press("F4")
    moment(page, "wrap_up")
    page.keyboard.press(disposition)
    expect(page.locator("[data-moment=wrap_up]")).to_have_count(0)


def to_ready(page: Page) -> None:
    """The button has the focus when the break begins, and again after the lock."""
    button = page.get_by_role("button", name="Pronto", exact=True)
    for _ in range(30):
        if button.evaluate("one => one === document.activeElement"):
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")


def locked(page: Page) -> Locator:
    lock = page.get_by_role("dialog", name="Lo schermo è bloccato")
    expect(lock).to_be_visible()
    return lock


def unlock(page: Page, lock: Locator) -> None:
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(lock).to_have_count(0)


def recorded(page: Page) -> Locator:
    """The list of what the system records, opened by a command."""
    page.keyboard.press("F2")
    expect(page.get_by_role("dialog").get_by_role("combobox")).to_be_focused()
    page.keyboard.type("registra il sistema")
    page.keyboard.press("Enter")
    return page.get_by_role("dialog", name="Che cosa registra il sistema su di me")
