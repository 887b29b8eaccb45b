"""Call-backs: waiting, due, moved, cancelled."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from types import EllipsisType
from typing import Any, Final

from sqlalchemy import Connection, Select, and_, bindparam, func, not_, or_, select, update

from dialer.access.store.monitoring import TELLS_OF_NOW
from dialer.audit.store import add_line
from dialer.core.enums import CallbackKind, CallbackState
from dialer.core.errors import CallbackOver, UnknownCallback
from dialer.core.visibility import EVERYTHING, Visibility
from dialer.i18n.labels import label
from dialer.people.callbacks.model import BY_HAND, Callback, NewCallback, OffList
from dialer.people.callbacks.store.bookings import book, confirmation
from dialer.people.leads.store.claim.claims import drop
from dialer.people.leads.store.transitions import book_now, end_booked, move, release
from dialer.storage.database import Database
from dialer.storage.pages import PageRequest, page_of
from dialer.storage.schema import AGENT, CALLBACK, LEAD, LEAD_LIST
from dialer.storage.sql import check_unchanged, refusals, word
from dialer.storage.visibility import visible_to

_WAITING: Final = CALLBACK.c.state == word(CallbackState.WAITING)
_NAMES: Final = tuple(name for name in Callback.__dataclass_fields__ if name in CALLBACK.c)
_COLUMNS: Final = tuple(CALLBACK.c[name] for name in _NAMES)
_OF_LEAD: Final = CALLBACK.join(LEAD, LEAD.c.id == CALLBACK.c.lead_id)
_OF_LIST: Final = _OF_LEAD.join(LEAD_LIST, LEAD_LIST.c.id == LEAD.c.list_id)
# A disabled list stops all its calls, except an agent's own calls by hand.
_ON: Final = or_(
    and_(LEAD_LIST.c.enabled.is_(True), LEAD_LIST.c.archived_at.is_(None)),
    LEAD_LIST.c.name.endswith(BY_HAND),
    CALLBACK.c.kind == word(CallbackKind.MANUAL),
)
_UPCOMING: Final = (
    select(*_COLUMNS, func.coalesce(func.nullif(AGENT.c.display_name, ""), AGENT.c.name, ""))
    .select_from(_OF_LIST.outerjoin(AGENT, AGENT.c.id == CALLBACK.c.agent_id))
    .where(
        _WAITING,
        _ON,
        CALLBACK.c.campaign_id.in_(bindparam("campaigns", expanding=True)),
        CALLBACK.c.due_at <= bindparam("until"),
    )
    .order_by(CALLBACK.c.due_at, CALLBACK.c.id)
    .limit(1000)
)
_OFF: Final = (
    select(CALLBACK.c.campaign_id, LEAD_LIST.c.name, func.count().label("waiting"))
    .select_from(_OF_LIST)
    .where(
        _WAITING,
        not_(_ON),
        CALLBACK.c.kind == word(CallbackKind.PROMISE),
        CALLBACK.c.campaign_id.in_(bindparam("campaigns", expanding=True)),
    )
    .group_by(CALLBACK.c.campaign_id, LEAD_LIST.c.name)
    .order_by(CALLBACK.c.campaign_id, LEAD_LIST.c.name)
)
_EXPIRED: Final = select(CALLBACK.c.id, CALLBACK.c.lead_id).where(
    _WAITING, CALLBACK.c.kind != CallbackKind.PROMISE.value, CALLBACK.c.deadline_at < bindparam("now")
)

_EARLIEST: Final = PageRequest(sort="due_at", after=None, limit=100)


@dataclass(frozen=True, slots=True, kw_only=True)
class CallbackLine:
    """A call-back in a listing, with the names that a person reads."""

    callback: Callback
    lead_name: str
    agent_name: str | None


class Callbacks:
    """The call-backs of all campaigns."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def waiting(self, campaign_ids: Collection[int], *, until: float) -> list[Callback]:
        """The campaigns' call-backs that wait and are due before an instant, at most 1,000, the earliest first.

        Promises on a list that is off are left out until it is on again: `off` counts them.
        """
        if not campaign_ids:
            return []
        return await self._database.read(_upcoming, list(campaign_ids), until)

    async def off(self, campaign_ids: Collection[int]) -> list[OffList]:
        """The lists of these campaigns that are off and have waiting promises, by name."""
        if not campaign_ids:
            return []
        return await self._database.read(_off, sorted(campaign_ids))

    async def list(
        self,
        *,
        campaign_id: int | None = None,
        agent_id: int | None = None,
        lead_id: int | None = None,
        state: CallbackState | None = None,
        since: float | None = None,
        until: float | None = None,
        now_in: Collection[int] | None = None,
        page: PageRequest = _EARLIEST,
        sees: Visibility,
    ) -> list[CallbackLine]:
        """A page of the call-backs due in [since, until).

        `now_in` names the only campaigns whose call-backs may be returned if they tell what an agent is doing now.
        """
        statement = select(*_COLUMNS, LEAD.c.name, AGENT.c.name).select_from(
            _OF_LEAD.outerjoin(AGENT, AGENT.c.id == CALLBACK.c.agent_id)
        )
        statement = statement.where(*visible_to(sees, CALLBACK))
        said = state.value if state is not None else None
        equal = {"campaign_id": campaign_id, "agent_id": agent_id, "lead_id": lead_id, "state": said}
        for name, value in equal.items():
            if value is not None:
                statement = statement.where(CALLBACK.c[name] == value)
        if since is not None:
            statement = statement.where(CALLBACK.c.due_at >= since)
        if until is not None:
            statement = statement.where(CALLBACK.c.due_at < until)
        if now_in is not None:
            statement = statement.where(or_(not_(TELLS_OF_NOW), CALLBACK.c.campaign_id.in_(now_in)))
        return await self._database.read(_lines, page_of(statement, CALLBACK, page))

    async def get(self, callback_id: int, *, sees: Visibility) -> Callback:
        """One call-back. Raises UnknownCallback."""
        found = await self._database.read(_one, callback_id, sees)
        if found is None:
            raise UnknownCallback(id=callback_id)
        return found

    async def move(
        self,
        callback_id: int,
        *,
        due_at: float,
        deadline_at: float,
        agent_id: int | None,
        asked: bool = False,
        actor: str,
        now: float,
        expected: Callback | EllipsisType = ...,
    ) -> Callback:
        """Promise another instant, or another agent. Raises UnknownCallback, CallbackOver, BadReference, Changed.

        `asked`: the actor confirms that the person asked for this instant. Otherwise a new instant counts as not asked
        for.
        """
        with refusals(agent=agent_id):
            values = {"due_at": due_at, "deadline_at": deadline_at, "agent_id": agent_id}
            return await self._database.write(_move, callback_id, values, actor, now, expected, asked=asked)

    async def cancel(self, callback_id: int, *, reopen: bool, actor: str, now: float) -> Callback:
        """Cancel a call-back. Its lead is done then, or with `reopen` an ordinary one.

        Raises UnknownCallback, CallbackOver.
        """
        return await self._database.write(_cancel, callback_id, actor, now, reopen=reopen)

    async def next(
        self,
        lead_id: int,
        *,
        campaign_id: int,
        agent_id: int | None,
        expires_at: float,
        kind: CallbackKind = CallbackKind.NEXT,
        actor: str,
        now: float,
    ) -> bool:
        """Let a lead be dialled next, for `agent_id` or for anyone; from `expires_at` on it is an ordinary one again.

        False if the lead is done, archived or in a call.
        """
        wanted = NewCallback(agent_id=agent_id, due_at=now, deadline_at=expires_at)
        return await self._database.write(
            dial_next, lead_id, wanted, kind=kind, campaign_id=campaign_id, actor=actor, now=now
        )

    async def expire(self, *, now: float) -> int:
        """Make leads ordinary that were to be dialled next and were not in time; return how many."""
        if not await self._database.read(lambda connection: connection.execute(_EXPIRED, {"now": now}).first()):
            return 0
        return await self._database.write(_expire, now)


