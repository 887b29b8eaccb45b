"""An objection belongs to a person, not to one number: what it withdraws besides the number called.

The person is the lead that objected, with all leads linked to the same person: their external ids and their numbers are
suppressed, and they are withdrawn. So is every lead with such an external id within the scope, whatever its numbers and
whenever it is imported, and every lead that is linked to the person later (`bind`). Other people who share a number can
still be called on their other numbers. A shared number alone does not make two leads one person.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, delete, or_, select, update

from dialer.people.callbacks.store.bookings import cancel_of
from dialer.people.leads.store.claim.claims import drop
from dialer.people.leads.store.transitions import SUPPRESSED, withdraw
from dialer.people.suppression.store.lookup import EVERYONE, of_company, scopes_of, with_a_number_left
from dialer.people.suppression.store.write_lock import NUMBER, PERSON, write
from dialer.storage.bulk import rows_among
from dialer.storage.digests import PSEUDONYM, Digests
from dialer.storage.schema import LEAD_LIST, LEAD_OBJECTION
from dialer.storage.sql import insert_or_leave

_HOLDERS: Final = "SELECT lead_id, number, position FROM lead_phone WHERE number {among}"
_PHONES: Final = "SELECT number FROM lead_phone WHERE lead_id {among}"
_LEADS: Final = (
    "SELECT lead.id, lead.external_id, lead_list.company_id, lead_list.campaign_id "
    "FROM lead JOIN lead_list ON lead_list.id = lead.list_id WHERE lead.id {among}"
)
_PERSONS: Final = "SELECT lead_id, person_id FROM person_lead WHERE lead_id {among}"
_LINKED: Final = "SELECT lead_id FROM person_lead WHERE person_id {among}"
_POINTS: Final = "SELECT value AS number FROM person_point WHERE kind = 'phone' AND person_id {among}"
_IDS: Final = (
    "SELECT value AS external_id, company_id FROM person_point WHERE kind = 'external_id' AND person_id {among}"
)
# Leads of these people that objected.
_OBJECTED: Final = (
    "SELECT theirs.person_id, said.lead_id, said.scope, said.reason, said.source, said.added_at, said.added_by "
    "FROM lead_objection AS said JOIN person_lead AS theirs ON theirs.lead_id = said.lead_id "
    "WHERE theirs.person_id {among}"
)
# Those of them in a scope in which another lead of the same person is not bound yet.
_UNBOUND: Final = (
    f"{_OBJECTED} AND EXISTS (SELECT 1 FROM person_lead AS other "  # noqa: S608 - our own words
    "WHERE other.person_id = theirs.person_id AND NOT EXISTS (SELECT 1 FROM lead_objection AS bound "
    "WHERE bound.lead_id = other.lead_id AND bound.scope = said.scope))"
)
_BY_EXTERNAL_ID: Final = "SELECT id FROM lead WHERE list_id = :list AND external_id {among}"
# Leads that are booked, or will be after the talk in which an agent promised the call-back.
_BOOKED: Final = (
    "(lead.state = 'booked' OR lead.state = 'calling' AND EXISTS (SELECT 1 FROM callback "
    "JOIN attempt ON attempt.id = callback.attempt_id WHERE callback.id = lead.callback_id "
    "AND attempt.state <> 'ended'))"
)
_WAITING: Final = (
    "SELECT lead.id, lead.next_phone, lead_list.company_id, lead_list.campaign_id "  # noqa: S608 - our own words
    f"FROM lead JOIN lead_list ON lead_list.id = lead.list_id WHERE {_BOOKED} AND lead.id {{among}}"
)
_NOT_BEGUN: Final = (
    "SELECT lead.id FROM lead "  # noqa: S608 - our own words
    f"WHERE (lead.state IN ('open', 'held') OR {_BOOKED}) AND lead.id {{among}}"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Objection:
    """An objection in a scope, with its reason, source (call or file), instant and author."""

    scope: str
    reason: str
    source: str
    added_at: float
    added_by: str

    @property
    def facts(self) -> dict[str, Any]:
        """The columns that all its rows share."""
        return {
            "reason": self.reason,
            "source": self.source,
            "added_at": self.added_at,
            "added_by": self.added_by,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """Counts of new suppressions: given numbers, the people's other numbers, and people.

    `numbers` and `leads` are all that the objection applies to.
    """

    added: int
    others: int
    people: int
    numbers: frozenset[str]
    leads: frozenset[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Speakers:
    """Who objected, by lead; `shared` are numbers of several people, any of whom may have objected.

    `unclaimed` are all numbers without a known objector: the shared ones and those that no lead has.
    """

    leads: Collection[int]
    shared: frozenset[str] = frozenset()
    unclaimed: frozenset[str] = frozenset()


def speakers(connection: Connection, scope: str, numbers: Collection[str]) -> Speakers:
    """Find who objected at these numbers: the only person with a number among the leads in the scope.

    Leads that are linked to one person, or have the same external id, are one person.
    """
    holders = rows_among(connection, _HOLDERS, numbers)
    rows = {row.id: row for row in rows_among(connection, _LEADS, {holder.lead_id for holder in holders})}
    person_of = {row.lead_id: row.person_id for row in rows_among(connection, _PERSONS, rows.keys())}
    known_as = {row.external_id: person_of[row.id] for row in rows.values() if row.external_id and row.id in person_of}

    def who(row: Any) -> Any:
        return person_of.get(row.id) or known_as.get(row.external_id) or row.external_id or ("lead", row.id)

    found: defaultdict[tuple[str, int], list[Any]] = defaultdict(list)
    for holder in holders:
        row = rows[holder.lead_id]
        if scope in scopes_of(row.company_id, row.campaign_id):
            found[holder.number, row.company_id].append(row)
    leads, shared, claimed = set[int](), set[str](), set[str]()
    for (number, _), those in found.items():
        if len({who(row) for row in those}) == 1:
            leads.update(row.id for row in those)
            claimed.add(number)
        else:
            shared.add(number)
    return Speakers(leads=leads, shared=frozenset(shared), unclaimed=frozenset(numbers) - claimed)


def leads_of(connection: Connection, scope: str, external_ids: Collection[str]) -> set[int]:
    """The leads with these external ids in the scope's lists."""
    kind, _, key = scope.partition(":")
    if not external_ids or not key:
        return set()
    lists = select(LEAD_LIST.c.id).where(LEAD_LIST.c[f"{kind}_id"] == int(key))
    return {
        row.id
        for list_id in connection.execute(lists).scalars().all()
        for row in rows_among(connection, _BY_EXTERNAL_ID, external_ids, {"list": list_id})
    }


