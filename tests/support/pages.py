"""Pages in a browser: what a person sees, asked of axe, of the policy for content, and of the languages."""

import asyncio
import re
import socket
import threading
from collections.abc import Coroutine, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

import uvicorn
from axe_playwright_python.base import AXE_FILE_PATH
from fastapi import FastAPI
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, expect, sync_playwright
from prometheus_client import CollectorRegistry

from api.app import create_app
from dialer.app.composition import Parts, build
from dialer.core.settings import Settings
from dialer.lab.chromium import FLAGS, chromium
from tests.support.patience import PATIENCE_MS, PATIENCE_S
from tests.support.people import PASSWORD
from tests.support.pseudo_language import foreign_words

expect.set_options(timeout=PATIENCE_MS)
T = TypeVar("T")
JOB_MS: Final = 240_000.0  # for what another process does, which has to start first: its imports take seconds of a core
PICTURES: Final = Path(__file__).parents[2] / ".cache" / "pictures"
AXE_SCRIPT: Final = Path(AXE_FILE_PATH).read_text(encoding="utf-8")
AXE: Final = {
    "resultTypes": ["violations"],
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]},
}
SCHEMES: Final = ("light", "dark")
LANGUAGES: Final = ("en", "it")
PSEUDO: Final = "qps"
AT_REST: Final = """async () => {
  for (let turn = 0; turn < 2; turn += 1) {
    await new Promise((done) => requestIdleCallback(done, { timeout: 1000 }));
    await new Promise((done) => setTimeout(done));
  }
}"""
JARGON: Final = re.compile(
    r"(?<![\w/.:@])/(?!work\b|board\b)[a-z_]+(?:/[\w~-]+)+"  # /law/overrides/0/person
    r"|\b[a-z]+(?:_[a-z0-9]+)+\b"
    r"|`[^`]+`|--[a-z][a-z-]+"
    r"|\bpronto (?:run|api|user|key|team|agent|campaign|list|lead|register|node|trunk|asterisk|check|doctor|db)\b"
    r"|\b[\w-]+\.(?:conf|md|py|yaml|json|sqlite3?)\b"
)
ASTERISK_FILES: Final = frozenset({"ari.conf", "manager.conf", "pjsip.conf"})
STILL: Final = """() => document.getAnimations().every((one) => one.playState !== 'running'
  || one.effect.getComputedTiming().endTime === Infinity)"""
LISTEN: Final = """
window.forbidden = [];
document.addEventListener('securitypolicyviolation', (event) => window.forbidden.push(
  `${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber} ${event.sample}`));
"""


