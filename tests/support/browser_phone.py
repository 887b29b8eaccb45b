"""An agent at a page: a lab, a Pronto of its own process, and a Chromium whose microphone is a tone.

The person's voice is another tone, so that both sides can be told apart in what each of them hears.
"""

import math
import os
import signal
import wave
from array import array
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx
from playwright.async_api import BrowserContext, Error, Page, async_playwright, expect

from dialer.access.model import MACHINE, Grant
from dialer.core.enums import LegKind, Role
from dialer.lab import Lab
from dialer.lab.chromium import FAKE_AUDIO, FLAGS, chromium
from dialer.lab.ports import free_port
from tests.support.call_centre import ACTOR, SERVES_S, Centre, call_centre, until
from tests.support.patience import PATIENCE_MS
from tests.support.people import PASSWORD

expect.set_options(timeout=PATIENCE_MS)
AGENT_HZ, PERSON_HZ = 440, 1000
# The page's own analysers, so that a test hears what the agent hears; and a voice that the browser leaves as it is.
LISTEN: Final = """
window.analysers = [];
const Own = window.AnalyserNode;
window.AnalyserNode = class extends Own {
  constructor(...all) { super(...all); window.analysers.push(this); }
};
window.connections = [];
const OwnConnection = window.RTCPeerConnection;
window.RTCPeerConnection = class extends OwnConnection {
  constructor(...all) { super(...all); window.connections.push(this); }
};
window.lines = () => Promise.all(window.connections.map(async (one) => {
  const counts = [...(await one.getStats()).values()];
  const voice = (type) => counts.find((each) => each.type === type);
  return {
    state: one.connectionState,
    ice: one.iceConnectionState,
    received: voice('inbound-rtp')?.packetsReceived,
    level: voice('inbound-rtp')?.audioLevel,
    energy: voice('inbound-rtp')?.totalAudioEnergy,
    sent: voice('outbound-rtp')?.packetsSent,
  };
}));
window.toneHeard = () => {
  const last = window.analysers.at(-2);
  if (!last) return 0;
  last.smoothingTimeConstant = 0;  // otherwise a tone is heard long after it was heard last
  const levels = new Float32Array(last.frequencyBinCount);
  last.getFloatFrequencyData(levels);
  const top = levels.indexOf(Math.max(...levels));
  return levels[top] < -70 ? 0 : top * last.context.sampleRate / last.fftSize;
};
localStorage.setItem('pronto-phone-devices', '{"cleans": false}');
"""


@dataclass(slots=True)
class Workplace:
    """An agent at a page that is signed in, and nothing more yet."""

    lab: Lab
    centre: Centre
    url: str
    agent_id: int
    context: BrowserContext
    page: Page

    @property
    def port(self) -> int:
        """Pronto's own."""
        return int(self.centre.environment["PRONTO_PORT"])

    async def post(self, path: str, body: dict[str, Any] | None = None) -> Any:
        """Ask the API as the page would."""
        answer = await self.page.request.post(f"{self.url}/api/v1{path}", data=body or {}, headers={"origin": self.url})
        assert answer.ok, await answer.text()
        return await answer.json() if answer.status != 204 else None

    async def screen(self) -> dict[str, Any]:
        """What the agent's page shows now."""
        answer = await self.page.request.get(f"{self.url}/api/v1/agents/{self.agent_id}/screen")
        said: dict[str, Any] = await answer.json()
        return said

    async def is_state(self, state: str) -> Any:
        """Wait until the agent does this, and return the screen."""

        async def look() -> dict[str, Any] | None:
            try:
                screen = await self.screen()
            except Error:
                return None  # the API is away for a moment
            return screen if screen.get("state") == state else None

        return await until(look, f"the agent is {state}")

    async def log_in(self, *, ready: bool = True) -> Any:
        """Take the seat at the page; its phone must be registered."""
        body = {"campaign_id": self.centre.campaign.id, "leg_kind": LegKind.BROWSER.value, "ready": ready}
        return await self.post(f"/agents/{self.agent_id}/log-in", body)

    async def hears(self, hertz: int) -> None:
        """Wait until the agent hears this tone."""

        async def look() -> bool:
            return abs(await self.tone_heard() - hertz) < 50

        await until(look, f"the agent hears {hertz} Hz", instead=self.tone_heard)

    async def hears_nothing(self) -> None:
        """Wait until the agent hears nothing."""

        async def look() -> bool:
            return await self.tone_heard() == 0

        await until(look, "the agent hears nothing", instead=self.tone_heard)

    def kill_api(self) -> None:
        """End the API as a crash would; the engine starts another one."""
        assert self.centre.engine is not None
        [api] = Path(f"/proc/{self.centre.engine.pid}/task/{self.centre.engine.pid}/children").read_text().split()
        os.kill(int(api), signal.SIGKILL)

    async def legs(self) -> list[str]:
        """The agent's channels at Asterisk."""
        shown = await self.lab.dialer.cli("core show channels concise")
        return [line.split("!")[0] for line in shown.splitlines() if line.startswith("PJSIP/pronto-")]

    async def line_seen(self) -> dict[str, Any]:
        """What is known of the agent's line from all sides: for the words of a test that failed."""
        return {
            "tone": await self.tone_heard(),
            "browser": await self.page.evaluate("window.lines()"),
            "audio": await self.page.evaluate("window.analysers.map((one) => one.context.state)"),
            "screen": await self.screen(),
            "channels": await self.lab.dialer.cli("core show channels concise"),
            "contacts": await self.lab.dialer.cli("pjsip show contacts"),
        }

    async def tone_heard(self) -> float:
        """The frequency of what the agent hears now, in Hz, to within 50; 0 if nothing."""
        return float(await self.page.evaluate("window.toneHeard()"))


