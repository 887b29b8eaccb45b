"""Telephony in the browser: nodes checked and read, trunks with live figures and drained, groups, and phones."""

import asyncio
import re
from collections.abc import Iterator
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from dialer.core.enums import LegKind, Role
from dialer.core.visibility import EVERYTHING
from dialer.messaging.bus import Topic
from tests.support.pages import Served, dialog_of, enter, opened, take_picture, wrong_for_some
from tests.support.people import new_user
from tests.support.wallboards import Publisher, a_board

pytestmark = [pytest.mark.browser]

FINDINGS: Final = [
    {"ok": False, "what": "AMD is not loaded.", "where": "modules.conf", "mend": "load = app_amd.so"},
    {"ok": True, "what": "The trunk carrier can be reached.", "where": "pjsip.conf", "mend": ""},
]
ENDPOINTS: Final = [
    {"name": "1001", "is_reached": True, "use": "phone"},
    {"name": "1002", "is_reached": False, "use": "phone"},
    {"name": "carrier", "is_reached": True, "use": "trunk"},
    {"name": "reserve", "is_reached": True, "use": "trunk"},
]
LINES: Final = [
    {"at": 1_795_896_000.0, "way": "heard", "what": "pc-1-a has ended: SIP 503, Q.850 34.", "answer": "", "ok": None}
    | {"took_ms": None, "raw": ""},
    {"at": 1_795_895_999.0, "way": "sent", "what": "Call PJSIP/+39********21@carrier, for at most 25 s."}
    | {"answer": "done", "ok": True, "took_ms": 1.8, "raw": "Action: Originate\nChannel: PJSIP/+39********21@carrier"},
    {"at": 1_795_895_998.0, "way": "sent", "what": "Ask for the channels that live.", "answer": "3 entries"}
    | {"ok": True, "took_ms": 2.0, "raw": "Action: CoreShowChannels"},
]
ANSWERS: Final[dict[str, dict[str, Any]]] = {
    "asterisk_check": {"findings": FINDINGS},
    "asterisk_endpoints": {"endpoints": ENDPOINTS},
    "ami_journal": {"lines": LINES},
}


class Asterisk:
    """An engine with its Asterisk, which answers what pages ask of it and publishes a board."""

    def __init__(self, served: Served) -> None:
        self.board = Publisher(served)
        self._served = served
        self._task: asyncio.Task[None] | None = None

    def __enter__(self) -> "Asterisk":
        self.board.start()
        self._served.do(self._start())
        return self

    def __exit__(self, *_: object) -> None:
        self.board.stop()
        self._served.do(self._stop())

    async def _start(self) -> None:
        hears = asyncio.Event()
        self._task = asyncio.get_running_loop().create_task(self._answer(hears))
        await hears.wait()

    async def _stop(self) -> None:
        if self._task is not None:
            self._task.cancel()

    async def _answer(self, hears: asyncio.Event) -> None:
        bus = self._served.parts.bus
        async with bus.subscribe(Topic.ASK) as questions:
            hears.set()
            async for message in questions:
                if (said := ANSWERS.get(message.body["kind"])) is not None:
                    bus.publish(Topic.ANSWER, {"number": message.body["number"], **said})


async def furnish(served: Served) -> None:
    """An administrator, the trunks of the board, and an agent at a phone."""
    store = served.parts.store
    await new_user(served, Role.ADMIN, name="anna")  # type: ignore[arg-type]
    await new_user(served, Role.SUPERVISOR, name="sara")  # type: ignore[arg-type]
    for name in ("carrier", "spare"):
        await store.trunks.upsert(1, name, dial=f"PJSIP/{{number}}@{name}", max_channels=60)
    await served.parts.service.agents.create(
        name="giulia",
        phone="PJSIP/1001",
        display_name="Giulia B.",
        leg_kind=LegKind.STANDING,
        language="it",
        actor="test",
    )


@pytest.fixture
def asterisk(served: Served) -> Iterator[Asterisk]:
    with Asterisk(served) as asterisk:
        yield asterisk


