"""A persistent client: connects, logs in, delivers typed events, and reconnects after every loss until cancelled."""

import asyncio
import logging
import random
import re
from collections.abc import Awaitable, Callable, Sequence
from enum import StrEnum
from typing import Any, TypeVar

from ami.action import Action
from ami.actions import challenge, core_settings, login
from ami.address import AmiAddress, Timings, retry_wait_s
from ami.answer import Answer
from ami.counters import Counters
from ami.errors import (
    AmiDown,
    AmiError,
    Fault,
    LinkLost,
    LoginRefused,
    NotAmi,
    NotBooted,
    Silent,
    WrongVersion,
    denied,
    fault_of,
    mark,
)
from ami.events import AmiEvent, LinkDown, LinkUp, Shutdown, Unreadable
from ami.lag import LinkLag
from ami.parse import BOOTED, asterisk_version, challenge_of, parse, uptime_s
from ami.protocol import Link
from ami.wire import RawEvent

_log = logging.getLogger("pronto.ami")
_T = TypeVar("_T")

_BANNER = re.compile(r"Asterisk Call Manager/(\d+)\.")
_RELEASE = re.compile(r"(?:certified/)?(\d+)\.")
_OLDEST_AMI = 7  # Asterisk 18; each major version raised it by one since
_OLDEST_ASTERISK = 18
# Asterisk gives its uptime in whole seconds, and the clock may be set: a later difference means a new start.
_SAME_START_S = 5.0
STOPPED = Fault(mark("we closed it"))
"""The reason of a LinkDown that we wanted."""
MOVED = Fault(mark("its address was changed"))
"""The reason of a LinkDown after which another address is tried."""
RESTARTING = Fault(mark("Asterisk is restarting"))
SHUTTING_DOWN = Fault(mark("Asterisk is shutting down"))


class LinkState(StrEnum):
    """What a client is doing."""

    DOWN = "down"
    """Not connected; the next try comes by itself."""
    CONNECTING = "connecting"
    UP = "up"
    REFUSED = "refused"
    """Only an administrator can mend it; `trouble` says how. Tried again, slowly."""


