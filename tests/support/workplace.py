"""A call centre in one process for tests of the agent's page: API, engine, and an Asterisk.

The Asterisk does as it is told, or is a lab's real one with phones in the pages (`tests/support/lab_floor.py`): what is
played at the page is the same with both.
"""

import asyncio
import re
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol, TypeVar

import yaml
from playwright.sync_api import Browser, Locator, Page

from dialer.campaigns.attempts.model import AttemptRecord
from dialer.campaigns.model import CampaignConfig, draft_of
from dialer.campaigns.scripts.model import AnswerRow, RunRecord, ScriptRole, ScriptUse
from dialer.campaigns.scripts.rules.reading import read_script, script_as_data
from dialer.campaigns.scripts.store.runs import ExportedRun
from dialer.compliance.load import PROFILES as LAWS
from dialer.core import clock
from dialer.core.channel_ids import agent_of
from dialer.core.enums import CampaignStatus, LegKind, Role, ScriptKind
from dialer.core.settings import read_settings
from dialer.core.visibility import EVERYTHING
from dialer.demo.fixtures import Wanted, made_leads, set_up
from dialer.demo.law import PROFILE, PROFILES, consent, scrub
from dialer.demo.scripts import SCRIPTS
from dialer.engine.engine import Engine
from dialer.messaging.request import engine_is_there
from dialer.people.imports.store.imports import Import
from dialer.people.leads.model import LeadRecord, NewLead
from dialer.people.suppression.store.lookup import scopes_of
from tests.support.leads_found import leads_found
from tests.support.loopback_ami import Received
from tests.support.pages import Served, at_rest, enter, opened, serving
from tests.support.patience import PATIENCE_S
from tests.support.people import new_user
from tests.support.quick_asterisk import QuickAsterisk

T = TypeVar("T")
ACTOR = "test"
LONG_S = 1e6
_AT_WORK = ", ".join(f"[data-moment={moment}]" for moment in ("ready", "preview", "ringing", "talking"))


class Telephony(Protocol):
    """The Asterisk of a floor, and the people behind it."""

    trunk: str
    leg_kind: LegKind  # of the agents

    @property
    def settings(self) -> Mapping[str, Any]:
        """Pronto's own, to reach it."""

    @property
    def calls(self) -> int:
        """How many people were called so far."""

    async def start(self) -> Mapping[str, Any]:
        """Begin; returns what differs in the node's row."""

    async def answer(self) -> str:
        """The oldest call that rings is answered; returns its id."""

    async def end(self, call_id: str) -> None:
        """The person hangs up."""

    def end_ringing(self) -> None:
        """Whoever has not answered hangs up: an engine that stops waits for calls that ring."""

    async def channels_up(self) -> Sequence[str]:
        """The ids of all channels, agents' legs among them."""

    async def stop(self) -> None:
        """End all that was begun."""


class PatientAsterisk(QuickAsterisk):
    """People whose phones ring until the test lets them answer, and who talk until somebody hangs up."""

    trunk = "carrier"
    leg_kind = LegKind.STANDING
    settings: Mapping[str, Any] = {"ami_secret": "right"}

    def __init__(self) -> None:
        super().__init__(talk_s=LONG_S)
        self.ringing: list[str] = []
        self.talking: list[str] = []
        self.is_over = False

    async def start(self) -> Mapping[str, Any]:  # type: ignore[override]
        await super().start()
        return {"host": "127.0.0.1", "port": self.port, "username": "pronto", "secret_env": "PRONTO_AMI_SECRET"}

    async def channels_up(self) -> Sequence[str]:
        return list(self.channels)

    def _ring(self, call_id: str) -> None:
        if call_id in self.channels:
            self.channels[call_id].state = "5"
            self.ringing.append(call_id)
            self.say_ringing(call_id)
            self.pulse.changed()
            if self.is_over:
                self._end(call_id)

    def end_ringing(self) -> None:
        self.is_over = True
        for call_id in self.ringing:
            self._end(call_id)

    def _bridge(self, action: Received) -> bytes:
        self.talking.append(action["Channel1"])
        self.pulse.changed()
        return super()._bridge(action)

    async def answer(self) -> str:
        """The oldest call that rings is answered; returns its id."""
        await self.pulse.until(self._still_rings)
        call_id = self.ringing.pop(0)
        self._answer(call_id)
        return call_id

    def _still_rings(self) -> bool:
        self.ringing = [one for one in self.ringing if one in self.channels]
        return bool(self.ringing)

    async def end(self, call_id: str) -> None:
        """The person hangs up."""
        self._end(call_id)


