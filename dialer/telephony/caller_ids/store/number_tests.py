"""Stored test calls that showed a number."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, Final

from sqlalchemy import Connection, delete, insert, select, update

from dialer.audit.store import add_line
from dialer.core.enums import Outcome
from dialer.core.errors import NotFound
from dialer.core.visibility import Visibility
from dialer.storage.database import Database
from dialer.storage.operations import writes
from dialer.storage.schema import CALLER_ID_TEST
from dialer.storage.visibility import visible_to
from dialer.telephony.caller_ids.model import Appearance, NumberTest

KEPT: Final = 50  # of each number; older ones are deleted


class NumberTests:
    """All test calls of numbers."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def list(self, caller_id_id: int, *, sees: Visibility) -> Sequence[NumberTest]:
        """The test calls of a caller id, the newest first."""
        return await self._database.read(_list, CALLER_ID_TEST.c.caller_id_id == caller_id_id, sees)

    @writes
    def add(self, connection: Connection, test: NumberTest) -> NumberTest:
        """Keep a test call; its id is given."""
        row = {name: value for name, value in asdict(test).items() if name != "id"}
        made = connection.execute(insert(CALLER_ID_TEST).returning(CALLER_ID_TEST), row).mappings().one()
        of_number = CALLER_ID_TEST.c.caller_id_id == test.caller_id_id
        newest = select(CALLER_ID_TEST.c.id).where(of_number).order_by(CALLER_ID_TEST.c.id.desc()).offset(KEPT).limit(1)
        if (old := connection.execute(newest).scalar()) is not None:
            connection.execute(delete(CALLER_ID_TEST).where(of_number, CALLER_ID_TEST.c.id <= old))
        return _of(made)

    @writes
    def say(
        self,
        connection: Connection,
        caller_id_id: int,
        test_id: int,
        appearance: Appearance,
        note: str,
        *,
        actor: str,
        now: float,
        sees: Visibility,
    ) -> NumberTest:
        """Keep how the number showed on the phone that was called. Raises NotFound."""
        this = (CALLER_ID_TEST.c.id == test_id) & (CALLER_ID_TEST.c.caller_id_id == caller_id_id)
        found = _list(connection, this, sees)
        if not found:
            raise NotFound(id=test_id)
        said = {"appearance": appearance.value, "note": note, "seen_by": actor, "seen_at": now}
        connection.execute(update(CALLER_ID_TEST).where(CALLER_ID_TEST.c.id == test_id).values(said))
        facts = {"test_id": test_id, "appearance": appearance.value}
        add_line(connection, actor, "caller_id.seen", f"caller_id:{caller_id_id}", facts, now)
        return _list(connection, this, sees)[0]


def drop_tests(connection: Connection, caller_id_id: int) -> None:
    """Delete the test calls of a caller id that is deleted."""
    connection.execute(delete(CALLER_ID_TEST).where(CALLER_ID_TEST.c.caller_id_id == caller_id_id))


def _of(row: Any) -> NumberTest:
    outcome = None if row["outcome"] is None else Outcome(row["outcome"])
    appearance = None if row["appearance"] is None else Appearance(row["appearance"])
    return NumberTest(**{**row, "outcome": outcome, "appearance": appearance})


def _list(connection: Connection, which: Any, sees: Visibility) -> list[NumberTest]:
    newest = CALLER_ID_TEST.c.placed_at.desc(), CALLER_ID_TEST.c.id.desc()
    asked = select(CALLER_ID_TEST).where(which, *visible_to(sees, CALLER_ID_TEST)).order_by(*newest)
    return [_of(row) for row in connection.execute(asked).mappings()]