def _upcoming(connection: Connection, campaigns: list[int], until: float) -> list[Callback]:
    found = connection.execute(_UPCOMING, {"campaigns": campaigns, "until": until})
    return [replace(_callback(row), agent_name=row[-1]) for row in found]


def _off(connection: Connection, campaigns: list[int]) -> list[OffList]:
    return [OffList(**row) for row in connection.execute(_OFF, {"campaigns": campaigns}).mappings()]


def _callback(row: Any) -> Callback:
    facts = dict(zip(_NAMES, row, strict=False))
    return Callback(**facts | {"kind": CallbackKind(facts["kind"]), "state": CallbackState(facts["state"])})


def _lines(connection: Connection, statement: Select[Any]) -> list[CallbackLine]:
    return [
        CallbackLine(callback=_callback(row), lead_name=row[-2], agent_name=row[-1])
        for row in connection.execute(statement)
    ]


def _one(connection: Connection, callback_id: int, sees: Visibility) -> Callback | None:
    one = select(*_COLUMNS).where(CALLBACK.c.id == callback_id, *visible_to(sees, CALLBACK))
    row = connection.execute(one).first()
    return _callback(row) if row is not None else None


def _locked(connection: Connection, callback_id: int) -> Callback:
    row = connection.execute(select(*_COLUMNS).where(CALLBACK.c.id == callback_id).with_for_update()).first()
    if row is None:
        raise UnknownCallback(id=callback_id)
    found = _callback(row)
    if found.state is not CallbackState.WAITING:
        raise CallbackOver(id=callback_id, state=label("callback", found.state))
    return found


