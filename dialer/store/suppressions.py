"""Numbers that must not be called. What is written here holds from the next attempt on.

A number is kept as its keyed hash, so that it can be remembered after the person's data is erased. Writing a
suppression and placing attempts take turns: on SQLite the database has one writer; on PostgreSQL placing holds a lock
shared, suppressing holds it alone. So when a suppression is acknowledged, every attempt placed without knowing it is
committed, is found among the live calls returned, and no later one is placed.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Select, bindparam, delete, func, select

from dialer.errors import BadReference
from dialer.store import hot
from dialer.store.audit import add_line
from dialer.store.database import Database
from dialer.store.digests import Digests
from dialer.store.schema import ATTEMPT, CAMPAIGN, CONTROLLER, SUPPRESSION
from dialer.store.statements import word
from dialer.store.suppressing import let_suppress, write
from dialer.words import AttemptState

EVERYONE: Final = "all"
OF_CALL: Final = "attempt:"  # what a source begins with that is a call
CHUNK: Final = 1000  # numbers per transaction: placing waits for one

_AMONG: Final = select(SUPPRESSION.c.digest).where(
    SUPPRESSION.c.scope.in_(bindparam("scopes", expanding=True)),
    SUPPRESSION.c.digest.in_(bindparam("digests", expanding=True)),
)
_OF_THESE: Final = select(SUPPRESSION.c.scope, SUPPRESSION.c.digest).where(
    SUPPRESSION.c.digest.in_(bindparam("digests", expanding=True))
)
_LIVE: Final = (
    select(
        ATTEMPT.c.id,
        ATTEMPT.c.campaign_id,
        ATTEMPT.c.node_id,
        ATTEMPT.c.lead_id,
        ATTEMPT.c.answered_at,
        ATTEMPT.c.number,
        CAMPAIGN.c.controller_id,
    )
    .join(CAMPAIGN, CAMPAIGN.c.id == ATTEMPT.c.campaign_id)
    .where(ATTEMPT.c.state != word(AttemptState.ENDED))
)
_UNANSWERED: Final = select(ATTEMPT.c.id).where(
    ATTEMPT.c.id.in_(bindparam("attempts", expanding=True)),
    ATTEMPT.c.state != word(AttemptState.ENDED),
    ATTEMPT.c.answered_at.is_(None),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Suppression:
    """A number that must not be called within `scope`; `digest` is its keyed hash."""

    scope: str
    digest: str
    reason: str
    source: str
    added_at: float
    added_by: str
    locked_by: str = ""  # the rule by which others are not shown who added it just now; never stored

    @property
    def attempt_id(self) -> str | None:
        """The call in which the person said no, if it was in one."""
        return self.source.removeprefix(OF_CALL) if self.source.startswith(OF_CALL) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveCall:
    """A call that was placed before its number was suppressed."""

    attempt_id: str
    campaign_id: int
    node_id: int
    lead_id: int
    answered: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Suppressed:
    """How many numbers were not suppressed before, and which calls to these numbers live."""

    added: int
    live: tuple[LiveCall, ...]

    @property
    def ringing(self) -> list[str]:
        """Those of the calls, by id, that are called off: who has answered talks on."""
        return [call.attempt_id for call in self.live if not call.answered]


def of_controller(controller_id: int) -> str:
    """The scope of a controller."""
    return f"controller:{controller_id}"


def of_campaign(campaign_id: int) -> str:
    """The scope of a campaign."""
    return f"campaign:{campaign_id}"


def campaign_of(scope: str) -> int:
    """The id of the campaign of a scope; 0 for any other scope."""
    kind, _, key = scope.partition(":")
    return int(key) if kind == "campaign" else 0


def scopes_of(controller_id: int, campaign_id: int | None) -> list[str]:
    """The scopes that bind a call for this controller in this campaign."""
    own = [] if campaign_id is None else [of_campaign(campaign_id)]
    return [EVERYONE, of_controller(controller_id), *own]


class Suppressions:
    """The suppressions of every scope."""

    def __init__(self, database: Database, digests: Digests) -> None:
        self._database, self._digests = database, digests

    async def add(
        self, scope: str, numbers: Sequence[str], *, reason: str, source: str = "", actor: str, now: float
    ) -> Suppressed:
        """Suppress E.164 numbers at once. Raises BadReference for a scope that does not exist.

        From the return on no attempt to them is placed; calls that live are named, for the engine to call off.
        Many numbers are written in chunks, each effective for itself.
        """
        asked, added, live = sorted(set(numbers)), 0, list[LiveCall]()
        hashed = self._digests.many(asked)  # beforehand: dialling waits for the transaction
        for start in range(0, max(len(asked), 1), CHUNK):
            chunk = dict(zip(hashed[start : start + CHUNK], asked[start : start + CHUNK], strict=True))
            facts = {"reason": reason, "source": source, "added_at": now, "added_by": actor}
            done = await self._database.write(_add, scope, chunk, facts)
            added, live = added + done.added, [*live, *done.live]
        return Suppressed(added=added, live=tuple(live))

    async def remove(self, scope: str, number: str, *, actor: str, now: float) -> bool:
        """Let a number be called again; False if it was not suppressed in this scope."""
        return await self._database.write(_remove, scope, self._digests.number(number), actor, now)

    async def contains(self, controller_id: int, number: str, *, campaign_id: int | None = None) -> bool:
        """Whether the controller (in the campaign) must not call this number."""
        return bool(await self.among([number], controller_id=controller_id, campaign_id=campaign_id))

    async def among(self, numbers: Collection[str], *, controller_id: int, campaign_id: int | None = None) -> set[str]:
        """Those of the numbers, at most 10,000, that must not be called."""
        scopes = scopes_of(controller_id, campaign_id)
        return await self._database.read(suppressed_among, self._digests, numbers, scopes)

    async def of_number(self, number: str, scopes: Sequence[str]) -> list[Suppression]:
        """The number's suppressions in these scopes, as they were written."""
        return await self._database.read(suppressions_of, [self._digests.number(number)], scopes)

    async def list(self, scope: str, *, after: str = "", limit: int = 100) -> list[Suppression]:
        """The scope's suppressions by digest, from behind the digest `after` on."""
        return await self._database.read(_list, scope, after, limit)

    async def ringing(self) -> Sequence[str]:
        """The calls, by id, that nobody has answered yet and whose numbers were suppressed after they were placed."""
        return await self._database.read(_ringing, self._digests)

    async def unanswered(self, attempt_ids: Sequence[str]) -> Sequence[str]:
        """Those of the calls, by id, that nobody has answered and that have not ended."""
        return await self._database.read(_unanswered, attempt_ids)

    async def count(self, scope: str) -> int:
        """How many numbers are suppressed in the scope."""
        return await self._database.read(_count, scope)


