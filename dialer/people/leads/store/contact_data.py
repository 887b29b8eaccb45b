"""What is known of a lead's person: written by imports and by corrections of a list's consent."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, delete, insert, update

from dialer.storage.schema import LEAD, LEAD_PHONE


def update_lead(connection: Connection, lead_id: int, values: Mapping[str, Any]) -> None:
    """Write new values into columns of a lead."""
    connection.execute(update(LEAD).where(LEAD.c.id == lead_id).values(values))


def replace_phones(connection: Connection, lead_id: int, phones: Sequence[tuple[str, str]]) -> None:
    """Give a lead these phones, (number, label), in the order in which they are dialled."""
    connection.execute(delete(LEAD_PHONE).where(LEAD_PHONE.c.lead_id == lead_id))
    rows = [
        {"lead_id": lead_id, "position": position, "number": number, "label": label}
        for position, (number, label) in enumerate(phones)
    ]
    connection.execute(insert(LEAD_PHONE), rows)


def replace_consent(connection: Connection, lead_ids: Collection[int], consent: Mapping[str, str]) -> None:
    """Give leads this consent; empty: none."""
    connection.execute(update(LEAD).where(LEAD.c.id.in_(lead_ids)).values(consent=consent or None))
