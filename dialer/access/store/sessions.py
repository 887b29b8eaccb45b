"""Sessions, the links of boards, and when sessions and keys were last used."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import EllipsisType
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, bindparam, delete, func, insert, or_, select, update

from dialer.access.errors import LinkRefused
from dialer.access.model import BoardToken, Grant, Session, Stage, Way
from dialer.access.store.grants import grants_of, within
from dialer.access.store.users import end_sessions, use_link
from dialer.core.errors import NotFound, UnknownSession
from dialer.core.visibility import Visibility
from dialer.storage.database import Database
from dialer.storage.operations import reads, writes
from dialer.storage.pages import PageRequest, page_of
from dialer.storage.schema import API_KEY, BOARD_TOKEN, SIGN_IN, USER
from dialer.storage.sql import check_unchanged, refusals

_SHOWN: Final = [SIGN_IN.c[name] for name in Session.__dataclass_fields__]
_LIVES: Final = (
    or_(SIGN_IN.c.ends_at.is_(None), SIGN_IN.c.ends_at > bindparam("now")),
    or_(SIGN_IN.c.idle_s.is_(None), SIGN_IN.c.seen_at + SIGN_IN.c.idle_s > bindparam("now")),
)
_VALID: Final = (
    select(
        *_SHOWN,
        func.coalesce(USER.c.name, BOARD_TOKEN.c.name).label("name"),
        USER.c.agent_id.label("agent_id"),
        *(BOARD_TOKEN.c[name].label(name) for name in ("board", "company_id", "team_id")),
    )
    .outerjoin(USER, USER.c.id == SIGN_IN.c.user_id)
    .outerjoin(BOARD_TOKEN, BOARD_TOKEN.c.id == SIGN_IN.c.board_token_id)
    .where(
        SIGN_IN.c.digest == bindparam("asked"),
        *_LIVES,
        USER.c.disabled_at.is_(None),
        BOARD_TOKEN.c.revoked_at.is_(None),
    )
    .where(or_(BOARD_TOKEN.c.expires_at.is_(None), BOARD_TOKEN.c.expires_at > bindparam("now")))
)
_SEEN: Final = update(SIGN_IN).where(SIGN_IN.c.id == bindparam("which")).values(seen_at=bindparam("at"))
_USED: Final = update(API_KEY).where(API_KEY.c.id == bindparam("which")).values(used_at=bindparam("at"))


@dataclass(frozen=True, slots=True, kw_only=True)
class ValidSession:
    """A session that opens, with who is signed in."""

    session: Session
    name: str
    agent_id: int | None
    grants: tuple[Grant, ...]  # of the user; none for a board
    board: str = ""  # its name, where a board is signed in; and what it may show
    company_id: int | None = None
    team_id: int | None = None


class Sessions:
    """All sessions."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def create(
        self,
        digest: str,
        *,
        user_id: int | None = None,
        board_token_id: int | None = None,
        stage: Stage,
        way: Way,
        client: str,
        agent_string: str,
        idle_s: float | None,
        ends_at: float | None,
        confirmed_at: float | None,
        instead_of: int | None = None,
        link: str | None = None,
        now: float,
    ) -> Session:
        """Begin a session, in the place of another if there was one: a secret from before signing in opens nothing
        afterwards. Ended sessions of the same user go. `link`: the digest of a link that it uses up, in the same
        transaction: what fails uses up nothing. Raises `LinkRefused`.
        """
        row = {
            "digest": digest,
            "user_id": user_id,
            "board_token_id": board_token_id,
            "stage": stage,
            "way": way,
            "client": client,
            "agent_string": agent_string,
            "created_at": now,
            "seen_at": now,
            "idle_s": idle_s,
            "ends_at": ends_at,
            "confirmed_at": confirmed_at,
        }
        return await self._database.write(_create, row, instead_of, link)

    @reads
    def find(self, connection: Connection, digest: str, *, now: float) -> ValidSession | None:
        """The session with this digest, complete or waiting for its code; None if it has ended."""
        row = connection.execute(_VALID, {"asked": digest, "now": now}).mappings().first()
        if row is None:
            return None
        session = Session(**{name: row[name] for name in Session.__dataclass_fields__})
        grants = () if session.user_id is None else grants_of(connection, "user_id", [session.user_id])[session.user_id]
        return ValidSession(
            session=session,
            name=row["name"],
            agent_id=row["agent_id"],
            grants=grants,
            board=row["board"] or "",
            company_id=row["company_id"],
            team_id=row["team_id"],
        )

    @reads
    def of_user(self, connection: Connection, user_id: int, *, now: float) -> list[Session]:
        """The user's sessions, newest first."""
        asked = select(*_SHOWN).where(SIGN_IN.c.user_id == user_id, SIGN_IN.c.stage == "signed_in", *_LIVES)
        rows = connection.execute(asked.order_by(SIGN_IN.c.id.desc()), {"now": now}).mappings()
        return [Session(**row) for row in rows]

    @writes
    def confirm(self, connection: Connection, session_id: int, *, now: float) -> None:
        """Note that a password or code was given again."""
        connection.execute(update(SIGN_IN).where(SIGN_IN.c.id == session_id).values(confirmed_at=now))

    @writes
    def end(self, connection: Connection, session_id: int, *, user_id: int | None = None) -> None:
        """End a session; with `user_id` only one of this user's. Raises UnknownSession."""
        gone = delete(SIGN_IN).where(SIGN_IN.c.id == session_id)
        if user_id is not None:
            gone = gone.where(SIGN_IN.c.user_id == user_id)
        if not connection.execute(gone).rowcount:
            raise UnknownSession(id=session_id)

    async def end_all(self, user_id: int, *, but: int | None = None) -> int:
        """End the user's sessions, all but one, and return how many."""
        return await self._database.write(end_sessions, user_id, but)

    @writes
    def note_use(self, connection: Connection, sessions: Mapping[int, float], keys: Mapping[int, float]) -> None:
        """Write when sessions and keys were last used."""
        for statement, used in ((_SEEN, sessions), (_USED, keys)):
            if used:
                connection.execute(statement, [{"which": which, "at": used[which]} for which in sorted(used)])


