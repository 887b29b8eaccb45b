"""What an operator owes: tasks and e-mails out of a talk, and talks without a disposition; by keyboard alone."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from dialer.core.enums import Role
from dialer.core.visibility import EVERYTHING
from dialer.people.leads.model import NewLead
from dialer.people.tasks.model import TaskState
from dialer.storage.pages import newest
from tests.support.pages import opened, take_picture, wrong_for_some
from tests.support.workplace import Floor, a_floor, begin_work, moment
from tests.web.test_workplace import DESK
from tests.web.test_workplace_cases_day import Shift, shift
from tests.web.test_workplace_cases_promises import promise_a_call, promises
from tests.web.test_workplace_day import command, in_wrap_up

__all__ = ["shift"]  # a fixture

pytestmark = [pytest.mark.browser]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Floor]:
    with a_floor(tmp_path_factory.mktemp("floor"), agents=("anna", "bruno", "carla")) as floor:
        yield floor


@pytest.fixture
def floor(house: Floor) -> Iterator[Floor]:
    yield house
    house.close()


def stays_in_its_box(page: Page) -> None:
    """Nothing of the page is out of sight, and the panel's buttons are seen without a scroll."""
    assert page.evaluate("document.documentElement.scrollHeight") <= DESK["height"]
    assert page.evaluate("document.querySelector('[data-region=work]').scrollTop") == 0


def test_a_task_is_promised_by_digits_and_is_among_the_promises(browser: Browser, floor: Floor) -> None:
    store = floor.served.parts.store
    with opened(browser, floor.served.url, **DESK) as page:
        in_wrap_up(page, floor, "anna")
        panel = page.get_by_role("region", name="To do")
        button = panel.get_by_role("button", name="Promise…")
        button.wait_for()
        take_picture(page, "work-panel")
        stays_in_its_box(page)
        button.focus()
        page.keyboard.press("Enter")
        expect(panel.get_by_role("button", name="I'll send it")).to_be_focused()
        page.keyboard.press("2")
        expect(panel.get_by_role("button", name="I'll ask")).to_have_attribute("aria-pressed", "true")
        page.keyboard.press("2")
        page.keyboard.type("whether the garage has a meter of its own")
        take_picture(page, "work-task")
        assert wrong_for_some(page) == []
        stays_in_its_box(page)
        page.keyboard.press("Enter")
        expect(panel.get_by_text("Promised until")).to_be_visible()
        expect(button).to_be_focused()
        [task] = floor.do(store.tasks.list(own=floor.agents["anna"], agent_id=None, team_id=None, person_id=None,
                                           state=TaskState.OPEN, page=newest(10), sees=EVERYTHING))  # fmt: skip
        assert (task.kind, task.note) == ("ask", "whether the garage has a meter of its own")
        row = panel.get_by_role("listitem").filter(has_text="garage")
        expect(row).to_contain_text("I'll ask")
        take_picture(page, "work-task-promised")
        assert wrong_for_some(page) == []
        page.locator("[data-item]").first.focus()
        page.keyboard.press("3")
        moment(page, "ready")
        expect(row).to_contain_text("I'll ask")
        take_picture(page, "work-promises")
        row.get_by_role("button", name="Done").focus()
        page.keyboard.press("Enter")
        expect(row).to_have_count(0)
        assert floor.do(store.tasks.get(task.id, own=None, sees=EVERYTHING)).state == TaskState.DONE


def test_an_email_where_no_mail_server_is_says_so_and_a_task_takes_its_place(browser: Browser, floor: Floor) -> None:
    with opened(browser, floor.served.url, **DESK) as page:
        in_wrap_up(page, floor, "bruno")
        page.get_by_role("button", name="Write an e-mail…").wait_for()
        command(page, "write an e-mail")
        expect(page.get_by_text("no mail server is set up")).to_be_visible()
        expect(page.get_by_role("button", name="Promise to send it")).to_be_focused()
        take_picture(page, "work-no-mail")
        assert wrong_for_some(page) == []
        page.keyboard.press("Enter")
        expect(page.get_by_role("button", name="I'll send it")).to_be_focused()
        page.keyboard.press("Escape")
        expect(page.get_by_role("button", name="Promise…")).to_be_focused()


