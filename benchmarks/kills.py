"""Does Pronto tell the truth after faults? Engine, Asterisk and link are killed by seed, and others keep the record.

    python -m benchmarks.kills [--minutes 30] [--seed 1] [--agents 18] [--browsers 3] [--only kill] [--keep DIR]

A real lab, `pronto run` as a process of its own, a campaign whose people do as the seed decides: busy, no answer, talk,
gone at once, gone in the message, a key pressed in it. A second campaign on a second Asterisk has previews, and agents
put people on hold, promise call-backs and call by hand (`benchmarks/kills_agents.py`). Some agents' phones are in
browsers, which are loaded again and killed as well (`benchmarks/kills_browsers.py`). The truth is the carrier's own
record and a second AMI client (`benchmarks/kills_witness.py`); plain SQL holds the database against it
(`benchmarks/kills_judge.py`). Ends with 1 if anything is wrong, and tells the story of each.
"""

import argparse
import asyncio
import os
import platform
import random
import re
import sqlite3
import sys
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Collection, Coroutine, Sequence
from contextlib import asynccontextmanager, closing, suppress
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

import httpx

from benchmarks.kills_agents import Agents, api_address, api_client
from benchmarks.kills_browsers import Browsers
from benchmarks.kills_judge import Fault, Judge, Rows, Verdict, in_short
from benchmarks.kills_witness import Moment, Witness
from dialer.campaigns.model import CampaignConfig, completed, draft_of
from dialer.cell.tally import quantile
from dialer.core import clock
from dialer.core.enums import CampaignStatus, LegKind, Then
from dialer.core.enums import Outcome as Ended
from dialer.core.visibility import EVERYTHING
from dialer.demo.fixtures import add_list, log_in_agents
from dialer.demo.law import PROFILES
from dialer.lab import Lab
from dialer.lab.instance import Instance
from dialer.lab.ports import LOOPBACK, free_port
from dialer.lab.render import with_line
from dialer.lab.scenario import Outcome, Plan
from dialer.people.leads.rules.retry import RetryRule
from tests.support.ami_proxy import Line, line_to
from tests.support.browser_phone import browser_phone_settings
from tests.support.call_centre import ACTOR, Centre, call_centre, until
from tests.support.lab import running_lab

AGENTS: Final = 18
BROWSERS: Final = 3
PREVIEWERS: Final = 3  # agents beside these, of the campaign with previews
PLANS: Final = 997  # a prime, so that neighbours differ
LEADS_A_MINUTE: Final = 180
WAIT_LIMIT_MS: Final = 2000
AGAIN: Final = tuple(
    RetryRule(on=on, then=Then.RETRY, wait_s=60.0)
    for on in (Ended.BUSY, Ended.NO_ANSWER, Ended.CONGESTION, Ended.CANCELLED, Ended.LOST)
)
# The pacer may abandon as many as it likes, and the rules too: that people hear the message is what is wanted here.
SETTINGS: Final[dict[str, Any]] = {
    "mode": "ratio",
    "ratio": 4.0,
    "target_abandon_share": 0.9,
    "wait_limit_ms": WAIT_LIMIT_MS,
    "ring_limit_ms": 8000,
    "wrap_up_limit_ms": 1000,
    "fallback": "message",
    "message": "sorry",
    "rules": completed(AGAIN),
}
BEHIND_S: Final = 90.0
_BEHIND: Final = (
    "import runpy, sys, time; real = time.time; "
    f"time.time = lambda: real() - {BEHIND_S}; sys.argv = ['pronto', 'run']; "
    "runpy.run_module('api.cli', run_name='__main__')"
)
WATCHES_S: Final = 10.0  # after a link is whole again: until the engine has it, and has looked at what lives
STARTS_WITHIN_S: Final = 180.0  # the first engine, to its first talk
DIALS_WITHIN_S: Final = 60.0
SETTLES_S: Final = 300.0
RINGS_S: Final = 200.0  # at the carrier, a phone that nobody answers and whose Asterisk is dead