@dataclass
class Floor:
    """A running campaign with agents who sign in, and the means to let people answer."""

    served: Served
    asterisk: Telephony
    campaign: CampaignConfig
    agents: dict[str, int]
    later_s: float = 0.0  # by how much the engine's clock is ahead of all others
    engine: Engine | None = None  # once it runs

    def now(self) -> float:
        """The engine's time."""
        return clock.now() + self.later_s

    def opened(self, browser: Browser, **desk: Any) -> AbstractContextManager[Page]:
        """A page of a fresh browser."""
        return opened(browser, self.served.url, **desk)

    def begin_work(self, page: Page, campaign: str = "") -> None:
        """Log in to a campaign, or to the one that is offered, and wait until the phone is up."""
        begin_work(page, campaign)

    def hears(self, page: Page) -> None:
        """The agent hears the person, where there is anything to hear."""

    def answer(self) -> str:
        return self.served.do(self.asterisk.answer())

    def legs(self) -> list[str]:
        """The agents' legs that are up."""
        return sorted(one for one in self.served.do(self.asterisk.channels_up()) if agent_of(one) is not None)

    def is_up(self, call_id: str) -> bool:
        return call_id in self.served.do(self.asterisk.channels_up())

    def hang_up(self, call_id: str) -> None:
        self.served.do(self.asterisk.end(call_id))

    def close(self) -> None:
        """Everybody hangs up and goes home, so that the next test has the calls for itself."""
        self.served.do(self._close())

    async def _close(self) -> None:
        for agent_id in self.agents.values():
            await self.served.parts.service.agent_commands.log_out(agent_id, actor=ACTOR)
        for call_id in await self.asterisk.channels_up():
            if agent_of(call_id) is None:
                await self.asterisk.end(call_id)

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        return self.served.do(work)

    def campaign_with(self, people: Sequence[str | NewLead], *, running: bool = True, **changes: Any) -> CampaignConfig:
        """Another campaign of the same company, over a list of its own with these people, or their numbers alone."""
        leads = [one for one in people if isinstance(one, NewLead)]
        leads += made_leads([one for one in people if isinstance(one, str)], seed=1)
        return self.do(self._campaign_with(leads, running, changes))

    async def _campaign_with(self, people: list[NewLead], running: bool, changes: dict[str, Any]) -> CampaignConfig:
        parts, now = self.served.parts, clock.now()
        campaign = await parts.service.campaigns.create(replace(draft_of(self.campaign), **changes), actor=ACTOR)
        leads = await parts.service.lists.create(
            name=campaign.name,
            company_id=campaign.company.id,
            campaign_id=campaign.id,
            country="GB",
            consent=consent(campaign.company.name, now),
            actor=ACTOR,
        )
        await parts.store.leads.add(leads.id, people)
        await scrub(parts.store, leads.id, now)
        if running:
            await parts.service.campaigns.set_status(campaign.id, CampaignStatus.RUNNING, actor=ACTOR)
        return campaign

    def use_script(
        self, campaign: CampaignConfig, role: ScriptRole, name: str, *, identify_first: bool = False, **changes: Any
    ) -> int:
        """Let a campaign use a script of the demonstration, as it is or changed, for this too; returns its id."""
        return self.do(self._use_script(campaign, role, name, identify_first, changes))

    async def _use_script(
        self, campaign: CampaignConfig, role: ScriptRole, name: str, identify_first: bool, changes: dict[str, Any]
    ) -> int:
        scripts = self.served.parts.service.scripts
        body = script_as_data(read_script(yaml.safe_load((SCRIPTS / f"{name}.yaml").read_text(encoding="utf-8"))))
        body |= ({"profile": PROFILE} if body.get("profile") else {}) | changes
        script = await scripts.create(
            campaign.company.id, f"{name} {campaign.name}", ScriptKind(body["kind"]), actor=ACTOR
        )
        await scripts.save(script.id, body, note="", actor=ACTOR)
        await scripts.publish(script.id, 1, actor=ACTOR)
        present = await self.served.parts.store.scripts.use(campaign.id)
        roles = {**present.roles, role: script.id}
        use = ScriptUse(campaign_id=campaign.id, roles=roles, identify_first=identify_first or present.identify_first)
        await scripts.use(campaign, use, actor=ACTOR, sees=EVERYTHING)
        return script.id

    def only_run(self, call_id: str) -> RunRecord:
        """The run of a script in this call."""
        return self._run(call_id).run

    def answers(self, call_id: str) -> Sequence[AnswerRow]:
        """What was answered in this call."""
        return self._run(call_id).answers

    def _run(self, call_id: str) -> ExportedRun:
        store, campaign_id = self.served.parts.store, self.attempt(call_id).campaign_id
        [script_id] = self.do(store.scripts.use(campaign_id)).roles.values()
        runs = self.do(store.script_runs.page(script_id, after=0, since=None, until=None, sees=EVERYTHING))
        [found] = [one for one in runs if one.run.attempt_id == call_id]
        return found

    def as_user(self, browser: Browser, role: Role, name: str) -> Page:
        """A page of another user who has signed in, to ask the API as that user; its context ends with the browser."""
        self.do(new_user(self.served, role, name=name))  # type: ignore[arg-type]
        page = browser.new_context(base_url=self.served.url).new_page()
        enter(page, self.served.url, name)
        return page

    def export_of(self, browser: Browser, script_id: int) -> str:
        """The answers of a script as a manager gets them."""
        answer = self.as_user(browser, Role.MANAGER, "marta").request.get(f"/api/v1/scripts/{script_id}/answers.csv")
        assert answer.status == 200, answer.text()
        return answer.text()

    def start(self, campaign: CampaignConfig) -> None:
        self.do(self.served.parts.service.campaigns.set_status(campaign.id, CampaignStatus.RUNNING, actor=ACTOR))

    def suppressed_at(self, number: str) -> float:
        """When the only suppression of this number was written, in epoch seconds."""
        company = self.campaign.company.id
        [found] = self.do(self.served.parts.store.suppressions.of_number(number, scopes_of(company, self.campaign.id)))
        return found.added_at

    def import_again(self, list_id: int, file: bytes) -> Import:
        """Load a file of CSV into a list, to the end."""
        return self.do(self._import_again(list_id, file))

    async def _import_again(self, list_id: int, file: bytes) -> Import:
        async def chunks() -> AsyncIterator[bytes]:
            yield file

        parts = self.served.parts
        begun = await parts.service.uploads.start(list_id, "again.csv", chunks(), actor=ACTOR)
        async with asyncio.timeout(PATIENCE_S):
            while (  # noqa: ASYNC110 - another process loads it
                one := await parts.store.imports.get(begun.id, sees=EVERYTHING)
            ).status in ("queued", "running"):
                await asyncio.sleep(0.05)
        return one

    def leads(self, campaign: CampaignConfig) -> list[LeadRecord]:
        """The leads of a campaign, in the order in which they came."""
        self.written()
        return self.do(leads_found(self.served.parts.store, campaign_id=campaign.id))

    def settles(self, read: Callable[[], T], wanted: T) -> None:
        """Wait until what is read is as wanted: another writes it a moment after the page shows it."""
        give_up_at = clock.now() + PATIENCE_S
        while (found := read()) != wanted:
            assert clock.now() < give_up_at, found
            time.sleep(0.05)

    def goes_on(self) -> None:
        """Wait until the engine, whose clock was set forward, is sure of its node and is seen by the new time.

        Until then it takes no commands: those who sit at the page would be told that no engine answers.
        """
        assert self.engine is not None
        health, bus, since = self.engine.health, self.served.parts.bus, self.now()
        self.settles(lambda: health()["beat_at"] >= since and self.do(engine_is_there(bus, now=clock.now())), True)

    def written(self) -> None:
        """Wait until the engine has written what became of its calls, which it does in batches."""
        assert self.engine is not None
        health = self.engine.health
        self.settles(lambda: health()["backlog"], 0)

    def attempts(self) -> list[AttemptRecord]:
        self.written()
        store = self.served.parts.store
        return list(self.served.do(store.attempts.list(self.campaign.id, limit=1000, sees=EVERYTHING)))

    def attempt(self, call_id: str) -> AttemptRecord:
        self.written()
        return self.served.do(self.served.parts.store.attempts.get(call_id, sees=EVERYTHING))

    def screen(self, name: str) -> dict[str, Any]:
        bus = self.served.parts.bus
        return dict(self.served.do(bus.latest("screen", agent_id=self.agents[name])) or {})

    def go_to_work(self, page: Page, name: str) -> None:
        """Sign in as this agent, and open the workplace."""
        enter(page, self.served.url, name)
        page.goto("/work")


