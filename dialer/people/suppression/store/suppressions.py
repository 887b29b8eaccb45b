"""Suppressed numbers and people. A suppression takes effect from the next attempt on.

Numbers and external ids are kept as keyed hashes, so that a suppression outlives the person's data. Suppressing and
placing attempts exclude each other: SQLite has one writer; on PostgreSQL placing holds a shared lock, suppressing an
exclusive one. So when a suppression is acknowledged, every attempt placed without knowing it is committed and among the
live calls returned, and no later one is placed.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, bindparam, delete, func, select

from dialer.audit.store import add_line
from dialer.core.enums import AttemptState
from dialer.core.errors import BadReference
from dialer.core.visibility import EVERYTHING, Visibility
from dialer.people.suppression.store.lookup import EVERYONE, scopes_of, suppressed_among
from dialer.people.suppression.store.objections import (
    Objection,
    Speakers,
    forget,
    holders_of,
    leads_of,
    record,
    speakers,
)
from dialer.people.suppression.store.write_lock import NUMBER, let_suppress
from dialer.storage.database import Database
from dialer.storage.digests import Digests
from dialer.storage.operations import reads, writes
from dialer.storage.schema import ATTEMPT, CAMPAIGN, COMPANY, LEAD, SUPPRESSION
from dialer.storage.sql import word
from dialer.storage.visibility import visible_to

BY_HAND: Final = "by hand"  # the source of what people enter
OF_CALL: Final = "attempt:"  # prefix of a source that is a call
CHUNK: Final = 1000  # numbers per transaction: placing waits for one

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
        CAMPAIGN.c.company_id,
        LEAD.c.external_id,
    )
    .join(CAMPAIGN, CAMPAIGN.c.id == ATTEMPT.c.campaign_id)
    .join(LEAD, LEAD.c.id == ATTEMPT.c.lead_id)
    .where(ATTEMPT.c.state != word(AttemptState.ENDED))
)
_UNANSWERED: Final = select(ATTEMPT.c.id).where(
    ATTEMPT.c.id.in_(bindparam("attempts", expanding=True)),
    ATTEMPT.c.state != word(AttemptState.ENDED),
    ATTEMPT.c.answered_at.is_(None),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Suppression:
    """A number or person that must not be called within `scope`. `digest` is the keyed hash of either."""

    scope: str
    digest: str
    of_what: str = NUMBER  # or PERSON
    holder_known: bool = False  # a number of a lead that objected
    reason: str = ""
    source: str = ""
    added_at: float = 0.0
    added_by: str = ""
    repeated: bool = False  # objected to by another way since
    locked_by: str = ""  # the rule that hides who added it during a live call; never stored

    @property
    def attempt_id(self) -> str | None:
        """The call in which the person objected, if any."""
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
    """Counts of new suppressions (given numbers, the people's other numbers, people), and the live calls to them.

    `withdrawn` counts the leads of those who objected. `shared` counts numbers of several people, any of whom may have
    objected: only the number is suppressed.
    """

    added: int
    others: int = 0
    people: int = 0
    withdrawn: int = 0
    shared: int = 0
    live: tuple[LiveCall, ...] = ()

    @property
    def ringing(self) -> list[str]:
        """The ids of the calls to be called off: answered calls go on."""
        return [call.attempt_id for call in self.live if not call.answered]


class Suppressions:
    """The suppressions of every scope."""

    def __init__(self, database: Database, digests: Digests) -> None:
        self._database, self._digests = database, digests

    async def add(
        self,
        scope: str,
        numbers: Sequence[str] = (),
        *,
        external_ids: Sequence[str] = (),
        leads: Collection[int] = (),
        reason: str,
        source: str = "",
        actor: str,
        now: float,
    ) -> Suppressed:
        """Suppress E.164 numbers and the people who objected, given as leads or external ids.

        A person's objection covers all their numbers, also in later imports (objections.py).
        If nobody is given, the only person with the number is the objector; with none or several it binds the number.
        Once this returns no attempt to them is placed; live calls are returned, for the engine to call off. Many
        numbers are written in chunks, each effective at once. Raises BadReference for an unknown scope.
        """
        objection = Objection(scope=scope, reason=reason, source=source, added_at=now, added_by=actor)
        asked, done = sorted(set(numbers)), Suppressed(added=0)
        hashed = self._digests.many(asked)  # before the transaction, for which dialling waits
        for start in range(0, max(len(asked), 1), CHUNK):
            chunk = dict(zip(hashed[start : start + CHUNK], asked[start : start + CHUNK], strict=True))
            more = await self._database.write(add_objection, self._digests, objection, chunk, external_ids, leads)
            done = Suppressed(
                added=done.added + more.added,
                others=done.others + more.others,
                people=done.people + more.people,
                withdrawn=done.withdrawn + more.withdrawn,
                shared=done.shared + more.shared,
                live=(*done.live, *more.live),
            )
        return done

    @writes
    def remove(
        self, connection: Connection, scope: str, number: str, *, reason: str = "", actor: str, now: float
    ) -> bool:
        """Remove a number's suppression; False if it had none in this scope."""
        return _remove(
            connection, scope, self._digests.number(number), holders_of(connection, number), reason, actor, now
        )

    @writes
    def remove_person(
        self, connection: Connection, scope: str, external_id: str, *, reason: str = "", actor: str, now: float
    ) -> bool:
        """Remove a person's suppression, not that of the numbers; False if there was none in this scope.

        Withdrawn leads stay withdrawn: the person has to be imported again.
        """
        leads = leads_of(connection, scope, [external_id])
        return _remove(connection, scope, self._digests.person(external_id), leads, reason, actor, now)

    async def of_person(self, external_id: str, scopes: Sequence[str]) -> list[Suppression]:
        """The person's suppressions in these scopes, as stored."""
        return await self._database.read(suppressions_of, [self._digests.person(external_id)], scopes)

    async def contains(self, company_id: int, number: str, *, campaign_id: int | None = None) -> bool:
        """Whether the company (in the campaign) must not call this number."""
        return bool(await self.among([number], company_id=company_id, campaign_id=campaign_id))

    async def among(self, numbers: Collection[str], *, company_id: int, campaign_id: int | None = None) -> set[str]:
        """The subset of the numbers (at most 10,000) that must not be called."""
        scopes = scopes_of(company_id, campaign_id)
        return await self._database.read(suppressed_among, self._digests, numbers, scopes)

    async def of_number(self, number: str, scopes: Sequence[str]) -> list[Suppression]:
        """The number's suppressions in these scopes, as stored."""
        return await self._database.read(suppressions_of, [self._digests.number(number)], scopes)

    @reads
    def list(
        self,
        connection: Connection,
        scope: str,
        *,
        after: str,
        limit: int,
        is_descending: bool = False,
        sees: Visibility,
    ) -> list[Suppression]:
        """The scope's suppressions after the digest `after`, ordered by digest."""
        if sees.companies is not None and not _is_seen(connection, scope, sees):
            return []
        digest = SUPPRESSION.c.digest
        found = select(SUPPRESSION).where(SUPPRESSION.c.scope == scope).limit(limit)
        found = found.order_by(digest.desc() if is_descending else digest)
        if after:
            found = found.where(digest < after if is_descending else digest > after)
        return [Suppression(**row) for row in connection.execute(found).mappings()]

    async def check_scope(self, scope: str, *, sees: Visibility) -> None:
        """Raise BadReference if there is no company or campaign of this scope."""
        await self._database.read(_check_scope, scope, sees)

    async def ringing(self) -> Sequence[str]:
        """The ids of unanswered calls whose numbers were suppressed after placing."""
        return await self._database.read(_ringing, self._digests)

    @reads
    def unanswered(self, connection: Connection, attempt_ids: Sequence[str]) -> Sequence[str]:
        """The subset of the calls, by id, that is neither answered nor ended."""
        return list(connection.execute(_UNANSWERED, {"attempts": attempt_ids}).scalars())

    @reads
    def count(self, connection: Connection, scope: str) -> int:
        """How many numbers are suppressed in the scope."""
        counted = select(func.count()).select_from(SUPPRESSION).where(SUPPRESSION.c.scope == scope)
        return int(connection.execute(counted).scalar_one())


def suppressions_of(connection: Connection, digests: Collection[str], scopes: Sequence[str]) -> list[Suppression]:
    """Every suppression of these digests in these scopes."""
    found = select(SUPPRESSION).where(SUPPRESSION.c.digest.in_(digests), SUPPRESSION.c.scope.in_(scopes))
    return [Suppression(**row) for row in connection.execute(found.order_by(SUPPRESSION.c.added_at)).mappings()]


def add_objection(
    connection: Connection,
    digests: Digests,
    objection: Objection,
    numbers: Mapping[str, str],
    external_ids: Collection[str],
    leads: Collection[int],
) -> Suppressed:
    """Write the objection of the given people, or of whoever has these numbers (hash -> number).

    Raises BadReference for an unknown scope.
    """
    let_suppress(connection)
    _check_scope(connection, objection.scope, EVERYTHING)
    if leads or external_ids:
        who = Speakers(leads={*leads, *leads_of(connection, objection.scope, external_ids)})
    else:
        who = speakers(connection, objection.scope, list(numbers.values()))
    done = record(
        connection,
        digests,
        objection,
        hashed=numbers,
        leads=who.leads,
        external_ids=external_ids,
        unclaimed=who.unclaimed,
    )
    live = live_calls(connection, objection.scope, done.numbers, done.leads)
    said = {"asked": len(numbers), "added": done.added, "others": done.others, "people": done.people}
    said |= {"withdrawn": len(done.leads), "live": len(live)}
    facts = {**said, "reason": objection.reason, "source": objection.source}
    add_line(connection, objection.added_by, "suppression.add", objection.scope, facts, objection.added_at)
    return Suppressed(
        added=done.added,
        others=done.others,
        people=done.people,
        withdrawn=len(done.leads),
        shared=len(who.shared),
        live=live,
    )


def _check_scope(connection: Connection, scope: str, sees: Visibility) -> None:
    kind, _, name = scope.partition(":")
    table = {"company": COMPANY, "campaign": CAMPAIGN}.get(kind)
    if scope == EVERYONE:
        return
    if table is None or not name.isdecimal():
        raise BadReference(scope=scope)
    if not _is_seen(connection, scope, sees):
        raise BadReference(**{kind: name})


def _is_seen(connection: Connection, scope: str, sees: Visibility) -> bool:
    """Whether there is such a company or campaign; everyone's scope is seen by all."""
    kind, _, name = scope.partition(":")
    if scope == EVERYONE:
        return True
    table = {"company": COMPANY, "campaign": CAMPAIGN}[kind]
    there = select(table.c.id).where(table.c.id == int(name), *visible_to(sees, table))
    return connection.execute(there).first() is not None


def live_calls(
    connection: Connection, scope: str, numbers: Collection[str], leads: Collection[int] = ()
) -> tuple[LiveCall, ...]:
    """The live calls to these numbers and leads in the scope.

    The caller must hold the right to suppress.
    """
    # Start from the live attempts: they are few, the numbers may be many.
    return tuple(
        LiveCall(
            attempt_id=row.id,
            campaign_id=row.campaign_id,
            node_id=row.node_id,
            lead_id=row.lead_id,
            answered=row.answered_at is not None,
        )
        for row in connection.execute(_LIVE)
        if (row.number in numbers or row.lead_id in leads) and scope in scopes_of(row.company_id, row.campaign_id)
    )


def _ringing(connection: Connection, digests: Digests) -> list[str]:
    rows = connection.execute(_LIVE.where(ATTEMPT.c.answered_at.is_(None))).all()
    hashed = {row.id: [digests.number(row.number)] for row in rows}
    for row in rows:
        if row.external_id is not None:
            hashed[row.id].append(digests.person(row.external_id))
    if not rows:
        return []
    asked = sorted({digest for those in hashed.values() for digest in those})
    refused = {(row.scope, row.digest) for row in connection.execute(_OF_THESE, {"digests": asked})}
    return [
        row.id
        for row in rows
        for scopes in (scopes_of(row.company_id, row.campaign_id),)
        if any((scope, digest) in refused for scope in scopes for digest in hashed[row.id])
    ]


def _remove(
    connection: Connection, scope: str, digest: str, leads: Collection[int], reason: str, actor: str, now: float
) -> bool:
    """Remove a suppression; the objection of these leads' people binds no further lead then."""
    these = (SUPPRESSION.c.scope == scope, SUPPRESSION.c.digest == digest)
    removed = connection.execute(delete(SUPPRESSION).where(*these)).rowcount == 1
    if removed:
        forget(connection, scope, leads)
        facts = {"digest": digest} | ({"reason": reason} if reason else {})
        add_line(connection, actor, "suppression.remove", scope, facts, now)
    return removed
