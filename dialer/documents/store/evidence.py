"""Reads further evidence for a campaign's report: sounds played, links, deletions."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, func, select

from dialer.audit.actions import LINK, RETENTION, SOUNDS
from dialer.compliance.settings import LawSettings, read_law
from dialer.storage.schema import ATTEMPT, AUDIT_LINE


def links(connection: Connection, campaign_id: int, until: float) -> list[dict[str, Any]]:
    """Records of the links to the campaign's nodes since its first call, in order."""
    calls = select(ATTEMPT.c.node_id, func.min(ATTEMPT.c.placed_at).label("since")).where(
        ATTEMPT.c.campaign_id == campaign_id, ATTEMPT.c.placed_at <= until
    )
    nodes = {f"node:{row.node_id}": row.since for row in connection.execute(calls.group_by(ATTEMPT.c.node_id))}
    found = (
        select(AUDIT_LINE.c.at, AUDIT_LINE.c.subject, AUDIT_LINE.c.facts)
        .where(AUDIT_LINE.c.action == LINK, AUDIT_LINE.c.subject.in_(nodes), AUDIT_LINE.c.at <= until)
        .order_by(AUDIT_LINE.c.id)
    )
    return [line.facts for line in connection.execute(found) if line.at >= nodes[line.subject]]


def sounds(connection: Connection, campaign_id: int, until: float) -> list[dict[str, Any]]:
    """Sound files as found at campaign starts: one row for each content, with its first and last start."""
    found = (
        select(AUDIT_LINE.c.at, AUDIT_LINE.c.facts)
        .where(
            AUDIT_LINE.c.action == SOUNDS, AUDIT_LINE.c.subject == f"campaign:{campaign_id}", AUDIT_LINE.c.at <= until
        )
        .order_by(AUDIT_LINE.c.id)
    )
    rows: dict[tuple[Any, ...], dict[str, Any]] = {}
    for line in connection.execute(found):
        for file in line.facts.get("files", ()):
            row = rows.setdefault(tuple(sorted(file.items(), key=str)), {**file, "first_start": line.at})
            row["last_start"] = line.at
    return list(rows.values())


def retention(connection: Connection, until: float) -> list[dict[str, Any]]:
    """Every retention run, for all campaigns, in order."""
    found = select(AUDIT_LINE.c.at, AUDIT_LINE.c.actor, AUDIT_LINE.c.facts).where(
        AUDIT_LINE.c.action == RETENTION, AUDIT_LINE.c.at <= until
    )
    rows = connection.execute(found.order_by(AUDIT_LINE.c.id)).mappings()
    return [{str(name): value for name, value in row.items()} for row in rows]


def law_of(act: Mapping[str, Any]) -> LawSettings | None:
    """The legal settings in an audit line on a campaign; None if it has none."""
    said = act["facts"].get("law")
    return None if said is None else read_law(said.get("after", said))
