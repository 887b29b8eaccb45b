"""Erasure of what was noted in interactions, written in them and promised."""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, select, update

from dialer.people.mail.store import forget_messages
from dialer.people.tasks.store.tasks import forget_tasks
from dialer.storage.schema import INTERACTION, SENT_MESSAGE, TASK

_NOTED: Final[Mapping[str, Any]] = {
    "mood": None,
    "customer_type": "",
    "facts": {},
    "draft": {},
    "typed_at": None,
    "saved_at": None,
}


def forget_contacts(connection: Connection, those: ColumnElement[bool]) -> None:
    """Take out what was noted in these interactions, written in them and promised."""
    contacts = select(INTERACTION.c.id).where(those).scalar_subquery()
    forget_messages(connection, SENT_MESSAGE.c.interaction_id.in_(contacts))
    forget_tasks(connection, TASK.c.interaction_id.in_(contacts))
    connection.execute(update(INTERACTION).where(those).values(**_NOTED))
