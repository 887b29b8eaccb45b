"""Every page, walked: each in every language, in both schemes, and as every role.

The gate walks all pages once in the language nobody speaks, which the API has too: what can be read in it is in no
catalogue. `make test-all` walks them in all three languages, pairwise: over the languages a page is seen in both
schemes, and in each language pages are seen in both. Each page is asked of axe with no rule left out, of the policy for
content and the browser's console (`opened`), and at a phone's width.

The agent's page at `/work` is not walked here: what it shows depends on a call, and so on an engine and an Asterisk.
`test_workplace_views.py` asks the same of each of its states, from the log-in to the lock.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any, Final

import pyotp
import pytest
from playwright.sync_api import Browser, Page
from sqlalchemy import update

from dialer.access.model import MACHINE
from dialer.access.roles import ROLES
from dialer.access.store.sessions import SIGN_IN
from dialer.core.enums import Role
from dialer.core.visibility import EVERYTHING
from dialer.messaging.bus import Topic
from dialer.people.leads.model import NewLead
from tests.support.pages import (
    LANGUAGES,
    PSEUDO,
    SCHEMES,
    Served,
    enter,
    jargon,
    opened,
    sideways,
    stands_still,
    take_picture,
    untranslated,
    wrong_for_some,
)
from tests.support.people import PASSWORD, new_user
from tests.support.pseudo_language import spoken_too
from tests.support.wallboards import AGENTS, GOALS, Publisher
from tests.web.test_campaigns import campaign_made

pytestmark = [pytest.mark.browser, pytest.mark.long(90)]

STEPS: Final = ("administrator", "asterisk", "trunk", "caller_id", "agents", "campaign", "list", "check", "start")
TABS: Final = ("now", "pacing", "agents", "lists", "hours", "retries", "dispositions", "scripts", "telephony")
SCREENS: Final = {
    "goal": ".goal .value",
    "campaigns": ".campaigns tbody:nth-of-type(3)",
    "pace": ".pace .law",
    "telephony": ".tile:nth-child(3)",
}
DESK: Final = (1280, 900)
TV: Final = (1920, 1080)
# What is nobody's to translate: names, units, endings of files, and what the browser itself writes.
NAMES: Final = frozenset(
    re.findall(
        r"[^\W\d_]+",
        "Pronto Asterisk default walker guarded new Chrome Linux English italiano Energia primavera Rinnovi Recall "
        "fibra milan carrier spare ms xx csv tsv txt xlsx ods zip kB MB GB leads phone Spring Renewals Win back "
        "Surveys Energy north extension number south spring Italy United Kingdom Germany France Spain Switzerland "
        "Austria MONITOR VDT Nov Dec Jan Feb Mar Apr May Jun Jul Aug Sep Oct Mon Tue Wed Thu Fri Sat Sun Europe Rome "
        + " ".join(AGENTS),
    )
)
NUMBERS: Final = count()
# The pages of the navigation, and the permission without which each is not shown.
IN_NAVIGATION: Final = {
    "/campaigns": "campaign.read",
    "/lists": "list.read",
    "/leads": "lead.read",
    "/destinations": "trunk.read",
    "/caller-ids": "caller_id.read",
    "/results": "attempt.read",
    "/scripts": "script.read",
    "/supervision": "agent.command",
    "/trunks": "trunk.read",
    "/nodes": "node.read",
    "/phones": "node.read",
    "/companies": "company.read",
    "/compliance": "profile.read",
    "/requests": "person.access",
    "/audit": "audit.read",
    "/boards": "board.share",
    "/people": "user.read",
    "/setup": "node.write",
}


@dataclass(frozen=True)
class View:
    """A page in one of its states: where it is, what is done there, and what is seen then."""

    name: str
    path: str
    awaited: str
    act: Callable[[Page], Any] | None = None
    size: tuple[int, int] = DESK


def submit(page: Page, **fields: str) -> None:
    for name, value in fields.items():
        page.locator(f"[name={name}]").fill(value)
    page.locator("[type=submit]").click()


def set_up_a_code(page: Page) -> None:
    page.locator("section:nth-of-type(3) button").click()


def change_the_password(page: Page) -> None:
    submit_in = page.locator("section:nth-of-type(2)")
    for name in ("password", "again"):
        submit_in.locator(f"[name={name}]").fill(PASSWORD)
    submit_in.locator("[type=submit]").click()


BEFORE: Final = (
    View("sign-in", "/sign-in", "[name=login]"),
    View("sign-in-wrong", "/sign-in", "[role=alert]", lambda page: submit(page, login="nobody", password="x")),
    View("sign-in-code", "/sign-in", "[autocomplete=one-time-code]",
         lambda page: submit(page, login="guarded", password=PASSWORD)),
    View("link-spent", "/sign-in#link=nothing", "[role=alert]"),
    View("welcome", "/sign-in#link={link}", "[name=again]"),
)  # fmt: skip
AFTER: Final = (
    View("account", "/account", "main table"),
    View("account-code", "/account", "main img", set_up_a_code),
    View("account-confirm", "/account", "[role=dialog] input", change_the_password),
    View("no-page", "/nowhere", "main h3"),
    View("gallery", "/gallery", "canvas"),
    View("overview", "/", "main table"),
    *(View(f"setup-{step}", f"/setup?step={step}", "main h2") for step in STEPS),
    View("campaigns", "/campaigns", "main table"),
    *(View(f"campaign-{tab}", f"/campaigns/3?tab={tab}", "main [role=tabpanel] *") for tab in TABS),
    View("campaign-new", "/campaigns", "[role=dialog] [name=name]",
         lambda page: page.locator("main h1 + button").click()),
    View("scripts", "/scripts", "main h2, main h3"),
    View("trunk-new", "/trunks/new", "main [type=radio]"),
    View("lists", "/lists", "main table"),
    View("list-state", "/lists/1?tab=state", "main table"),
    View("list-files", "/lists/1?tab=load", "main h3"),
    View("list-order", "/lists/1?tab=order", "main table"),
    View("list-registers", "/lists/1?tab=registers", "main h3"),
    View("list-details", "/lists/1?tab=details", "main table"),
    View("leads", "/leads", "main table"),
    View("lead", "/leads/1", "main table"),
    View("results", "/results", "main h2, main h3"),
    View("trunks-figures", "/trunks", "[role=dialog] dl",
         lambda page: page.locator("main h1 + div button").first.click()),
    View("trunk-groups", "/trunk-groups", "main h3"),
    View("trunk-group-new", "/trunk-groups", "[role=dialog] fieldset",
         lambda page: page.locator("main button").last.click()),
    View("nodes", "/nodes", "main article"),
    View("node-settings", "/nodes?node=1&show=settings", "[role=dialog] [name=host]"),
    View("node-check", "/nodes?node=1&show=check", "[role=dialog] p"),
    View("node-journal", "/nodes?node=1&show=journal", "[role=dialog] [role=alert]"),
    View("phones", "/phones", "main [role=alert]"),
    View("destinations", "/destinations", "main h2, main h3"),
    View("caller-ids", "/caller-ids", "main h2"),
    View("caller-id-pool-new", "/caller-ids", "[role=dialog] [type=submit]",
         lambda page: page.locator("main h1").locator("xpath=../..").locator("button").first.click()),
    View("overview-live", "/", "main article dd"),
    View("trunks", "/trunks", "main table tbody svg[role=img]"),
    View("supervision", "/supervision", "[data-agent-row]"),
    *(View(f"supervision-{tab}", f"/supervision?tab={tab}", "[role=tabpanel] table, [role=tabpanel] h3, fieldset")
      for tab in ("hands", "owed", "issue-reports", "team-messages", "reasons")),
    *(View(f"compliance-{tab}", f"/compliance?tab={tab}", "[role=tabpanel] h2, [role=tabpanel] h3, [role=tabpanel] p")
      for tab in ("decisions", "suppressions", "registers", "rules", "report", "retention")),
    View("requests", "/requests", "main h1, main h3"),
    *(View(f"people-{tab}", f"/people?tab={tab}", "[role=tabpanel] table, [role=tabpanel] h3")
      for tab in ("users", "agents", "teams", "keys")),
    View("people-key-new", "/people?tab=keys", "[role=dialog] [name=networks]",
         lambda page: page.locator("[role=tabpanel] button").first.click()),
    View("companies", "/companies", "main table"),
    View("company-new", "/companies", "[role=dialog] [name=recipients]",
         lambda page: page.locator("main h1").locator("xpath=../..").locator("button").first.click()),
    View("caller-id-new", "/caller-ids", "[role=dialog] [name=number]",
         lambda page: page.locator("section h2 + p").locator("xpath=../..").locator("button").first.click()),
    View("people-new", "/people", "[role=dialog] input",
         lambda page: page.locator("[role=tabpanel] button").first.click()),
    View("audit", "/audit", "main tbody tr"),
    View("boards", "/boards", "main tbody tr"),
    *(View(f"board-{name}", f"/board?name={name}-{{scheme}}", seen, size=TV) for name, seen in SCREENS.items()),
    View("board-by-turns", "/board?name=turns-{scheme}", ".controls button:nth-child(3)", size=TV),
    View("board-settings", "/board?name=turns-{scheme}", "dialog fieldset:nth-of-type(4)",
         lambda page: page.locator(".controls button").last.click(), size=TV),
)  # fmt: skip


@pytest.fixture(scope="module")
def house(served: Served) -> Served:
    """An installation with an administrator, somebody with a second factor, and boards of each layout."""
    service, users = served.parts.service, served.parts.store.users
    served.do(new_user(served, Role.ADMIN, name="walker"))
    guarded = served.do(users.get(served.do(new_user(served, Role.SUPERVISOR, name="guarded")).id, sees=EVERYTHING))
    offer = served.do(service.second_factor.offer(guarded))
    served.do(service.second_factor.accept(served.parts.store.users, guarded, pyotp.TOTP(offer.secret).now()))
    for name in ("carrier", "spare"):
        served.do(served.parts.store.trunks.upsert(1, name, dial=f"PJSIP/{{number}}@{name}"))
    served.do(new_leads(served))
    for scheme in SCHEMES:
        for name in (*SCREENS, "turns"):
            settings = {
                "layouts": list(SCREENS) if name == "turns" else [name],
                "dwell": 600,
                "goals": GOALS,
                "shift": {"begins": "00:00", "ends": "23:30"},
                "theme": scheme,
                "news": "12 + 1" if name == "turns" else "",
            }
            served.do(service.access.arrange_board(MACHINE, f"{name}-{scheme}", settings))
    for name in ("Energia", "Rinnovi", "Energia primavera"):  # the last has the id that the engine's board shows
        served.do(campaign_made(served, name, mode="predictive"))
    return served


async def new_leads(served: Served) -> None:
    """A list, and somebody in it."""
    store = served.parts.store
    company = await store.companies.create("Energia")
    listed = await store.lists.create(name="Spring", company_id=company.id, now=served.parts.clock())
    await store.leads.add(listed.id, [NewLead(phones=(("+393401234567", ""),), name=AGENTS[0])])


def test_every_page_can_be_used_by_everybody(
    browser: Browser, house: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with spoken_too(tmp_path, monkeypatch, also=LANGUAGES):
        assert walked(browser, house, PSEUDO, "light", BEFORE, AFTER) == {}


@pytest.mark.full
@pytest.mark.parametrize("language", [*LANGUAGES, PSEUDO])
def test_every_page_can_be_used_by_everybody_in_every_language(
    browser: Browser, house: Served, language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = [*LANGUAGES, PSEUDO].index(language)
    wrong: dict[str, list[str]] = {}
    with spoken_too(tmp_path, monkeypatch, also=LANGUAGES):
        for turn, scheme in enumerate(SCHEMES):
            own = slice((place + turn) % 2, None, 2)
            wrong |= walked(browser, house, language, scheme, BEFORE[own], AFTER[own])
    assert wrong == {}


def walked(
    browser: Browser, house: Served, language: str, scheme: str, before: Sequence[View], after: Sequence[View]
) -> dict[str, list[str]]:
    """Look at pages before and after signing in; what is wrong with each, if anything."""
    wrong: dict[str, list[str]] = {}
    with opened(browser, house.url, language=language, scheme=scheme) as page:
        for view in before:
            wrong |= looked_at(page, house, view, language, scheme)
        enter(page, house.url, "walker")
        forget_engine(house)
        engine = Publisher(house)
        for view in after:
            live = ("/board", "/campaigns", "/supervision")
            if view.name in ("overview-live", "trunks") or view.path.startswith(live):
                engine.start()
            if view.name == "account-confirm":
                house.do(house.parts.store.sessions._database.write(forget_proofs))
            wrong |= looked_at(page, house, view, language, scheme)
        engine.stop()
    return wrong


def looked_at(page: Page, house: Served, view: View, language: str, scheme: str) -> dict[str, list[str]]:
    """Go to a page and look at it; what is wrong with it, if anything."""
    width, height = view.size
    page.set_viewport_size({"width": width, "height": height})
    page.goto(view.path.format(scheme=scheme, link=new_link(house) if "{link}" in view.path else ""))
    if view.act:
        view.act(page)
    page.locator(view.awaited).first.wait_for()
    if view.path.startswith(("/setup", "/campaigns")):
        page.wait_for_load_state("networkidle")
    if view.path.partition("?")[0] == "/board":
        page.locator(".board.fresh").wait_for()
    name = f"{view.name}-{language}-{scheme}"
    take_picture(page, name)
    wrong = wrong_for_some(page)
    if language == PSEUDO:
        wrong += sorted(untranslated(page, *NAMES))
    elif page.evaluate("document.documentElement.lang") != language:
        wrong.append("speaks another language")
    if language != PSEUDO:  # which writes commands in letters of its own
        wrong += jargon(page)
    if sideways(page) > 0:
        wrong.append("is wider than the screen")
    if view.size == TV and language != PSEUDO and page.evaluate("document.documentElement.scrollHeight") > 1090:
        wrong.append("is higher than the screen")
    if language == "it":
        page.set_viewport_size({"width": 390, "height": 844})
        stands_still(page)
        take_picture(page, f"{view.name}-phone")
        if sideways(page) > 0:
            wrong.append("is wider than a phone")
    return {name: wrong} if wrong else {}


def new_link(house: Served) -> str:
    """The secret of the one-time link of somebody new."""
    person = house.do(new_user(house, Role.SUPERVISOR, name=f"new{next(NUMBERS)}"))
    return house.do(house.parts.service.access.link(MACHINE, person.id))[0]


def forget_engine(house: Served) -> None:
    """As if no engine had published for long: what needs one says so at once, and does not wait for its answer."""
    house.do(publish_nothing(house))


async def publish_nothing(house: Served) -> None:
    house.parts.bus.publish(Topic.BOARD, {"at": 0.0})


def forget_proofs(connection: Any) -> None:
    """As if every password had been given long ago."""
    connection.execute(update(SIGN_IN).values(confirmed_at=None))


@pytest.mark.parametrize("role", list(Role))
def test_a_role_sees_its_pages_and_is_told_of_the_others(browser: Browser, house: Served, role: Role) -> None:
    may = ROLES[role]
    language, scheme = LANGUAGES[len(role) % 2], SCHEMES[len(role) // 2 % 2]
    house.do(new_user(house, role, name=f"as-{role}"))
    wrong: dict[str, list[str]] = {}
    forget_engine(house)
    with opened(browser, house.url, language=language, scheme=scheme) as page:
        enter(page, house.url, f"as-{role}")
        page.goto("/")
        page.locator("main h1").wait_for()
        shown = page.locator("nav a[href]").evaluate_all("all => all.map((one) => one.getAttribute('href'))")
        assert set(shown) == {"/", *(path for path, permission in IN_NAVIGATION.items() if permission in may)}
        for path in ("/", "/account", "/setup"):
            page.goto(path)
            forbidden = path == "/setup" and "node.write" not in may
            page.locator("main h3" if forbidden else "main h1").first.wait_for()
            assert (page.locator("[aria-current=step]").count() > 0) == (path == "/setup" and not forbidden)
            take_picture(page, f"as-{role}-{path.strip('/') or 'overview'}")
            wrong |= {path: found} if (found := wrong_for_some(page)) else {}
        engine = Publisher(house)
        engine.start()
        page.goto("/board?name=goal-light")
        page.locator(".goal" if "board.read" in may else ".nothing").first.wait_for()
        arrange = page.get_by_role("button", name=re.compile("Arrange|Imposta"))
        assert (arrange.count() > 0) == ("board.share" in may)
        wrong |= {"/board": found} if (found := wrong_for_some(page)) else {}
        engine.stop()
    assert wrong == {}