class Kind(StrEnum):
    """What is done."""

    KILL = "kill"  # the engine, at any moment
    KILL_ANSWERED = "kill after an answer"
    KILL_JOINED = "kill after a join"
    KILL_MESSAGE = "kill in the message"
    KILL_KEY = "kill after a key"
    KILL_TWICE = "kill while it starts"
    BEHIND = "clock behind"  # the engine's, for one life
    ASTERISK = "asterisk killed"
    CUT = "link cut"
    AWAY = "link away and slow"
    CUT_KILL = "killed while the link is cut"
    MOVED = "campaign moved"  # to the other Asterisk, between two engines


WEIGHTS: Final = {
    Kind.KILL: 20, Kind.KILL_ANSWERED: 14, Kind.KILL_JOINED: 18, Kind.KILL_MESSAGE: 14, Kind.KILL_KEY: 10,
    Kind.KILL_TWICE: 6, Kind.BEHIND: 3, Kind.ASTERISK: 10, Kind.CUT: 10, Kind.AWAY: 12, Kind.CUT_KILL: 8,
    Kind.MOVED: 5,
}  # fmt: skip
KILLS: Final = (Kind.KILL, Kind.KILL_ANSWERED, Kind.KILL_JOINED, Kind.KILL_MESSAGE, Kind.KILL_KEY, Kind.KILL_TWICE)
_MOMENTS: Final = {
    Kind.KILL_ANSWERED: (Moment.ANSWERED, 0.15),
    Kind.KILL_JOINED: (Moment.JOINED, 0.4),
    Kind.KILL_MESSAGE: (Moment.UNSERVED, 4.0),
    Kind.KILL_KEY: (Moment.OPTED_OUT, 0.3),
}


def plans(seed: int) -> tuple[Plan, ...]:
    """What each called person does."""
    chance = random.Random(seed)
    return tuple(_plan(chance) for _ in range(PLANS))


def _plan(chance: random.Random) -> Plan:
    luck, ring_s = chance.random(), chance.uniform(0.2, 3.0)
    person = Outcome.PERSON
    if luck < 0.10:
        return Plan(outcome=Outcome.BUSY, ring_s=chance.uniform(0.1, 1.5))
    if luck < 0.14:
        return Plan(outcome=Outcome.CONGESTION, ring_s=0.3)
    if luck < 0.18:
        return Plan(outcome=Outcome.INVALID_NUMBER, ring_s=0.3)
    if luck < 0.30:
        return Plan(outcome=Outcome.NO_ANSWER)
    if luck < 0.52:  # talks
        return Plan(outcome=person, ring_s=ring_s, talk_s=chance.uniform(3.0, 14.0))
    if luck < 0.60:  # a few words
        return Plan(outcome=person, ring_s=ring_s, talk_s=chance.uniform(0.1, 2.0))
    if luck < 0.70:  # gone in the message
        return Plan(outcome=person, ring_s=ring_s, talk_s=chance.uniform(2.1, 7.0))
    if luck < 0.88:  # presses the key in the message
        pressed = chance.uniform(2.4, 7.5)
        return Plan(outcome=person, ring_s=ring_s, talk_s=8.0, key="9", key_after_s=pressed)
    # Presses it and is gone.
    pressed = chance.uniform(2.3, 6.5)
    return Plan(outcome=person, ring_s=ring_s, talk_s=chance.uniform(0.05, 0.9), key="9", key_after_s=pressed)


@dataclass(frozen=True, slots=True)
class Place:
    """An Asterisk that the campaign may be dialled from."""

    dialer: Instance
    line: Line
    node_id: int
    trunk_id: int