class AmiClient:
    """The client of one Asterisk. Clients share nothing.

    `on_event` is called in order and synchronously from the event loop; it must be quick. Its exceptions are counted
    and logged, and stop nothing. `on_sent` is called with each action that its owner sends, and the future of its
    answer. `clock` gives epoch seconds, `rng` the jitter between tries. Without an address the client waits for `move`.
    """

    def __init__(
        self,
        address: AmiAddress | None,
        on_event: Callable[[AmiEvent], None],
        *,
        clock: Callable[[], float],
        rng: random.Random,
        timings: Timings | None = None,
        on_sent: "Callable[[Action, asyncio.Future[Answer]], None] | None" = None,
    ) -> None:
        self.address = address
        self.state = LinkState.DOWN
        self.version = ""
        """Asterisk's version, once known."""
        self.counters = Counters()
        self._on_event, self._on_sent = on_event, on_sent
        self._clock = clock
        self._rng = rng
        self._timings = timings or Timings()
        self._link: Link | None = None
        self._booted: asyncio.Future[int | None] | None = None
        self._found = asyncio.Event()  # how a try ended
        self._moved: asyncio.Future[None] | None = None  # whether another address is to be used
        self._started_at: float | None = None
        self._stopping: Fault | None = None
        self._trouble: Fault | None = None
        self._denied: dict[str, Fault] = {}
        self._logged: set[str] = set()
        self._callback_errors: set[str] = set()

    @property
    def trouble(self) -> Fault | None:
        """What is wrong, for an administrator; None when all is well."""
        return self._trouble or next(iter(self._denied.values()), None)

    @property
    def lag(self) -> LinkLag | None:
        """How late the link is; None while it is not up."""
        return self._link.lag if self._link is not None and self.state is LinkState.UP else None

    async def run(self) -> None:
        """Stay connected until cancelled; then log off and close."""
        tries = 0
        while True:
            moved = asyncio.get_running_loop().create_future()
            self._moved = moved
            if self.address is None:
                await asyncio.wait({moved})
                continue
            try:
                await self._session(self.address, moved)
                tries = 0
            except AmiError as error:
                self._fault(error.fault, LinkState.REFUSED if error.permanent else LinkState.DOWN)
            except TimeoutError:
                limit = f"{self._timings.connect_s:g}"
                self._fault(Fault(mark("No connection within {limit} s."), {"limit": limit}), LinkState.DOWN)
            except OSError as error:
                self._fault(fault_of(mark("Cannot connect: {why}."), error), LinkState.DOWN)
            tries += 1
            wait_s = retry_wait_s(tries, self._rng.random(), self._timings)
            refused = self.state is LinkState.REFUSED
            await asyncio.wait({moved}, timeout=self._timings.refused_s if refused else wait_s)

    def move(self, address: AmiAddress | None) -> None:
        """Connect to this address, as this user, from now on, or nowhere.

        A link that is up is first closed in good order, after what was sent before.
        """
        self.address, self._started_at = address, None
        self._logged.clear()
        if self._moved is not None and not self._moved.done():
            self._moved.set_result(None)
        if self._link is not None and self.state is not LinkState.UP:
            self._link.lose(MOVED)  # it is still being greeted or logged in to

    async def settled(self) -> LinkState:
        """Wait until the link is up, or refused, which no further try will change: `trouble` gives the reason."""
        while self.state not in (LinkState.UP, LinkState.REFUSED):
            self._found.clear()
            await self._found.wait()
        return self.state

    def send(self, action: Action, *, deadline_s: float | None = None) -> "asyncio.Future[Answer]":
        """Write the action to the socket before returning.

        The future gives the Answer, refusals included, with all items if it is a list; or raises AmiTimeout (no answer
        by the deadline) or LinkLost (whether Asterisk did it is unknown). Raises AmiDown at once when the link is not
        up. Nothing is ever sent twice. The future may be dropped.
        """
        return self.send_all((action,), deadline_s=deadline_s)[0]

    def send_all(self, actions: Sequence[Action], *, deadline_s: float | None = None) -> "list[asyncio.Future[Answer]]":
        """As `send`, for several actions in this order: in one piece, for a write costs more than all else of one."""
        link = self._link
        if link is None or self.state is not LinkState.UP:
            raise AmiDown(f"{', '.join(action.name for action in actions)}: {self.trouble or 'connecting'}")
        deadline_s = link.patience_s(self._timings.action_s) if deadline_s is None else deadline_s
        futures = link.send_actions(actions, deadline_s=deadline_s)
        for future in futures:
            future.add_done_callback(self._note_privilege)
        if self._on_sent is not None:
            for action, future in zip(actions, futures, strict=True):
                self._on_sent(action, future)
        return futures

    async def ask(self, action: Action, *, deadline_s: float | None = None) -> Answer:
        """Send and wait; raises what `send` and its future raise. `Answer.require` turns a refusal into an error."""
        return await self.send(action, deadline_s=deadline_s)

    async def _session(self, address: AmiAddress, moved: "asyncio.Future[None]") -> None:
        """One connection from start to loss. Raises AmiError or OSError when it never came up."""
        self.state = LinkState.CONNECTING
        self._booted = asyncio.get_running_loop().create_future()
        link = Link(address, self._timings, self.counters, clock=self._clock, on_event=self._take, on_lost=self._lost)
        try:
            await link.connect()
            self._link = link
            await self._enter(link, address, self._booted)
            ends: set[asyncio.Future[Any]] = {link.lost, moved}
            # Neither is awaited itself: our cancellation must not cancel it.
            await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        finally:
            await link.shut(MOVED if moved.done() else STOPPED)
            self._link = None
            self.state = LinkState.DOWN

    async def _enter(self, link: Link, address: AmiAddress, booted: "asyncio.Future[int | None]") -> None:
        """From the first byte to LinkUp."""
        t = self._timings
        silent = Silent(Fault(mark("It said nothing in {limit} s."), {"limit": f"{t.greeting_s:g}"}))
        banner = await self._within(t.greeting_s, link.greeting, silent)
        found = _BANNER.match(banner)
        if not found:
            raise NotAmi(Fault(mark("It said {words!r}."), {"words": banner[:60]}))
        if int(found[1]) < _OLDEST_AMI:
            raise WrongVersion(Fault(mark("This one speaks {version!r}."), {"version": banner[:60]}))
        try:
            await self._log_in(link, address)
        except LinkLost as lost:
            raise AmiDown(lost.case) from None
        late = NotBooted(Fault(mark("Waited {limit} s."), {"limit": f"{t.booted_s:g}"}))
        uptime = await self._within(t.booted_s, booted, late)
        settings = await link.send_action(core_settings(), deadline_s=t.action_s)
        self.version = asterisk_version(settings.headers) or f"AMI {banner.rpartition('/')[2]}"
        release = _RELEASE.match(self.version)
        if release and int(release[1]) < _OLDEST_ASTERISK:
            raise WrongVersion(Fault(mark("This one is {version}."), {"version": self.version}))
        link.ping()
        self._up(uptime)

    async def _log_in(self, link: Link, address: AmiAddress) -> None:
        """Prove that we know the secret without sending it. Raises LoginRefused and what `send_action` raises."""
        seconds, user = self._timings.login_s, address.username
        asked = await link.send_action(challenge(), deadline_s=seconds)
        given = challenge_of(asked.headers) if asked.success else ""
        if not given:
            raise LoginRefused(Fault(mark("User {user!r}: it gave no challenge."), {"user": user}))
        answer = await link.send_action(login(user, address.secret, given), deadline_s=seconds)
        if not answer.success:
            raise LoginRefused(Fault(mark("User {user!r}: {why}."), {"user": user, "why": answer.message}))

    @staticmethod
    async def _within(seconds: float, what: Awaitable[_T], late: AmiError) -> _T:
        """Wait for something, or raise `late`."""
        try:
            async with asyncio.timeout(seconds):
                return await what
        except TimeoutError:
            raise late from None

    def _up(self, uptime: int | None) -> None:
        restarted: bool | None = None
        if uptime is not None:
            before, self._started_at = self._started_at, self._clock() - uptime
            restarted = None if before is None else self._started_at - before > _SAME_START_S
        self.state = LinkState.UP
        self.counters.links += 1
        self._trouble, self._stopping = None, None
        self._found.set()
        self._denied.clear()
        self._logged.clear()
        _log.info("AMI link to %s is up: Asterisk %s", self.address, self.version)
        self._deliver(LinkUp(version=self.version, restarted=restarted))

    def _lost(self, reason: Fault) -> None:
        """The link is gone, for whatever reason; called once per link."""
        if self._booted is not None and not self._booted.done():
            self._booted.set_exception(AmiDown(Fault(mark("{why}."), {"why": reason})))
            self._booted.exception()  # retrieved, so that asyncio does not log it if nobody waits
        if self.state is not LinkState.UP:
            return
        self.counters.losses += 1
        if reason == STOPPED:
            self.state = LinkState.DOWN
            _log.info("AMI link to %s closed", self.address)
        else:
            reason = self._stopping or reason
            self._fault(Fault(mark("AMI link lost: {why}."), {"why": reason}), LinkState.DOWN)
        self._deliver(LinkDown(reason=reason))

    def _fault(self, trouble: Fault, state: LinkState) -> None:
        """Remember what is wrong. Logged once while down, and once more for what only an administrator can mend."""
        self.state = state
        self._trouble = trouble
        if not self._logged or (state is LinkState.REFUSED and str(trouble) not in self._logged):
            _log.warning("AMI %s: %s Trying again until it works.", self.address, trouble)
        self._logged.add(str(trouble))
        self._found.set()

    def _take(self, raw: RawEvent) -> None:
        """One event from the wire."""
        if self.state is not LinkState.UP:
            if raw.get("Event") == BOOTED and self._booted is not None and not self._booted.done():
                self._booted.set_result(uptime_s(raw))
            else:
                self.counters.before_up += 1
            return
        event = parse(raw)
        if event is None:
            return
        if isinstance(event, Unreadable):
            self.counters.unreadable += 1
        elif isinstance(event, Shutdown):
            self._stopping = RESTARTING if event.restart else SHUTTING_DOWN
        self._deliver(event)

    def _deliver(self, event: AmiEvent) -> None:
        try:
            self._on_event(event)
        except Exception as error:  # noqa: BLE001 - one failing callback must not cost the link and all calls
            self.counters.callback_errors += 1
            kind = f"{type(event).__name__} {type(error).__name__}"
            if kind not in self._callback_errors:
                self._callback_errors.add(kind)
                _log.exception("The receiver of AMI events failed on %s; this is said once", kind)

    def _note_privilege(self, future: "asyncio.Future[Answer]") -> None:
        """Keep in `trouble` which actions are denied to the manager user."""
        if future.cancelled() or future.exception() is not None:
            return
        answer = future.result()
        if answer.denied:
            if answer.action not in self._denied:
                self._denied[answer.action] = denied(answer.action).fault
                _log.warning("AMI %s: %s", self.address, self._denied[answer.action])
        else:
            self._denied.pop(answer.action, None)