@pytest.fixture
def admin(browser: Browser, served: Served, asterisk: Asterisk) -> Iterator[Page]:
    if not served.do(served.parts.store.users.list(sees=EVERYTHING)):
        served.do(furnish(served))
    with opened(browser, served.url) as page:
        enter(page, served.url, "anna")
        yield page


def row_of(page: Page, trunk: str) -> Locator:
    return page.get_by_role("row").filter(has_text=re.compile(rf"^{trunk}"))


def test_a_node_is_checked_and_what_was_said_is_read(admin: Page) -> None:
    admin.goto("/nodes")
    node = admin.get_by_role("article", name="default")
    expect(node).to_contain_text("linked")
    expect(node).to_contain_text("63 of 200 channels")
    expect(node).to_contain_text("clock like Pronto's")
    take_picture(admin, "nodes")
    assert wrong_for_some(admin) == []
    node.get_by_role("button", name="Check it").click()
    dialog = admin.get_by_role("dialog")
    expect(dialog).to_contain_text("1 thing is to be mended, 1 is in order.")
    expect(dialog).to_contain_text("load = app_amd.so")
    expect(dialog).not_to_contain_text("can be reached")
    dialog.get_by_role("button", name="Show 1 line that is in order").click()
    expect(dialog).to_contain_text("The trunk carrier can be reached.")
    assert wrong_for_some(admin) == []
    take_picture(admin, "node-check")
    admin.keyboard.press("Escape")
    node.get_by_role("button", name="What was said").click()
    dialog = admin.get_by_role("dialog")
    expect(dialog.get_by_role("row")).to_have_count(3)  # the head, and all but the regular looks
    expect(dialog).to_contain_text("Call PJSIP/+39********21@carrier, for at most 25 s.")
    dialog.get_by_label("With Pronto's regular looks").click()
    expect(dialog).to_contain_text("Ask for the channels that live.")
    dialog.get_by_label("Find").fill("503")
    expect(dialog.get_by_role("row")).to_have_count(2)
    assert wrong_for_some(admin) == []
    take_picture(admin, "node-journal")


def test_a_node_is_added_changed_and_taken_out_of_use_by_keyboard(admin: Page, served: Served) -> None:
    admin.goto("/nodes")
    admin.get_by_role("button", name="New node").focus()
    admin.keyboard.press("Enter")
    dialog = dialog_of(admin)
    dialog.locator("[name=name]").fill("default")
    admin.keyboard.press("Enter")
    expect(dialog).to_contain_text("There is a node of this name.")
    dialog.locator("[name=name]").fill("rome")
    dialog.locator("[name=host]").fill("192.0.2.7")
    admin.keyboard.press("Enter")
    expect(dialog).to_contain_text("PRONTO_AMI_PLAIN_HOSTS")  # refused with words, at its field
    dialog.locator("[name=host]").fill("127.0.0.1")
    dialog.locator("[name=port]").fill("5039")
    admin.keyboard.press("Enter")
    rome = admin.get_by_role("article", name="rome")
    expect(rome).to_contain_text("127.0.0.1:5039")
    expect(rome).to_contain_text("no engine shows it")
    rome.get_by_role("button", name="Settings").click()
    dialog = admin.get_by_role("dialog")
    expect(dialog.locator("[name=secret_env]")).to_have_value("PRONTO_AMI_SECRET")
    dialog.locator("[name=max_channels]").fill("40")
    assert wrong_for_some(admin) == []
    take_picture(admin, "node-settings")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_have_count(0)
    [node] = [one for one in served.do(served.parts.store.nodes.list()) if one.name == "rome"]
    assert (node.port, node.max_channels) == (5039, 40)
    rome.get_by_role("button", name="Take out of use").click()
    dialog = dialog_of(admin)
    dialog.get_by_role("textbox").fill("rome")
    admin.keyboard.press("Enter")
    expect(rome).to_have_count(0)