def record(
    connection: Connection,
    digests: Digests,
    objection: Objection,
    *,
    hashed: Mapping[str, str],
    leads: Collection[int] = (),
    external_ids: Collection[str] = (),
    unclaimed: Collection[str] = (),
) -> Recorded:
    """Write an objection and withdraw its leads, and all others of the same people.

    The caller must hold the right to suppress (`let_suppress`) if somebody is told that no call follows. `hashed`
    maps hashes to the numbers given; `leads` are those who objected; `external_ids` are people known only by them;
    `unclaimed` are given numbers not known to be theirs. Stand-ins of erased attempts' numbers are ignored.
    """
    hashed = {digest: number for digest, number in hashed.items() if not number.startswith(PSEUDONYM)}
    given, persons = set(leads), _persons_of(connection, leads)
    leads = given | _leads_of_persons(connection, persons)
    mine = {row.number for row in rows_among(connection, _PHONES, leads)}
    mine |= {row.number for row in rows_among(connection, _POINTS, persons)}
    others = sorted(mine.difference(hashed.values()))
    theirs = [digest for digest, number in hashed.items() if number in mine or number not in unclaimed]
    added = write(connection, objection.scope, NUMBER, theirs, objection.facts, holder_known=True)
    added += write(connection, objection.scope, NUMBER, hashed.keys() - theirs, objection.facts)
    more = write(connection, objection.scope, NUMBER, digests.many(others), objection.facts, holder_known=True)
    numbers = frozenset((*hashed.values(), *others))
    rows = rows_among(connection, _LEADS, leads)
    said = _people((*rows, *rows_among(connection, _IDS, persons)), objection.scope)
    said[objection.scope] |= set(external_ids)
    people = 0
    in_scope = {row.id for row in rows if objection.scope in scopes_of(row.company_id, row.campaign_id)}
    withdrawn = given | in_scope
    for scope, ids in said.items():
        people += write(connection, scope, PERSON, [digests.person(one) for one in ids], objection.facts)
        withdrawn |= leads_of(connection, scope, ids)
    _note(connection, objection, {*leads, *withdrawn})
    _withdraw(connection, withdrawn, now=objection.added_at)
    _end_bookings(connection, digests, objection.scope, numbers, now=objection.added_at)
    return Recorded(added=added, others=more, people=people, numbers=numbers, leads=frozenset(withdrawn))


