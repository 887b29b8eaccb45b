"""The stream as server-sent events: for boards, curl and programs."""

import asyncio
import random
from collections.abc import Hashable
from functools import partial
from http import HTTPStatus
from typing import Annotated

import orjson
from fastapi import APIRouter, Header, Query, Request
from fastapi.responses import Response
from starlette.types import Receive, Scope, Send

from api.answer_language import chosen_language
from api.auth import Needs, Permit
from api.callers import SignedIn, end_of_listening
from api.dependencies import PartsDep
from api.live.board_parts import visible_board
from api.live.channels import Channel, campaigns_of, may_listen
from api.live.hub import Hub
from api.live.reader import CHANNELS, WIRE, Reader, positions
from api.live.web_socket import listen
from api.problem_kinds import ENDING, NOT_ALLOWED, TOO_MANY_STREAMS, UNKNOWN_CHANNEL, refuses
from api.schemas.wire import Line
from dialer.i18n.catalogue import with_words
from dialer.messaging.boards import NOT_SHOWN
from dialer.messaging.bus import Topic

router = APIRouter(tags=["stream"])
router.add_websocket_route("/stream", listen)

RETRY_MS = (500, 2500)  # after which a client comes back: between these, so that all do not at once

AskedLanguage = Annotated[
    Line | None, Query(description="Language of sentences; by default that of `Accept-Language`.")
]
Channels = Annotated[
    list[Line],
    Query(
        min_length=1,
        max_length=CHANNELS,
        description=(
            "`board`, `board:floor`, `campaign:3`, `team:5`, `agent:7`, `telephony`, `job:42`, `job:import:7`, "
            "`job:scrub:3`, `job:numbers`; may be repeated."
        ),
    ),
]


class EventStream(Response):
    """An answer that goes on until its reader ends or the client goes."""

    media_type = "text/event-stream"

    def __init__(self, reader: Reader, hub: Hub, who: Hashable) -> None:
        super().__init__(headers={"x-accel-buffering": "no"})  # a proxy that gathers an answer would delay events
        del self.headers["content-length"]
        self._reader, self._hub, self._who = reader, hub, who

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send what is new, as often as there is something new."""
        reader, hub = self._reader, self._hub
        gone = asyncio.create_task(_until_gone(receive, reader))
        try:
            await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
            retry = random.randint(*RETRY_MS)  # noqa: S311 - spreads reconnects, hides nothing
            await send(_chunk(f": connected\nretry: {retry}\n\n".encode()))
            while not reader.is_gone:
                await reader.wait()
                if data := reader.encoded(hub.clock()):
                    await send(_chunk(data))
                if reader.ended:
                    break
            await send({"type": "http.response.body", "body": b""})
        finally:
            gone.cancel()
            hub.leave(self._who, reader)


@router.get(
    "/stream",
    response_class=EventStream,
    status_code=HTTPStatus.OK,
)
@refuses(NOT_ALLOWED, UNKNOWN_CHANNEL, TOO_MANY_STREAMS, ENDING)
async def open_stream(
    request: Request,
    caller: SignedIn,
    parts: PartsDep,
    channel: Channels,
    language: AskedLanguage = None,
    last_event_id: Annotated[Line | None, Header()] = None,
) -> EventStream:
    """Follow channels as server-sent events: the present state of each (`snapshot`), then its changes.

    The name of an event is its `op`, its data the envelope that docs/stream.md explains: `set`, `merge` and `gone`
    change one key; `heartbeat` comes each second with the age of the engine's last board; `end` is the last event and
    says whether to come back. With `Last-Event-ID`, as browsers send it, only what was missed is sent, for a minute.
    A page opens the same address as a WebSocket.
    """
    hub: Hub = request.app.state.live
    asked, now = map(Channel.read, dict.fromkeys(channel)), parts.clock()
    views = {one: await may_listen(caller, one, parts.store, now=now) for one in asked}
    reader = Reader(
        hub,
        chosen_language(language),
        partial(end_of_listening, request, caller),
        mono=asyncio.get_running_loop().time,
        wire=request.scope.get("state", {}).get(WIRE),
        agent_id=caller.agent_id,
    )
    who = caller.kind, caller.id
    hub.enter(who, reader)
    try:
        known = positions(last_event_id or "")
        for one, view in views.items():
            stream = await hub.open(one, view)
            reader.follow(stream, known.get(stream.epoch))
    except BaseException:
        hub.leave(who, reader)
        raise
    return EventStream(reader, hub, who)


@router.get("/board")
async def read_board(
    parts: PartsDep, permit: Annotated[Permit, Needs("board.read")], language: AskedLanguage = None
) -> Response:
    """Read the board as last published, whole. Empty if no engine was seen yet. A wallboard's link reads its own."""
    of_its_board = await campaigns_of(permit.caller.board, parts.store)
    board = visible_board(await parts.bus.latest(Topic.BOARD) or {}, sees=permit.sees, shown=of_its_board)
    shown = {name: value for name, value in board.items() if name not in NOT_SHOWN}
    text = orjson.dumps(with_words(shown, chosen_language(language)), default=str, option=orjson.OPT_NON_STR_KEYS)
    return Response(text, media_type="application/json")


async def _until_gone(receive: Receive, reader: Reader) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    reader.drop()


def _chunk(text: bytes) -> dict[str, object]:
    return {"type": "http.response.body", "body": text, "more_body": True}