def before_the_end_is_written(route: Route) -> None:
    """The engine writes the ends of calls in batches: the page may ask for the day a moment earlier."""
    answer = route.fetch()
    route.fulfill(response=answer, json={**answer.json(), "unfinished": []})


def test_a_talk_without_a_disposition_is_finished_from_my_day(browser: Browser, floor: Floor) -> None:
    with opened(browser, floor.served.url, **DESK) as page:
        call = in_wrap_up(page, floor, "carla")
        name = page.locator("[data-name]").inner_text()
        page.route("**/api/v1/agents/*/day", before_the_end_is_written, times=1)
        command(page, "my day")
        talk = page.get_by_role("dialog", name="My day").get_by_role("button", name=name, exact=True)
        talk.focus()
        page.keyboard.press("Enter")
        finish = page.get_by_role("dialog", name="Disposition of a talk")
        finish.wait_for()
        items = finish.locator("button[data-item]")
        expect(items.first).to_be_focused()
        take_picture(page, "work-finish")
        assert wrong_for_some(page) == []
        labels = items.all_inner_texts()
        page.keyboard.press(str(next(at for at, one in enumerate(labels, start=1) if "Not interested" in one)))
        expect(page.get_by_role("dialog", name="My day").get_by_text("Nothing is left open")).to_be_visible()
        page.get_by_role("button", name="Undo", exact=True).wait_for()
        page.keyboard.press("F10")
        page.get_by_role("button", name="Undo", exact=True).wait_for(state="detached")
        assert floor.attempt(call).disposition is None