def begin_work(page: Page, campaign: str = "") -> None:
    """Log in to a campaign, or to the one that is offered, at the phone on the desk, and wait until its leg is up."""
    page.get_by_role("button", name=re.compile("^(Begin work|Inizia a lavorare)$")).wait_for()
    if campaign:
        wanted = page.get_by_role("radio", name=campaign)
        for _ in page.get_by_role("radio").all():
            if wanted.is_checked():
                break
            page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.locator(_AT_WORK).wait_for()


def moment(page: Page, name: str) -> Locator:
    """The page at this moment of the work, once it is there, and the focus where it goes by itself."""
    found = page.locator(f"[data-moment={name}]")
    found.wait_for()
    at_rest(page)
    return found


def profiles_with(folder: Path, *rules: str) -> Path:
    """Profiles of the demonstration, with these rules of Italy's."""
    folder.mkdir()
    for file in PROFILES.glob("*.yaml"):
        (folder / file.name).write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
    wanted = re.compile(rf"^  - id: (?:{'|'.join(rules)})\n.*?(?=^  - |^\S|\Z)", re.MULTILINE | re.DOTALL)
    found = wanted.findall((LAWS / "it.yaml").read_text(encoding="utf-8"))
    assert len(found) == len(rules), found
    with (folder / "demo.yaml").open("a", encoding="utf-8") as file:
        file.writelines(["\n", *found])
    return folder


