"""Passes the signalling of phones in the browser on to Asterisk: `/phone/NODE`, a WebSocket with the subprotocol `sip`.

The page stays with one origin, so the policy for content needs no exception and Asterisk no certificate. What passes is
not looked into: Asterisk asks for the account's password. A reverse proxy may take this over (docs/phones.md).
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any, Final

from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, WebSocketException
from websockets.typing import Subprotocol

from api.callers import check_origin, end_of_listening, listener_of
from api.live.reader import RECHECK_S
from api.live.web_socket import GOING_AWAY, OWN_CLOSE, POLICY
from api.problem_kinds import NOT_ALLOWED, NOT_UNDERSTOOD, kind_of
from api.problems import Problem, problem_response
from dialer.access.model import Caller
from dialer.app.composition import Parts
from dialer.core.loopback import stays_here
from dialer.i18n.message import msg
from dialer.provisioning.phones.service import PATH
from dialer.storage.database import TROUBLE
from dialer.telephony.nodes.ari_provisioner import AriSilent

SUBPROTOCOL: Final = "sip"
SIP_BYTES: Final = 32_768  # of one message; one with a browser's offer takes about 4,000
MESSAGES, MESSAGES_S = 200, 10.0  # as many messages of a page are passed on in this time
OPEN_S: Final = 5.0

log = logging.getLogger(__name__)


class PhoneLines:
    """The open connections of phones, one for each session: a new one ends the one before."""

    def __init__(self) -> None:
        self._ends: dict[int, asyncio.Event] = {}

    def enter(self, session_id: int) -> asyncio.Event:
        """Add a session's connection, and end its earlier one. The event is set when this one is to end."""
        self.hang_up(session_id)
        self._ends[session_id] = ended = asyncio.Event()
        return ended

    def leave(self, session_id: int, ended: asyncio.Event) -> None:
        """Remove a connection that has ended."""
        if self._ends.get(session_id) is ended:
            del self._ends[session_id]

    def hang_up(self, session_id: int) -> None:
        """End the session's connection."""
        if (ended := self._ends.pop(session_id, None)) is not None:
            ended.set()


async def pass_on(socket: WebSocket) -> None:
    """Serve one phone. Who may not open one gets the problem document as the answer to the handshake."""
    try:
        caller = await _agent_of(socket)
        line = await _line_to_asterisk(socket, caller)
    except Problem as problem:
        await problem_response(problem, socket.url.path, socket.headers)(socket.scope, socket.receive, socket.send)
        return
    assert caller.session_id is not None
    lines: PhoneLines = socket.app.state.phone_lines
    ended = lines.enter(caller.session_id)
    try:
        await socket.accept(SUBPROTOCOL)
        code, why = await _first(
            _from_page(socket, line), _from_asterisk(socket, line), _check(socket, caller), _wait(ended)
        )
        if why and socket.application_state is WebSocketState.CONNECTED:  # else the page was found gone
            await socket.close(code, why)
    except WebSocketDisconnect:
        pass  # a page that goes is no error
    finally:
        lines.leave(caller.session_id, ended)
        await line.close()


async def _agent_of(socket: WebSocket) -> Caller:
    """The signed-in agent who opens the connection, from a page of Pronto's own. Raises a problem for all others."""
    check_origin(socket)
    caller = await listener_of(socket)
    if caller.kind != "user" or caller.session_id is None or caller.agent_id is None:
        raise Problem(NOT_ALLOWED, msg("Only an agent who has signed in has a phone in the browser."))
    if SUBPROTOCOL not in socket.scope.get("subprotocols", ()):
        raise Problem(NOT_UNDERSTOOD, msg("This WebSocket speaks the subprotocol sip."))
    return caller


async def _line_to_asterisk(socket: WebSocket, caller: Caller) -> ClientConnection:
    parts: Parts = socket.app.state.parts
    node = socket.path_params["node"]
    url = await parts.service.phones.upstream(caller.agent_id, caller.session_id, node)
    if url is None:
        raise Problem(NOT_ALLOWED, msg("This browser has no account of a phone there: ask for one first."))
    try:
        return await connect(
            url,
            subprotocols=[Subprotocol(SUBPROTOCOL)],
            max_size=SIP_BYTES,
            compression=None,
            open_timeout=OPEN_S,
            close_timeout=1.0,
            proxy=None if stays_here(url) else True,
        )
    except (OSError, WebSocketException, TimeoutError) as error:
        log.warning("the phone of an agent cannot be passed on to node %s: %s", node, type(error).__name__)
        raise Problem(kind_of(AriSilent), msg("Asterisk's web server cannot be reached.")) from None


Ending = tuple[int, str]  # a WebSocket's code and reason; without a reason the page has gone by itself


async def _first(*all_of: Coroutine[Any, Any, Ending]) -> Ending:
    """What the first of these says; the others are cancelled."""
    tasks = [asyncio.create_task(one) for one in all_of]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        return next(iter(done)).result()
    finally:
        for one in tasks:
            one.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _from_page(socket: WebSocket, line: ClientConnection) -> Ending:
    clock: Callable[[], float] = asyncio.get_running_loop().time
    taken: list[float] = []
    while True:
        message = await socket.receive()
        if message["type"] == "websocket.disconnect":
            return OWN_CLOSE, ""
        taken = [*taken[-MESSAGES:], clock()]
        if len(taken) > MESSAGES and taken[0] > taken[-1] - MESSAGES_S:
            return POLICY, "too_many_messages"
        said = message.get("text")
        try:
            await line.send(message.get("bytes") or b"" if said is None else said)
        except ConnectionClosed:
            return GOING_AWAY, "asterisk_closed"


async def _from_asterisk(socket: WebSocket, line: ClientConnection) -> Ending:
    try:
        async for said in line:
            await (socket.send_text(said) if isinstance(said, str) else socket.send_bytes(said))
    except (ConnectionClosed, WebSocketDisconnect):
        pass
    return GOING_AWAY, "asterisk_closed"


async def _check(socket: WebSocket, caller: Caller) -> Ending:
    """Ask now and then whether the session still opens this."""
    while True:
        await asyncio.sleep(RECHECK_S)
        try:
            why = await end_of_listening(socket, caller)
        except TROUBLE:
            continue  # a database that is away for a moment must not cost a talk
        if why:
            return (POLICY if why == "signed_out" else GOING_AWAY), why


async def _wait(ended: asyncio.Event) -> Ending:
    await ended.wait()
    return POLICY, "elsewhere"


route: Final = WebSocketRoute(f"{PATH}{{node}}", pass_on)
