"""Stored accounts of phones in the browser."""

from typing import Any, Final

from sqlalchemy import Connection, and_, bindparam, delete, exists, or_, select

from dialer.core.enums import AgentWish, AttemptState
from dialer.provisioning.phones.model import PhoneAccount
from dialer.storage.database import Database
from dialer.storage.operations import writes
from dialer.storage.schema import AGENT, ATTEMPT, PHONE_ACCOUNT, SIGN_IN
from dialer.storage.sql import insert_or_update

_ALL: Final = select(PHONE_ACCOUNT).order_by(PHONE_ACCOUNT.c.id)
_SESSION_LIVES: Final = exists().where(
    SIGN_IN.c.id == PHONE_ACCOUNT.c.session_id,
    or_(SIGN_IN.c.ends_at.is_(None), SIGN_IN.c.ends_at > bindparam("now")),
    or_(SIGN_IN.c.idle_s.is_(None), SIGN_IN.c.seen_at + SIGN_IN.c.idle_s > bindparam("now")),
)
_LOGGED_OUT: Final = exists().where(
    AGENT.c.id == PHONE_ACCOUNT.c.agent_id,
    AGENT.c.wish == AgentWish.LOGGED_OUT.value,
    AGENT.c.wish_at > PHONE_ACCOUNT.c.made_at,
)
_IN_CALL: Final = exists().where(
    ATTEMPT.c.agent_id == PHONE_ACCOUNT.c.agent_id, ATTEMPT.c.state != AttemptState.ENDED.value
)
_NEWER: Final = PHONE_ACCOUNT.alias("newer")
_REPLACED: Final = exists().where(
    _NEWER.c.agent_id == PHONE_ACCOUNT.c.agent_id,
    or_(
        _NEWER.c.made_at > PHONE_ACCOUNT.c.made_at,
        and_(_NEWER.c.made_at == PHONE_ACCOUNT.c.made_at, _NEWER.c.id > PHONE_ACCOUNT.c.id),
    ),
)
_OVER: Final = _ALL.where(
    or_(PHONE_ACCOUNT.c.expires_at <= bindparam("now"), ~_SESSION_LIVES, and_(_LOGGED_OUT, ~_IN_CALL), _REPLACED)
)
_GIVEN: Final = ("agent_id", "node_id", "endpoint", "session_id", "made_at", "expires_at")


class PhoneAccounts:
    """The accounts that Asterisk may have, at most one for each agent and node. An agent uses the newest."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(
        self, *, agent_id: int, node_id: int, endpoint: str, session_id: int, now: float, expires_at: float
    ) -> PhoneAccount:
        """Write the agent's account in the place of an earlier one on this node. Raises BadReference."""
        row = dict(zip(_GIVEN, (agent_id, node_id, endpoint, session_id, now, expires_at), strict=True))
        return await self._database.write(_put, row)

    async def of_agent(self, agent_id: int) -> PhoneAccount | None:
        """The account that the agent uses, or None."""
        found = await self.all_of_agent(agent_id)
        return found[-1] if found else None

    async def all_of_agent(self, agent_id: int) -> list[PhoneAccount]:
        """The agent's accounts, the one in use last."""
        mine = _ALL.where(PHONE_ACCOUNT.c.agent_id == agent_id).order_by(None)
        return await self._database.read(_read, mine.order_by(PHONE_ACCOUNT.c.made_at, PHONE_ACCOUNT.c.id), {})

    async def on_node(self, node_id: int) -> list[PhoneAccount]:
        """The accounts that a node's Asterisk may have."""
        return await self._database.read(_read, _ALL.where(PHONE_ACCOUNT.c.node_id == node_id), {})

    async def over(self, *, now: float, agent_id: int | None = None) -> list[PhoneAccount]:
        """Accounts that have expired, whose session has ended, or whose agent has logged out since and is in no call.

        Also those whose agent has a newer one on another node. With `agent_id` only this agent's.
        """
        of_one = () if agent_id is None else (PHONE_ACCOUNT.c.agent_id == agent_id,)
        return await self._database.read(_read, _OVER.where(*of_one), {"now": now})

    @writes
    def remove(self, connection: Connection, account: PhoneAccount) -> None:
        """Forget an account, unless it was made anew since."""
        unchanged = PHONE_ACCOUNT.c.id == account.id, PHONE_ACCOUNT.c.made_at == account.made_at
        connection.execute(delete(PHONE_ACCOUNT).where(*unchanged))


def _put(connection: Connection, row: dict[str, Any]) -> PhoneAccount:
    statement = insert_or_update(connection, PHONE_ACCOUNT, key=("agent_id", "node_id"), changed=_GIVEN)
    return PhoneAccount(**connection.execute(statement.returning(PHONE_ACCOUNT), row).mappings().one())


def _read(connection: Connection, statement: Any, values: dict[str, Any]) -> list[PhoneAccount]:
    return [PhoneAccount(**row) for row in connection.execute(statement, values).mappings()]