@contextmanager
def a_floor(
    folder: Path,
    *,
    agents: Sequence[str] = ("anna",),
    mode: str = "progressive",
    leads: int = 40,
    running: bool = True,
    wrap_up_limit_ms: int = 600_000,
    profiles: Path = PROFILES,
    telephony: Telephony | None = None,
    made: type[Floor] = Floor,
    **more: Any,
) -> Iterator[Floor]:
    """A floor of one campaign; its agents are not logged in yet."""
    asterisk = telephony or PatientAsterisk()
    settings = read_settings(
        state_dir=folder / "state",
        profiles_dir=profiles,
        clock_kept=True,
        allowed_hosts=["127.0.0.1"],
        **asterisk.settings,
        **more,
    )
    stop: list[asyncio.Event] = []

    async def begin(served: Served) -> Floor:
        parts = served.parts
        changes = await asterisk.start()
        if changes:
            [node] = await parts.store.nodes.list()
            await parts.store.nodes.upsert(node.name, **changes)
        numbers = [f"+44207946{number:04}" for number in range(leads)]
        wanted = Wanted(
            numbers=numbers, phones=[], calls_per_second=20.0, seed=1, mode=mode, wrap_up_limit_ms=wrap_up_limit_ms
        )
        campaign = await set_up(parts.store, parts.service, wanted, trunk=asterisk.trunk)
        ids: dict[str, int] = {}
        for index, name in enumerate(agents):
            agent = await parts.service.agents.create(
                name=name,
                phone=f"PJSIP/{1001 + index}" if asterisk.leg_kind is LegKind.STANDING else "",
                display_name=name.title(),
                leg_kind=asterisk.leg_kind,
                language="it",
                actor=ACTOR,
            )
            ids[name] = agent.id
            await new_user(served, Role.AGENT, name=name, agent_id=agent.id)  # type: ignore[arg-type]
        if running:
            await parts.service.campaigns.set_status(campaign.id, CampaignStatus.RUNNING, actor=ACTOR)
        return made(served, asterisk, campaign, ids)

    async def run(floor: Floor) -> asyncio.Task[None]:
        stop.append(asyncio.Event())
        parts = floor.served.parts
        floor.engine = Engine(store=parts.store, bus=parts.bus, settings=parts.settings, clock=floor.now)
        return asyncio.create_task(floor.engine.run(stop[0], end_talks_after_s=0.0))

    async def end(floor: Floor, task: asyncio.Task[None]) -> None:
        stop[0].set()
        floor.asterisk.end_ringing()
        await task
        await floor.asterisk.stop()

    with serving(settings) as served:
        floor = served.do(begin(served))
        task = served.do(run(floor))
        try:
            yield floor
        finally:
            served.do(end(floor, task))
