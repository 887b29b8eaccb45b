"""Rows of an import that match existing leads: left out, merged into the lead, or kept beside it."""

from collections.abc import Mapping, Sequence
from enum import Enum
from types import MappingProxyType
from typing import Any, Final

import orjson
from sqlalchemy import Connection, bindparam, select

from dialer.core.enums import LeadState
from dialer.numbers.addresses import state_in
from dialer.numbers.person_zones import stated_in, zone_key_of
from dialer.people.imports.readers.columns import PHONES_AT_MOST
from dialer.people.imports.rows.batch import FIELDS, POSTCODE, PRIORITY, ZONE_KEY, LeadCells, Phones
from dialer.people.imports.rows.duplicates import DuplicateAction
from dialer.people.imports.store.matching import Into, holders_of_ids
from dialer.people.leads.rules.contact_facts import instant_of
from dialer.people.leads.store.briefing import phones_of
from dialer.people.leads.store.claim.claims import drop
from dialer.people.leads.store.claim.shelves import put_on_shelves
from dialer.people.leads.store.contact_data import replace_phones, update_lead
from dialer.people.leads.store.transitions import JUDGED_AGAIN, is_refused_by_rule
from dialer.storage.schema import LEAD

Row = tuple[int, LeadCells, Phones]


class Merged(Enum):
    """What becomes of a row whose lead is there."""

    LEFT_OUT = "left out"
    CHANGED = "changed"  # it changes the lead
    ADDED = "added"  # it is a lead of its own beside the other


_NONE_FRESH: Final[Mapping[int, tuple[LeadCells, Phones]]] = MappingProxyType({})
_PLAIN: Final = {"external_id": 0, "name": 1, "language": 2, "notes": 7, "postcode": 8, "owner": 9}  # in LeadCells
_JSON: Final = {"fields": 3, "consent": 10}
# From these the rules tell whether, when and why to call.
_JUDGED: Final = frozenset({"consent", "external_id", "fields", "phones", "postcode", "zone_key"})
_THERE: Final = select(
    LEAD.c.state,
    LEAD.c.done_reason,
    LEAD.c.id,
    LEAD.c.list_id,
    LEAD.c.zone_key,
    LEAD.c.priority,
    LEAD.c.next_phone,
    LEAD.c.callback_id,
    *(LEAD.c[name] for name in (*_PLAIN, *_JSON)),
).where(LEAD.c.id.in_(bindparam("ids", expanding=True)))


def merge_leads(
    connection: Connection, into: Into, rows: Sequence[Row], holders: Mapping[str, Sequence[int]]
) -> tuple[int, Sequence[tuple[LeadCells, Phones]]]:
    """Apply the import's policy to known rows; return how many leads changed, and the rows to be added.

    `holders` are the leads that already have a number.
    """
    if not rows or into.duplicates.then is DuplicateAction.SKIP:
        return 0, ()
    like, there, phones = _like(connection, into, rows, holders)
    taken = _ids_taken(connection, into, rows, there)
    if into.duplicates.then is DuplicateAction.KEEP:
        differ = _differ(into.list_id, rows, like, there, phones, taken)
        return 0, [row[1:] for row, differs in zip(rows, differ, strict=True) if differs]
    news = [
        (lead_id, _merge(connection, into, there[lead_id], phones[lead_id], lead, mine, taken))
        for lead_id, lead, mine in rows
    ]
    # An engine that holds such a lead knows its old data: the lead must be claimed and judged again.
    drop(connection, {lead_id for lead_id, new in news if new & _JUDGED})
    return sum(bool(new) for _, new in news), ()


def would_merge(
    connection: Connection,
    into: Into,
    rows: Sequence[Row],
    holders: Mapping[str, Sequence[int]],
    fresh: Mapping[int, tuple[LeadCells, Phones]],
) -> list[Merged]:
    """What `merge_leads` would make of each row; nothing is written. `fresh` are leads that are not there yet."""
    if not rows or into.duplicates.then is DuplicateAction.SKIP:
        return [Merged.LEFT_OUT] * len(rows)
    like, there, phones = _like(connection, into, rows, holders, fresh)
    taken = _ids_taken(connection, into, rows, there) | {
        (into.list_id, lead[0]) for lead, _ in fresh.values() if lead[0]
    }
    if into.duplicates.then is DuplicateAction.KEEP:
        differ = _differ(into.list_id, rows, like, there, phones, taken)
        return [Merged.ADDED if differs else Merged.LEFT_OUT for differs in differ]
    found = []
    for lead_id, lead, mine in rows:
        news, after_phones = _changes(there[lead_id], phones[lead_id], lead, mine, taken)
        found.append(Merged.CHANGED if news or after_phones != phones[lead_id] else Merged.LEFT_OUT)
        there[lead_id] |= news  # what a later row finds
        phones[lead_id] = after_phones
    return found


