"""Limits on connections to the API: their number, the size of a request's head, and slow clients.

uvicorn's protocol does not limit the head, and waits for the rest of a request for ever. This module refuses
incomplete requests; `api.middleware` limits complete ones.
"""

import asyncio
import logging
from collections.abc import Callable
from functools import partial
from typing import Any, ClassVar, Final, cast

import httptools
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import CloseCode, Frame
from websockets.http11 import Request
from websockets.protocol import State

from api.client_addresses import client_name
from api.live.reader import WIRE
from api.phone_socket import SIP_BYTES
from api.problem_kinds import HEAD_TOO_LARGE, NOT_HTTP, TOO_SLOW
from api.problems import Problem, problem_response
from api.quota import Quota
from dialer.i18n.message import msg
from dialer.provisioning.phones.service import PATH as PHONES

HEAD_BYTES = 65_536  # request line and header fields together; the same limit holds for a chunked body's trailer
HEAD_FIELDS = 100
HEAD_S = 10.0  # from the connection, or the first byte of a later request, to the end of the head
# A body must bring BODY_BYTES in every BODY_S until it is complete,
BODY_S = 30.0
BODY_BYTES = 120_000
# and be complete within WHOLE_S plus the largest upload's size at WHOLE_BYTES_PER_S: 77 minutes for 200 MB.
WHOLE_S = 600.0
WHOLE_BYTES_PER_S = 50_000
UNREAD_S = 60.0  # how long a client may read nothing of its answer
FRAGMENTS: Final = 64  # of one WebSocket message
LINGER_S = 1.0  # time for a refused client to read the reason, which closing at once would lose
LINGERING = 64  # refused clients that linger at a time

_TOO_LONG: Final = Problem(
    HEAD_TOO_LARGE,
    msg(
        "The address and header fields of a request take {bytes:,} bytes and {fields} fields at most.",
        bytes=HEAD_BYTES,
        fields=HEAD_FIELDS,
    ),
)
_BAD: Final = Problem(NOT_HTTP, msg("This is not an HTTP/1.1 request."))
_LATE: Final = Problem(
    TOO_SLOW,
    msg(
        "The head of a request must be whole within {head:.0f} seconds, and its body bring {bytes:,} bytes or its end "
        "in each {body:.0f} seconds.",
        head=HEAD_S,
        bytes=BODY_BYTES,
        body=BODY_S,
    ),
)


def time_for_body(upload_limit_bytes: int) -> float:
    """Return the seconds within which a body must be complete, for this upload limit."""
    return WHOLE_S + upload_limit_bytes / WHOLE_BYTES_PER_S


def _too_slow(seconds: float) -> Problem:
    return Problem(
        TOO_SLOW,
        msg(
            "The body of a request must be whole within {minutes:.0f} minutes. Upload the list in parts, or over a "
            "faster line.",
            minutes=seconds / 60,
        ),
    )


class _TooLong(Exception):  # noqa: N818 - never leaves the parser
    pass