def write_tone(path: Path, hertz: int, *, rate: int, seconds: int = 10) -> None:
    """A tone as WAV, 16-bit mono, that can be played in a loop."""
    samples = array("h", (round(12_000 * math.sin(2 * math.pi * hertz * at / rate)) for at in range(rate * seconds)))
    with wave.open(str(path), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(rate)
        sound.writeframes(samples.tobytes())


def give_voices(lab: Lab) -> None:
    """Let every person of the lab be a tone."""
    for folder in (lab.folder / "sounds").glob("person-*"):
        for file in folder.iterdir():
            file.unlink()
        write_tone(folder / "person.wav", PERSON_HZ, rate=8000)


@asynccontextmanager
async def workplace(
    lab: Lab,
    folder: Path,
    *,
    people: int = 20,
    name: str = "anna",
    language: str = "en",
    rejoin_s: int | None = None,
    **campaign: Any,
) -> AsyncIterator[Workplace]:
    """An agent of this name at a page, in a campaign that does not run yet; the people of the lab are a tone.

    `rejoin_s`: how long a person is kept if the page is lost in talk; None: as Pronto has it.
    """
    give_voices(lab)
    async with call_centre(lab, folder, numbers=lab.numbers(None, people), agents=0, **campaign) as centre:
        centre.environment |= browser_phone_settings(lab)
        agent_id = await browser_agent(centre, name, desk_phone="PJSIP/1001", language=language, rejoin_s=rejoin_s)
        centre.start_engine()
        url = f"http://127.0.0.1:{centre.environment['PRONTO_PORT']}"
        await until(lambda: _serves(url), "Pronto serves", seconds=SERVES_S)
        async with opened_browser(folder) as context:
            page = await signed_in_page(context, url, name)
            yield Workplace(lab, centre, url, agent_id, context, page)


def browser_phone_settings(lab: Lab) -> dict[str, str]:
    """Settings of an engine whose pages keep their address, and whose Asterisk makes accounts for them."""
    ari = lab.ari
    return {
        "PRONTO_PORT": str(free_port()),
        "PRONTO_ARI_URL": ari.url,
        "PRONTO_ARI_USERNAME": ari.username,
        "PRONTO_ARI_SECRET": ari.secret,
    }


async def browser_agent(
    centre: Centre, name: str, *, desk_phone: str = "", language: str = "en", rejoin_s: int | None = None
) -> int:
    """Store an agent who can sign in by this name with PASSWORD; without a phone on the desk, the browser is theirs."""
    service = centre.parts.service
    agent = await service.agents.create(
        name=name,
        phone=desk_phone,
        display_name=name.title(),
        leg_kind=LegKind.STANDING if desk_phone else LegKind.BROWSER,
        language="it",
        rejoin_s=rejoin_s,
        actor=ACTOR,
    )
    grants = [Grant(role=Role.AGENT)]
    user = await service.access.create_user(MACHINE, name=name, agent_id=agent.id, grants=grants)
    kept = await service.passwords.hash(PASSWORD)
    await centre.parts.store.users.update(user.id, {"password_hash": kept, "language": language})
    return agent.id


async def _serves(url: str) -> bool:
    try:
        async with httpx.AsyncClient(trust_env=False) as client:
            return (await client.get(f"{url}/healthz")).is_success
    except httpx.HTTPError:
        return False


@asynccontextmanager
async def opened_browser(folder: Path) -> AsyncIterator[BrowserContext]:
    """A Chromium whose microphone is the agent's tone; what it stores stays in `folder`, for the next one there."""
    voice = folder / "agent.wav"
    write_tone(voice, AGENT_HZ, rate=48_000)
    async with async_playwright() as playwright:
        context = await playwright.chromium.launch_persistent_context(
            _profile(folder),
            executable_path=chromium(),
            args=[*FLAGS, *FAKE_AUDIO, f"--use-file-for-fake-audio-capture={voice}"],
            locale="en-GB",
            viewport={"width": 1366, "height": 768},
            permissions=["microphone"],
        )
        try:
            context.set_default_timeout(PATIENCE_MS)
            await context.add_init_script(LISTEN)
            yield context
        finally:
            with suppress(Error):  # it may have been killed
                await context.close()


def _profile(folder: Path) -> Path:
    return folder / "browser"


def kill_browser(folder: Path) -> None:
    """kill -9 of the Chromium of this folder, with no time to write anything."""
    wanted = f"--user-data-dir={_profile(folder)}"
    for one in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            words = (one / "cmdline").read_bytes().decode(errors="replace").split("\0")
            if wanted in words and not any(word.startswith("--type=") for word in words):
                os.kill(int(one.name), signal.SIGKILL)


async def signed_in_page(context: BrowserContext, url: str, name: str) -> Page:
    """A page of the signed-in agent that shows nothing yet."""
    page = await context.new_page()
    answer = await page.request.post(
        f"{url}/api/v1/session", data={"login": name, "password": PASSWORD}, headers={"origin": url}
    )
    assert answer.ok, await answer.text()
    return page
