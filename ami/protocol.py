"""The only module that uses panoramisk: one connection to one Asterisk, with every dangerous part replaced.

Kept from panoramisk 1.4: the protocol's life cycle and its transport, and the register of actions that await an
answer. Replaced: writing (one system call for each action), reading (it lost characters and headers, had no bound and
unquoted values), the handling of answers (it swallowed OriginateResponse and could raise inside the transport), the
reaction to a broken link (it sent Originates a second time) and the unchecked ping. A `Link` is one connection and
never comes back; `ami.client` opens the next one.
"""

import asyncio
import contextlib
import itertools
import socket
import struct
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from panoramisk.ami_protocol import AMIProtocol
from panoramisk.manager import Manager

from ami.action import Action
from ami.actions import logoff, ping
from ami.address import AmiAddress, Timings
from ami.answer import Answer
from ami.counters import Counters
from ami.errors import AmiDown, AmiError, AmiTimeout, Fault, LinkLost, fault_of, mark
from ami.lag import LinkLag
from ami.parse import WANTED, told_at
from ami.wire import Headers, RawEvent, Splitter, StreamError, read_headers

_EVENT = b"Event: "
_ACTION_ID = b"\r\nActionID: "
_LIST_ENDS = frozenset({"Complete", "cancelled"})
_SUCCESS = frozenset({"Success", "Follows", "Goodbye"})
_SLOWNESS = 3.0  # a link that was slow may take this many times as long before it counts as dead
_TIMER_STEP_S = 0.001  # uvloop's timers count whole steps, and may call so much too soon
_LOOK_S = 0.01  # wait after a deadline: first read what the kernel holds by then, however late this loop is


class Pending:
    """An action under way: its text, its future, its deadline, and the list items received so far."""

    def __init__(self, action: Action, action_id: str, *, limit_s: float = 0.0, expires_at: float = 0.0) -> None:
        self.id = action_id
        self.name = action.name
        self.text = action.wire(action_id)
        self.future: asyncio.Future[Answer] = asyncio.Future()
        self.limit_s = limit_s
        self.expires_at = expires_at
        """Deadline by the loop's time, `limit_s` after the action was written."""
        self.head: Headers | None = None
        self.lists = False
        """Whether the answer is a list that is still coming."""
        self.items: list[Headers] = []

    def take(self, headers: Headers) -> bool:
        """Take in the answer, or an item of its list; True when it is complete."""
        if self.head is None:
            self.head = headers
            self.lists = headers.get("EventList") == "start"
            return not self.lists
        if headers.get("EventList") in _LIST_ENDS:
            return True
        self.items.append(headers)
        return False

    def answer(self) -> Answer:
        """What was received, as an `Answer`."""
        head = self.head or Headers()
        return Answer(
            action=self.name,
            success=head.get("Response") in _SUCCESS,
            message=head.get("Message", "").strip(),
            headers=head,
            items=tuple(self.items),
        )


CLOSED = Fault(mark("Asterisk closed the connection"))