def _move(
    connection: Connection,
    callback_id: int,
    values: dict[str, Any],
    actor: str,
    now: float,
    expected: object,
    *,
    asked: bool,
) -> Callback:
    before = _locked(connection, callback_id)
    check_unchanged(before, expected)
    news = values
    if asked or values["due_at"] != before.due_at:
        news = {**values, **confirmation(values["due_at"], asked=asked, actor=actor, now=now)}
    changed = update(CALLBACK).where(CALLBACK.c.id == callback_id).values(news).returning(*_COLUMNS)
    after = _callback(connection.execute(changed).one())
    move(connection, before.lead_id, callback_id, after.due_at)
    was = {"was_due_at": before.due_at, "was_for": before.agent_id}
    facts = {"lead_id": before.lead_id, **was, **values, "asked": asked}
    add_line(connection, actor, "callback.move", f"callback:{callback_id}", facts, now)
    return after


def _cancel(connection: Connection, callback_id: int, actor: str, now: float, *, reopen: bool) -> Callback:
    before = _locked(connection, callback_id)
    _end(connection, callback_id, before.lead_id, actor, now, reopen=reopen)
    facts = {"lead_id": before.lead_id, "reopen": reopen}
    add_line(connection, actor, "callback.cancel", f"callback:{callback_id}", facts, now)
    found = _one(connection, callback_id, EVERYTHING)
    assert found is not None
    return found


def _end(connection: Connection, callback_id: int, lead_id: int, by: str, now: float, *, reopen: bool) -> None:
    ended = {"state": CallbackState.CANCELLED.value, "ended_at": now, "ended_by": by}
    connection.execute(update(CALLBACK).where(CALLBACK.c.id == callback_id, _WAITING).values(ended))
    if reopen:
        release(connection, [(lead_id, callback_id)], now)
    else:  # not placed yet: the placing finds it done, even if an engine holds it
        drop(connection, end_booked(connection, lead_id, callback_id))


def dial_next(
    connection: Connection,
    lead_id: int,
    wanted: NewCallback,
    *,
    kind: CallbackKind = CallbackKind.NEXT,
    campaign_id: int,
    actor: str,
    now: float,
) -> bool:
    """Book a lead to be dialled next, or by the agent who wants to call it. False if it cannot be dialled now."""
    if not book_now(connection, lead_id, now):
        return False
    drop(connection, [lead_id])
    made = book(
        connection, wanted, campaign_id=campaign_id, lead_id=lead_id, kind=kind, attempt_id=None, actor=actor, now=now
    )
    facts = {"lead_id": lead_id, "agent_id": wanted.agent_id, "expires_at": wanted.deadline_at}
    add_line(connection, actor, f"lead.{kind.value}", f"callback:{made}", facts, now)
    return True


def _expire(connection: Connection, now: float) -> int:
    expired = connection.execute(_EXPIRED.with_for_update(skip_locked=True), {"now": now}).all()
    for row in expired:
        _end(connection, row.id, row.lead_id, "expired", now, reopen=True)
    return len(expired)