class BoardTokens:
    """The links of boards."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def create(
        self,
        *,
        name: str,
        digest: str,
        board: str,
        company_id: int | None,
        team_id: int | None,
        expires_at: float | None,
        created_by: str,
        now: float,
    ) -> BoardToken:
        """Keep a new link. Raises BadReference."""
        row = {
            "name": name,
            "digest": digest,
            "board": board,
            "company_id": company_id,
            "team_id": team_id,
            "expires_at": expires_at,
            "created_by": created_by,
            "created_at": now,
        }
        with refusals(company=company_id, team=team_id):
            return await self._database.write(_create_board, row)

    async def find(self, digest: str, *, now: float) -> BoardToken | None:
        """The link with this digest; None if it is unknown, revoked or expired."""
        found = await self._database.read(_boards, BOARD_TOKEN.c.digest == digest, BOARD_TOKEN.c.revoked_at.is_(None))
        return next((one for one in found if one.expires_at is None or one.expires_at > now), None)

    async def get(self, token_id: int, *, sees: Visibility) -> BoardToken:
        """One link. Raises NotFound."""
        found = await self._database.read(_boards, BOARD_TOKEN.c.id == token_id, *within(sees, BOARD_TOKEN))
        if not found:
            raise NotFound(id=token_id)
        return found[0]

    async def list(self, *, page: PageRequest, sees: Visibility) -> list[BoardToken]:
        """A page of the links, also of those that open nothing any more."""
        return await self._database.read(_boards, *within(sees, BOARD_TOKEN), page=page)

    @writes
    def revoke(
        self, connection: Connection, token_id: int, *, now: float, expected: BoardToken | EllipsisType = ...
    ) -> BoardToken:
        """Revoke a link; the screens that came by it lose the board.

        Raises NotFound, also if it was revoked before, and Changed if it is not as expected.
        """
        there = _boards(connection, BOARD_TOKEN.c.id == token_id, lock=True)
        check_unchanged(next(iter(there), None), expected)
        revoked = update(BOARD_TOKEN).where(BOARD_TOKEN.c.id == token_id, BOARD_TOKEN.c.revoked_at.is_(None))
        if not connection.execute(revoked.values(revoked_at=now)).rowcount:
            raise NotFound(id=token_id)
        connection.execute(delete(SIGN_IN).where(SIGN_IN.c.board_token_id == token_id))
        return _boards(connection, BOARD_TOKEN.c.id == token_id)[0]


def _create(connection: Connection, row: dict[str, Any], instead_of: int | None, link: str | None) -> Session:
    if link is not None and not use_link(connection, link, row["created_at"]):
        raise LinkRefused
    over = or_(SIGN_IN.c.ends_at < row["created_at"], SIGN_IN.c.seen_at + SIGN_IN.c.idle_s < row["created_at"])
    connection.execute(delete(SIGN_IN).where(SIGN_IN.c.user_id == row["user_id"], over))
    if instead_of is not None:
        connection.execute(delete(SIGN_IN).where(SIGN_IN.c.id == instead_of))
    return Session(**connection.execute(insert(SIGN_IN).returning(*_SHOWN), row).mappings().one())


def _create_board(connection: Connection, row: dict[str, Any]) -> BoardToken:
    token_id = connection.execute(insert(BOARD_TOKEN).returning(BOARD_TOKEN.c.id), row).scalar_one()
    return _boards(connection, BOARD_TOKEN.c.id == token_id)[0]


def _boards(
    connection: Connection, *conditions: ColumnElement[bool], page: PageRequest | None = None, lock: bool = False
) -> list[BoardToken]:
    asked = select(*(BOARD_TOKEN.c[name] for name in BoardToken.__dataclass_fields__)).order_by(BOARD_TOKEN.c.id)
    asked = page_of(asked.where(*conditions), BOARD_TOKEN, page)
    found = connection.execute(asked.with_for_update() if lock else asked)
    return [BoardToken(**row) for row in found.mappings()]