def test_an_email_is_written_by_template(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> None:
    with (
        a_floor(
            tmp_path_factory.mktemp("mail"),
            leads=0,
            running=False,
            smtp_host="127.0.0.1",
            smtp_port=9,
            smtp_security="off",
            smtp_from="calls@example.org",
        ) as floor,
        opened(browser, floor.served.url, **DESK) as page,
    ):
        people = [NewLead(phones=(("+442079460001", ""),), name="Emma Esposito", fields={"email": "emma@example.org"})]
        campaign = floor.campaign_with(people, name="Mail")
        floor.go_to_work(page, "anna")
        begin_work(page, campaign.name)
        call = floor.answer()
        moment(page, "talking")
        page.get_by_role("button", name="Write an e-mail…").wait_for()
        command(page, "write an e-mail")
        panel = page.get_by_role("region", name="To do")
        expect(panel.get_by_role("button", name=re.compile("Message"))).to_be_focused()
        page.keyboard.press("1")
        page.keyboard.type("The price list, as we said.")
        take_picture(page, "work-email")
        assert wrong_for_some(page) == []
        stays_in_its_box(page)
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(panel.get_by_text("The e-mail is on its way.")).to_be_visible()
        take_picture(page, "work-email-sent")
        [mail] = floor.do(floor.served.parts.store.messages.list(None, own=None, page=newest(10), sees=EVERYTHING))
        assert (mail.template, mail.recipient) == ("note", "emma@example.org")
        assert "The price list, as we said." in mail.text
        floor.hang_up(call)


def test_an_address_that_the_person_says_is_kept_and_written_to(browser: Browser, tmp_path: Path) -> None:
    mail = {"smtp_host": "127.0.0.1", "smtp_port": 9, "smtp_security": "off", "smtp_from": "calls@example.org"}
    with a_floor(tmp_path, leads=0, running=False, **mail) as floor, opened(browser, floor.served.url, **DESK) as page:
        people = [NewLead(phones=(("+442079460001", ""),), name="Emma Esposito")]
        campaign = floor.campaign_with(people, name="Mail")
        floor.go_to_work(page, "anna")
        begin_work(page, campaign.name)
        call = floor.answer()
        moment(page, "talking")
        page.get_by_role("button", name="Write an e-mail…").wait_for()
        command(page, "write an e-mail")
        expect(page.get_by_text("No e-mail address of this person is known.")).to_be_visible()
        address = page.get_by_label("E-mail address")
        expect(address).to_be_focused()
        take_picture(page, "work-no-address")
        assert wrong_for_some(page) == []
        page.keyboard.type("emma@example.org")
        page.keyboard.press("Enter")
        panel = page.get_by_role("region", name="To do")
        expect(panel.get_by_text("To emma@example.org")).to_be_visible()
        page.get_by_label("Text").focus()
        page.keyboard.type("The price list, as we said.")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(panel.get_by_text("The e-mail is on its way.")).to_be_visible()
        [sent] = floor.do(floor.served.parts.store.messages.list(None, own=None, page=newest(10), sees=EVERYTHING))
        assert sent.recipient == "emma@example.org"
        floor.hang_up(call)


def test_a_promise_is_announced_an_hour_before_it_is_due_once(browser: Browser, shift: Shift, tmp_path: Path) -> None:
    shift.by_s = 0.0  # the page offers hours by its own clock
    with (
        a_floor(tmp_path, agents=("anna", "bruno"), leads=1) as floor,
        opened(browser, floor.served.url, **(DESK | {"language": "it"})) as page,
    ):
        floor.go_to_work(page, "anna")
        begin_work(page)
        floor.answer()
        moment(page, "talking")
        promise_a_call(page)
        moment(page, "ready")
        [owed] = promises(page)
        notice = page.locator("[data-promise]")
        expect(notice).to_have_count(0)  # it has just been made

        put_off(floor.as_user(browser, Role.SUPERVISOR, "carla"), owed, page, shift, floor)
        expect(notice).to_contain_text("richiamata")
        take_picture(page, "work-promise-due")
        assert wrong_for_some(page) == []
        page.reload()
        moment(page, "ready")
        keep = notice.get_by_role("button", name="La manterrò")
        keep.wait_for()
        for _ in range(8):
            if keep.evaluate("one => one === document.activeElement"):
                break
            page.keyboard.press("F6")
        page.keyboard.press("Enter")
        expect(notice).to_have_count(0)
        page.reload()
        moment(page, "ready")
        expect(page.get_by_role("region", name="Da fare").get_by_role("listitem")).to_have_count(1)
        expect(notice).to_have_count(0)

        put_off(floor.as_user(browser, Role.SUPERVISOR, "dora"), owed, page, shift, floor)
        offer = notice.get_by_role("button", name="Offrila ai colleghi")
        offer.focus()
        page.keyboard.press("Enter")
        expect(notice).to_have_count(0)
        assert promises(page) == []
        elsa = floor.as_user(browser, Role.SUPERVISOR, "elsa")
        assert [(one["id"], one["agent_id"]) for one in promises(elsa)] == [(owed["id"], None)]


def put_off(supervisor: Page, owed: dict[str, Any], page: Page, shift: Shift, floor: Floor) -> None:
    """A supervisor agrees with the person on two hours from now, of which one passes."""
    due_at = shift.now() + 7200.0
    move = {"kind": "callback", "id": owed["id"], "agent_id": floor.agents["anna"]}
    move["due_at"] = datetime.fromtimestamp(due_at, UTC).isoformat()
    answer = supervisor.request.post(
        "/api/v1/promises/move", data={"moves": [move], "notify": False}, headers={"origin": floor.served.url}
    )
    assert answer.ok, answer.text()
    assert answer.json()["moved"][0]["refused"] == ""
    page.reload()
    moment(page, "ready")
    expect(page.get_by_role("region", name="Da fare").get_by_role("listitem")).to_have_count(1)
    expect(page.locator("[data-promise]")).to_have_count(0)
    shift.forward_to(due_at - 3540.0)
    floor.goes_on()
    page.locator("[data-promise]").wait_for()
