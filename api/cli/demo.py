"""`pronto demo`: real calls in a lab, with simulated agents, a generated list, a live board and a report."""

import asyncio
import contextlib
import math
import signal
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer
from pydantic import SecretStr
from rich.console import Console
from rich.live import Live

from api.cli.board import terminal_board
from api.cli.files import writable
from api.cli.language import sentence, spoken
from api.cli.output import fail, settings_or_fail
from api.cli.processes import listen, url_of
from api.cli.texts.lab import DEMO
from api.server import Server
from dialer.access.first_start import prepare_access
from dialer.app import logging_setup
from dialer.app.composition import Parts, build
from dialer.app.event_loop import run_loop
from dialer.campaigns.attempts.model import AttemptRecord
from dialer.campaigns.model import CampaignConfig
from dialer.core import clock
from dialer.core.enums import CampaignStatus
from dialer.core.settings import Settings, read_settings
from dialer.core.visibility import EVERYTHING
from dialer.demo.browser_agent import BrowserAgent, can_browse, create_browser_agent
from dialer.demo.fixtures import Wanted, set_up
from dialer.demo.law import PROFILE, PROFILES
from dialer.demo.report import pace_while_dialling, report
from dialer.demo.simulated_agents import Crowd
from dialer.engine.engine import Engine
from dialer.i18n.catalogue import with_words
from dialer.lab.errors import LabError
from dialer.lab.lab import Lab
from dialer.lab.scenario import REALISTIC
from dialer.lab.settings import LabSettings
from dialer.messaging.bus import Topic

app = typer.Typer(invoke_without_command=True)
console = Console(stderr=True)
ACTOR = "demo"
_ENDS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
TALK_PATIENCE_S = 5.0  # how long talks may go on after the end of the demonstration


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """The options of the command line."""

    agents: int
    cps: float
    leads: int
    seed: int
    seconds: float | None
    wrap_up_s: float
    quiet: bool
    browser_agent: bool = False


def _seconds(text: str | None) -> float | None:
    """Read `60s`, `5m`, `1h` or plain seconds."""
    if text is None:
        return None
    number, unit = (text[:-1], text[-1]) if text[-1:] in "smh" else (text, "s")
    try:
        seconds = float(number) * {"s": 1, "m": 60, "h": 3600}[unit]
    except ValueError:
        seconds = 0.0
    if not 0.0 < seconds < math.inf:
        raise typer.BadParameter(DEMO("no_time", text=text))
    return seconds


@app.callback()
def demo(
    duration: Annotated[str | None, typer.Option("--for", help="Stop after this time: 60s, 5m, 1h.")] = None,
    report_to: Annotated[Path | None, typer.Option("--report", help="Write a JSON report to this file.")] = None,
    agents: Annotated[int, typer.Option(min=1, help="Number of simulated agents.")] = 20,
    cps: Annotated[float, typer.Option(min=0.1, help="Maximum calls started per second.")] = 10.0,
    leads: Annotated[int, typer.Option(min=1, max=70_000, help="Number of generated leads.")] = 2000,
    seed: Annotated[int, typer.Option(help="Seed of the random numbers.")] = 1,
    wrap_up: Annotated[float, typer.Option(min=0.1, help="Mean wrap-up of an agent, in seconds.")] = 8.0,
    quiet: Annotated[bool, typer.Option("--quiet", help="Show no live board in the terminal.")] = False,
    browser_agent: Annotated[
        bool, typer.Option("--with-browser-agent", help="Add an agent who works at the page, in a real Chromium.")
    ] = False,
) -> None:
    """Run a demonstration call centre: Asterisk, a simulated carrier and agents, a list and a campaign."""
    size = Size(
        agents=agents,
        cps=cps,
        leads=leads,
        seed=seed,
        seconds=_seconds(duration),
        wrap_up_s=wrap_up,
        quiet=quiet,
        browser_agent=browser_agent,
    )
    writable(report_to)
    if browser_agent and not can_browse():
        raise fail(DEMO("no_browser"))
    settings_or_fail()  # before Asterisk is fetched and started
    logging_setup.set_up(level="WARNING", form="console")
    try:
        result = run_loop(_demo(size))
    except* LabError as errors:
        raise fail("; ".join(map(sentence, errors.exceptions))) from None
    text = orjson.dumps(with_words(result, spoken()), option=orjson.OPT_INDENT_2).decode()
    if report_to is not None:
        report_to.write_text(text + "\n")
        console.print(DEMO("report", file=report_to))
    else:
        typer.echo(text)


