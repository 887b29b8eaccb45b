"""The engine's answers to questions over the bus: plain data in, plain data out."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any
from zoneinfo import ZoneInfo

from dialer.cell.cell import Cell
from dialer.cell.dialling.decision_log import Kept
from dialer.cell.dialling.idle_reasons import reason
from dialer.engine.board.pacing import decided
from dialer.i18n.message import to_plain

MOST_DECISIONS = 500


def answer(cells: Mapping[int, Cell], question: Mapping[str, Any], *, now: float) -> dict[str, Any] | None:
    """The answer; None if the question is not understood, or is about another engine's campaign."""
    cell = cells.get(_whole(question.get("campaign_id")) or 0)
    if cell is None or question.get("kind") != "decisions":
        return None
    return {"number": question.get("number"), **decisions(cell, question, now=now)}


def decisions(cell: Cell, question: Mapping[str, Any], *, now: float) -> dict[str, Any]:
    """A page of the cell's decisions, newest first, and the last hour's totals by reason."""
    log, zone = cell.decisions, ZoneInfo(cell.campaign.rules.time_zone)
    limit = min(max(_whole(question.get("limit")) or 1, 1), MOST_DECISIONS)
    page = log.page(limit=limit, before=_whole(question.get("before")))
    return {
        "campaign_id": cell.campaign.id,
        "at": now,
        "kept_since": log.kept_since,
        "summary": [
            {"code": code, "text": to_plain(reason(code, log.last_facts.get(code, {}), zone)), **sums}
            for code, sums in log.summary(now).items()
        ],
        "decisions": [_shown(kept, zone) for kept in page],
        "next": page[-1].number if len(page) == limit and page[-1].number > 0 else None,
    }


def _shown(kept: Kept, zone: ZoneInfo) -> dict[str, Any]:
    figures = asdict(kept)
    facts = figures.pop("facts")
    return {**figures, "text": to_plain(reason(kept.code, facts, zone)), "words": to_plain(decided(figures))}


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) else None
