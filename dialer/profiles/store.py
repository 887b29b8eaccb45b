"""The profile files accepted last, with which the files are compared at the next start."""

from collections.abc import Mapping

from sqlalchemy import Connection, delete, insert, select

from dialer.audit.store import NewLine, add_lines
from dialer.storage.database import Database
from dialer.storage.operations import writes
from dialer.storage.schema import RULE_FILE


class RuleFiles:
    """The texts of all profile files, by file name."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def accepted(self) -> dict[str, str]:
        """The texts accepted last; empty before the first start."""
        return await self._database.read(_accepted)

    @writes
    def accept(
        self, connection: Connection, before: Mapping[str, str], after: Mapping[str, str], line: NewLine | None
    ) -> bool:
        """Store new texts and log it. Writes nothing and returns False if `before` is not what was accepted last."""
        if _accepted(connection) != before:
            return False
        connection.execute(delete(RULE_FILE))
        if after:
            connection.execute(insert(RULE_FILE), [{"name": name, "text": text} for name, text in after.items()])
        if line is not None:
            add_lines(connection, [line])
        return True


def _accepted(connection: Connection) -> dict[str, str]:
    return {row.name: row.text for row in connection.execute(select(RULE_FILE.c.name, RULE_FILE.c.text))}