async def _demo(size: Size) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="pronto-demo-") as folder:
        settings = LabSettings(
            folder=Path(folder) / "lab",
            base_port=None,
            agents=size.agents,
            lines=8 * size.agents + 50,
            scenario=replace(REALISTIC, seed=size.seed),
        )
        lab = Lab(settings)
        with _interrupts() as interrupts:
            try:
                began_at = clock.now()
                await lab.up(lambda line: console.print(f"[dim]{sentence(line)}[/dim]"))
                return await _call_centre(lab, size, Path(folder) / "state", began_at, interrupts)
            except asyncio.CancelledError:
                raise typer.Abort from None
            finally:
                interrupts.then = _nothing  # however impatient: no Asterisk is left running
                await lab.down()


def lab_settings(lab: Lab, state_dir: Path, **more: Any) -> Settings:
    """Settings for a Pronto on this lab: embedded database, no other process, loopback, a free port.

    The environment's settings are ignored: another Pronto's database must not be filled with fictitious people.
    """
    ami, ari = lab.dialer.ami, lab.ari
    alone = {"database_url": "", "redis_url": None, "host": "127.0.0.1", "port": 0}
    return read_settings(
        state_dir=state_dir,
        ami_host=ami.host,
        ami_port=ami.port,
        ami_username=ami.username,
        ami_secret=SecretStr(ami.secret),
        ari_url=ari.url,
        ari_username=ari.username,
        ari_secret=SecretStr(ari.secret),
        profiles_dir=PROFILES,
        clock_kept=True,  # one machine, one clock
        **alone | more,
    )


async def _call_centre(
    lab: Lab, size: Size, state_dir: Path, began_at: float, interrupts: "_Interrupts"
) -> dict[str, Any]:
    settings = lab_settings(lab, state_dir)
    wanted = Wanted(
        numbers=lab.numbers(None, size.leads),
        phones=[f"PJSIP/{phone}" for phone in lab.phones],
        calls_per_second=size.cps,
        seed=size.seed,
    )
    console.print(f"[dim]{DEMO('rules', profile=PROFILE)}[/dim]")
    async with build(settings) as parts:
        campaign = await set_up(parts.store, parts.service, wanted, trunk=lab.trunk)
        engine = Engine(store=parts.store, bus=parts.bus, settings=settings, clock=clock.now)
        started, cpu = clock.now(), time.process_time()
        browser_agent = None
        if size.browser_agent:
            browser_agent = await create_browser_agent(parts.store, parts.service, name="anna", seed=size.seed)
        board, pace = await _run(parts, engine, campaign, size, browser_agent, interrupts)
        cpu_s, seconds = time.process_time() - cpu, clock.now() - started
        attempts = await every_attempt(parts, campaign.id)
        done = report(
            attempts=attempts,
            carrier=lab.carrier_record(),
            leads=await parts.store.leads.counts(campaign.id),
            loaded=size.leads,
            board=board,
            pace=pace,
            figures=engine.figures(),
            cpu_s=cpu_s,
            seconds=seconds,
            began_at=began_at,
        )
        return done if browser_agent is None else done | {"browser_agent": browser_agent.report(attempts)}


async def _run(
    parts: Parts,
    engine: Engine,
    campaign: CampaignConfig,
    size: Size,
    browser_agent: BrowserAgent | None,
    interrupts: "_Interrupts",
) -> tuple[Mapping[str, Any], Mapping[str, Any] | None]:
    """Run engine, API, agents and board until time is up, the list is dialled or Ctrl-C is pressed.

    Returns the campaign's part of the last board, and its last pace while it dialled.
    """
    stop = asyncio.Event()
    interrupts.finish_by(stop)
    crowd = Crowd(
        parts.service,
        parts.bus,
        wrap_up_mean_s=size.wrap_up_s,
        seed=size.seed,
        clock=clock.now,
        others=() if browser_agent is None else (browser_agent.agent_id,),
    )
    async with asyncio.TaskGroup() as group, _api(parts, group) as url:
        running = group.create_task(engine.run(stop, end_talks_after_s=TALK_PATIENCE_S))
        watched = _Watched()
        side = [group.create_task(crowd.run()), group.create_task(_watch(parts, stop, size, watched))]
        await parts.service.campaigns.set_status(campaign.id, CampaignStatus.RUNNING, actor=ACTOR)
        if browser_agent is not None:
            side.append(group.create_task(browser_agent.run(url, began=partial(_tell_where, url))))
        await running
        for task in side:
            task.cancel()
    last = await parts.bus.latest(Topic.BOARD) or {}
    found = next((c for c in last.get("campaigns", ()) if c["id"] == campaign.id), None)
    return found or {"answer_to_bridge_ms": None, "occupancy": None}, watched.pace