@pytest.mark.full
def test_trunks_show_what_they_carry_and_are_drained(admin: Page, served: Served) -> None:
    admin.goto("/trunks")
    carrier = row_of(admin, "carrier")
    expect(carrier.get_by_role("img", name=re.compile("Over the last hour; now 2xx"))).to_be_visible()
    expect(carrier).to_contain_text("41 of 60")
    expect(carrier).to_contain_text("98\u00a0%")  # NER
    expect(carrier).to_contain_text("43\u00a0%")  # ASR
    expect(carrier).to_contain_text("1:34")  # ALOC
    expect(carrier).to_contain_text("2.1\u00a0s")
    expect(carrier).to_contain_text("95 % by 4.8\u00a0s")
    expect(carrier.get_by_role("img")).to_have_count(7)
    expect(row_of(admin, "spare")).to_contain_text("The carrier refuses: SIP 503.")
    assert wrong_for_some(admin) == []
    take_picture(admin, "trunks")
    carrier.get_by_role("button", name="Drain").click()
    admin.get_by_role("dialog").get_by_role("button", name="Drain it").click()
    expect(carrier.get_by_role("button", name="Use again")).to_be_visible()
    trunk = served.do(served.parts.store.trunks.by_name(1, "carrier"))
    assert trunk is not None
    assert not trunk.enabled
    carrier.get_by_role("button", name="Use again").click()
    expect(carrier.get_by_role("button", name="Drain")).to_be_visible()
    carrier.get_by_role("button", name="Test call").click()
    dialog = admin.get_by_role("dialog")
    dialog.get_by_label("Phone").click()
    admin.get_by_role("option", name="1001 (Giulia B.)").click()
    dialog.get_by_label("Number to call").fill("+390212345678")
    assert wrong_for_some(admin) == []
    admin.keyboard.press("Escape")
    admin.get_by_role("button", name="What the figures mean").click()
    expect(admin.get_by_role("dialog")).to_contain_text("Network effectiveness ratio")


@pytest.mark.full
def test_the_page_of_a_trunk_shows_its_live_figures(admin: Page) -> None:
    admin.goto("/trunks")
    admin.get_by_role("link", name="carrier", exact=True).click()
    figures = admin.get_by_role("region", name="Figures of this moment")
    for shown in ("41 of 60", "98\u00a0%", "43\u00a0%", "1:34", "95 % by 4.8\u00a0s", "2xx"):
        expect(figures).to_contain_text(shown)
    expect(figures.get_by_role("img")).to_have_count(7)
    assert wrong_for_some(admin) == []
    take_picture(admin, "trunk-figures")
    figures.get_by_role("button", name="What the figures mean").press("Enter")
    expect(admin.get_by_role("dialog")).to_contain_text("Network effectiveness ratio")


@pytest.mark.full
def test_an_endpoint_of_the_admins_files_is_taken_up_as_a_trunk_and_changed(admin: Page, served: Served) -> None:
    store = served.parts.store
    admin.goto("/trunks/new")
    admin.get_by_text("Its endpoint stands in Asterisk's own files already").click()
    admin.get_by_role("combobox", name="Endpoint").or_(admin.get_by_label("Endpoint", exact=True)).first.click()
    admin.get_by_role("option", name="reserve").click()
    assert wrong_for_some(admin) == []
    admin.get_by_role("button", name="Add the trunk").click()
    expect(admin.get_by_role("heading", name="Trunk reserve")).to_be_visible()
    settings = admin.get_by_role("region", name="Settings")
    settings.get_by_label("Calls at once").fill("12")
    settings.get_by_label("What Asterisk is asked to dial").fill("PJSIP/9{number}@reserve")
    settings.get_by_label("The carrier vouches for domestic caller ids").press("Space")
    assert wrong_for_some(admin) == []
    take_picture(admin, "trunk-own")
    with admin.expect_response(lambda one: one.request.method in ("PUT", "PATCH") and one.ok):
        settings.get_by_role("button", name="Save").press("Enter")

    def kept() -> Any:
        return served.do(store.trunks.by_name(1, "reserve"))

    admin.reload()
    expect(settings.get_by_label("Calls at once")).to_have_value("12")
    trunk = kept()
    assert (trunk.dial, trunk.max_channels, trunk.provider_proof) == ("PJSIP/9{number}@reserve", 12, True)
    # What another has changed meanwhile is not overwritten.
    served.do(store.trunks.upsert(1, "reserve", dial=trunk.dial, max_channels=20, country="IT"))
    settings.get_by_label("New calls per second").fill("1")
    settings.get_by_role("button", name="Save").click()
    settings.get_by_role("button", name="Read what is there now").click()
    expect(settings.get_by_label("Calls at once")).to_have_value("20")
    assert kept().max_channels == 20


