"""The hub: takes messages from the bus, and gives each to the one channel it is for.

A message is looked up, never offered to every listener: an agent's page costs the same whoever else is signed in. A
channel lives while somebody listens, and a minute longer, for those who come back.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Hashable, Mapping
from contextlib import suppress
from typing import Any, Final

from api.auth import not_allowed
from api.live.board_parts import (
    Part,
    Parts,
    campaign_parts,
    parts_for_agents,
    parts_of,
    team_parts,
    telephony_parts,
    visible_board,
)
from api.live.channels import OTHERS, WHOLE, Channel, Kind, View
from api.live.reader import Reader
from api.live.stream import RING_S, Event, Stream
from api.problem_kinds import ENDING, TOO_MANY_STREAMS
from api.problems import Problem, summary
from dialer.cell.agents.agent_screen import before_identification, for_others, with_masked_numbers
from dialer.core.errors import UnknownJob
from dialer.i18n.message import msg
from dialer.jobs.model import Job, as_told
from dialer.messaging.bus import Bus, Message, Topic
from dialer.storage.database import TROUBLE

log = logging.getLogger(__name__)

HEARTBEAT_S: Final = 1.0
STREAMS_PER_CALLER: Final = 250
PROGRESS_KEPT: Final = 200  # last words of long work, for listeners that come later
IDENTIFIED_KEPT: Final = 10_000  # attempts whose people were identified
END_WITHIN_S: Final = 1.0
_OF_BOARD: Final = (Kind.BOARD, Kind.CAMPAIGN, Kind.TEAM, Kind.TELEPHONY)
TOPICS: Final = (
    Topic.BOARD,
    Topic.SCREEN,
    Topic.IDENTIFIED,
    Topic.SEATED,
    Topic.TEAM_MESSAGE,
    Topic.JOB,
    Topic.IMPORT,
    Topic.SCRUB,
    Topic.NUMBERS,
)

_TOO_MANY: Final = Problem(
    TOO_MANY_STREAMS,
    msg(
        "{most} streams are open already, as many as one session or key may have. Close some.", most=STREAMS_PER_CALLER
    ),
    headers={"Retry-After": "5"},
)
_LEFT: Final = summary(not_allowed("board.read"))  # what an agent is answered who asks for a campaign of others
_ENDING: Final = Problem(
    ENDING,
    msg("Pronto is being stopped or restarted. Try again in a moment."),
    headers={"Retry-After": "3"},
)


class Hub:
    """All channels that are listened to, and their readers. `clock` gives epoch seconds.

    `is_identified` says of an attempt whether its person was identified: where the campaign asks for that, the agent's
    page has nothing of the person but the name before. `job` is how a job is now.
    """

    def __init__(
        self,
        bus: Bus,
        clock: Callable[[], float],
        *,
        is_identified: Callable[[str], Awaitable[bool]],
        job: Callable[[int], Awaitable[Job]],
    ) -> None:
        self.clock = clock
        self._is_identified, self._job = is_identified, job
        self._identified: dict[str, None] = {}  # attempts, the oldest first
        self._asking: dict[Any, Mapping[str, Any]] = {}  # whole pages of those who are to identify, by agent
        self.ending = False
        self.readers: set[Reader] = set()
        self.heartbeat = self._heartbeat(None)
        self._bus = bus
        self._engine_at: float | None = None
        self._streams: dict[Kind, dict[tuple[Channel, View], Stream]] = {kind: {} for kind in Kind}
        self._loading: dict[Stream, asyncio.Event] = {}
        self._left_at: dict[Stream, float] = {}  # streams without readers, and since when
        self._listeners: Counter[Stream] = Counter()
        self._by_caller: Counter[Hashable] = Counter()
        self._progress: dict[str, Mapping[str, Any]] = {}
        self._tasks: list[asyncio.Task[None]] = []
        self._hears = asyncio.Event()
        self._no_readers = asyncio.Event()

    # Readers ----------------------------------------------------------------------------------------------------------

    def enter(self, caller: Hashable, reader: Reader) -> None:
        """Add a reader. Raises a problem if the caller has too many, or Pronto ends."""
        if self.ending:
            raise _ENDING
        if self._by_caller[caller] >= STREAMS_PER_CALLER:
            raise _TOO_MANY
        self._by_caller[caller] += 1
        self.readers.add(reader)
        self._no_readers.clear()
        self._start()

    def leave(self, caller: Hashable, reader: Reader) -> None:
        """Remove a reader, and all that it follows."""
        for stream in reader.streams():
            self.close(stream)
        self.readers.discard(reader)
        self._by_caller[caller] -= 1
        if not self._by_caller[caller]:
            del self._by_caller[caller]
        if not self.readers:
            self._no_readers.set()

    def readers_by_kind(self) -> Mapping[str, int]:
        """How many readers follow channels of each kind; one that follows two counts twice."""
        return {
            kind.value: sum(len(stream.readers) for stream in streams.values())
            for kind, streams in self._streams.items()
        }

    async def open(self, channel: Channel, view: View) -> Stream:
        """The stream of a channel, with its present parts, counted as listened to until `close`."""
        known, name = self._streams[channel.kind], (channel, view)
        if name not in known:
            known[name] = stream = Stream(str(channel))
            self._loading[stream] = asyncio.Event()
            self._listeners[stream] += 1
            try:
                await self._load(channel, view, stream)
            finally:
                self._loading.pop(stream).set()
                self.close(stream)
        stream = known[name]
        self._listeners[stream] += 1
        self._left_at.pop(stream, None)
        if stream in self._loading:
            await self._loading[stream].wait()
        return stream

    def close(self, stream: Stream) -> None:
        """A reader less."""
        self._listeners[stream] -= 1
        if self._listeners[stream] <= 0:
            del self._listeners[stream]
            self._left_at[stream] = self.clock()

    async def end(self) -> None:
        """Tell all readers that Pronto ends, and wait for them, for a second at most."""
        self.ending = True
        for reader in self.readers:
            reader.end("restart")
        if self.readers:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._no_readers.wait(), END_WITHIN_S)
        for task in self._tasks:
            task.cancel()
        self._tasks.clear()

    # News -------------------------------------------------------------------------------------------------------------

    def take(self, message: Message) -> None:
        """Give a message to the channels it is for."""
        match message.topic:
            case Topic.BOARD:
                self._take_board(message.body)
            case Topic.SCREEN:
                self._take_screen(message.body)
            case Topic.IDENTIFIED:
                self._take_identity(message.body)
            case Topic.SEATED:
                self._take_seat(message.body)
            case Topic.TEAM_MESSAGE:
                self._take_team_message(message.body)
            case Topic.JOB:
                self._show_job(str(message.body["id"]), "job", message.body)
            case _:
                self._take_progress(message.topic, message.body)

    def _take_board(self, board: Mapping[str, Any]) -> None:
        self._engine_at = board.get("at")
        seen: dict[View, Part] = {}  # a board for each view, however many channels have it
        for kind in _OF_BOARD:
            for (channel, view), stream in self._streams[kind].items():
                if view not in seen:
                    seen[view] = visible_board(board, sees=view.sees, shown=view.campaigns)
                self._show(stream, _parts(channel, seen[view], view))

    def _take_screen(self, screen: Mapping[str, Any]) -> None:
        channel, followed = Channel(Kind.AGENT, str(screen.get("agent_id"))), self._streams[Kind.AGENT]
        if (stream := followed.get((channel, WHOLE))) is not None:
            self._show(stream, {**stream.parts, "screen": self._for_agent(screen)})
        if (stream := followed.get((channel, OTHERS))) is not None:
            self._show(stream, _seen_by_others(screen))

    def _take_identity(self, said: Mapping[str, Any]) -> None:
        """Show the page of the call at hand anew: its person was identified, or is not any more."""
        self._note_identity(said["attempt_id"], is_identified=said["is_identified"])
        for screen in [one for one in self._asking.values() if one.get("attempt_id") == said["attempt_id"]]:
            self._take_screen(screen)

    def _note_identity(self, attempt_id: str, *, is_identified: bool) -> None:
        self._identified.pop(attempt_id, None)
        if is_identified:
            self._identified[attempt_id] = None
        if len(self._identified) > IDENTIFIED_KEPT:
            del self._identified[next(iter(self._identified))]

    def _for_agent(self, screen: Mapping[str, Any]) -> Mapping[str, Any]:
        """An agent's own page: without whole numbers and, before identification, what is personal, if so configured."""
        self._asking.pop(screen.get("agent_id"), None)
        shown = with_masked_numbers(screen) if screen.get("mask_numbers") else screen
        if not screen.get("identify_first"):
            return shown
        self._asking[screen.get("agent_id")] = screen
        return shown if screen.get("attempt_id") in self._identified else before_identification(shown)

    def _take_seat(self, seat: Mapping[str, Any]) -> None:
        """Let an agent hear no more of the campaigns in which the agent does not work any more."""
        left = [
            (channel, stream)
            for (channel, view), stream in self._streams[Kind.CAMPAIGN].items()
            if view.by_agents and channel.number not in seat["campaign_ids"]
        ]
        for channel, stream in left:
            for reader in [one for one in stream.readers if one.agent_id == seat["agent_id"]]:
                reader.unfollow(str(channel))
                self.close(stream)
                reader.tell(Event("refused", _LEFT, at=self.clock(), channel=str(channel)))

    def _take_team_message(self, body: Mapping[str, Any]) -> None:
        """Tell the agent's own page alone that there is something to read."""
        channel = Channel(Kind.AGENT, str(body.get("agent_id")))
        if (stream := self._streams[Kind.AGENT].get((channel, WHOLE))) is not None:
            self._show(stream, {**stream.parts, "team_messages": {"changed_at": body.get("at")}})

    def _take_progress(self, topic: str, body: Mapping[str, Any]) -> None:
        number = body.get(f"{topic}_id")
        name = topic if number is None else f"{topic}:{number}"
        self._progress.pop(name, None)
        self._progress[name] = body
        if len(self._progress) > PROGRESS_KEPT:
            del self._progress[next(iter(self._progress))]
        self._show_job(name, "progress", body)

    def _show_job(self, name: str, key: str, body: Mapping[str, Any]) -> None:
        if (stream := self._streams[Kind.JOB].get((Channel(Kind.JOB, name), WHOLE))) is not None:
            self._show(stream, {key: body})

    def _show(self, stream: Stream, parts: Mapping[str, Mapping[str, Any]]) -> None:
        if stream.show(parts, now=self.clock()):
            for reader in stream.readers:
                reader.wake()

    async def _load(self, channel: Channel, view: View, stream: Stream) -> None:
        """Show what the bus keeps of the channel, unless something newer comes meanwhile."""
        self._start()
        await self._hears.wait()
        body: Mapping[str, Any] | None
        match channel.kind:
            case Kind.AGENT:
                body = await self._bus.latest(Topic.SCREEN, agent_id=channel.number) or {}
                if view.by_others:
                    parts = _seen_by_others(body) if body else {}
                else:
                    await self._ask_identity(body)
                    parts = {"screen": self._for_agent(body)} if body and not stream.seq else {}
            case Kind.JOB if channel.is_numbered_job:
                parts = {}
                with suppress(UnknownJob, *TROUBLE):  # it comes with the job's next change
                    parts = {"job": as_told(await self._job(channel.number))}
            case Kind.JOB:
                body = self._progress.get(channel.of)
                parts = {"progress": body} if body else {}
            case _:
                body = await self._bus.latest(Topic.BOARD) or {}
                self._engine_at = body.get("at", self._engine_at)
                parts = _parts(channel, visible_board(body, sees=view.sees, shown=view.campaigns), view)
        if not stream.seq:
            stream.show(parts, now=self.clock())
        elif (
            channel.kind is Kind.AGENT and "screen" not in stream.parts
        ):  # a team message came meanwhile, and no screen
            stream.show({**parts, **stream.parts}, now=self.clock())
        self.heartbeat = self._heartbeat(self._engine_at)

    async def _ask_identity(self, screen: Mapping[str, Any]) -> None:
        """Look up whether the person on a page was identified, before this process heard of it."""
        attempt_id = screen.get("attempt_id")
        if not screen.get("identify_first") or attempt_id is None:
            return
        with suppress(*TROUBLE):  # the person stays withheld then
            self._note_identity(attempt_id, is_identified=await self._is_identified(attempt_id))

    # Tasks ------------------------------------------------------------------------------------------------------------

    def _start(self) -> None:
        if not self._tasks:
            self._hears.clear()
            self._tasks = [asyncio.create_task(self._hear(), name="stream"), asyncio.create_task(self._tick())]

    async def _hear(self) -> None:
        async with self._bus.subscribe(*TOPICS) as news:
            self._hears.set()
            dropped = 0
            async for message in news:
                self.take(message)
                if news.dropped > dropped:
                    log.warning("%d messages came too fast for the stream", news.dropped - dropped)
                    dropped = news.dropped
                    await self._catch_up()

    async def _catch_up(self) -> None:
        """Show the pages of agents and the numbered jobs as they are now: what was dropped may have been their last."""
        for number in {channel.number for channel, _ in self._streams[Kind.AGENT]}:
            if screen := await self._bus.latest(Topic.SCREEN, agent_id=number):
                await self._ask_identity(screen)
                self._take_screen(screen)
        for number in {channel.number for channel, _ in self._streams[Kind.JOB] if channel.is_numbered_job}:
            with suppress(UnknownJob, *TROUBLE):
                self.take(Message(Topic.JOB, as_told(await self._job(number))))

    async def _tick(self) -> None:
        """Beat each second while there is a stream."""
        while self.readers or any(self._streams.values()):
            self.beat()
            await asyncio.sleep(HEARTBEAT_S)
        for task in self._tasks:
            task.cancel()
        self._tasks = []

    def beat(self) -> None:
        """Send a heartbeat to all readers, and forget streams that nobody has come back to."""
        self.heartbeat = self._heartbeat(self._engine_at)
        for reader in self.readers:
            reader.wake()
        self._forget(self.clock())

    def _forget(self, now: float) -> None:
        gone = {stream for stream, at in self._left_at.items() if at < now - RING_S}
        for stream in gone:
            del self._left_at[stream]
        if gone:
            for kind, streams in self._streams.items():
                self._streams[kind] = {name: one for name, one in streams.items() if one not in gone}

    def _heartbeat(self, engine_at: float | None) -> Event:
        now = self.clock()
        age = None if engine_at is None else round(max(0.0, now - engine_at), 3)
        return Event("heartbeat", {"engine_at": engine_at, "engine_age_s": age}, at=now)


def _parts(channel: Channel, board: Part, view: View) -> Parts:
    """What a channel shows of a board."""
    match channel.kind:
        case Kind.CAMPAIGN:
            campaigns = (one for one in board.get("campaigns") or () if one["id"] == channel.number)
            return next(map(parts_for_agents if view.by_agents else campaign_parts, campaigns), {})
        case Kind.TEAM:
            return team_parts(board, channel.number)
        case Kind.TELEPHONY:
            return telephony_parts(board)
    return parts_of(board)


def _seen_by_others(screen: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """An agent's page as others may see it; where a law locks it, nothing, not even when it changes."""
    return {} if screen.get("locked_by") else {"screen": for_others(screen)}
