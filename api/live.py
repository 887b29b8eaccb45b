"""The live stream of server-sent events: the board, and an agent's screen."""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Mapping
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Depends, Header, Query, Request
from fastapi.responses import Response
from fastapi.sse import EventSourceResponse, ServerSentEvent

from api.answer_language import answered_in
from api.auth import AnyCaller, Caller, Wallboard, not_allowed, still_valid
from api.dependencies import QueryId
from api.schemas.wire import Line
from dialer.app.composition import Parts
from dialer.cell.agents.agent_screen import for_others
from dialer.core.enums import Role
from dialer.i18n.catalogue import languages, with_words
from dialer.messaging.bus import Message, Subscription, Topic

router = APIRouter(tags=["live"])

RECHECK_S = 15.0  # how long a revoked token may continue to listen
RETRY_MS = 1000
SAID_KEPT = 64  # cached bodies with sentences: made once per language for all listeners

AskedLanguage = Annotated[
    Line | None, Query(description="In which sentences are made; otherwise as `Accept-Language` says.")
]


def _may_listen(caller: AnyCaller, agent: QueryId = None) -> Caller:
    """Agents see their own screen, supervisors every screen that no rule locks, wallboards the board."""
    if agent is None and not caller.may(Role.WALLBOARD):
        raise not_allowed(Role.WALLBOARD)
    if agent is not None and not caller.is_agent(agent) and not caller.may(Role.SUPERVISOR):
        raise not_allowed(Role.SUPERVISOR)
    return caller


@router.get("/live", response_class=EventSourceResponse)
async def stream_live(
    request: Request,
    caller: Annotated[Caller, Depends(_may_listen)],
    agent: QueryId = None,
    language: AskedLanguage = None,
    last_event_id: Annotated[Line | None, Header()] = None,
) -> AsyncIterator[ServerSentEvent]:
    """Stream `board` events, with `?agent=` that agent's `screen` events, and to supervisors those of long work.

    Long work are `import`, `scrub` (a register's answer comes in) and `numbers` (a file of them is suppressed).
    Each event is the whole present state, so a client that was away misses nothing: `Last-Event-ID` is accepted and
    needs no answer. A screen that a law locks is sent to its agent alone, and
    numbers on another's are masked. A stream ends with `signed_out` when its
    token is revoked.
    """
    parts: Parts = request.app.state.parts
    wants_board = caller.may(Role.WALLBOARD)
    spoken = _spoken(language)
    topics = ([Topic.BOARD] if wants_board else []) + ([Topic.SCREEN] if agent is not None else [])
    topics += [Topic.IMPORT, Topic.SCRUB, Topic.NUMBERS] if caller.may(Role.SUPERVISOR) else []
    async with parts.bus.subscribe(*topics) as news:
        yield ServerSentEvent(comment="connected", retry=RETRY_MS)
        for first in await _present(parts, agent=agent, board=wants_board):
            if _is_for(caller, agent, first):
                yield _event(_seen(caller, agent, first), spoken)
        loop = asyncio.get_running_loop()
        check_at = loop.time() + RECHECK_S
        while True:
            message = await _next(news, check_at)
            if message is not None and _is_for(caller, agent, message):
                yield _event(_seen(caller, agent, message), spoken)
            if loop.time() >= check_at:
                if not await still_valid(request, caller):
                    yield ServerSentEvent(event="signed_out", raw_data="{}")
                    return
                check_at = loop.time() + RECHECK_S


def _is_for(caller: Caller, agent: int | None, message: Message) -> bool:
    """Whether the listener gets a message: only the requested agent's screen, and a locked one only as that agent."""
    if message.topic != Topic.SCREEN:
        return True
    return message.body.get("agent_id") == agent and (not message.body.get("locked_by") or caller.is_agent(agent))


def _seen(caller: Caller, agent: int | None, message: Message) -> Message:
    """A message for the listener: numbers on another agent's screen are masked."""
    if message.topic != Topic.SCREEN or caller.is_agent(agent):
        return message
    return Message(message.topic, for_others(message.body))


async def _next(news: Subscription, until: float) -> Message | None:
    """Return the next message, or None once the event loop's time reaches `until`."""
    try:
        async with asyncio.timeout_at(until):
            return await news.get()
    except TimeoutError:
        return None


async def _present(parts: Parts, *, agent: int | None, board: bool) -> list[Message]:
    """Return the present state, for a new listener."""
    found: list[tuple[Topic, Mapping[str, Any] | None]] = []
    if board:
        found.append((Topic.BOARD, await parts.bus.latest(Topic.BOARD)))
    if agent is not None:
        found.append((Topic.SCREEN, await parts.bus.latest(Topic.SCREEN, agent_id=agent)))
    return [Message(topic, body) for topic, body in found if body is not None]


def _spoken(language: str | None) -> str:
    """The named language if Pronto has it, else the request's."""
    return language if language in languages() else answered_in()


def _event(message: Message, language: str) -> ServerSentEvent:
    text = _said(message.body, language).decode()
    return ServerSentEvent(event=message.topic, raw_data=text, id=str(message.body.get("at", "")) or None)


_SAID: OrderedDict[tuple[int, str], tuple[Mapping[str, Any], bytes]] = OrderedDict()


def _said(body: Mapping[str, Any], language: str) -> bytes:
    """A body as JSON, with its messages in the language."""
    kept = _SAID.get((id(body), language))
    if kept is not None and kept[0] is body:
        return kept[1]
    text = orjson.dumps(with_words(body, language), default=str, option=orjson.OPT_NON_STR_KEYS)
    _SAID[id(body), language] = body, text
    if len(_SAID) > SAID_KEPT:
        _SAID.popitem(last=False)
    return text


@router.get("/board")
async def read_board(request: Request, _caller: Wallboard, language: AskedLanguage = None) -> Response:
    """Return the board as it was last published: what `/live` would send first. Empty when no engine was seen yet."""
    parts: Parts = request.app.state.parts
    body = await parts.bus.latest(Topic.BOARD)
    return Response(_said(body or {}, _spoken(language)), media_type="application/json")
