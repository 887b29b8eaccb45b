"""An objection belongs to a person, not to one number: what it withdraws besides the number called.

The person is the lead that objected: its external id and its numbers are suppressed. Every lead with that external id
within the scope is withdrawn, whatever its numbers and whenever it is imported. Other people who share a number can
still be called on their other numbers. A shared number alone does not make two leads one person.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, bindparam, select, update

from dialer.callbacks.store.bookings import cancel_of
from dialer.core.enums import LeadState
from dialer.leads.store.claim.claims import drop
from dialer.storage import prepared
from dialer.storage.bulk import rows_among
from dialer.storage.digests import PSEUDONYM, Digests
from dialer.storage.schema import LEAD, LEAD_LIST
from dialer.storage.sql import word
from dialer.suppression.store.lookup import EVERYONE, of_controller, scopes_of, with_a_number_left
from dialer.suppression.store.write_lock import NUMBER, PERSON, write

SUPPRESSED: Final = "suppressed"  # the reason of done leads and ended call-backs

_HOLDERS: Final = "SELECT lead_id, number, position FROM lead_phone WHERE number {among}"
_PHONES: Final = "SELECT number FROM lead_phone WHERE lead_id {among}"
_LEADS: Final = (
    "SELECT lead.id, lead.external_id, lead_list.controller_id, lead_list.campaign_id "
    "FROM lead JOIN lead_list ON lead_list.id = lead.list_id WHERE lead.id {among}"
)
_BY_EXTERNAL_ID: Final = "SELECT id FROM lead WHERE list_id = :list AND external_id {among}"
# Leads that are booked, or will be after the talk in which an agent promised the call-back.
_BOOKED: Final = (
    "(lead.state = 'booked' OR lead.state = 'calling' AND EXISTS (SELECT 1 FROM callback "
    "JOIN attempt ON attempt.id = callback.attempt_id WHERE callback.id = lead.callback_id "
    "AND attempt.state <> 'ended'))"
)
_WAITING: Final = (
    "SELECT lead.id, lead.next_phone, lead_list.controller_id, lead_list.campaign_id "  # noqa: S608 - our own words
    f"FROM lead JOIN lead_list ON lead_list.id = lead.list_id WHERE {_BOOKED} AND lead.id {{among}}"
)
_NOT_BEGUN: Final = (
    "SELECT lead.id FROM lead "  # noqa: S608 - our own words
    f"WHERE (lead.state IN ('open', 'held') OR {_BOOKED}) AND lead.id {{among}}"
)
_WITHDRAW: Final = (
    update(LEAD)
    .where(
        LEAD.c.id == bindparam("lead"),
        LEAD.c.state.in_(
            [word(state) for state in (LeadState.OPEN, LeadState.HELD, LeadState.BOOKED, LeadState.CALLING)]
        ),
    )
    .values(state=LeadState.DONE.value, done_reason=SUPPRESSED, callback_id=None)
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

    Leads with the same external id are one person.
    """
    holders = rows_among(connection, _HOLDERS, numbers)
    rows = {row.id: row for row in rows_among(connection, _LEADS, {holder.lead_id for holder in holders})}
    found: defaultdict[tuple[str, int], list[Any]] = defaultdict(list)
    for holder in holders:
        row = rows[holder.lead_id]
        if scope in scopes_of(row.controller_id, row.campaign_id):
            found[holder.number, row.controller_id].append(row)
    leads, shared, claimed = set[int](), set[str](), set[str]()
    for (number, _), those in found.items():
        if len(those) == 1 or len({row.external_id or row.id for row in those}) == 1:
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
    """Write an objection and withdraw its leads. The caller must hold the right to suppress (`let_suppress`).

    `hashed` maps hashes to the numbers given; `leads` are those who objected; `external_ids` are people known only by
    them; `unclaimed` are given numbers not known to be theirs. Stand-ins of erased attempts' numbers are ignored.
    """
    hashed = {digest: number for digest, number in hashed.items() if not number.startswith(PSEUDONYM)}
    mine = {row.number for row in rows_among(connection, _PHONES, leads)}
    others = sorted(mine.difference(hashed.values()))
    theirs = [digest for digest, number in hashed.items() if number in mine or number not in unclaimed]
    added = write(connection, objection.scope, NUMBER, theirs, objection.facts, holder_known=True)
    added += write(connection, objection.scope, NUMBER, hashed.keys() - theirs, objection.facts)
    more = write(connection, objection.scope, NUMBER, digests.many(others), objection.facts, holder_known=True)
    numbers = frozenset((*hashed.values(), *others))
    said = _people(rows_among(connection, _LEADS, leads), objection.scope)
    said[objection.scope] |= set(external_ids)
    people, withdrawn = 0, set(leads)
    for scope, ids in said.items():
        people += write(connection, scope, PERSON, [digests.person(one) for one in ids], objection.facts)
        withdrawn |= leads_of(connection, scope, ids)
    _withdraw(connection, withdrawn, now=objection.added_at)
    _end_bookings(connection, digests, objection.scope, numbers, now=objection.added_at)
    return Recorded(added=added, others=more, people=people, numbers=numbers, leads=frozenset(withdrawn))


def _people(rows: Iterable[Any], scope: str) -> defaultdict[str, set[str]]:
    """External ids by scope; an external id is valid for one controller only."""
    said: defaultdict[str, set[str]] = defaultdict(set)
    for row in rows:
        if row.external_id is not None:
            said[of_controller(row.controller_id) if scope == EVERYONE else scope].add(row.external_id)
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
        if row.next_phone in positions[row.id] and scope in (scopes := scopes_of(row.controller_id, row.campaign_id))
    }
    _end(connection, sorted(waiting.keys() - with_a_number_left(connection, digests, waiting)), now)


def _end(connection: Connection, leads: Sequence[int], now: float) -> None:
    cancel_of(connection, leads, by=SUPPRESSED, now=now)
    prepared.many(connection, _WITHDRAW, [{"lead": lead_id} for lead_id in leads])
    drop(connection, leads)
