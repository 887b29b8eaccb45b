"""A floor on a lab's real Asterisk: agents with phones in their pages, people whose voice is a tone.

What is played on it is what `tests/support/workplace.py` lets play on an Asterisk that does as it is told.
"""

import asyncio
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Browser, Page, expect

from ami.actions import core_show_channels, hangup
from ami.events import BridgeEnter
from ami.parse import LiveChannel, live_channel
from dialer.core.channel_ids import agent_of, campaign_of
from dialer.core.enums import LegKind
from dialer.lab import Lab
from dialer.lab.chromium import FAKE_AUDIO
from dialer.lab.scenario import Outcome, Plan
from tests.support.browser_phone import AGENT_HZ, LISTEN, PERSON_HZ, write_tone
from tests.support.lab import Ear, listening
from tests.support.pages import opened
from tests.support.patience import PATIENCE_MS, PATIENCE_S
from tests.support.workplace import Floor

TALKS: Final = Plan(outcome=Outcome.PERSON, ring_s=0.5, greeting_s=0.5, talk_s=900.0, record=True)
_HEARD: Final = "hertz => Math.abs(window.toneHeard() - hertz) < 50"
_HANGS_UP: Final = 16  # Q.850


def flags_of_voice(folder: Path) -> tuple[str, ...]:
    """Flags of a Chromium whose microphone is the agents' tone."""
    voice = folder / "agent.wav"
    write_tone(voice, AGENT_HZ, rate=48_000)
    return (*FAKE_AUDIO, f"--use-file-for-fake-audio-capture={voice}")


class LabTelephony:
    """The Asterisk of a lab, whose people answer by themselves."""

    leg_kind = LegKind.BROWSER

    def __init__(self, lab: Lab) -> None:
        self.lab, self.trunk = lab, lab.trunk
        self._closing = AsyncExitStack()
        self._ear: Ear | None = None
        self._answered: list[str] = []

    @property
    def settings(self) -> Mapping[str, Any]:
        ami, ari = self.lab.dialer.ami, self.lab.ari
        return {
            "ami_host": ami.host,
            "ami_port": ami.port,
            "ami_username": ami.username,
            "ami_secret": ami.secret,
            "ari_url": ari.url,
            "ari_username": ari.username,
            "ari_secret": ari.secret,
            "sounds_dir": self.lab.folder / "sounds/pronto",
        }

    @property
    def ear(self) -> Ear:
        assert self._ear is not None
        return self._ear

    @property
    def calls(self) -> int:
        met = {one.channel_id for one in self.ear.events if hasattr(one, "channel_id")}
        return len([one for one in met if campaign_of(one) is not None and agent_of(one) is None])

    async def start(self) -> Mapping[str, Any]:
        self._ear = await self._closing.enter_async_context(listening(self.lab.dialer.ami))
        return {}

    async def answer(self) -> str:
        """The next call that is joined to an agent."""
        joined = await self.ear.wait(BridgeEnter, lambda one: self._is_new(one.channel_id))
        self._answered.append(joined.channel_id)
        return joined.channel_id

    def _is_new(self, channel_id: str) -> bool:
        return campaign_of(channel_id) is not None and agent_of(channel_id) is None and channel_id not in self._answered

    async def end(self, call_id: str) -> None:
        await self.ear.client.ask(hangup(call_id, cause=_HANGS_UP))

    def end_ringing(self) -> None:
        """All answer within a moment."""

    async def channels_up(self) -> Sequence[str]:
        items = (await self.ear.client.ask(core_show_channels())).require().items
        found = [channel.channel_id for item in items if isinstance(channel := live_channel(item), LiveChannel)]
        return [one for one in found if campaign_of(one) is not None or agent_of(one) is not None]

    async def stop(self) -> None:
        """Leave the lab silent, for the floor after this one."""
        for channel_id in await self.channels_up():
            await self.end(channel_id)
        async with asyncio.timeout(PATIENCE_S):
            while await self.channels_up():  # noqa: ASYNC110 - another process: there is nothing to wait on
                await asyncio.sleep(0.05)
        await self._closing.aclose()


class LabFloor(Floor):
    """A floor whose agents have phones in their pages, and whose people can be heard."""

    @contextmanager
    def opened(self, browser: Browser, **desk: Any) -> Iterator[Page]:
        with opened(browser, self.served.url, script=LISTEN, permissions=("microphone",), **desk) as page:
            yield page

    def begin_work(self, page: Page, campaign: str = "") -> None:
        """By keyboard: choose the campaign, switch the phone in the page on, and begin."""
        begin = page.get_by_role("button", name=re.compile("^(Begin work|Inizia a lavorare)$"))
        begin.wait_for()
        if campaign:
            wanted = page.get_by_role("radio", name=campaign)
            for _ in page.get_by_role("radio").all():
                if wanted.is_checked():
                    break
                page.keyboard.press("ArrowDown")
        page.get_by_role("button", name=re.compile("^(Switch the phone on|Accendi il telefono)$")).press("Enter")
        expect(page.get_by_text(re.compile("^(Phone ready|Telefono pronto)")).first).to_be_visible()
        expect(begin).to_be_enabled()
        begin.press("Enter")
        page.get_by_role("button", name=re.compile("^(Mute|Muto)$")).wait_for()

    def hears(self, page: Page) -> None:
        """The agent hears the person's tone."""
        page.wait_for_function(_HEARD, arg=PERSON_HZ, timeout=PATIENCE_MS)