class GuardedProtocol(HttpToolsProtocol):
    """uvicorn's protocol with limits on incomplete requests."""

    _lingering: ClassVar[int] = 0  # refused connections kept open until their clients have read the reason

    def __init__(self, *args: Any, quota: Quota, body_s: float, **more: Any) -> None:
        super().__init__(*args, **more)
        self._quota = quota
        self._body_s = body_s
        self._entered = False
        self._answered: RequestResponseCycle | None = None  # uvicorn's `cycle` is the last one received, which may wait
        self._begun = False  # whether any byte of a request has been received
        self._refused = False
        self._wanted = "head"  # the next expected part of a request: "head", "body", or nothing
        self._timer: asyncio.TimerHandle | None = None
        self._timer_of = ""
        self._overdue = False
        self._unread: asyncio.TimerHandle | None = None
        self._loose = 0  # bytes not yet parsed as head or body
        self._head, self._fields = 0, 0
        self._brought = 0  # bytes of the body in this period
        self._stretches = 0  # periods used for the body

    # A connection -----------------------------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        if (full := self._quota.enter(self._host)) is not None:
            self._end_with(full)
            return
        self._entered = True
        self._time(self._wanted, HEAD_S)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._entered:
            self._quota.leave(self._host)
            self._entered = False
        self._time("", 0)
        self._stop_waiting_for_reader()
        self._leave_unanswered()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._refused:
            return
        self._loose += len(data)
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            if self._should_upgrade():
                self.handle_websocket_upgrade()
                return
        except httptools.HttpParserError as error:
            self._refuse(_TOO_LONG if isinstance(error.__context__, _TooLong) else _BAD)
            return
        if self._loose > HEAD_BYTES:
            self._refuse(_TOO_LONG)
        elif self._wanted != self._timer_of:
            self._time(self._wanted, HEAD_S if self._wanted == "head" else BODY_S)

    def pause_writing(self) -> None:
        super().pause_writing()
        self._wait_for_reader()

    def resume_writing(self) -> None:
        super().resume_writing()
        if not self.transport.is_closing():  # a closing one still waits for the client to read the rest
            self._stop_waiting_for_reader()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self.transport.is_closing():
            self._wait_for_reader()

    def timeout_keep_alive_handler(self) -> None:
        super().timeout_keep_alive_handler()
        self._wait_for_reader()

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        self._answered = cycle
        super()._start_asgi_task(cycle, app)

    def handle_websocket_upgrade(self) -> None:
        """Hand the connection, and its place among the client's, to the protocol of WebSockets."""
        self._time("", 0)
        self._unset_keepalive_if_required()
        self._entered = False
        super().handle_websocket_upgrade()
        cast("GuardedWebSocket", self.transport.get_protocol()).leave = partial(self._quota.leave, self._host)

    @property
    def is_free(self) -> bool:
        """Whether the running answer can be gone on with at once (`api.live.reader.Wire`)."""
        answered = self._answered
        return (
            answered is not None
            and bool(answered.chunked_encoding)
            and not (answered.response_complete or answered.disconnected or self.flow.write_paused)
            and not self.transport.is_closing()
        )

    def write_now(self, data: bytes) -> None:
        """Write a part of the running answer."""
        self.transport.write(b"%x\r\n%b\r\n" % (len(data), data))

    def let_go(self) -> None:
        """Abort the connection; the running request sees a disconnected client."""
        self._give_up()
        self.transport.abort()

    # The parser's -----------------------------------------------------------------------------------------------------

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._unset_keepalive_if_required()
        self.scope["state"][WIRE] = self
        self._begun, self._wanted = True, "head"
        self._head = self._fields = 0

    def on_url(self, url: bytes) -> None:
        self._count(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        self._fields += 1
        self._count(len(name) + len(value))
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        self._wanted = "body"
        self._loose = self._brought = self._stretches = 0
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        self._loose = 0
        self._brought += len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._wanted = ""
        self._loose = 0
        super().on_message_complete()

    # ------------------------------------------------------------------------------------------------------------------

    def _count(self, size: int) -> None:
        self._head += size
        if self._head > HEAD_BYTES or self._fields > HEAD_FIELDS:
            raise _TooLong

    def _time(self, what: str, seconds: float) -> None:
        """Start the timer for the expected part; stop it if that is empty."""
        if self._timer is not None:
            self._timer.cancel()
        self._timer_of, self._overdue = what, False
        self._timer = self.loop.call_later(seconds, self._late) if what else None

    def _late(self) -> None:
        if not self._overdue:  # first read what arrived while this process was stalled
            self._overdue, self._timer = True, self.loop.call_later(0.01, self._late)
        elif self._timer_of == "body" and (self.flow.read_paused or self._brought >= BODY_BYTES):
            self._stretches += not self.flow.read_paused  # while reading is paused the client is not to blame
            if self._stretches * BODY_S >= self._body_s:
                self._refuse(_too_slow(self._body_s))
                return
            self._brought = 0
            self._time("body", BODY_S)
        elif not self._begun:
            self.transport.close()  # it never sent a request
        else:
            self._refuse(_LATE)

    def _wait_for_reader(self) -> None:
        """Limit the time for the client to read its answer; otherwise it could keep the connection open for ever."""
        if self._unread is None:
            self._unread = self.loop.call_later(UNREAD_S, self.transport.abort)

    def _stop_waiting_for_reader(self) -> None:
        if self._unread is not None:
            self._unread.cancel()
            self._unread = None

    @property
    def _host(self) -> str:
        return self.client[0] if self.client else ""

    def _refuse(self, why: Problem) -> None:
        self._quota.refusals.add(why.kind.slug, client_name(self._host))
        self._end_with(why)

    def _end_with(self, why: Problem) -> None:
        """Answer with the problem if an answer is still possible, and end the connection."""
        answered = self._answered
        begun = answered is not None and answered.response_started and not answered.response_complete
        # A request may be answered before its body has come, and has no second answer.
        is_answered = self._wanted == "body" and self.cycle is not None and self.cycle.response_complete
        self._give_up()
        if begun:
            self.transport.abort()
            return
        if self.transport.is_closing():
            return
        if not is_answered:
            self._answer(why)
        if self._lingering >= LINGERING:
            self.transport.close()
            return
        GuardedProtocol._lingering += 1
        self.transport.pause_reading()
        self.transport.write_eof()
        self.loop.call_later(LINGER_S, self._end)

    def _end(self) -> None:
        GuardedProtocol._lingering -= 1
        self.transport.abort()

    def _answer(self, why: Problem) -> None:
        asked = {name.decode("latin-1"): value.decode("latin-1") for name, value in self.headers or ()}
        answer = problem_response(why, self.scope["path"] if self._wanted == "body" else "", asked)
        fields = [*self.server_state.default_headers, *answer.raw_headers, (b"connection", b"close")]
        head = b"".join(name + b": " + value + b"\r\n" for name, value in fields)
        self.transport.write(STATUS_LINE[why.status_code] + head + b"\r\n" + bytes(answer.body))

    def _give_up(self) -> None:
        self._refused = True
        self._time("", 0)
        self._unset_keepalive_if_required()
        self._leave_unanswered()

    def _leave_unanswered(self) -> None:
        """Drop waiting requests, and let the running one see a disconnected client."""
        self.pipeline.clear()
        if self._answered is not None and not self._answered.response_complete:
            self._answered.disconnected = True
            self._answered.message_event.set()
            self.flow.resume_writing()


_SOCKETS: Final = logging.getLogger("uvicorn.error.sockets")
_SOCKETS.setLevel(logging.WARNING)  # without a line for each page that is opened


class GuardedWebSocket(WebSocketsSansIOProtocol):
    """uvicorn's protocol of WebSockets with limits on clients that do not read, and on fragments of a message.

    While a client does not read, nothing of it is read either: answers to its pings would pile up.
    """

    leave: Callable[[], None] | None = None  # gives back the place among the client's connections
    _unread: asyncio.TimerHandle | None = None
    _closing: asyncio.TimerHandle | None = None

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.logger = _SOCKETS

    def handle_connect(self, event: Request) -> None:
        if event.path.startswith(PHONES):
            self.conn.max_message_size = SIP_BYTES
        super().handle_connect(event)
        if not self.close_sent:
            self.scope["state"][WIRE] = self

    @property
    def is_free(self) -> bool:
        """Whether events can be written at once (`api.live.reader.Wire`)."""
        return (
            self.handshake_complete
            and self.writable.is_set()
            and not (self.close_sent or self.transport.is_closing())
            and self.conn.state is State.OPEN
        )

    def write_now(self, data: bytes) -> None:
        """Write whole frames."""
        self.transport.write(data)

    def handle_cont(self, event: Frame) -> None:
        """Take a further fragment: each may be empty, so that their sizes limit nothing."""
        super().handle_cont(event)
        if len(self.frames) > FRAGMENTS:
            self.frames = []
            self.conn.fail(CloseCode.MESSAGE_TOO_BIG, "too many fragments")
            self.handle_parser_exception()

    def on_task_complete(self, task: asyncio.Task[None]) -> None:
        """Limit the time for the client to take the rest; otherwise it could keep the connection open for ever."""
        super().on_task_complete(task)
        if not self.disconnected:
            self._closing = self.loop.call_later(UNREAD_S, self.transport.abort)

    def connection_lost(self, exc: Exception | None) -> None:
        if self.leave is not None:
            self.leave()
        self._stop_waiting_for_reader()
        if self._closing is not None:
            self._closing.cancel()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        super().pause_writing()
        self.transport.pause_reading()
        if self._unread is None:
            self._unread = self.loop.call_later(UNREAD_S, self.transport.abort)

    def resume_writing(self) -> None:
        super().resume_writing()
        self._stop_waiting_for_reader()
        if not self.read_paused and not self.transport.is_closing():
            self.transport.resume_reading()

    def let_go(self) -> None:
        """Abort the connection."""
        self.transport.abort()

    def _stop_waiting_for_reader(self) -> None:
        if self._unread is not None:
            self._unread.cancel()
            self._unread = None