class LinkProtocol(AMIProtocol):  # type: ignore[misc]
    """Bytes to messages and back, for one connection."""

    responses: dict[str, Pending]
    version: str | None

    def __init__(self, link: "Link", limit: int) -> None:
        self._link = link
        self._splitter = Splitter(limit)
        self._lists = 0
        self.encoding = "utf-8"
        self.closed = False
        self.transport: asyncio.Transport | None = None
        self._alarm: asyncio.TimerHandle | None = None
        self._alarm_at = 0.0
        self.reads = 0
        """How often bytes arrived: any is a sign of life."""

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self.factory = self._link

    def data_received(self, data: bytes) -> None:
        self.reads += 1
        self._link.counters.bytes_in += len(data)
        try:
            blocks = self._splitter.feed(data)
        except StreamError as error:
            self._link.lose(error.args[0])
            return
        if self.version is None and self._splitter.banner is not None:
            self.version = self._splitter.banner
            self._link.greeted(self._splitter.banner)
        for block in blocks:
            if self.closed:
                return
            self.handle_message(block)

    def handle_message(self, block: bytes) -> None:
        """Route one message: an event to the owner, an answer or list item to its action, anything else nowhere."""
        if not block.startswith(_EVENT):
            self._take_answer(read_headers(block))
            return
        end = block.find(b"\r\n")
        self._link.counters.events += 1
        if block[7:end] in WANTED:
            self._link.dispatch(RawEvent(block))
        elif self._lists and _ACTION_ID in block:
            self._take_answer(read_headers(block))
        else:
            self._link.counters.unwanted += 1

    def _take_answer(self, headers: Headers) -> None:
        pending = self.responses.get(headers.get("ActionID", ""))
        if pending is None or ("Event" in headers) is not pending.lists:
            # Its sender has given up; or an event merely quotes an action's id.
            self._link.counters.stray_answers += 1
        elif pending.take(headers):
            self._end(pending, pending.answer())
        elif not pending.items:
            self._lists += 1

    def write(self, actions: Sequence[Pending]) -> None:
        """Write the actions in one piece. Each future ends by answer, deadline or loss, whichever is first."""
        for pending in actions:
            self.responses[pending.id] = pending
            pending.future.add_done_callback(partial(self._ended, pending))
            self._look_at(pending.expires_at)
        assert self.transport is not None
        self.transport.write("".join(pending.text for pending in actions).encode())

    def _ended(self, pending: Pending, done: "asyncio.Future[Answer]") -> None:
        # The exception is retrieved, so that asyncio does not log it when a sender ignores the answer.
        if done.cancelled() or done.exception() is not None:
            self._forget(pending)

    def _look_at(self, at: float) -> None:
        """Look at the deadlines then. One alarm for all: to set and stop one costs a turn of the event loop."""
        if self._alarm is not None and self._alarm_at <= at:
            return
        self._stop_alarm()
        self._alarm_at = at
        self._alarm = self._link.loop.call_at(at, self._expire)

    def _stop_alarm(self) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
        self._alarm = None

    def _expire(self) -> None:
        """End the actions whose deadline has come."""
        self._alarm = None
        now = self._link.loop.time() + _TIMER_STEP_S
        for pending in [one for one in self.responses.values() if one.expires_at <= now]:
            why = {"action": pending.name, "limit": f"{pending.limit_s:g}"}
            self._end(pending, AmiTimeout(Fault(mark("{action}: no answer in {limit} s."), why)))
        if self.responses:
            self._look_at(min(pending.expires_at for pending in self.responses.values()))

    def fail_all(self, reason: Fault) -> None:
        """The link is gone: every waiting action fails, and nothing is kept to be sent again."""
        self._stop_alarm()
        for pending in list(self.responses.values()):
            self._end(pending, LinkLost(Fault(mark("{action}: {why}."), {"action": pending.name, "why": reason})))

    def _end(self, pending: Pending, outcome: Answer | AmiError) -> None:
        self._forget(pending)
        if pending.future.done():
            return
        if isinstance(outcome, Answer):
            pending.future.set_result(outcome)
        else:
            pending.future.set_exception(outcome)

    def _forget(self, pending: Pending) -> None:
        """Remove the action from the register, if it is still there."""
        if self.responses.pop(pending.id, None) is None:
            return
        self._lists -= pending.lists

    def connection_lost(self, exc: BaseException | None) -> None:
        self._link.lose(CLOSED if exc is None else fault_of(mark("the connection broke ({why})"), exc))
        self._link.gone.set_result(None)

    def close(self) -> None:
        """Stop taking messages. Nothing is kept to be sent later, unlike in panoramisk's own method."""
        self.closed = True