def _like(
    connection: Connection,
    into: Into,
    rows: Sequence[Row],
    holders: Mapping[str, Sequence[int]],
    fresh: Mapping[int, tuple[LeadCells, Phones]] = _NONE_FRESH,
) -> tuple[list[set[int]], dict[int, dict[str, Any]], dict[int, list[tuple[str, str]]]]:
    """The leads that each row matches, and the present data of these leads with their phones."""
    # A row is kept only if it differs from every lead that it matches, not only from the oldest.
    alike = holders if into.duplicates.then is DuplicateAction.KEEP else {}
    like = [{row[0], *(one for number, _ in row[2] for one in alike.get(number, ()))} for row in rows]
    ids = sorted(set().union(*like) - fresh.keys())
    there = {row["id"]: dict(row) for row in connection.execute(_THERE, {"ids": ids}).mappings()}
    phones = {lead_id: [(phone.number, phone.label) for phone in mine] for lead_id, mine in _phones(connection, ids)}
    for lead_id, (lead, mine) in fresh.items():
        there[lead_id], phones[lead_id] = _as_loaded(lead_id, into.list_id, lead), list(mine)
    return like, there, phones


def _ids_taken(
    connection: Connection, into: Into, rows: Sequence[Row], there: Mapping[int, dict[str, Any]]
) -> set[tuple[int, str]]:
    """The external ids of the rows that leads have, each with its list: those of the rows' leads, and the import's."""
    ids = {str(lead[0]) for _, lead, _ in rows if lead[0]}
    lists = {into.list_id, *(one["list_id"] for one in there.values())}
    return {(list_id, found) for list_id in lists for found, _ in holders_of_ids(connection, ids, list_id)}


def _as_loaded(lead_id: int, list_id: int, lead: LeadCells) -> dict[str, Any]:
    """A row as its lead would be read once it is loaded."""
    plain = {name: lead[place] for name, place in _PLAIN.items()}
    parsed = {name: orjson.loads(str(lead[place] or "{}")) for name, place in _JSON.items()}
    where = {"id": lead_id, "list_id": list_id, "zone_key": lead[ZONE_KEY], "priority": lead[PRIORITY]}
    return {**where, "state": LeadState.OPEN.value, "done_reason": "", **plain, **parsed}


def _phones(connection: Connection, ids: Sequence[int]) -> Sequence[tuple[int, Any]]:
    found = phones_of(connection, ids)
    return [(lead_id, found[lead_id]) for lead_id in ids]


def _differ(
    list_id: int,
    rows: Sequence[Row],
    like: Sequence[set[int]],
    there: Mapping[int, dict[str, Any]],
    phones: Mapping[int, list[tuple[str, str]]],
    taken: set[tuple[int, str]],
) -> list[bool]:
    """Whether each row differs in something from all leads it matches, and from the rows before it.

    In one list, an external id belongs to one lead only; `taken` are those that are there, and then those of the rows.
    """
    differ: list[bool] = []
    seen: set[tuple[LeadCells, Phones]] = set()
    for (_, lead, mine), those in zip(rows, like, strict=True):
        is_there = any(list(mine) == phones[one] and not _news(there[one], lead) for one in those)
        its_id = (list_id, lead[0] or "")
        differ.append(not is_there and its_id not in taken and (lead, mine) not in seen)
        if differ[-1]:
            seen.add((lead, mine))
            if lead[0]:
                taken.add(its_id)
    return differ


def _news(there: Mapping[str, Any], lead: LeadCells) -> dict[str, Any]:
    """The row's data that the lead does not have; an empty cell adds nothing."""
    news: dict[str, Any] = {
        name: lead[place] for name, place in _PLAIN.items() if lead[place] and lead[place] != there[name]
    }
    if there["external_id"]:
        news.pop("external_id", None)
    for name, place in _JSON.items():
        before = there[name] or {}
        said = orjson.loads(str(lead[place] or "{}"))
        after = _together(before, said) if name == "consent" else {**before, **said}
        if after != before:
            news[name] = after
    return news