def _tell_where(url: str, port: int) -> None:
    console.print(DEMO("watch", url=url, port=port), soft_wrap=True)


@contextlib.asynccontextmanager
async def _api(parts: Parts, group: asyncio.TaskGroup) -> AsyncIterator[str]:
    """Serve the API; gives its address."""
    listener = listen(parts.settings)
    server = Server(parts)
    group.create_task(server.serve(sockets=[listener]))
    link = await prepare_access(parts.store, parts.settings, parts.clock)
    secret = link.read_text().strip() if link is not None else ""
    console.print(DEMO("board", url=url_of(listener), secret=secret), soft_wrap=True)
    console.print(DEMO("commands", url=url_of(listener), state=parts.settings.state_dir), soft_wrap=True)
    try:
        yield url_of(listener)
    finally:
        server.should_exit = True


@dataclass(slots=True)
class _Interrupts:
    """What Ctrl-C, SIGTERM or the end of the terminal does now."""

    end_at_once: Callable[[], object]
    then: Callable[[], object]

    def finish_by(self, stop: asyncio.Event) -> None:
        """Have the first one set `stop`, and the next end everything at once."""

        def finish() -> None:
            self.then = self.end_at_once
            stop.set()

        self.then = finish


@contextlib.contextmanager
def _interrupts() -> Iterator[_Interrupts]:
    """Take the signals that end a process, until the end: they cancel the task, or do what was said last."""
    task = asyncio.current_task()
    assert task is not None
    interrupts = _Interrupts(end_at_once=task.cancel, then=task.cancel)
    loop = asyncio.get_running_loop()
    for number in _ENDS:
        loop.add_signal_handler(number, lambda: interrupts.then())
    try:
        yield interrupts
    finally:
        for number in _ENDS:
            loop.remove_signal_handler(number)


def _nothing() -> None:
    """While Asterisk is stopped."""


@dataclass(slots=True)
class _Watched:
    """Facts from earlier boards that the last one lacks."""

    pace: Mapping[str, Any] | None = None


async def _watch(parts: Parts, stop: asyncio.Event, size: Size, watched: _Watched) -> None:
    """Show every board; set `stop` when time is up or nothing is left to dial."""
    ends_at = clock.now() + size.seconds if size.seconds is not None else None
    screen = Live(console=console, auto_refresh=False, transient=False) if not size.quiet else None
    with screen or contextlib.nullcontext():
        async with parts.bus.subscribe(Topic.BOARD) as boards:
            async for message in boards:
                watched.pace = pace_while_dialling(message.body, watched.pace)
                if screen is not None:
                    words = with_words(message.body, spoken())
                    screen.update(terminal_board(words, now=clock.now()), refresh=True)
                if (ends_at is not None and clock.now() >= ends_at) or _is_over(message.body):
                    stop.set()


def _is_over(board: Mapping[str, Any]) -> bool:
    """Whether every lead is done or waits for a later day, and no call is live."""
    return all(
        campaign["why"]["code"] in ("leads_wait", "no_lead") and not any(campaign["calls"].values())
        for campaign in board["campaigns"]
    ) and bool(board["campaigns"])


async def every_attempt(parts: Parts, campaign_id: int) -> list[AttemptRecord]:
    """All attempts of the campaign, read in pages."""
    found: list[AttemptRecord] = []
    before: tuple[float, str] | None = None
    while True:
        page = await parts.store.attempts.list(campaign_id, limit=1000, after=before, sees=EVERYTHING)
        found += page
        if len(page) < 1000:
            return found
        before = (page[-1].placed_at, page[-1].id)