@pytest.mark.full
def test_a_draining_trunk_says_how_many_calls_go_on(admin: Page, asterisk: Asterisk) -> None:
    def draining(now: float) -> dict[str, Any]:
        board = a_board(now)
        carrier, spare = board["trunks"]
        return board | {"trunks": [carrier | {"state": "draining", "channels": 2}, spare]}

    asterisk.board.shape = draining
    admin.goto("/trunks")
    expect(row_of(admin, "carrier")).to_contain_text("2 calls go on")


@pytest.mark.full
def test_a_group_is_made_with_order_weight_and_failover(admin: Page, served: Served) -> None:
    admin.goto("/trunks")
    admin.get_by_role("link", name="Trunk groups").click()
    admin.get_by_role("button", name="New group").first.click()
    dialog = admin.get_by_role("dialog")
    dialog.locator("[name=name]").fill("Italy")
    dialog.get_by_role("button", name="Add carrier").click()
    dialog.get_by_role("button", name="Add spare").click()
    carrier, spare = (dialog.get_by_role("group", name=name, exact=True) for name in ("carrier", "spare"))
    carrier.get_by_label("Weight").fill("3")
    spare.get_by_label("Order").fill("2")
    spare.get_by_label("Channels").fill("5")
    dialog.get_by_label("Other causes").fill("sip:486")
    dialog.get_by_role("button", name="Make the group").click()
    expect(dialog.get_by_role("alert")).to_contain_text("the person would be called twice")
    assert wrong_for_some(admin) == []
    dialog.get_by_label("Other causes").fill("")
    dialog.get_by_label("the carrier does not know the number (SIP 404)").check()
    take_picture(admin, "trunk-group")
    dialog.get_by_role("button", name="Make the group").click()
    row = admin.get_by_role("row").filter(has_text="Italy")
    expect(row).to_contain_text("1. carrier")
    expect(row).to_contain_text("2. spare")
    [group] = served.do(served.parts.store.trunk_groups.list())
    assert "sip:404" in group.failover_on
    assert [(one.order, one.weight, one.max_channels) for one in group.members] == [(1, 3, None), (2, 1, 5)]
    take_picture(admin, "trunk-groups")
    admin.get_by_role("button", name="Italy").click()
    admin.get_by_role("dialog").locator("[name=name]").fill("Italia")
    admin.get_by_role("dialog").get_by_role("button", name="Save").click()
    row = admin.get_by_role("row").filter(has_text="Italia")
    row.get_by_role("button", name="Delete").click()
    admin.get_by_role("dialog").get_by_role("button", name="Delete it").click()
    expect(row).to_have_count(0)


@pytest.mark.full
def test_phones_say_who_sits_there(admin: Page) -> None:
    admin.goto("/phones")
    expect(admin.get_by_role("row").filter(has_text="Giulia B.")).to_contain_text("can be called")
    expect(admin.get_by_role("row").filter(has_text="1002")).to_contain_text("not registered")
    expect(admin.get_by_role("table")).not_to_contain_text("carrier")
    assert wrong_for_some(admin) == []
    take_picture(admin, "phones")


def test_a_supervisor_reads_and_changes_nothing(browser: Browser, served: Served, admin: Page) -> None:
    with opened(browser, served.url) as page:
        enter(page, served.url, "sara")
        page.goto("/nodes")
        expect(page.get_by_role("article", name="default")).to_contain_text("linked")
        for name in ("Check it", "What was said", "Settings", "New node", "Take out of use"):
            expect(page.get_by_role("button", name=name)).to_have_count(0)
        page.goto("/trunks")
        expect(row_of(page, "carrier")).to_contain_text("41 of 60")
        for name in ("Drain", "Test call"):
            expect(page.get_by_role("button", name=name)).to_have_count(0)
        expect(page.get_by_role("link", name="carrier")).to_have_count(0)  # its page is for those who change it