def _together(before: Mapping[str, Any], said: Mapping[str, Any]) -> Mapping[str, Any]:
    """The former consent combined with the row's.

    A basis that differs in anything is a new one and replaces the old: proofs of the old one prove nothing about it.
    What is older than the former consent, or has no date while that has one, changes nothing.
    """
    other = "basis" in said and any(before.get(name, value) != value for name, value in said.items())
    at = _told_at(said)
    if (other or at) and at < _told_at(before):
        return before
    return said if other else {**before, **said}


def _told_at(consent: Mapping[str, Any]) -> float:
    """The last instant that a consent tells of: when it was given, or ended; 0 without a date."""
    return max(instant_of({"obtained_at": consent.get(name, "")}, "") or 0.0 for name in ("obtained_at", "ended_at"))


def _phones_after(known: Sequence[tuple[str, str]], phones: Phones, state: str) -> list[tuple[str, str]]:
    """The lead's phones with the row's: if the row has a new one, its phones come first, as a correction is dialled.

    The last ones go where there are too many. In a call the order stays, since what follows names a phone by its place.
    """
    labels, numbers = dict(known), {number for number, _ in phones}
    if numbers <= labels.keys():
        return list(known)
    if state in (LeadState.CALLING, LeadState.WRAPPING):
        return [*known, *(phone for phone in phones if phone[0] not in labels)][:PHONES_AT_MOST]
    rest = [phone for phone in known if phone[0] not in numbers]
    return [*((number, labels.get(number, label)) for number, label in phones), *rest][:PHONES_AT_MOST]


def _zone_key(
    there: Mapping[str, Any],
    known: Sequence[tuple[str, str]],
    lead: LeadCells,
    phones: Phones,
    news: Mapping[str, Any],
    after_phones: Sequence[tuple[str, str]],
) -> str:
    """Where the person may be, by all that is known now.

    A new address or stated zone replaces the old one, and the zones of all numbers stay.
    """
    if there["zone_key"] == lead[ZONE_KEY] and after_phones == known and news.keys().isdisjoint({"fields", "postcode"}):
        return str(lead[ZONE_KEY])
    said = stated_in(lead[ZONE_KEY], phones, state_in(orjson.loads(lead[FIELDS])), lead[POSTCODE])
    before = stated_in(there["zone_key"], known, state_in(there["fields"] or {}), there["postcode"])
    after = {**there, **news}
    return zone_key_of(said or before, after_phones, state_in(after["fields"] or {}), after["postcode"])


def _changes(
    there: Mapping[str, Any],
    known: Sequence[tuple[str, str]],
    lead: LeadCells,
    phones: Phones,
    taken: set[tuple[int, str]],
) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    """The columns of a lead that a row changes, and the lead's phones then.

    An external id that another lead of the list has stays with that one; one that is given is then `taken`.
    """
    news, after_phones = _news(there, lead), _phones_after(known, phones, there["state"])
    if "external_id" in news:
        its_id = (there["list_id"], news["external_id"])
        if its_id in taken:
            del news["external_id"]
        taken.add(its_id)
    key = _zone_key(there, known, lead, phones, news, after_phones)
    return (news | {"zone_key": key} if key != there["zone_key"] else news), after_phones


def _merge(
    connection: Connection,
    into: Into,
    there: dict[str, Any],
    known: list[tuple[str, str]],
    lead: LeadCells,
    phones: Phones,
    taken: set[tuple[int, str]],
) -> set[str]:
    """Write the row's new data into its lead; return the changed columns."""
    news, after_phones = _changes(there, known, lead, phones, taken)
    changed = {*news, *(("phones",) if after_phones != known else ())}
    if "zone_key" in news:
        put_on_shelves(connection, there["list_id"], {(news["zone_key"], there["priority"])})
    if "phones" in changed:
        news["next_phone"] = _write_phones(connection, there, known, after_phones)
        known[:] = after_phones
    if "consent" in news and is_refused_by_rule(there["state"], there["done_reason"]):
        news |= JUDGED_AGAIN
    if changed and into.import_id:  # how long its data may be kept counts from this import
        news["import_id"] = into.import_id
    if news:
        update_lead(connection, there["id"], news)
        there |= news
    return changed


def _write_phones(
    connection: Connection,
    there: Mapping[str, Any],
    known: Sequence[tuple[str, str]],
    after_phones: Sequence[tuple[str, str]],
) -> int:
    """Write a lead's phones anew; return the position of the next to dial: the first, or the one it is booked for."""
    replace_phones(connection, there["id"], after_phones)
    booked = [number for number, _ in known][there["next_phone"] :][:1] if there["callback_id"] is not None else []
    return next((position for position, (number, _) in enumerate(after_phones) if number in booked), 0)
