"""Combines the boards of all engines: each publishes what it owns, and readers see them as one."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

ENGINE: Final = "engine_id"  # key of a board: the engine that made it
MEASURES: Final = "measures"  # key of a board: its nodes' counters, for metrics alone; no reader of the board gets them
TRUNK_MINUTES: Final = "trunk_minutes"  # key of a board: the trunks' last hour, for the channel `telephony` alone
NOT_SHOWN: Final = frozenset({MEASURES, TRUNK_MINUTES})  # keys that a reader of the whole board does not get
GONE_S: Final = 5.0  # an engine publishes five times a second; one so far behind the others is gone
_PARTS: Final = ("nodes", "trunks", "campaigns", MEASURES, TRUNK_MINUTES)

Board = Mapping[str, Any]


def engine_of(board: Board) -> str:
    """The engine that made the board; empty if it does not say."""
    return str(board.get(ENGINE, ""))


def fresh(boards: Iterable[Board]) -> list[Board]:
    """The boards, newest first, without those of engines already gone when the newest was made."""
    newest_first = sorted(boards, key=_at, reverse=True)
    return [board for board in newest_first if _at(board) >= _at(newest_first[0]) - GONE_S]


def one_board(boards: Iterable[Board]) -> Board | None:
    """The latest boards of all engines, as if one engine had published them. None without any.

    If two boards show the same thing, the newer counts: a node, with its campaigns, has just changed engines.
    """
    found = fresh(boards)
    if len(found) < 2:
        return found[0] if found else None
    return {
        **found[0],
        **{part: _by_id(board.get(part, ()) for board in found) for part in _PARTS},
        "engine": next((board["engine"] for board in found if board.get("engine") == "up"), found[0].get("engine")),
        "health": _worst([board["health"] for board in found if "health" in board]),
        "decision_us": _slowest([board.get("decision_us") or {} for board in found]),
    }


def node_is_up(board: Board, node_id: int) -> bool:
    """Whether the link to the node was up when the board was made."""
    return any(one["id"] == node_id and one["state"] == "up" for one in board.get("nodes", ()))


def _at(board: Board) -> float:
    return float(board.get("at", 0.0))


def _by_id(parts: Iterable[Iterable[Board]]) -> list[Board]:
    found: dict[int, Board] = {}
    for part in parts:
        for one in part:
            found.setdefault(one["id"], one)
    return [found[key] for key in sorted(found)]


def _slowest(figures: list[Mapping[str, float]]) -> dict[str, float] | None:
    names = dict.fromkeys(name for one in figures for name in one)
    return {name: max(one[name] for one in figures if name in one) for name in names} or None


def _worst(told: list[Mapping[str, Any]]) -> dict[str, Any] | None:
    """The health of several engines as one: the loop that ran longest ago, and all waiting results."""
    if not told:
        return None
    return {
        "beat_at": min(one["beat_at"] for one in told),
        "database": all(one["database"] for one in told),
        "backlog": sum(one["backlog"] for one in told),
    }