@dataclass(slots=True, kw_only=True)
class Trial:
    """One trial under way."""

    centre: Centre
    previewed: CampaignConfig  # the campaign with previews
    places: Sequence[Place]  # the campaign is at the first
    witness: Witness
    chance: random.Random
    kinds: Sequence[Kind]
    faults: list[Fault] = field(default_factory=list)
    starts: list[float] = field(default_factory=list)  # of engines after a kill

    async def torment(self, seconds: float) -> None:
        """One fault after the other, when the engine dials again after the one before."""
        end = clock.now() + seconds
        while clock.now() < end:
            with suppress(AssertionError):
                await until(self._dials, "a call after the start", seconds=DIALS_WITHIN_S)
            await asyncio.sleep(self.chance.uniform(3.0, 9.0))
            kind = self.chance.choices(self.kinds, [WEIGHTS[kind] for kind in self.kinds])[0]
            await self._do(kind)

    async def _do(self, kind: Kind) -> None:
        match kind:
            case Kind.ASTERISK:
                await self._kill_asterisk()
            case Kind.CUT:
                await self._cut(self.chance.uniform(1.0, 15.0))
            case Kind.AWAY:
                self.line.late_s = self.chance.uniform(0.2, 1.2)
                await self._cut(self.chance.uniform(8.0, 11.0), slow_s=self.chance.uniform(4.0, 12.0))
            case Kind.CUT_KILL:
                line, at = self.line, clock.now()
                line.cut()
                await asyncio.sleep(self.chance.uniform(0.0, 4.0))
                await self._kill(kind)
                await asyncio.sleep(self.chance.uniform(0.0, 6.0))
                line.mend()
                self.faults[-1] = replace(self.faults[-1], at=at)
            case Kind.BEHIND:
                await self._kill(kind, ("-c", _BEHIND))
                await asyncio.sleep(self.chance.uniform(10.0, 15.0))
                await self._kill(kind)
            case Kind.KILL_TWICE:
                await self._kill(kind)
                await asyncio.sleep(self.chance.uniform(0.5, 6.0))
                await self._kill(kind)
            case Kind.MOVED:
                self.places = [*self.places[1:], self.places[0]]
                node_id, trunk_id = self.places[0].node_id, self.places[0].trunk_id
                await self._kill(kind, meanwhile=self.centre.change(node_id=node_id, trunk_ids=(trunk_id,)))
            case _:
                await self._kill(kind)

    async def _dials(self) -> bool:
        return any(one.made_at > max(self.starts, default=0.0) for one in self.witness.seen.values())

    @property
    def line(self) -> Line:
        return self.places[0].line

    async def _kill(
        self,
        kind: Kind,
        command: Sequence[str] = ("-m", "api.cli", "run"),
        meanwhile: Coroutine[Any, Any, None] | None = None,
    ) -> None:
        if kind in _MOMENTS:
            moment, within_s = _MOMENTS[kind]
            with suppress(TimeoutError):
                await asyncio.wait_for(self.witness.next(moment), 15.0)
            await asyncio.sleep(self.chance.uniform(0.0, within_s))
        at = clock.now()
        await self.centre.kill_engine()
        await asyncio.sleep(self.chance.uniform(0.0, 3.0))
        if meanwhile is not None:
            await meanwhile
        self.starts.append(clock.now())
        self.centre.start_engine(command)
        self.faults.append(Fault(kind, at, self.starts[-1]))

    async def _kill_asterisk(self) -> None:
        dialer = self.places[0].dialer
        await dialer.kill()
        at = clock.now()
        self.witness.asterisk_died(dialer.ami_port, at)
        await asyncio.sleep(self.chance.uniform(0.5, 4.0))
        await dialer.start()
        self.faults.append(Fault(Kind.ASTERISK, at, clock.now() + WATCHES_S))

    async def _cut(self, seconds: float, slow_s: float = 0.0) -> None:
        at = clock.now()
        self.line.cut()
        await asyncio.sleep(seconds)
        self.line.mend()
        await asyncio.sleep(slow_s)
        self.line.late_s = 0.0
        self.faults.append(Fault(Kind.AWAY if slow_s else Kind.CUT, at, clock.now() + WATCHES_S))

    async def settle(self) -> dict[str, int]:
        """Let everything end; return today's counts as the API shows them."""
        await self.centre.change(hours=())  # nothing more is dialled
        ended = replace(draft_of(self.previewed), hours=())
        await self.centre.parts.service.campaigns.update(self.previewed.id, ended, actor=ACTOR)
        file = self.centre.parts.settings.state_dir / "pronto.db"

        async def settled() -> bool:
            counts = await asyncio.to_thread(_unsettled, file)
            return counts == (0, 0) and not self.witness.alive

        async def instead() -> object:
            return await asyncio.to_thread(_unsettled, file), self.witness.alive

        with suppress(AssertionError):  # what has not ended is told by the judge
            await until(settled, "every call has its end", seconds=SETTLES_S, instead=instead)
        shown: dict[str, int] = {}
        with suppress(AssertionError):
            shown = await until(self._shown, "the API shows the board", seconds=SETTLES_S)
        await self.centre.stop_engine()
        return shown

    async def _shown(self) -> dict[str, int]:
        """Today's counts; nothing while the API of the last engine is not there yet."""
        address = api_address(self.centre)
        if address is None:
            return {}
        async with api_client(self.centre, address) as api:
            try:
                board = (await api.get("/api/v1/board", timeout=30.0)).raise_for_status().json()
            except httpx.HTTPError:
                return {}
        shown: Counter[str] = Counter()
        for one in board.get("campaigns", ()):
            shown.update({name: one["today"][name] for name in ("placed", "connected", "abandoned")})
        return dict(shown)

    def watched(self) -> list[Fault]:
        """The faults, those of an engine until its successor has dialled."""
        made = sorted(one.made_at for one in self.witness.seen.values())
        return [
            fault
            if fault.what in (Kind.ASTERISK, Kind.CUT, Kind.AWAY)
            else Fault(fault.what, fault.at, min((at for at in made if at > fault.until), default=fault.until + 60) + 3)
            for fault in sorted(self.faults, key=lambda one: one.at)
        ]

    def next_calls_s(self) -> list[float]:
        """Seconds from an engine's start to its first call, of those that came to one before the next fault."""
        made, found = sorted(one.made_at for one in self.witness.seen.values()), []
        for start in self.starts:
            first = min((at for at in made if at > start), default=None)
            undisturbed = first is not None and not any(start < fault.at < first for fault in self.faults)
            if first is not None and undisturbed:
                found.append(first - start)
        return sorted(found)