def _persons_of(connection: Connection, leads: Collection[int]) -> set[int]:
    return {row.person_id for row in rows_among(connection, _PERSONS, leads)}


def _leads_of_persons(connection: Connection, persons: Collection[int]) -> set[int]:
    return {row.lead_id for row in rows_among(connection, _LINKED, persons)}


def _note(connection: Connection, objection: Objection, leads: Collection[int]) -> None:
    rows = [{"lead_id": lead, "scope": objection.scope, **objection.facts} for lead in sorted(leads)]
    if not rows:
        return
    said = LEAD_OBJECTION.c
    before = (said.lead_id.in_(sorted(leads)), said.scope == objection.scope)
    another = or_(said.source != objection.source, said.reason != objection.reason)
    connection.execute(update(LEAD_OBJECTION).where(*before, another).values(repeated=True))
    connection.execute(insert_or_leave(connection, LEAD_OBJECTION), rows)


def bind(connection: Connection, digests: Digests, people: Collection[int], *, points: bool = False) -> None:
    """Let the objections of these people bind leads that were linked to them since; with `points` also their points.

    Placing is not kept out meanwhile: nobody has been told yet that no call to these leads follows.
    """
    # One record binds all leads of a person: that of the first objection in each scope.
    first: dict[tuple[int, str], Any] = {}
    found = rows_among(connection, _OBJECTED if points else _UNBOUND, people)
    for said in sorted(found, key=lambda row: row.added_at):
        first.setdefault((said.person_id, said.scope), said)
    for said in first.values():
        facts = {name: getattr(said, name) for name in Objection.__dataclass_fields__}
        record(connection, digests, Objection(**facts), hashed={}, leads=[said.lead_id])


def forget(connection: Connection, scope: str, leads: Collection[int]) -> None:
    """Let the objection of these leads' people bind no further lead in this scope."""
    bound = {*leads, *_leads_of_persons(connection, _persons_of(connection, leads))}
    if bound:
        of_scope = LEAD_OBJECTION.c.scope == scope
        connection.execute(delete(LEAD_OBJECTION).where(of_scope, LEAD_OBJECTION.c.lead_id.in_(sorted(bound))))


def holders_of(connection: Connection, number: str) -> set[int]:
    """The leads with this number, in whatever list."""
    return {row.lead_id for row in rows_among(connection, _HOLDERS, [number])}


def _people(rows: Iterable[Any], scope: str) -> defaultdict[str, set[str]]:
    """External ids by scope; an external id is valid for one company only."""
    said: defaultdict[str, set[str]] = defaultdict(set)
    for row in rows:
        if row.external_id is not None:
            said[of_company(row.company_id) if scope == EVERYONE else scope].add(row.external_id)
    return said


def _withdraw(connection: Connection, leads: Collection[int], *, now: float) -> None:
    """Withdraw these leads from calling. A live call goes on; the rules decide what follows it."""
    _end(connection, sorted(row.id for row in rows_among(connection, _NOT_BEGUN, leads)), now)


def _end_bookings(
    connection: Connection, digests: Digests, scope: str, numbers: Collection[str], *, now: float
) -> None:
    """End call-backs booked for these numbers, unless the lead has another number that may be called."""
    positions: defaultdict[int, set[int]] = defaultdict(set)
    for holder in rows_among(connection, _HOLDERS, numbers):
        positions[holder.lead_id].add(holder.position)
    waiting = {
        row.id: scopes
        for row in rows_among(connection, _WAITING, positions.keys())
        if row.next_phone in positions[row.id] and scope in (scopes := scopes_of(row.company_id, row.campaign_id))
    }
    _end(connection, sorted(waiting.keys() - with_a_number_left(connection, digests, waiting)), now)


def _end(connection: Connection, leads: Sequence[int], now: float) -> None:
    cancel_of(connection, leads, by=SUPPRESSED, now=now)
    withdraw(connection, leads)
    drop(connection, leads)


def drop_objections(connection: Connection, lead_ids: Sequence[int]) -> None:
    """Delete what leads have objected to that are being deleted."""
    connection.execute(delete(LEAD_OBJECTION).where(LEAD_OBJECTION.c.lead_id.in_(lead_ids)))