def suppressed_among(
    connection: Connection, digests: Digests, numbers: Collection[str], scopes: Sequence[str]
) -> set[str]:
    """Those of the numbers that are suppressed in one of the scopes."""
    by_digest = {digests.number(number): number for number in numbers}
    if not by_digest:
        return set()
    found = connection.execute(_AMONG, {"scopes": scopes, "digests": list(by_digest)})
    return {by_digest[row[0]] for row in found}


def _scopes(among: hot.Among) -> Select[Any]:
    columns = (SUPPRESSION.c.digest, SUPPRESSION.c.scope, SUPPRESSION.c.added_at)
    return select(*columns).where(among(SUPPRESSION.c.digest, "digests"))


_SCOPES_OF_ONE: Final = select(SUPPRESSION.c.digest, SUPPRESSION.c.scope, SUPPRESSION.c.added_at).where(
    SUPPRESSION.c.digest == bindparam("digest")
)


def refusals_of(
    connection: Connection, digests: Digests, numbers: Collection[str]
) -> Mapping[str, list[tuple[str, float]]]:
    """By number, the scopes in which it is suppressed, each with when it was."""
    by_digest = {digests.number(number): number for number in numbers}
    if len(by_digest) == 1:  # as for most calls; twice as fast without lists
        found = hot.rows(connection, _SCOPES_OF_ONE, {"digest": next(iter(by_digest))})
    else:
        found = hot.rows_of_these(connection, _scopes, {"digests": list(by_digest)})
    refusals: dict[str, list[tuple[str, float]]] = {}
    for digest, scope, added_at in found:
        refusals.setdefault(by_digest[digest], []).append((scope, added_at))
    return refusals