def _unsettled(file: Path) -> tuple[int, int]:
    """Attempts without an end, and leads that are somebody's."""
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as database:
        [attempts] = database.execute("SELECT count(*) FROM attempt WHERE state <> 'ended'").fetchone()
        [leads] = database.execute("SELECT count(*) FROM lead WHERE state IN ('calling', 'wrapping')").fetchone()
    return attempts, leads


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a trial found."""

    verdict: Verdict
    done: Sequence[str]  # faults, by name
    asked: Counter[str]  # of the API by agents, with what it answered
    pages: Counter[str]  # what was done to agents' browsers
    browser_attempts: int
    starts: int
    next_calls_s: Sequence[float]

    def table(self) -> str:
        """The numbers, and every story."""
        verdict, kinds = self.verdict, sorted(set(self.done))
        rows: list[tuple[str, object]] = [
            ("attempts", verdict.attempts),
            ("outcomes", ", ".join(f"{name} {count}" for name, count in verdict.outcomes.most_common())),
            ("modes", ", ".join(f"{name} {count}" for name, count in verdict.modes.most_common())),
            ("answered", verdict.answered),
            ("joined", verdict.joined),
            ("heard the message", verdict.heard),
            ("pressed the key", verdict.pressed),
            ("faults", f"{len(self.done)}: " + ", ".join(f"{kind} {self.done.count(kind)}" for kind in kinds)),
            ("engine starts", self.starts),
            ("asked by agents", ", ".join(f"{what} {count}" for what, count in sorted(self.asked.items()))),
            ("agents' browsers", ", ".join(f"{what} {count}" for what, count in sorted(self.pages.items())) or "none"),
            ("attempts of their agents", self.browser_attempts),
            ("wrong outcomes", _counted(verdict.wrong)),
            ("ended unanswered just before a kill, and lost", _counted(verdict.unwritten)),
            ("dialled twice", _counted(verdict.twice)),
            ("lost", _counted(verdict.lost)),
            ("silent", _counted(verdict.silent)),
            ("opt-outs not kept", _counted(verdict.opt_outs)),
            ("counters that differ", _counted(verdict.counters)),
            ("died with Asterisk untold", _counted(verdict.excused)),
        ]
        if times := list(self.next_calls_s):
            spread = ", ".join(f"{name} {quantile(times, share):.1f}" for name, share in (("p50", 0.5), ("p95", 0.95)))
            rows.append(("seconds from a start to the next call", f"{spread}, least {times[0]:.1f} ({len(times)})"))
        lines = ["| | |", "|---|---|", *(f"| {name} | {value} |" for name, value in rows)]
        stories = [f"WRONG {story}" for story in verdict.faults] + [f"UNTOLD {story}" for story in verdict.excused]
        return "\n".join([*lines, "", *stories])


def _counted(stories: Sequence[str]) -> str:
    kinds = ", ".join(f"{what}: {count}" for what, count in in_short(stories).most_common(8))
    return f"{len(stories)} ({kinds})" if stories else "0"


@asynccontextmanager
async def _set_up(
    folder: Path, seed: int, agents: int, leads: int
) -> AsyncIterator[tuple[Centre, list[Place], CampaignConfig, dict[int, int]]]:
    """A call centre, its two Asterisks, the campaign with previews, and each agent's campaign."""
    async with (
        running_lab(agents=agents + PREVIEWERS, plans=plans(seed), lines=700, voice=False) as lab,
        line_to(lab.dialer.ami.port) as line,
        _second(lab) as (second, second_ari_url),
        line_to(second.ami_port) as second_line,
        call_centre(
            lab,
            folder,
            numbers=lab.numbers(None, leads)[previewed(leads) :],
            agents=agents,
            calls_per_second=10,
            ami_port=line.port,
            profiles=_profiles(folder / "profiles"),
            **SETTINGS,
        ) as centre,
    ):
        centre.environment |= browser_phone_settings(lab)
        store, ami = centre.parts.store, lab.dialer.ami
        [trunk] = centre.campaign.trunks
        node = await store.nodes.upsert(
            "second", host=ami.host, port=second_line.port, username=ami.username, ari_url=second_ari_url
        )
        facts = {name: getattr(trunk, name) for name in ("dial", "max_channels", "calls_per_second", "country")}
        beside = await store.trunks.upsert(node.id, trunk.name, **facts)
        places = [
            Place(lab.dialer, line, trunk.node_id, trunk.id),
            Place(second, second_line, node.id, beside.id),
        ]
        campaign = await _previews(centre, places[1], lab.numbers(None, previewed(leads)))
        seats = {agent.id: centre.campaign.id for agent in await store.agents.list(sees=EVERYTHING)}
        phones = [f"PJSIP/{phone}" for phone in lab.phones[agents:]]
        service, leg_kind = centre.parts.service, LegKind.STANDING
        previewers = await log_in_agents(service, campaign.id, phones, name="previewer", leg_kind=leg_kind)
        seats |= dict.fromkeys(previewers, campaign.id)
        yield centre, places, campaign, seats


