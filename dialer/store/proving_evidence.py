"""Reading what proves the parts of a campaign's report: which sounds were played."""

from typing import Any, Final

from sqlalchemy import Connection, select

from dialer.store.schema import AUDIT_LINE

SOUNDS: Final = "campaign.sounds"
"""Action of the audit lines on the sound files that a campaign had when it was started."""


def sounds(connection: Connection, campaign_id: int, until: float) -> list[dict[str, Any]]:
    """Each file as it was at the starts of the campaign: one row for each content, with its first and last start."""
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
