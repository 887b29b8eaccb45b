"""Tokens of the API. The secret is shown once; only its SHA-256 is kept."""

import hashlib
import secrets
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Select, bindparam, insert, select, update

from dialer.core.enums import Role
from dialer.storage.database import Database
from dialer.storage.schema import API_TOKEN
from dialer.storage.sql import refusals


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A token without its secret."""

    id: int
    name: str
    role: Role
    agent_id: int | None
    created_at: float
    revoked_at: float | None


_SHOWN: Final = [API_TOKEN.c[name] for name in Token.__dataclass_fields__]
_CHECK: Final = select(*_SHOWN).where(API_TOKEN.c.digest == bindparam("asked"), API_TOKEN.c.revoked_at.is_(None))


class Tokens:
    """All tokens of the API."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def create(self, *, name: str, role: Role, agent_id: int | None = None, now: float) -> str:
        """Make a token and return its secret, which cannot be read again. Raises BadReference."""
        secret = secrets.token_urlsafe(32)
        row = {"name": name, "digest": _digest(secret), "role": role.value, "agent_id": agent_id, "created_at": now}
        with refusals(agent=agent_id):
            await self._database.write(_insert, row)
        return secret

    async def check(self, secret: str) -> Token | None:
        """The token with this secret; None if there is none or it is revoked."""
        found = await self._database.read(_tokens, _CHECK, {"asked": _digest(secret)})
        return found[0] if found else None

    async def revoke(self, token_id: int, *, now: float) -> bool:
        """Revoke a token; False if it was already revoked."""
        return await self._database.write(_revoke, token_id, now)

    async def list(self) -> list[Token]:
        """All tokens, including revoked ones, by id."""
        return await self._database.read(_tokens, select(*_SHOWN).order_by(API_TOKEN.c.id), {})


def _digest(secret: str) -> str:
    # A plain hash is enough: a secret of 256 random bits cannot be guessed.
    return hashlib.sha256(secret.encode()).hexdigest()


def _insert(connection: Connection, row: dict[str, Any]) -> None:
    connection.execute(insert(API_TOKEN), row)


def _revoke(connection: Connection, token_id: int, now: float) -> bool:
    changed = update(API_TOKEN).where(API_TOKEN.c.id == token_id, API_TOKEN.c.revoked_at.is_(None))
    return connection.execute(changed.values(revoked_at=now)).rowcount == 1


def _tokens(connection: Connection, statement: Select[Any], facts: dict[str, Any]) -> list[Token]:
    return [Token(**{**row, "role": Role(row["role"])}) for row in connection.execute(statement, facts).mappings()]