def previewed(leads: int) -> int:
    """How many of the leads are of the campaign with previews."""
    return leads // 8


async def _previews(centre: Centre, place: Place, numbers: Sequence[str]) -> CampaignConfig:
    """A campaign whose agents look at each lead first, on another Asterisk."""
    settings: dict[str, Any] = {
        "mode": "preview",
        "node_id": place.node_id,
        "trunk_ids": (place.trunk_id,),
        "wrap_up_limit_ms": 5000,
    }
    service = centre.parts.service
    draft = replace(draft_of(centre.campaign), name="previews", **settings)
    campaign = await service.campaigns.create(draft, actor=ACTOR)
    await add_list(centre.parts.store, service, campaign, numbers, seed=1)
    return campaign


@asynccontextmanager
async def _second(lab: Lab) -> AsyncIterator[tuple[Instance, str]]:
    """Another Asterisk like the lab's, on ports of its own; and the address of its web server."""
    first, http_port = lab.dialer, free_port()
    second = Instance(name="dialer-2", lab=first.lab, root=first.root, ami_port=free_port(), ami_user=first.ami_user)
    texts = {path.name: path.read_text() for path in (first.folder / "etc").iterdir()}
    texts["asterisk.conf"] = texts["asterisk.conf"].replace(f"/{first.name}/", f"/{second.name}/")
    texts["manager.conf"] = with_line(texts["manager.conf"], "port", second.ami_port)
    texts["pjsip.conf"] = with_line(texts["pjsip.conf"], "bind", f"{LOOPBACK}:{free_port()}")
    texts["http.conf"] = with_line(texts["http.conf"], "bindport", http_port)
    second.write(texts)
    try:
        await second.start()
        yield second, f"http://{LOOPBACK}:{http_port}"
    finally:
        await second.stop()


