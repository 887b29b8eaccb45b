"""Liveness and readiness, with what is wrong in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from api.answer_language import in_answer_language
from dialer.app.composition import Parts
from dialer.core.errors import DatabaseUnusable
from dialer.i18n.labels import label
from dialer.i18n.message import Message, from_plain, joined, message_of, msg
from dialer.messaging.bus import Topic
from dialer.storage.database import TROUBLE
from dialer.storage.error_codes import lasts

router = APIRouter(tags=["health"])

ALIVE = {"status": "alive"}
ENGINE_SEEN_S = 5.0  # the engine publishes five times a second; a machine that is busy may miss some


@dataclass(frozen=True, slots=True)
class Check:
    """One check, with an explanation and what to do."""

    name: str
    ok: bool
    words: Message | str
    behind_ms: int | None = None
    """For a node: the delay of Asterisk or of the engine."""

    def shown(self) -> dict[str, Any]:
        """The check as JSON, without empty fields."""
        facts = {"name": self.name, "ok": self.ok, "words": in_answer_language(self.words)}
        return facts if self.behind_ms is None else {**facts, "behind_ms": self.behind_ms}


@router.get("/healthz")
async def liveness() -> dict[str, str]:
    """Answer at once: the process is alive and its event loop runs."""
    return ALIVE


NOT_READY: Final[dict[int | str, dict[str, Any]]] = {
    503: {"description": "Something is not ready; `checks` says what.", "content": {"application/json": {}}}
}


@router.get("/readyz", responses=NOT_READY)
async def readiness(request: Request) -> JSONResponse:
    """Check whether calls can be placed: database, engine and Asterisk nodes."""
    parts: Parts = request.app.state.parts
    names: list[str] = []
    try:
        names = [node.name for node in await parts.store.nodes.list()]
        database = Check("database", True, msg("The database answers."))
    except TROUBLE as error:
        away = msg("The database does not answer ({kind}).", kind=type(error).__name__)
        why = message_of(DatabaseUnusable()) if lasts(error) else away
        database = Check("database", False, why)
    checks = [database, *(await _engine(parts, names))]
    well = all(check.ok for check in checks)
    body = {"status": "ready" if well else "not ready", "checks": [check.shown() for check in checks]}
    return JSONResponse(body, 200 if well else 503)


async def _engine(parts: Parts, names: list[str]) -> list[Check]:
    board = await parts.bus.latest(Topic.BOARD)
    if board is None:
        hint = msg("Start it with `pronto run`, or `pronto engine` with the same PRONTO_REDIS_URL.")
        return [Check("engine", False, joined(" ", [msg("No engine has been seen."), hint]))]
    age = parts.clock() - float(board.get("at", 0.0))
    if age > ENGINE_SEEN_S:
        return [Check("engine", False, msg("The engine was last seen {age:.0f} s ago.", age=age))]
    draining = board.get("engine") == "draining"
    finishes, works = msg("The engine finishes its calls and takes no new ones."), msg("The engine works.")
    seen = {node["name"]: node for node in board.get("nodes", ())}
    nodes = [_node(name, seen.get(name)) for name in names]
    return [
        Check("engine", not draining, finishes if draining else works),
        *nodes,
        *_loop(board.get("health"), float(board["at"])),
    ]


def _node(name: str, node: Mapping[str, Any] | None) -> Check:
    if node is None:
        return Check(f"node {name}", False, msg("No engine has taken this node up yet."))
    if node["state"] != "up":
        return Check(f"node {name}", False, from_plain(node.get("trouble")) or _state(node))
    version = node.get("version")
    words = msg("Asterisk {version} is connected.", version=version) if version else msg("Asterisk is connected.")
    lag = node.get("lag") or {}
    if said := lag.get("text"):
        words = joined(" ", [words, from_plain(said)])
    return Check(f"node {name}", True, words, lag.get("behind_ms"))


def _state(node: Mapping[str, Any]) -> Message:
    return msg("Asterisk: {state}.", state=label("link", str(node["state"])))


def _loop(health: Mapping[str, Any] | None, now: float) -> list[Check]:
    """Check the engine's main loop: the board is published outside it."""
    if health is None:
        return []
    age = now - float(health["beat_at"])
    turns = Check("engine loop", age <= ENGINE_SEEN_S, msg("The engine's loop last turned {age:.1f} s ago.", age=age))
    words = msg("{backlog} results wait to be written.", backlog=health["backlog"])
    return [turns, Check("results", bool(health["database"]), words)]