class Link(Manager):  # type: ignore[misc]
    """One connection to one Asterisk, from connect to loss."""

    protocol: LinkProtocol

    def __init__(
        self,
        address: AmiAddress,
        timings: Timings,
        counters: Counters,
        *,
        clock: Callable[[], float],
        on_event: Callable[[RawEvent], None],
        on_lost: Callable[[Fault], None],
    ) -> None:
        super().__init__(host=address.host, port=address.port, ssl=address.tls, loop=asyncio.get_running_loop())
        self.counters = counters
        self.greeting: asyncio.Future[str] = self.loop.create_future()
        """Asterisk's first line."""
        self.lost: asyncio.Future[Fault] = self.loop.create_future()
        """Why the link is gone; never an exception."""
        self.gone: asyncio.Future[None] = self.loop.create_future()
        """Done when the socket is closed."""
        self.lag = LinkLag()
        self._timings = timings
        self._clock = clock
        self._on_event = on_event
        self._on_lost = on_lost
        self._ids = itertools.count(1)
        self.protocol = LinkProtocol(self, timings.unterminated_bytes)

    async def connect(self) -> None:
        """Connect once. Raises OSError (ssl.SSLError among them) or TimeoutError."""
        async with asyncio.timeout(self._timings.connect_s):
            await self.loop.create_connection(
                lambda: self.protocol, self.config["host"], self.config["port"], ssl=self.config["ssl"] or None
            )
        _reset_at_close(self.protocol.transport, is_on=True)

    def greeted(self, banner: str) -> None:
        """The server's first line has come."""
        if not self.greeting.done():
            self.greeting.set_result(banner)

    def send_action(self, action: Action, *, deadline_s: float) -> "asyncio.Future[Answer]":
        """Write the action now; raises AmiDown when there is nothing to write to."""
        return self.send_actions((action,), deadline_s=deadline_s)[0]

    def send_actions(self, actions: Sequence[Action], *, deadline_s: float) -> "list[asyncio.Future[Answer]]":
        """Write the actions now, in this order; raises AmiDown when there is nothing to write to."""
        if self.protocol.closed:
            raise AmiDown(f"{', '.join(action.name for action in actions)}.")
        expires_at = self.loop.time() + deadline_s
        under_way = [
            Pending(action, f"pronto-{next(self._ids)}", limit_s=deadline_s, expires_at=expires_at)
            for action in actions
        ]
        self.protocol.write(under_way)
        return [pending.future for pending in under_way]

    def dispatch(self, event: RawEvent) -> None:
        """Hand an event to the owner, in order, at once."""
        if (at := told_at(event)) is not None:
            self.lag.heard(at, self._clock())
        self._on_event(event)

    def patience_s(self, at_least_s: float) -> float:
        """How long an answer may take: this long, or longer on a link that was slow recently, but with a limit."""
        return max(at_least_s, min(_SLOWNESS * self.lag.slowest_s, self._timings.silence_most_s))

    def ping(self) -> None:
        """Send a ping. Any byte is a sign of life; without one in time the link is dead."""
        reads, asked_at = self.protocol.reads, self._clock()
        self.lag.asked(asked_at)
        patience_s = self.patience_s(self._timings.silence_s)
        answer = self.send_action(ping(), deadline_s=patience_s)
        answer.add_done_callback(lambda done: self._pinged(done, reads, asked_at, patience_s))

    def _pinged(self, done: "asyncio.Future[Answer]", reads_before: int, asked_at: float, patience_s: float) -> None:
        if self.lost.done():
            return
        if done.exception() is None:
            self.lag.answered(self._clock(), told_at(done.result().headers), asked_at=asked_at)
            self._ping_again()
        else:
            self.pinger = self.loop.call_later(_LOOK_S, self._look, reads_before, patience_s)

    def _look(self, reads_before: int, patience_s: float) -> None:
        if self.protocol.reads == reads_before:
            silent = mark("no byte from Asterisk for {limit} s after a ping")
            self.lose(Fault(silent, {"limit": f"{patience_s:g}"}))
        else:
            self.lag.unanswered(patience_s)
            self._ping_again()

    def _ping_again(self) -> None:
        self.pinger = self.loop.call_later(self._timings.ping_every_s, self.ping)

    def lose(self, reason: Fault) -> None:
        """Give the link up, once: tear down the socket, fail every waiting action, inform the owner."""
        if not self.lost.done():
            self._finish(reason)
            if self.protocol.transport is not None:
                self.protocol.transport.abort()

    async def shut(self, reason: Fault) -> None:
        """Close in good order: log off, close, and wait for the socket, but not for long."""
        transport = self.protocol.transport
        if transport is None:
            return
        if not self.lost.done():
            _reset_at_close(transport, is_on=False)
            transport.write(logoff().wire("bye").encode())
            self._finish(reason)
            transport.close()
        await asyncio.wait({self.gone}, timeout=self._timings.close_s)
        transport.abort()

    def _finish(self, reason: Fault) -> None:
        self.protocol.close()
        if self.pinger is not None:
            self.pinger.cancel()
        self.lost.set_result(reason)
        if not self.greeting.done():
            self.greeting.set_exception(AmiDown(Fault(mark("{why}."), {"why": reason})))
            self.greeting.exception()
        self.protocol.fail_all(reason)
        self._on_lost(reason)


def _reset_at_close(transport: asyncio.Transport | None, *, is_on: bool) -> None:
    """Whether a close is a reset, which discards what the kernel still holds. It is the default, for a killed process
    closes as it is: an Originate delivered late would call somebody whom nobody decided to call now.
    """
    raw = transport.get_extra_info("socket") if transport is not None else None
    if raw is not None:
        with contextlib.suppress(OSError):
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", is_on, 0))
