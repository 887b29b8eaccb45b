"""A trunk in the browser: chosen, typed, looked at, written and proven; taken back, compared, healed."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from dialer.core.enums import Role
from dialer.core.visibility import EVERYTHING
from tests.support.pages import (
    LANGUAGES,
    PSEUDO,
    Served,
    dialog_of,
    enter,
    opened,
    sideways,
    take_picture,
    untranslated,
    wrong_for_some,
)
from tests.support.paper_ari import OPTIONS_22, SECRET, PaperAri, paper_ari
from tests.support.paper_link import SECRET_ENV, PaperLink, node_with_ari, paper_link
from tests.support.people import new_user
from tests.support.pseudo_language import spoken_too

pytestmark = [pytest.mark.browser]

NAME = "pronto-trunk-milan"
# What is nobody's to translate: names, kinds of objects as files call them, and what the browser itself writes.
NAMES = (
    *("Pronto", "Asterisk", "anna", "bari", "dtmf", "mod", "mode", "sip", "net", "example", "endpoint", "alaw", "ulaw"),
    *("Italy", "Chrome", "Linux"),
)


class Paper:
    """An Asterisk of paper beside a served application."""

    def __init__(self, served: Served) -> None:
        self._served = served
        self.ari: PaperAri
        self.link: PaperLink
        self._closing: list[Any] = []

    async def open(self) -> None:
        ari = paper_ari()
        self.ari = await ari.__aenter__()
        self.ari.options = OPTIONS_22
        node = await node_with_ari(self._served.parts.store, self.ari)
        link = paper_link(self._served.parts, node.id, self.ari)
        self.link = await link.__aenter__()
        self._closing = [link, ari]
        await self._served.parts.service.jobs.recover()

    async def close(self) -> None:
        for one in self._closing:
            await one.__aexit__(None, None, None)


@pytest.fixture
def paper(served: Served, monkeypatch: pytest.MonkeyPatch) -> Iterator[Paper]:
    monkeypatch.setenv(SECRET_ENV, SECRET)
    paper = Paper(served)
    served.do(paper.open())
    yield paper
    served.do(paper.close())


@pytest.fixture
def admin(browser: Browser, served: Served) -> Iterator[Page]:
    if not served.do(served.parts.store.users.list(sees=EVERYTHING)):
        served.do(new_user(served, Role.ADMIN, name="anna"))
    with opened(browser, served.url) as page:
        enter(page, served.url, "anna")
        yield page


def type_carrier(page: Page, name: str, host: str) -> None:
    page.goto("/trunks/new")
    page.get_by_label("Name of the trunk").fill(name)
    page.get_by_label("A carrier that knows us by our address").check()
    page.get_by_role("button", name="Next").click()
    page.get_by_label("Address of the carrier").fill(host)


def test_a_trunk_is_written_from_the_carrier_to_its_proof_by_keyboard(
    admin: Page, served: Served, paper: Paper
) -> None:
    admin.goto("/trunks/new")
    admin.get_by_label("Name of the trunk").focus()
    admin.keyboard.type("milan")
    expect(admin.get_by_role("radio", name=re.compile("^An Italian carrier"))).to_be_visible()
    take_picture(admin, "trunk-carrier")
    assert wrong_for_some(admin) == []
    admin.get_by_role("radio", name=re.compile("^A carrier at which we register")).press("Space")
    admin.get_by_role("button", name="Next").press("Enter")
    expect(admin.get_by_role("heading", name="Settings")).to_be_focused()
    admin.get_by_label("Address of the carrier").focus()
    admin.keyboard.type("sip.example.net")
    admin.get_by_label("User", exact=True).focus()
    admin.keyboard.type("0240")
    admin.get_by_label("Password", exact=True).focus()
    admin.keyboard.type("aB;c,d secret")
    take_picture(admin, "trunk-fields")
    assert wrong_for_some(admin) == []
    admin.get_by_role("button", name="Preview", exact=True).press("Enter")
    expect(admin.get_by_role("heading", name="Preview")).to_be_focused()
    text = admin.get_by_role("region", name="The trunk as it would stand in pjsip.conf")
    expect(text).to_contain_text("type = registration")
    expect(text).to_contain_text("password = ********")
    assert "secret" not in admin.content()
    take_picture(admin, "trunk-preview")
    admin.get_by_role("tab", name="What changes").press("Enter")
    expect(admin.get_by_role("table")).to_contain_text("New: registration")
    assert wrong_for_some(admin) == []
    assert paper.ari.objects == {}
    admin.get_by_role("button", name="Write it into Asterisk").press("Enter")
    expect(admin.get_by_text("The trunk is up")).to_be_visible()
    expect(admin.get_by_role("list", name="What was done")).to_contain_text("The carrier has taken the registration.")
    assert wrong_for_some(admin) == []
    take_picture(admin, "trunk-proof")
    assert paper.ari.objects["auth", NAME]["password"] == "aB;c,d secret"
    admin.get_by_role("button", name="Next").press("Enter")
    expect(admin.get_by_role("heading", name="Test call", level=2)).to_be_focused()
    expect(admin.get_by_label("Number to call")).to_be_visible()
    assert wrong_for_some(admin) == []
    admin.get_by_role("button", name="Done: to the trunk").press("Enter")
    expect(admin.get_by_role("heading", name="Trunk milan")).to_be_visible()
    admin.get_by_role("link", name="All trunks").click()
    admin.get_by_role("link", name="milan", exact=True).click()
    expect(admin.get_by_role("heading", name="Trunk milan")).to_be_visible()
    expect(admin.get_by_text("Asterisk has what Pronto has written.")).to_be_visible()


@pytest.mark.full
def test_a_wrong_option_is_said_at_its_field_and_what_is_silent_is_taken_back(
    browser: Browser, admin: Page, served: Served, paper: Paper
) -> None:
    paper.link.silent = {"192.0.2.66"}
    type_carrier(admin, "turin", "192.0.2.66")
    admin.get_by_text("More options").click()
    admin.get_by_role("button", name="Add an option").click()
    admin.get_by_label("Option", exact=True).fill("dtmf_mod")
    admin.get_by_label("Value", exact=True).fill("info")
    admin.get_by_role("button", name="Preview", exact=True).click()
    expect(admin.get_by_text("did you mean dtmf_mode?")).to_be_visible()
    expect(admin.get_by_role("alert")).to_contain_text("Something is wrong below.")
    assert wrong_for_some(admin) == []
    take_picture(admin, "trunk-wrong-option")
    admin.get_by_label("Option", exact=True).fill("dtmf_mode")
    admin.get_by_role("button", name="Preview", exact=True).click()
    expect(admin.get_by_role("region", name="The trunk as it would stand")).to_contain_text("dtmf_mode = info")
    admin.get_by_role("button", name="Write it into Asterisk").click()
    expect(admin.get_by_text("The trunk did not come up")).to_be_visible()
    done = admin.get_by_role("list", name="What was done")
    expect(done).to_contain_text("Nobody answers OPTIONS at sip:192.0.2.66:5060.")
    expect(done).to_contain_text("What was made is taken away again.")
    assert paper.ari.names() == []
    assert wrong_for_some(admin) == []
    take_picture(admin, "trunk-failed")
    [node, *_] = served.do(served.parts.store.nodes.list())
    with opened(browser, served.url) as other:
        enter(other, served.url, "anna")
        other.goto(f"/trunks/{node.id}/turin")
        expect(other.get_by_role("heading", name="No version of this trunk stands")).to_be_visible()
        expect(other.get_by_role("table", name="Versions")).to_contain_text("did not come up")
        assert wrong_for_some(other) == []
    admin.get_by_role("button", name="Change the settings").click()
    admin.get_by_label("Address of the carrier").fill("192.0.2.67")
    admin.get_by_role("button", name="Preview", exact=True).click()
    admin.get_by_role("button", name="Write it into Asterisk").click()
    expect(admin.get_by_text("The trunk is up")).to_be_visible()


@pytest.mark.full
def test_a_change_by_hand_is_seen_healed_and_an_older_version_is_taken_again(
    browser: Browser, admin: Page, served: Served, paper: Paper
) -> None:
    type_carrier(admin, "rome", "192.0.2.1")
    admin.get_by_role("button", name="Preview", exact=True).click()
    admin.get_by_role("button", name="Write it into Asterisk").click()
    expect(admin.get_by_text("The trunk is up")).to_be_visible()
    [node, *_] = served.do(served.parts.store.nodes.list())
    paper.ari.objects["endpoint", "pronto-trunk-rome"]["from_domain"] = "hand.example"
    admin.goto(f"/trunks/{node.id}/rome")
    expect(admin.get_by_role("alert")).to_contain_text("Changed on the box by hand")
    drift = admin.get_by_role("table", name="What was changed by hand")
    expect(drift).to_contain_text("hand.example")
    assert wrong_for_some(admin) == []
    admin.goto("/trunks")
    expect(admin.get_by_role("row", name=re.compile("^rome"))).to_contain_text("changed by hand")
    admin.get_by_role("link", name="rome", exact=True).click()
    expect(drift).to_be_visible()
    assert sideways(admin) == 0
    take_picture(admin, "trunk-drift")
    with opened(browser, served.url, language="it", scheme="dark") as other:
        enter(other, served.url, "anna")
        other.goto(f"/trunks/{node.id}/rome")
        expect(other.get_by_role("alert")).to_contain_text("Modificato a mano sulla macchina")
        take_picture(other, "trunk-drift-it")
        assert wrong_for_some(other) == []
    admin.get_by_role("button", name="Write it again").click()
    expect(admin.get_by_text("Asterisk has what Pronto has written.")).to_be_visible()
    assert paper.ari.objects["endpoint", "pronto-trunk-rome"]["from_domain"] == ""
    admin.get_by_role("button", name="Ask the carrier now").click()
    expect(admin.get_by_role("list", name="What the carrier answers")).to_contain_text("in 2.5 ms")

    admin.get_by_role("tab", name="Change").click()
    admin.get_by_label("Address of the carrier").fill("192.0.2.2")
    admin.get_by_role("button", name="Preview", exact=True).click()
    table = admin.get_by_role("table", name="What would change in Asterisk")
    expect(table).to_contain_text("sip:192.0.2.1:5060")
    expect(table).to_contain_text("sip:192.0.2.2:5060")
    take_picture(admin, "trunk-diff")
    admin.get_by_role("button", name="Write it into Asterisk").click()
    expect(admin.get_by_text("The trunk is up")).to_be_visible()
    admin.get_by_role("tab", name="Versions").click()
    assert wrong_for_some(admin) == []
    admin.get_by_role("button", name="Go back to version 1").click()
    admin.get_by_role("dialog").get_by_role("button", name="Go back").click()
    expect(admin.get_by_text("The trunk is up")).to_be_visible()
    take_picture(admin, "trunk-versions")
    assert paper.ari.objects["aor", "pronto-trunk-rome"]["contact"] == "sip:192.0.2.1:5060"


@pytest.mark.full
def test_a_trunk_is_drained_taken_out_of_use_and_brought_back_by_keyboard(
    admin: Page, served: Served, paper: Paper
) -> None:
    type_carrier(admin, "genoa", "192.0.2.1")
    admin.get_by_role("button", name="Preview", exact=True).click()
    admin.get_by_role("button", name="Write it into Asterisk").click()
    expect(admin.get_by_text("The trunk is up")).to_be_visible()
    [node, *_] = served.do(served.parts.store.nodes.list())
    admin.goto(f"/trunks/{node.id}/genoa?tab=retirement")
    before = admin.get_by_role("list", name="Before it is taken out of use")
    expect(before).to_contain_text("It is not drained yet")
    expect(before).to_contain_text("No campaign that is under way uses it")
    expect(before).to_contain_text("No call is live on it")
    retire = admin.get_by_role("button", name="Take out of use")
    expect(retire).to_be_disabled()
    taken = admin.get_by_role("table", name="What is taken out of Asterisk")
    expect(taken).to_contain_text("Taken away: endpoint")
    expect(taken).to_contain_text("sip:192.0.2.1:5060")
    assert wrong_for_some(admin) == []
    take_picture(admin, "trunk-retirement")
    before.get_by_role("button", name="Drain").press("Enter")
    dialog_of(admin).get_by_role("button", name="Drain it").press("Enter")
    expect(before).to_contain_text("It is drained")
    expect(retire).to_be_enabled()
    retire.press("Enter")
    dialog = dialog_of(admin, "Take trunk genoa out of use?")
    assert wrong_for_some(admin) == []
    assert paper.ari.objects
    dialog.get_by_role("button", name="Take it out of use").press("Enter")
    expect(admin.get_by_role("alert")).to_contain_text("Out of use since")
    assert paper.ari.objects == {}
    assert served.do(served.parts.store.trunks.by_name(node.id, "genoa")) is None
    assert wrong_for_some(admin) == []
    take_picture(admin, "trunk-retired")
    admin.goto("/trunks")
    admin.get_by_role("region", name="Out of use").get_by_role("link", name="genoa").press("Enter")
    admin.get_by_role("button", name="Bring it back").press("Enter")
    dialog_of(admin).get_by_role("button", name="Bring it back").press("Enter")
    expect(admin.get_by_text("Asterisk has what Pronto has written.")).to_be_visible()
    assert paper.ari.objects["aor", "pronto-trunk-genoa"]["contact"] == "sip:192.0.2.1:5060"


@pytest.mark.full
def test_a_trunk_of_files_is_taken_out_of_use_and_brought_back(admin: Page, served: Served, paper: Paper) -> None:
    store = served.parts.store
    [node, *_] = served.do(store.nodes.list())
    kept = served.do(
        store.trunks.upsert(node.id, "old", dial="PJSIP/9{number}@old", max_channels=7, country="IT", enabled=False)
    )
    admin.goto(f"/trunks/{node.id}/old")
    admin.get_by_text("Take out of use").first.click()
    expect(admin.get_by_text("Asterisk keeps its endpoint, which stands in files of your own")).to_be_visible()
    admin.get_by_role("button", name="Take out of use").click()
    admin.get_by_role("dialog").get_by_role("button", name="Take it out of use").click()
    expect(admin.get_by_role("alert")).to_contain_text("Out of use since")
    admin.get_by_role("button", name="Bring it back").click()
    admin.get_by_role("dialog").get_by_role("button", name="Bring it back").click()
    expect(admin.get_by_role("heading", name="Pronto has not written this trunk")).to_be_visible()
    back = served.do(store.trunks.by_name(node.id, "old"))
    assert back is not None
    assert (back.id, back.dial, back.max_channels, back.country, back.enabled) == (
        *(kept.id, "PJSIP/9{number}@old", 7, "IT", True),
    )


@pytest.mark.full
def test_no_step_has_a_word_that_is_in_no_catalogue(
    browser: Browser, admin: Page, served: Served, paper: Paper, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper.link.silent = {"192.0.2.99"}
    with spoken_too(tmp_path, monkeypatch, also=LANGUAGES), opened(browser, served.url, language=PSEUDO) as page:
        enter(page, served.url, "anna")
        page.goto("/trunks/new")
        page.locator("[name=name]").fill("bari")
        page.locator("[type=radio][value=address]").check()
        assert untranslated(page, *NAMES) == set()
        page.locator("main [class*=wizard] button").last.click()
        page.locator("[name=hosts]").fill("192.0.2.77, 192.0.2.99")
        page.locator("summary").click()
        page.locator("details button").last.click()
        page.locator("[name='options.0.name']").fill("dtmf_mod")
        assert untranslated(page, *NAMES) == set()
        page.locator("main [class*=wizard] button").last.click()
        page.locator("[class*=error]").first.wait_for()
        assert untranslated(page, *NAMES) == set()
        page.locator("details button").first.click()
        page.locator("main [class*=wizard] button").last.click()
        page.locator("pre").wait_for()
        page.locator("main [class*=wizard] button").last.click()
        page.locator("main ol li").nth(8).wait_for()  # the wizard's five, and what was done
        assert untranslated(page, *NAMES) == set()


@pytest.mark.full
def test_a_trunk_of_the_admins_files_can_be_asked(admin: Page, served: Served, paper: Paper) -> None:
    [node, *_] = served.do(served.parts.store.nodes.list())
    served.do(served.parts.store.trunks.upsert(node.id, "carrier", dial="PJSIP/{number}@carrier"))
    admin.goto(f"/trunks/{node.id}/carrier")
    expect(admin.get_by_role("heading", name="Pronto has not written this trunk")).to_be_visible()
    admin.get_by_role("button", name="Ask the carrier now").click()
    expect(admin.get_by_text("Asterisk has no endpoint carrier.")).to_be_visible()
    assert wrong_for_some(admin) == []
