"""Messages: queued, taken to be sent, and what became of them."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Select, insert, select, update

from dialer.audit.store import add_line
from dialer.core.errors import UnknownMessage
from dialer.core.visibility import Visibility
from dialer.jobs.kinds import MAIL
from dialer.jobs.store import add_job
from dialer.people.mail.model import MessageState, SentMessage, Writer
from dialer.storage.database import Database
from dialer.storage.operations import writes
from dialer.storage.pages import PageRequest, page_of
from dialer.storage.schema import INTERACTION, SENT_MESSAGE
from dialer.storage.visibility import visible_to

_CALL: Final = select(INTERACTION.c.attempt_id).where(INTERACTION.c.id == SENT_MESSAGE.c.interaction_id)
_COLUMNS: Final = (
    *(SENT_MESSAGE.c[name] for name in SentMessage.__dataclass_fields__ if name != "attempt_id"),
    _CALL.scalar_subquery().label("attempt_id"),
)
_UNSENT: Final = SENT_MESSAGE.c.state.in_(("queued", "sending"))


class Messages:
    """The messages of all companies. With `own`, only those of this agent's interactions are there."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def queue(self, row: Mapping[str, Any], *, actor: str, now: float) -> SentMessage:
        """Write a message together with the job that sends it."""
        return await self._database.write(queue_message, dict(row), actor, now)

    async def get(self, message_id: int, *, own: int | None = None, sees: Visibility) -> SentMessage:
        """One message. Raises UnknownMessage."""
        return await self._database.read(_get, message_id, *visible_to(sees, SENT_MESSAGE), *_own(own))

    async def list(
        self, interaction_id: int | None, *, own: int | None = None, page: PageRequest, sees: Visibility
    ) -> list[SentMessage]:
        """A page of messages, of one interaction or all."""
        statement = select(*_COLUMNS).where(*visible_to(sees, SENT_MESSAGE), *_own(own))
        if interaction_id is not None:
            statement = statement.where(SENT_MESSAGE.c.interaction_id == interaction_id)
        return await self._database.read(_messages, page_of(statement, SENT_MESSAGE, page))

    async def due(self, *, now: float, most: int) -> Sequence[int]:
        """The ids of messages to be sent now."""
        those = select(SENT_MESSAGE.c.id).where(_UNSENT, SENT_MESSAGE.c.due_at <= now)
        ordered = those.order_by(SENT_MESSAGE.c.due_at, SENT_MESSAGE.c.id).limit(most)
        return await self._database.read(lambda connection: connection.execute(ordered).scalars().all())

    @writes
    def take(self, connection: Connection, message_id: int, *, until: float, now: float) -> SentMessage | None:
        """Take a message to send it; None if another process has it or it needs no sending any more.

        Whoever took it and died has it until `until`: then it is sent again, under the same Message-ID.
        """
        free = (SENT_MESSAGE.c.id == message_id, _UNSENT, SENT_MESSAGE.c.due_at <= now)
        taken = update(SENT_MESSAGE).where(*free)
        values = {"state": MessageState.SENDING.value, "due_at": until, "tries": SENT_MESSAGE.c.tries + 1}
        return _get(connection, message_id) if connection.execute(taken.values(**values)).rowcount else None

    async def end(self, message_id: int, values: Mapping[str, Any]) -> None:
        """Write what became of a message that was taken."""
        taken = (SENT_MESSAGE.c.id == message_id, SENT_MESSAGE.c.state == MessageState.SENDING.value)
        ended = update(SENT_MESSAGE).where(*taken).values(**values)
        await self._database.write(lambda connection: connection.execute(ended).rowcount)


def _own(agent_id: int | None) -> tuple[ColumnElement[bool], ...]:
    if agent_id is None:
        return ()
    mine = select(INTERACTION.c.id).where(INTERACTION.c.agent_id == agent_id)
    return (SENT_MESSAGE.c.interaction_id.in_(mine.scalar_subquery()),)


def queue_message(connection: Connection, row: dict[str, Any], actor: str, now: float) -> SentMessage:
    """Write a message together with the job that sends it."""
    waits = {"state": MessageState.QUEUED.value, "due_at": now, "tries": 0, "trouble": ""}
    whole = {**row, **waits, "actor": actor, "made_at": now}
    made = connection.execute(insert(SENT_MESSAGE).returning(SENT_MESSAGE.c.id), whole).scalar_one()
    facts = {name: row[name] for name in ("template", "language", "person_id", "interaction_id")}
    add_line(connection, actor, "message.send", f"message:{made}", facts, now)
    add_job(connection, MAIL, "mail", {}, actor=actor, now=now)
    return _get(connection, made)


def _get(connection: Connection, message_id: int, *where: ColumnElement[bool]) -> SentMessage:
    found = _messages(connection, select(*_COLUMNS).where(SENT_MESSAGE.c.id == message_id, *where))
    if not found:
        raise UnknownMessage(id=message_id)
    return found[0]


def _messages(connection: Connection, statement: Select[Any]) -> list[SentMessage]:
    return [
        SentMessage(**{**row, "by": Writer(row["by"]), "state": MessageState(row["state"])})
        for row in connection.execute(statement).mappings()
    ]


def forget_messages(connection: Connection, those: ColumnElement[bool]) -> None:
    """Take address and words out of messages; one that is not sent yet is cancelled."""
    connection.execute(update(SENT_MESSAGE).where(those, _UNSENT).values(state=MessageState.CANCELLED.value))
    nothing = dict.fromkeys(("recipient", "subject", "text", "trouble"), "")
    connection.execute(update(SENT_MESSAGE).where(those).values(**nothing))


def give_messages(connection: Connection, these: ColumnElement[bool], person_id: int) -> None:
    """Let these messages be this person's."""
    connection.execute(update(SENT_MESSAGE).where(these).values(person_id=person_id))
