"""Users, how they prove who they are, and the links that sign them in."""

from collections.abc import Collection, Mapping
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Select, delete, insert, or_, select, update

from dialer.access.model import Grant, Proofs, User
from dialer.access.store.grants import check_administrator, grants_of, held_within, hold_administrators, insert_grants
from dialer.core.errors import Changed, UnknownUser
from dialer.core.visibility import Visibility
from dialer.storage.database import Database
from dialer.storage.operations import reads, writes
from dialer.storage.pages import PageRequest, holds_text, page_of
from dialer.storage.schema import BACKUP_CODE, SIGN_IN, SIGN_IN_LINK, USER
from dialer.storage.sql import refusals

_TOLD_APART: Final = ("has_password", "totp", "has_provider", "grants")
_SHOWN: Final = [
    *(USER.c[name] for name in User.__dataclass_fields__ if name not in _TOLD_APART),
    USER.c.password_hash.is_not(None).label("has_password"),
    USER.c.totp_secret.is_not(None).label("totp"),
    USER.c.subject.is_not(None).label("has_provider"),
]
_PROOFS: Final = [
    USER.c.id.label("user_id"),
    *(USER.c[name] for name in Proofs.__dataclass_fields__ if name != "user_id"),
]


class Users:
    """All users."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def create(
        self,
        *,
        name: str,
        display_name: str = "",
        email: str | None = None,
        language: str = "",
        agent_id: int | None = None,
        subject: str | None = None,
        grants: Collection[Grant] = (),
        now: float,
    ) -> User:
        """Create a user without password. Raises NameTaken, BadReference."""
        row = {
            "name": name,
            "display_name": display_name,
            "email": email,
            "language": language,
            "agent_id": agent_id,
            "subject": subject,
            "created_at": now,
            "totp_step": 0,
            "version": 1,
        }
        with refusals(name=name):
            return await self._database.write(_create, row, tuple(grants))

    async def get(self, user_id: int, *, sees: Visibility) -> User:
        """One user. Raises UnknownUser."""
        asked = select(*_SHOWN).where(USER.c.id == user_id, *held_within(sees, "user_id"))
        found = await self._database.read(_users, asked)
        if not found:
            raise UnknownUser(id=user_id)
        return found[0]

    async def list(
        self, *, agent_id: int | None = None, q: str = "", page: PageRequest | None = None, sees: Visibility
    ) -> list[User]:
        """All users by name, or a page: that of an agent, or with `q` in what they are called. Disabled ones too."""
        asked = select(*_SHOWN).where(*held_within(sees, "user_id")).order_by(USER.c.name)
        asked = asked.where(*holds_text(q, USER.c.name, USER.c.display_name, USER.c.email))
        if agent_id is not None:
            asked = asked.where(USER.c.agent_id == agent_id)
        return await self._database.read(_users, page_of(asked, USER, page))

    async def by_login(self, login: str) -> User | None:
        """The user with this name or e-mail address, or None."""
        said = login.strip().lower()
        return await self._first(or_(USER.c.name == said, USER.c.email == said))

    async def by_subject(self, subject: str) -> User | None:
        """The user whom an identity provider has signed in as this subject, or None."""
        return await self._first(USER.c.subject == subject)

    async def by_email(self, email: str) -> User | None:
        """The user with this e-mail address, or None."""
        return await self._first(USER.c.email == email)

    async def _first(self, condition: ColumnElement[bool]) -> User | None:
        found = await self._database.read(_users, select(*_SHOWN).where(condition).order_by(USER.c.id).limit(1))
        return found[0] if found else None

    async def update(self, user_id: int, changes: Mapping[str, Any], *, expected: int | None = None) -> User:
        """Change columns of a user. Raises UnknownUser, NameTaken, BadReference, and Changed if the version is not as
        expected.
        """
        with refusals(**{name: value for name, value in changes.items() if name in ("name", "email", "agent_id")}):
            return await self._database.write(_update, user_id, dict(changes), expected)

    @writes
    def disable(self, connection: Connection, user_id: int, *, now: float) -> User:
        """Keep a user out from now on: sessions and links go. Raises UnknownUser, LastAdministrator."""
        hold_administrators(connection)
        user = _update(connection, user_id, {"disabled_at": now}, None)
        check_administrator(connection)
        for table in (SIGN_IN, SIGN_IN_LINK):
            connection.execute(delete(table).where(table.c.user_id == user_id))
        return user

    @reads
    def proofs(self, connection: Connection, user_id: int) -> Proofs:
        """How the user proves who they are. Raises UnknownUser."""
        row = connection.execute(select(*_PROOFS).where(USER.c.id == user_id)).mappings().first()
        if row is None:
            raise UnknownUser(id=user_id)
        return Proofs(**row)

    @writes
    def use_step(self, connection: Connection, user_id: int, step: int) -> bool:
        """Take a time step of the second factor; False if it, or a later one, was taken before."""
        taken = update(USER).where(USER.c.id == user_id, USER.c.totp_step < step).values(totp_step=step)
        return connection.execute(taken).rowcount == 1

    async def set_second_factor(self, user_id: int, changes: Mapping[str, Any], backup_codes: Collection[str]) -> None:
        """Change the second factor's columns, and replace the backup codes, given as digests. Raises UnknownUser."""
        await self._database.write(_set_second_factor, user_id, dict(changes), list(backup_codes))

    @writes
    def use_backup_code(self, connection: Connection, user_id: int, digest: str, *, now: float) -> bool:
        """Use a code up; False if there is none like it that is unused."""
        used = update(BACKUP_CODE).where(
            BACKUP_CODE.c.user_id == user_id, BACKUP_CODE.c.digest == digest, BACKUP_CODE.c.used_at.is_(None)
        )
        return connection.execute(used.values(used_at=now)).rowcount == 1

    async def add_link(self, user_id: int, digest: str, *, expires_at: float, created_by: str, now: float) -> None:
        """Make a link that signs the user in once, in the place of those made before."""
        row = {
            "user_id": user_id,
            "digest": digest,
            "created_by": created_by,
            "created_at": now,
            "expires_at": expires_at,
        }
        await self._database.write(_add_link, row)

    @writes
    def set_password(self, connection: Connection, user_id: int, password_hash: str, *, but_session: int | None) -> int:
        """Write a new password's hash; unused links and other sessions open nothing more. Raises UnknownUser.

        Returns how many sessions have ended.
        """
        _update(connection, user_id, {"password_hash": password_hash}, None)
        connection.execute(delete(SIGN_IN_LINK).where(SIGN_IN_LINK.c.user_id == user_id))
        return end_sessions(connection, user_id, but_session)

    @reads
    def of_link(self, connection: Connection, digest: str, *, now: float) -> User | None:
        """The user of a link; None if it is unknown, used or expired, or its user is disabled."""
        user_id = connection.execute(select(SIGN_IN_LINK.c.user_id).where(*_opens(digest, now))).scalar()
        if user_id is None:
            return None
        found = _users(connection, select(*_SHOWN).where(USER.c.id == user_id, USER.c.disabled_at.is_(None)))
        return found[0] if found else None