def _profiles(folder: Path) -> Path:
    """The demonstration's rules without the one that limits abandoned calls: it would leave no messages to hear."""
    folder.mkdir(parents=True)
    for file in PROFILES.iterdir():
        text = re.sub(r"  - id: \S+\n    kind: abandonment_rate\n(    .*\n)*", "", file.read_text())
        (folder / file.name).write_text(text)
    return folder


async def trial(
    folder: Path,
    *,
    seconds: float,
    seed: int,
    agents: int = AGENTS,
    browsers: int = 0,
    kinds: Collection[Kind] = tuple(Kind),
) -> Report:
    """Set everything up, let it go through its faults, and judge."""
    leads = max(300, int(LEADS_A_MINUTE * seconds / 60))
    async with _set_up(folder, seed, agents, leads) as (centre, places, previews, seats):
        witness = await Witness.at(*(place.dialer for place in places))
        listening = asyncio.create_task(witness.run())
        one = Trial(
            centre=centre,
            previewed=previews,
            places=places,
            witness=witness,
            chance=random.Random(seed),
            kinds=[kind for kind in Kind if kind in kinds],
        )
        names = [f"browser{number}" for number in range(1, browsers + 1)]
        pages = await Browsers.of(centre, folder, names, random.Random(seed + 2))
        seats |= dict.fromkeys(pages.agents.values(), centre.campaign.id)
        centre.start_engine()
        await centre.run_campaign()
        await centre.parts.service.campaigns.set_status(previews.id, CampaignStatus.RUNNING, actor=ACTOR)
        await asyncio.wait_for(witness.next(Moment.JOINED), STARTS_WITHIN_S)
        at_work = Agents(centre=centre, seats=seats, chance=random.Random(seed + 1))
        working = [asyncio.create_task(at_work.work()), asyncio.create_task(pages.work())]
        await one.torment(seconds)
        for task in working:
            task.cancel()
        await asyncio.gather(*working, return_exceptions=True)
        shown = await one.settle()
        listening.cancel()
        record = await centre.lab.whole_record(patience_s=RINGS_S)
        judge = Judge(
            rows=Rows.read(centre.parts.settings.state_dir / "pronto.db"),
            seen=witness.seen,
            carrier=record,
            faults=one.watched(),
            wait_limit_s=WAIT_LIMIT_MS / 1000,
            digest=centre.parts.store.digests.number,
            loaded=leads,
            shown=shown,
        )
        verdict = judge.judge()
        if not shown:
            verdict.counters.append("the API shows no board")
        return Report(
            verdict=verdict,
            done=[fault.what for fault in one.faults],
            asked=at_work.done,
            pages=pages.done,
            browser_attempts=sum(row["agent_id"] in pages.agents.values() for row in judge.rows.attempts),
            starts=len(one.starts),
            next_calls_s=one.next_calls_s(),
        )


def main() -> None:
    """Run a trial and print what it found."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--agents", type=int, default=AGENTS)
    parser.add_argument("--browsers", type=int, default=BROWSERS, help="agents beside these whose phones are browsers")
    parser.add_argument("--only", action="append", default=[], choices=[kind.value for kind in Kind])
    parser.add_argument("--keep", type=Path, help="a folder for the database and the engine's log")
    asked = parser.parse_args()
    print(f"{platform.machine()}, {os.cpu_count()} CPUs, Python {platform.python_version()}", flush=True)
    with tempfile.TemporaryDirectory(prefix="pronto-kills-") as made:
        report = asyncio.run(
            trial(
                asked.keep or Path(made),
                seconds=60 * asked.minutes,
                seed=asked.seed,
                agents=asked.agents,
                browsers=asked.browsers,
                kinds=[Kind(one) for one in asked.only] or tuple(Kind),
            )
        )
    print(report.table())
    sys.exit(1 if report.verdict.faults else 0)


if __name__ == "__main__":
    main()