@dataclass
class Served:
    """An application that answers in a thread of its own, so that a test may wait for its pages."""

    url: str
    parts: Parts
    app: FastAPI
    loop: asyncio.AbstractEventLoop

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        """What comes of a coroutine that works with the application's parts."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(PATIENCE_S)


@contextmanager
def serving(settings: Settings) -> Iterator[Served]:
    """An application on a free port, over a database of its own."""
    begun: list[Served] = []
    servers: list[uvicorn.Server] = []
    failures: list[BaseException] = []
    ready = threading.Event()
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"

        async def serve() -> None:
            async with build(settings) as parts:
                app = create_app(parts, registry=CollectorRegistry())
                servers.append(uvicorn.Server(uvicorn.Config(app, log_level="critical", lifespan="off")))
                begun.append(Served(url, parts, app, asyncio.get_running_loop()))
                ready.set()
                await servers[0].serve(sockets=[listening])

        def run() -> None:
            try:
                asyncio.run(serve())
            except BaseException as error:  # noqa: BLE001 - raised by the thread that waits for it
                failures.append(error)
            finally:
                ready.set()

        thread = threading.Thread(target=run)
        thread.start()
        try:
            ready.wait()
            if failures:
                raise failures[0]
            yield begun[0]
        finally:
            for server in servers:
                server.should_exit = True
            thread.join()


@contextmanager
def started_browser(*flags: str) -> Iterator[Browser]:
    """The Chromium of this machine, with further flags."""
    assert chromium(), "install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=[*FLAGS, *flags])
        yield browser
        browser.close()


@contextmanager
def opened(
    browser: Browser,
    url: str,
    *,
    language: str = "en",
    scheme: str = "light",
    width: int = 1280,
    height: int = 900,
    script: str = "",
    permissions: Sequence[str] = (),
) -> Iterator[Page]:
    """A page of a fresh browser in this language and scheme, that ends in order only if nothing was forbidden.

    `script` runs before those of each page; `permissions` is what the browser grants without asking.
    """
    context: BrowserContext = browser.new_context(
        base_url=url,
        locale="en-GB",
        timezone_id="Europe/Rome",
        color_scheme="dark" if scheme == "dark" else "light",
        reduced_motion="reduce",
        viewport={"width": width, "height": height},
        permissions=list(permissions),
    )
    context.set_default_timeout(PATIENCE_MS)
    context.add_init_script(LISTEN + script)
    context.add_init_script(
        f"localStorage.getItem('pronto-language') || localStorage.setItem('pronto-language', '{language}')"
    )
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda said: faults.append(f"{said.text} {said.location}") if is_fault(said) else None)
    try:
        yield page
        faults += page.evaluate("window.forbidden")
        assert not faults, "\n".join(faults)
    finally:
        context.close()


def is_fault(said: ConsoleMessage) -> bool:
    """Whether the browser complains: of a script, of a file that is not there, of what the policy forbids.

    Refusals of the API, and that it is not there, are for the page to show.
    """
    if said.type != "error":
        return False
    url = said.location["url"]
    is_away = "net::ERR_CONNECTION" in said.text or "net::ERR_INTERNET_DISCONNECTED" in said.text
    # A stream that is refused is told of at the line of the script.
    is_answer = "/api/v1/" in url + said.text or url.endswith("/readyz") or is_away
    return not (said.text.startswith(("Failed to load resource", "WebSocket connection to")) and is_answer)


def enter(page: Page, url: str, name: str) -> None:
    """Sign in without the page that is for it."""
    answer = page.request.post("/api/v1/session", data={"login": name, "password": PASSWORD}, headers={"origin": url})
    assert answer.ok, answer.text()


def at_rest(page: Page) -> None:
    """Wait until the page has done what follows what it shows, a task or a timer later: it moves the focus then."""
    page.evaluate(AT_REST)


def stands_still(page: Page) -> None:
    """Wait until nothing fades or slides any more: colours are looked at as they stay, and places where they stay."""
    at_rest(page)
    page.wait_for_function(STILL)


def dialog_of(page: Page, name: str | None = None) -> Locator:
    """The dialog that is open, or the one of this name, once the focus has gone into it."""
    found = page.get_by_role("dialog", name=name) if name else page.get_by_role("dialog")
    found.wait_for()
    at_rest(page)
    return found


def sideways(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    width: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return width


def wrong_for_some(page: Page) -> list[str]:
    """What keeps some people from using the page as it stands (WCAG 2.2 A and AA), by axe; no rule is left out."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    # What is in order, several times as much, stays in the browser.
    found = page.evaluate("options => axe.run(document, options).then(({ violations }) => violations)", AXE)
    return [
        f"{one['id']}: {node['target']} {node.get('failureSummary', '')[:300]}"
        for one in found
        for node in one["nodes"]
    ]


def untranslated(page: Page, *names: str) -> set[str]:
    """Words of a page in the language nobody speaks that are in no catalogue, nor among these names.

    The API speaks no such language: words of its sentences (`data-from=api`) count as names. They are read in the same
    instant as the page, which may change under a test.
    """
    said, named, live = page.evaluate(
        """() => [
          document.body.innerText,
          [...document.querySelectorAll('[aria-label], [placeholder], [alt], [title]')]
            .filter((one) => !one.closest('[aria-hidden=true]'))
            .flatMap((one) => ['aria-label', 'placeholder', 'alt', 'title'].map((name) => one.getAttribute(name) ?? ''))
            .join(' '),
          [...document.querySelectorAll('[data-from=api]')].map((one) => one.innerText).join(' '),
        ]"""
    )
    return foreign_words(f"{said} {named}", {*names, *foreign_words(live)})


def jargon(page: Page) -> list[str]:
    """What only programs and their makers call things by: JSON pointers, names with underscores, commands, files.

    Lines to be copied into a file are left out, and what the audit holds, as it was written. Pages of nodes and trunks
    name the files that Asterisk is set up in.
    """
    said: str = page.evaluate(
        """() => {
          const copy = document.body.cloneNode(true);
          const leftOut = 'pre, script, style, textarea, :is(code, details)[data-from=api]';
          for (const one of copy.querySelectorAll(leftOut)) one.remove();
          document.body.append(copy);
          const said = copy.innerText;
          copy.remove();
          return said;
        }"""
    )
    files = ASTERISK_FILES if re.search(r"/(nodes|trunks)\b", page.url) else frozenset[str]()
    return sorted(set(JARGON.findall(said)) - files)


def take_picture(page: Page, name: str) -> Path:
    """A picture of the whole page, for people to look at."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    path = PICTURES / f"{name}.png"
    page.screenshot(path=path, full_page=True)
    return path