def _create(connection: Connection, row: dict[str, Any], grants: tuple[Grant, ...]) -> User:
    user_id = connection.execute(insert(USER).returning(USER.c.id), row).scalar_one()
    insert_grants(connection, "user_id", user_id, grants)
    return _users(connection, select(*_SHOWN).where(USER.c.id == user_id))[0]


def _update(connection: Connection, user_id: int, changes: dict[str, Any], expected: int | None) -> User:
    there = connection.execute(select(USER.c.version).where(USER.c.id == user_id).with_for_update()).scalar()
    if there is None:
        raise UnknownUser(id=user_id)
    if expected is not None and there != expected:
        raise Changed
    connection.execute(update(USER).where(USER.c.id == user_id).values(**changes, version=there + 1))
    return _users(connection, select(*_SHOWN).where(USER.c.id == user_id))[0]


def _users(connection: Connection, statement: Select[Any]) -> list[User]:
    rows = list(connection.execute(statement).mappings())
    grants = grants_of(connection, "user_id", [row["id"] for row in rows])
    flags = ("has_password", "totp", "has_provider")
    return [User(**{**row, **{name: bool(row[name]) for name in flags}}, grants=grants[row["id"]]) for row in rows]


def _set_second_factor(connection: Connection, user_id: int, changes: dict[str, Any], digests: list[str]) -> None:
    if changes:
        _update(connection, user_id, changes, None)
    connection.execute(delete(BACKUP_CODE).where(BACKUP_CODE.c.user_id == user_id))
    if digests:
        connection.execute(insert(BACKUP_CODE), [{"user_id": user_id, "digest": one} for one in digests])


def _add_link(connection: Connection, row: dict[str, Any]) -> None:
    connection.execute(delete(SIGN_IN_LINK).where(SIGN_IN_LINK.c.user_id == row["user_id"]))
    connection.execute(insert(SIGN_IN_LINK), row)


def end_sessions(connection: Connection, user_id: int, but: int | None) -> int:
    """End the user's sessions, all but one, and return how many."""
    gone = delete(SIGN_IN).where(SIGN_IN.c.user_id == user_id)
    return connection.execute(gone if but is None else gone.where(SIGN_IN.c.id != but)).rowcount


def use_link(connection: Connection, digest: str, now: float) -> bool:
    """Use a link up; False if it does not open anything any more."""
    return connection.execute(update(SIGN_IN_LINK).where(*_opens(digest, now)).values(used_at=now)).rowcount == 1


def _opens(digest: str, now: float) -> tuple[ColumnElement[bool], ...]:
    return SIGN_IN_LINK.c.digest == digest, SIGN_IN_LINK.c.used_at.is_(None), SIGN_IN_LINK.c.expires_at > now


def part_from_agent(connection: Connection, agent_id: int) -> None:
    """Let the user of an agent be no agent any more."""
    connection.execute(update(USER).where(USER.c.agent_id == agent_id).values(agent_id=None))
