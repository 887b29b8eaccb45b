"""API keys. The secret is shown once; only its SHA-256 is kept."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Select, bindparam, insert, select, update

from dialer.access.model import Grant, Key
from dialer.access.store.grants import grants_of, held_within, insert_grants
from dialer.core.errors import Changed, UnknownKey
from dialer.core.visibility import Visibility
from dialer.storage.database import Database
from dialer.storage.operations import reads, writes
from dialer.storage.pages import PageRequest, holds_text, page_of
from dialer.storage.schema import API_KEY, USER
from dialer.storage.sql import refusals

_SHOWN: Final = [API_KEY.c[name] for name in Key.__dataclass_fields__ if name != "grants"]
_VALID: Final = (
    select(*_SHOWN)
    .outerjoin(USER, USER.c.id == API_KEY.c.owner_id)
    .where(
        API_KEY.c.digest == bindparam("asked"),
        API_KEY.c.revoked_at.is_(None),
        API_KEY.c.expires_at > bindparam("now"),
        USER.c.disabled_at.is_(None),
    )
)


@dataclass(frozen=True, slots=True)
class ValidKey:
    """A key that opens, and the grants of its owner; None if it has no owner."""

    key: Key
    owner: tuple[Grant, ...] | None


class Keys:
    """All API keys."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def create(
        self,
        *,
        name: str,
        digest: str,
        grants: Collection[Grant],
        owner_id: int | None = None,
        agent_id: int | None = None,
        scopes: Collection[str] | None = None,
        networks: Collection[str] = (),
        expires_at: float,
        now: float,
    ) -> Key:
        """Keep a new key. Raises BadReference."""
        row = {
            "name": name,
            "digest": digest,
            "owner_id": owner_id,
            "agent_id": agent_id,
            "scopes": None if scopes is None else sorted(scopes),
            "networks": list(networks),
            "created_at": now,
            "expires_at": expires_at,
            "version": 1,
        }
        with refusals(agent=agent_id):
            return await self._database.write(_create, row, tuple(grants))

    @reads
    def find(self, connection: Connection, digest: str, *, now: float) -> ValidKey | None:
        """The key with this digest; None if it is unknown, revoked or expired, or its owner is disabled."""
        found = _keys(connection, _VALID, {"asked": digest, "now": now})
        if not found:
            return None
        key = found[0]
        owner = None if key.owner_id is None else grants_of(connection, "user_id", [key.owner_id])[key.owner_id]
        return ValidKey(key, owner)

    async def get(self, key_id: int, *, sees: Visibility) -> Key:
        """One key. Raises UnknownKey."""
        asked = select(*_SHOWN).where(API_KEY.c.id == key_id, *held_within(sees, "key_id"))
        found = await self._database.read(_keys, asked, {})
        if not found:
            raise UnknownKey(id=key_id)
        return found[0]

    async def list(
        self, *, agent_id: int | None = None, q: str = "", page: PageRequest | None = None, sees: Visibility
    ) -> list[Key]:
        """All keys by id, or a page: those of an agent, or with `q` in their name. Revoked and expired ones too."""
        asked = select(*_SHOWN).where(*held_within(sees, "key_id")).order_by(API_KEY.c.id)
        asked = asked.where(*holds_text(q, API_KEY.c.name))
        if agent_id is not None:
            asked = asked.where(API_KEY.c.agent_id == agent_id)
        return await self._database.read(_keys, page_of(asked, API_KEY, page), {})

    async def update(self, key_id: int, changes: Mapping[str, Any], *, expected: int | None = None) -> Key:
        """Change a key that is not revoked. Raises UnknownKey, and Changed if the version is not as expected."""
        return await self._database.write(_update, key_id, dict(changes), expected)

    async def revoke(self, key_id: int, *, now: float, expected: int | None = None) -> Key:
        """Revoke a key. Raises UnknownKey, also if it was revoked before, and Changed if the version is not as
        expected.
        """
        return await self._database.write(_update, key_id, {"revoked_at": now}, expected)

    @writes
    def revoke_named(self, connection: Connection, name: str, *, now: float) -> None:
        """Revoke the keys of this name that have no owner."""
        older = API_KEY.c.name == name, API_KEY.c.owner_id.is_(None), API_KEY.c.revoked_at.is_(None)
        connection.execute(update(API_KEY).where(*older).values(revoked_at=now))


def _create(connection: Connection, row: dict[str, Any], grants: tuple[Grant, ...]) -> Key:
    key_id = connection.execute(insert(API_KEY).returning(API_KEY.c.id), row).scalar_one()
    insert_grants(connection, "key_id", key_id, grants)
    return _keys(connection, select(*_SHOWN).where(API_KEY.c.id == key_id), {})[0]


def _update(connection: Connection, key_id: int, changes: dict[str, Any], expected: int | None) -> Key:
    there = select(API_KEY.c.version).where(API_KEY.c.id == key_id, API_KEY.c.revoked_at.is_(None)).with_for_update()
    version = connection.execute(there).scalar()
    if version is None:
        raise UnknownKey(id=key_id)
    if expected is not None and version != expected:
        raise Changed
    connection.execute(update(API_KEY).where(API_KEY.c.id == key_id).values(**changes, version=version + 1))
    return _keys(connection, select(*_SHOWN).where(API_KEY.c.id == key_id), {})[0]


def _keys(connection: Connection, statement: Select[Any], facts: dict[str, Any]) -> list[Key]:
    rows = list(connection.execute(statement, facts).mappings())
    grants = grants_of(connection, "key_id", [row["id"] for row in rows])
    return [
        Key(
            **{
                **row,
                "scopes": None if row["scopes"] is None else tuple(row["scopes"]),
                "networks": tuple(row["networks"]),
                "grants": grants[row["id"]],
            }
        )
        for row in rows
    ]


def revoke_keys_of(connection: Connection, agent_id: int, now: float) -> int:
    """Revoke an agent's keys; return how many."""
    keys = update(API_KEY).where(API_KEY.c.agent_id == agent_id, API_KEY.c.revoked_at.is_(None))
    return connection.execute(keys.values(revoked_at=now)).rowcount
