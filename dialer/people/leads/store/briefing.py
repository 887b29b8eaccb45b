"""Reads what is needed to dial claimed leads, and decides which of them may be dialled."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import orjson
from sqlalchemy import CompoundSelect, Connection, Select, Text, Update, bindparam, cast, select, union_all, update

from dialer.compliance.facts import ContactFacts
from dialer.core.enums import LeadState, Outcome
from dialer.numbers.addresses import state_of_person, tells_address
from dialer.numbers.geography import country_of
from dialer.numbers.person_zones import zone_key_of
from dialer.numbers.zones import zone_of
from dialer.people.interactions.model import HARD_MOOD
from dialer.people.leads.model import ClaimedLead, PastAttempt, Phone
from dialer.people.leads.rules.caps import Full
from dialer.people.leads.store.caps import put_off, with_room
from dialer.people.leads.store.claim.claims import MINE, let_go
from dialer.people.leads.store.claim.selection import Plan
from dialer.people.leads.store.number_facts import Evidence, Person
from dialer.people.lists.store.filter import left_out
from dialer.storage import prepared
from dialer.storage.digests import Digests
from dialer.storage.schema import ATTEMPT, INTERACTION, LEAD, LEAD_PHONE, PERSON_LEAD
from dialer.storage.sql import word

HISTORY_LENGTH: Final = 20


class Picked(NamedTuple):
    """A lead as a claim reads it."""

    id: int
    list_id: int
    external_id: str | None
    name: str
    language: str
    fields: Mapping[str, Any]
    zone_key: str
    priority: int
    attempts: int
    next_phone: int
    callback_id: int | None
    postcode: str
    owner: str
    consent: str | None  # as JSON: most leads of a list have the same, which is parsed once


# Of plain types, as prepared.rows requires.
COLUMNS: Final = tuple(
    cast(LEAD.c[name], Text).label(name) if name in ("fields", "consent") else LEAD.c[name] for name in Picked._fields
)
_FIELDS: Final = Picked._fields.index("fields")


def picked(row: Sequence[Any]) -> Picked:
    """A row of COLUMNS."""
    return Picked._make((*row[:_FIELDS], orjson.loads(row[_FIELDS]), *row[_FIELDS + 1 :]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Briefed:
    """Claimed leads in two groups: those to dial, in order, and those to give back."""

    leads: list[ClaimedLead]
    held: set[int]  # left out by their list's filter
    full: dict[int, Full]  # called too often: they wait
    gone: set[int]  # moved on or booked while they were being claimed

    @property
    def settled(self) -> bool:
        """Whether no lead is to be given back."""
        return not (self.held or self.full or self.gone)


def _open(among: prepared.Among) -> Select[Any]:
    due = LEAD.c.due_at <= bindparam("now")
    return select(*COLUMNS).where(among(LEAD.c.id, "leads"), LEAD.c.state == word(LeadState.OPEN), due)


def brief(
    connection: Connection, digests: Digests, campaign_id: int, plan: Plan, lead_ids: Sequence[int], now: float
) -> Briefed:
    """Read the data of leads that were claimed at `now`; nothing is written.

    Each lead's state is checked again: it may have been called between the index walk and its claim.
    """
    found = {row[0]: row for row in prepared.rows_of_these(connection, _open, {"leads": list(lead_ids), "now": now})}
    rows = [picked(found[lead_id]) for lead_id in lead_ids if lead_id in found]
    phones = phones_of(connection, found)
    out = left_out(rows, phones, plan.filters, now=now)
    rows = [row for row in rows if row.id not in out]
    history = history_of(connection, [row.id for row in rows if row.attempts])
    numbers = {phone.number for row in rows for phone in phones.get(row.id, ())}
    people = [row.external_id for row in rows]
    evidence = Evidence(connection, digests, campaign_id, numbers, plan.company, people)
    free = {row.id: evidence.callable(phones.get(row.id, ())) for row in rows}
    nexts = [(row.id, at_or_after(free[row.id], row.next_phone)) for row in rows]
    room, full = with_room(nexts, free, history, evidence.pasts, plan.caps, now=now)
    rows = [row for row in rows if row.id in room]
    hard = hard_among(connection, [row.id for row in rows])
    leads = put_together(rows, phones, history, room, evidence, hard, now)
    return Briefed(leads=leads, held=out, full=full, gone=set(lead_ids) - found.keys())


def at_or_after(phones: Sequence[Phone], position: int) -> int:
    """The position of the next phone to dial: this one, else the next that exists; after the last the first."""
    return next((phone.position for phone in phones if phone.position >= position), phones[0].position if phones else 0)


def _hold(among: prepared.Among) -> Update:
    held = among(LEAD.c.id, "leads"), LEAD.c.state == word(LeadState.OPEN), *MINE
    return update(LEAD).where(*held).values(state=word(LeadState.HELD))


def settle(connection: Connection, briefed: Briefed, *, owner: str) -> None:
    """Give back the owner's claims that may not be dialled: held back, waiting for room under a cap, or moved on."""
    if briefed.held:
        prepared.run_on_these(connection, _hold, {"leads": sorted(briefed.held), "holder": owner})
    put_off(connection, briefed.full, owner)
    let_go(connection, briefed.held | briefed.gone, owner=owner)