def suppressions_of(connection: Connection, digests: Collection[str], scopes: Sequence[str]) -> list[Suppression]:
    """Every suppression of these digests in these scopes."""
    found = select(SUPPRESSION).where(SUPPRESSION.c.digest.in_(digests), SUPPRESSION.c.scope.in_(scopes))
    return [Suppression(**row) for row in connection.execute(found.order_by(SUPPRESSION.c.added_at)).mappings()]


def _add(connection: Connection, scope: str, numbers: Mapping[str, str], facts: dict[str, Any]) -> Suppressed:
    """Suppress numbers, given by their hashes."""
    let_suppress(connection)
    _check_scope(connection, scope)
    added = write(connection, scope, numbers, facts)
    said = {"asked": len(numbers), "added": added, "reason": facts["reason"], "source": facts["source"]}
    live = live_calls(connection, scope, set(numbers.values()))
    add_line(connection, facts["added_by"], "suppression.add", scope, {**said, "live": len(live)}, facts["added_at"])
    return Suppressed(added=added, live=live)


def _check_scope(connection: Connection, scope: str) -> None:
    kind, _, name = scope.partition(":")
    table = {"controller": CONTROLLER, "campaign": CAMPAIGN}.get(kind)
    if scope == EVERYONE:
        return
    if table is None or not name.isdecimal():
        raise BadReference(scope=scope)
    if connection.execute(select(table.c.id).where(table.c.id == int(name))).first() is None:
        raise BadReference(**{kind: name})


def live_calls(connection: Connection, scope: str, numbers: set[str]) -> tuple[LiveCall, ...]:
    """The calls to these numbers that the scope binds and that have not ended. The right to suppress must be held."""
    # Live attempts are few, the numbers may be many.
    return tuple(
        LiveCall(
            attempt_id=row.id,
            campaign_id=row.campaign_id,
            node_id=row.node_id,
            lead_id=row.lead_id,
            answered=row.answered_at is not None,
        )
        for row in connection.execute(_LIVE)
        if row.number in numbers and scope in scopes_of(row.controller_id, row.campaign_id)
    )


def _ringing(connection: Connection, digests: Digests) -> list[str]:
    rows = connection.execute(_LIVE.where(ATTEMPT.c.answered_at.is_(None))).all()
    digest = {row.number: digests.number(row.number) for row in rows}
    if not digest:
        return []
    refused = {(row.scope, row.digest) for row in connection.execute(_OF_THESE, {"digests": list(digest.values())})}
    return [
        row.id
        for row in rows
        if any((scope, digest[row.number]) in refused for scope in scopes_of(row.controller_id, row.campaign_id))
    ]


def _unanswered(connection: Connection, attempt_ids: Sequence[str]) -> list[str]:
    return list(connection.execute(_UNANSWERED, {"attempts": attempt_ids}).scalars())


def _remove(connection: Connection, scope: str, digest: str, actor: str, now: float) -> bool:
    these = (SUPPRESSION.c.scope == scope, SUPPRESSION.c.digest == digest)
    removed = connection.execute(delete(SUPPRESSION).where(*these)).rowcount == 1
    if removed:
        add_line(connection, actor, "suppression.remove", scope, {"digest": digest}, now)
    return removed


def _list(connection: Connection, scope: str, after: str, limit: int) -> list[Suppression]:
    found = (
        select(SUPPRESSION)
        .where(SUPPRESSION.c.scope == scope, SUPPRESSION.c.digest > after)
        .order_by(SUPPRESSION.c.digest)
        .limit(limit)
    )
    return [Suppression(**row) for row in connection.execute(found).mappings()]


def _count(connection: Connection, scope: str) -> int:
    counted = select(func.count()).select_from(SUPPRESSION).where(SUPPRESSION.c.scope == scope)
    return int(connection.execute(counted).scalar_one())
