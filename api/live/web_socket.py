"""The stream as a WebSocket: for pages, which follow several channels and change them without a new connection."""

import asyncio
import logging
from collections.abc import Mapping
from functools import partial
from typing import Any, Final

import orjson
from starlette.websockets import WebSocket, WebSocketDisconnect

from api.answer_language import chosen_language
from api.callers import end_of_listening, listener_of
from api.live.channels import Channel, may_listen
from api.live.hub import Hub
from api.live.reader import CHANNELS, WIRE, Reader
from api.live.stream import Event
from api.problem_kinds import NOT_UNDERSTOOD, TOO_MANY_CHANNELS
from api.problems import Problem, problem_response, summary
from dialer.access.model import Caller
from dialer.app.composition import Parts
from dialer.core.errors import DialerError
from dialer.i18n.message import msg

CHANNEL_LENGTH: Final = 120  # of a channel's name in answers; those that there are, are shorter
MESSAGE_BYTES: Final = 4096  # of a client's message
MESSAGES, MESSAGES_S = 60, 10.0  # as many messages of a client are taken in this time
OWN_CLOSE, GOING_AWAY, POLICY = 1000, 1012, 1008

_CODES: Final = {"recycled": OWN_CLOSE, "restart": GOING_AWAY}


_TOO_MANY: Final = Problem(
    TOO_MANY_CHANNELS,
    msg("A connection follows {most} channels at most.", most=CHANNELS),
)

log = logging.getLogger(__name__)


async def listen(socket: WebSocket) -> None:
    """Serve one WebSocket. A caller who may not open one gets the problem document as the answer to the handshake."""
    hub: Hub = socket.app.state.live
    try:
        caller = await listener_of(socket)
        language = chosen_language(socket.query_params.get("language"))
        reader = Reader(
            hub,
            language,
            partial(end_of_listening, socket, caller),
            mono=asyncio.get_running_loop().time,
            form=Event.packet,
            wire=socket.scope.get("state", {}).get(WIRE),
            agent_id=caller.agent_id,
        )
        who = caller.kind, caller.id
        hub.enter(who, reader)
    except Problem as problem:
        await problem_response(problem, socket.url.path, socket.headers)(socket.scope, socket.receive, socket.send)
        return
    try:
        await socket.accept()
        hears = asyncio.create_task(_Orders(socket, hub, reader, caller).take())
        try:
            await _send(socket, hub, reader)
        finally:
            hears.cancel()
    except (WebSocketDisconnect, OSError):
        pass  # a client that goes is no error; one that goes before it is let in is the server's OSError
    finally:
        hub.leave(who, reader)


async def _send(socket: WebSocket, hub: Hub, reader: Reader) -> None:
    while not reader.is_gone:
        await reader.wait()
        for _, events in reader.take(hub.clock()):
            for event in events:
                await socket.send_text(event.message(reader.language))
        if reader.ended:
            await socket.close(_CODES.get(reader.ended, POLICY), reader.ended)
            return


class _Orders:
    """What a client asks for: `{"op": "subscribe", "channel": …}` and `unsubscribe`."""

    def __init__(self, socket: WebSocket, hub: Hub, reader: Reader, caller: Caller) -> None:
        self._socket, self._hub, self._reader, self._caller = socket, hub, reader, caller
        self._taken: list[float] = []  # instants of the last messages, by the event loop's clock

    async def take(self) -> None:
        """Take messages until the client goes, or sends more than one may."""
        try:
            while not self._reader.ended:
                message = await self._socket.receive()
                if message["type"] == "websocket.disconnect":
                    self._reader.drop()
                    return
                text = message.get("text") or ""
                if self._is_too_fast(asyncio.get_running_loop().time()):
                    self._reader.end("too_many_messages")
                    return
                await self._carry_out(text)
        except Exception:  # this task is awaited by nobody: the connection ends, and the page comes back
            log.exception("a WebSocket's message could not be carried out")
            self._reader.end("restart")

    def _is_too_fast(self, now: float) -> bool:
        self._taken = [*self._taken[-MESSAGES:], now]
        return len(self._taken) > MESSAGES and self._taken[0] > now - MESSAGES_S

    async def _carry_out(self, text: str) -> None:
        name = ""
        try:
            order = _order(text)
            name = str(order.get("channel", ""))
            channel = Channel.read(name)
            match order.get("op"):
                case "subscribe":
                    await self._subscribe(channel, order)
                case "unsubscribe":
                    if (stream := self._reader.unfollow(str(channel))) is not None:
                        self._hub.close(stream)
                case _:
                    raise _not_understood()
        except (Problem, DialerError) as error:
            self._refuse(name, error)

    async def _subscribe(self, channel: Channel, order: Mapping[str, Any]) -> None:
        parts: Parts = self._socket.app.state.parts
        if self._reader.follows(str(channel)):
            return
        if self._reader.is_full:
            raise _TOO_MANY
        view = await may_listen(self._caller, channel, parts.store, now=parts.clock())
        stream = await self._hub.open(channel, view)
        seq = order.get("seq")
        knows = stream.epoch == order.get("epoch") and isinstance(seq, int)
        self._reader.follow(stream, seq if knows else None)

    def _refuse(self, name: str, error: Problem | DialerError) -> None:
        self._reader.tell(Event("refused", summary(error), at=self._hub.clock(), channel=name[:CHANNEL_LENGTH]))


def _order(text: str) -> Mapping[str, Any]:
    try:
        order = orjson.loads(text)
    except orjson.JSONDecodeError:
        raise _not_understood() from None
    if not isinstance(order, dict):
        raise _not_understood()
    return order


def _not_understood() -> Problem:
    return Problem(
        NOT_UNDERSTOOD,
        msg("Send subscribe or unsubscribe as `op`, with a `channel`, as one JSON object."),
    )