def _phones(among: prepared.Among) -> Select[Any]:
    columns = (LEAD_PHONE.c.lead_id, LEAD_PHONE.c.position, LEAD_PHONE.c.number, LEAD_PHONE.c.label)
    return select(*columns).where(among(LEAD_PHONE.c.lead_id, "leads"))


def _history(among: prepared.Among) -> Select[Any]:
    names = ("lead_id", "placed_at", "id", "outcome", "disposition", "phone_position", "caller_id")
    return select(*(ATTEMPT.c[name] for name in names)).where(among(ATTEMPT.c.lead_id, "leads"))


def put_together(
    rows: Sequence[Picked],
    phones: Mapping[int, Sequence[Phone]],
    history: Mapping[int, Sequence[PastAttempt]],
    nexts: Mapping[int, Phone | None],
    evidence: Evidence | None,
    hard: Set[int],
    now: float,
) -> list[ClaimedLead]:
    """Build the claimed leads in the order of `rows`; `nexts` are the phones to dial, `hard` the leads of conflicts."""
    contacts: Mapping[int, ContactFacts] = {}
    zones = {row.id: _zone_key(row, phones.get(row.id, ())) for row in rows}
    if evidence is not None:
        persons = [
            Person(
                row.id,
                row.list_id,
                zones[row.id],
                row.fields,
                row.postcode,
                row.consent,
                phone.number,
                row.external_id,
                [one.number for one in phones.get(row.id, ())],
            )
            for row in rows
            if (phone := nexts[row.id]) is not None
        ]
        contacts = evidence.contacts(persons)
    return [
        ClaimedLead(
            lead_id=row.id,
            list_id=row.list_id,
            external_id=row.external_id,
            name=row.name,
            language=row.language,
            fields=row.fields,
            zone_key=zones[row.id],
            priority=row.priority,
            attempts=row.attempts,
            next_phone=row.next_phone if phone is None else phone.position,
            callback_id=row.callback_id,
            phones=tuple(phones.get(row.id, ())),
            history=tuple(history.get(row.id, ())),
            country=country_of(phone.number) if phone is not None else "",
            contact=contacts.get(row.id),
            person_numbers=evidence.numbers.get(row.id, frozenset()) if evidence is not None else frozenset(),
            known_at=now,
            is_hard=row.id in hard,
        )
        for row in rows
        for phone in (nexts[row.id],)
    ]


def _zone_key(row: Picked, phones: Sequence[Phone]) -> str:
    """Where the person may be, by the lead's present data: its shelf may be from before, when less was known."""
    if len(phones) == 1 and zone_of(number := phones[0].number) == row.zone_key and not tells_address(number):
        return row.zone_key  # nearly all leads, if the country has one zone
    numbers = [(phone.number, phone.label) for phone in phones]
    return zone_key_of(row.zone_key, numbers, state_of_person(numbers, row.fields), row.postcode)


def phones_of(connection: Connection, lead_ids: Iterable[int]) -> defaultdict[int, list[Phone]]:
    """The phones of each lead, by position."""
    phones: defaultdict[int, list[Phone]] = defaultdict(list)
    if leads := list(lead_ids):
        found = prepared.rows_of_these(connection, _phones, {"leads": leads})
        for lead_id, position, number, label in sorted(found, key=lambda row: (row[0], row[1])):
            phones[lead_id].append(Phone(position=position, number=number, label=label))
    return phones


def _hard(among: prepared.Among) -> CompoundSelect[Any]:
    own = select(INTERACTION.c.lead_id).where(among(INTERACTION.c.lead_id, "leads"), INTERACTION.c.mood <= HARD_MOOD)
    of_person = (
        select(PERSON_LEAD.c.lead_id)
        .join(INTERACTION, INTERACTION.c.person_id == PERSON_LEAD.c.person_id)
        .where(among(PERSON_LEAD.c.lead_id, "leads"), INTERACTION.c.mood <= HARD_MOOD)
    )
    return union_all(own, of_person)


def hard_among(connection: Connection, lead_ids: Iterable[int]) -> set[int]:
    """Those of the leads with whose person there was a conflict, as long as moods are kept."""
    if not (leads := list(lead_ids)):
        return set()
    return {row[0] for row in prepared.rows_of_these(connection, _hard, {"leads": leads})}


def history_of(connection: Connection, lead_ids: Iterable[int]) -> defaultdict[int, list[PastAttempt]]:
    """The last attempts of each lead, newest first."""
    history: defaultdict[int, list[PastAttempt]] = defaultdict(list)
    if leads := list(lead_ids):
        found = prepared.rows_of_these(connection, _history, {"leads": leads})
        for row in sorted(found, key=lambda row: row[1], reverse=True):
            lead_id, placed_at, attempt_id, outcome, disposition, position, caller_id = row
            if len(history[lead_id]) < HISTORY_LENGTH:
                history[lead_id].append(
                    PastAttempt(
                        attempt_id=attempt_id,
                        outcome=Outcome(outcome) if outcome else None,
                        disposition=disposition,
                        placed_at=placed_at,
                        phone_position=position,
                        caller_id=caller_id,
                    )
                )
    return history
