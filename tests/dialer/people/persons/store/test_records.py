"""People above leads, on both databases: linked, found again, merged, split, with their history and promises."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import Connection, func, select

from dialer.core.enums import CallbackKind, LeadState, Outcome
from dialer.core.errors import Changed, UnknownPerson
from dialer.core.request_errors import Invalid
from dialer.core.visibility import EVERYTHING
from dialer.people.callbacks.model import NewCallback
from dialer.people.interactions.model import HistoryKind
from dialer.people.leads.model import NewLead
from dialer.people.leads.rules.retry import LeadStep
from dialer.people.mail.model import MessageState
from dialer.people.persons.model import Need, PersonChange, PointKind, Purpose
from dialer.people.tasks.model import PromiseKind, PromiseState, TaskState
from dialer.storage.pages import newest
from dialer.storage.schema import PERSON
from dialer.stores.everything import Store
from tests.support.stores import NOW, Centre, finished

ADA, HOME, BOB = "+393331111111", "+390698765432", "+393332222222"


async def another_list(centre: Centre) -> int:
    made = await centre.store.lists.create(name="April", company_id=centre.company.id, now=NOW)
    return made.id


async def people(store: Store) -> int:
    def count(connection: Connection) -> int:
        return connection.execute(select(func.count()).select_from(PERSON)).scalar_one()

    return await store.database.read(count)


async def test_leads_are_linked_by_external_id_and_by_number_if_the_names_allow_it(centre: Centre) -> None:
    store, other = centre.store, await another_list(centre)
    first = await store.leads.add(
        centre.leads.id,
        [
            NewLead(phones=((ADA, ""), (HOME, "home")), name="Ada Rossi", external_id="A-1"),
            NewLead(phones=((HOME, ""),), name="Ugo Rossi"),
            NewLead(phones=((BOB, ""),), name="", fields={"E-mail": "Bob@Example.org"}),
        ],
    )
    later = await store.leads.add(
        other,
        [
            NewLead(phones=(("+393339999999", ""),), name="Ada R.", external_id="A-1", language="it"),
            NewLead(phones=((BOB, ""),), name="Bob Bianchi"),
            NewLead(phones=((HOME, ""),), name="Rossi"),  # either of the two at home
        ],
    )
    assert await store.person_records.unlinked(after=0, until=99, most=10) == [*first, *later]
    assert await store.person_records.link(first, now=NOW) == 3
    assert await store.person_records.link(later, now=NOW) == 3
    assert await store.person_records.unlinked(after=0, until=99, most=10) == []
    owners = [await store.person_records.person_id_of(lead) for lead in (*first, *later)]
    assert owners[0] == owners[3]
    assert owners[2] == owners[4]
    assert len(set(owners)) == 4
    ada = await store.person_records.get(owners[0] or 0, sees=EVERYTHING)
    assert set(ada.of_kind(PointKind.PHONE)) == {ADA, HOME, "+393339999999"}
    assert (ada.name, ada.language) == ("Ada Rossi", "it")
    bob = await store.person_records.get(owners[2] or 0, sees=EVERYTHING)
    assert (bob.name, bob.of_kind(PointKind.EMAIL)) == ("Bob Bianchi", ("bob@example.org",))
    assert await store.person_records.link([*first, *later], now=NOW) == 6
    assert await people(store) == 4


@pytest.mark.gate
async def test_processes_that_link_at_once_make_nobody_twice(centre: Centre, empty_url: str) -> None:
    other = await another_list(centre)
    leads = [NewLead(phones=((f"+39333{n:07d}", ""),), external_id=f"P-{n}") for n in range(20)]
    first = await centre.store.leads.add(centre.leads.id, leads)
    second = await centre.store.leads.add(other, leads)
    async with Store.open(empty_url) as elsewhere:
        await asyncio.gather(
            centre.store.person_records.link(first, now=NOW), elsewhere.person_records.link(second, now=NOW)
        )
    assert await people(centre.store) == 20


async def test_a_person_changes_only_as_it_was_read(centre: Centre) -> None:
    store = centre.store
    [lead] = await store.leads.add(centre.leads.id, [NewLead(phones=((ADA, ""),), name="Ada")])
    read = await store.person_records.of_lead(lead, now=NOW)
    assert read is not None
    change = PersonChange(values={"needs": [Need.SLOW], "type": "wary"}, points=((PointKind.PHONE, BOB, "work", True),))
    changed = await store.person_records.change(read.id, change, actor="x", now=NOW, expected=read)
    assert (changed.needs, changed.type_at, changed.of_kind(PointKind.PHONE)) == ((Need.SLOW,), NOW, (BOB,))
    with pytest.raises(Changed):
        await store.person_records.change(read.id, change, actor="x", now=NOW, expected=read)
    with pytest.raises(UnknownPerson):
        await store.person_records.change(4711, change, actor="x", now=NOW)
    said = {"purpose": "marketing", "channel": "", "is_given": True, "basis": "", "text_version": "3"}
    row = {**said, "person_id": read.id, "interaction_id": None}
    given, _ = await store.person_records.add_permission(row, actor="x", now=NOW)
    assert (given.purpose, given.channel, given.holds) == (Purpose.MARKETING, None, True)
    taken, _ = await store.person_records.withdraw_permission(given.id, actor="y", now=NOW + 1.0)
    assert not taken.holds
    again, _ = await store.person_records.withdraw_permission(given.id, actor="z", now=NOW + 2.0)
    assert again == taken


async def test_nobody_gets_the_number_of_a_person_who_was_merged(centre: Centre) -> None:
    store = centre.store

    async def person(number: str) -> int:
        [lead] = await store.leads.add(centre.leads.id, [NewLead(phones=((number, ""),))])
        made = await store.person_records.of_lead(lead, now=NOW)
        assert made is not None
        return made.id

    ada, bob, carla = [await person(one) for one in (ADA, BOB, HOME)]
    await store.person_records.merge(bob, carla, actor="x", now=NOW)
    await store.person_records.merge(ada, bob, actor="x", now=NOW)  # with whom was merged into that one
    later = await person("+393339999999")
    assert later > carla
    await store.person_records.merge(ada, later, actor="x", now=NOW)
    leads = await store.person_records.leads(ada)
    assert (await store.person_records.split(ada, leads[:1], actor="x", now=NOW)).id > later


async def test_what_hangs_on_people_goes_with_them_when_they_are_merged_and_split(centre: Centre) -> None:
    store = centre.store
    attempts = await centre.placed(2)
    contacts = [await store.interactions.of_attempt(one.id, agent_id=None, now=NOW) for one in attempts]
    one, other = (contact.person_id or 0 for contact in contacts)
    task = {"company_id": centre.company.id, "person_id": other, "interaction_id": contacts[1].id, "note": "n"}
    owed = {**task, "kind": "ask", "due_at": NOW + 60.0, "agent_id": None, "team_id": None}
    made = await store.tasks.create(owed, actor="x", now=NOW)
    merged = await store.person_records.merge(one, other, actor="x", now=NOW)
    assert merged.id == one
    assert [entry.kind for entry in await store.histories.of_person(one, after=None, limit=9)].count(
        HistoryKind.ATTEMPT
    ) == 2
    assert (await store.tasks.get(made.id, sees=EVERYTHING)).person_id == one
    with pytest.raises(UnknownPerson):
        await store.person_records.merge(one, other, actor="x", now=NOW)
    with pytest.raises(Invalid):
        await store.person_records.split(one, [4711], actor="x", now=NOW)
    split = await store.person_records.split(one, [attempts[1].lead_id], actor="x", now=NOW)
    assert (await store.tasks.get(made.id, sees=EVERYTHING)).person_id == split.id
    assert (await store.interactions.get(contacts[1].id, sees=EVERYTHING)).person_id == split.id
    assert await store.person_records.leads(split.id) == [attempts[1].lead_id]


async def read_all(store: Store, person_id: int, limit: int) -> list[Any]:
    found, after = [], None
    while page := await store.histories.of_person(person_id, after=after, limit=limit):
        found += page
        after = page[-1].key
    return found


@pytest.mark.parametrize("limit", [1, 2, 7])
async def test_the_history_is_whole_whatever_the_pages_even_within_one_instant(centre: Centre, limit: int) -> None:
    store = centre.store
    [attempt] = await centre.placed()
    contact = await store.interactions.of_attempt(attempt.id, agent_id=None, now=NOW)
    person = contact.person_id or 0
    base = {"company_id": centre.company.id, "person_id": person, "interaction_id": None}
    for _ in range(3):
        task = {**base, "kind": "ask", "due_at": NOW + 60.0, "agent_id": None, "team_id": None, "note": ""}
        await store.tasks.create(task, actor="x", now=NOW)
        texts = dict.fromkeys(("recipient", "subject", "text", "external_id", "template", "language"), "")
        await store.messages.queue({**base, **texts, "channel": "email", "by": "system"}, actor="x", now=NOW)
        contact_of = {name: base[name] for name in ("company_id", "person_id")}
        await store.interactions.begin({**contact_of, "channel": "letter"}, now=NOW)
    found = await read_all(store, person, limit)
    assert len(found) == 10
    assert [entry.key for entry in found] == sorted((entry.key for entry in found), key=_newest, reverse=True)


def _newest(key: tuple[float, str, str]) -> tuple[float, str, str]:
    return key[0], key[1], key[2].rjust(30, "0")


async def test_the_ledger_shows_what_is_owed_in_order_and_what_was_kept(centre: Centre) -> None:
    store = centre.store
    [attempt] = await centre.placed()
    contact = await store.interactions.of_attempt(attempt.id, agent_id=None, now=NOW)
    agent = await store.agents.create(name="ann", phone="PJSIP/1")
    base = {"company_id": centre.company.id, "person_id": contact.person_id, "interaction_id": contact.id}
    mine = {"kind": "send", "agent_id": agent.id, "team_id": None, "note": ""}
    late = await store.tasks.create({**base, **mine, "due_at": NOW - 5.0}, actor="x", now=NOW - 60.0)
    await store.tasks.create({**base, **mine, "due_at": NOW + 100.0}, actor="x", now=NOW)
    done = await store.tasks.create({**base, **mine, "due_at": NOW + 50.0}, actor="x", now=NOW)
    await store.tasks.change(done.id, {"state": TaskState.DONE.value}, actor="x", now=NOW)
    await store.attempts.note([], [finished(attempt, outcome=Outcome.CONNECTED, step=LeadStep(state=LeadState.OPEN))])
    wanted = NewCallback(agent_id=agent.id, due_at=NOW + 30.0, deadline_at=NOW + 60.0, note="after ten")
    await store.database.write(_book, wanted, centre.campaign.id, attempt.lead_id)
    found = await store.promises.list(own=agent.id, now=NOW, sees=EVERYTHING)
    assert [(one.kind, one.state) for one in found] == [
        (PromiseKind.TASK, PromiseState.LATE),
        (PromiseKind.CALLBACK, PromiseState.OPEN),
        (PromiseKind.TASK, PromiseState.OPEN),
    ]
    assert {one.person_id for one in found} == {contact.person_id}
    first = await store.promises.list(own=agent.id, limit=1, now=NOW, sees=EVERYTHING)
    assert [one.id for one in first] == [late.id]
    rest = await store.promises.list(own=agent.id, after=first[0].key, now=NOW, sees=EVERYTHING)
    assert [one.key for one in rest] == [one.key for one in found[1:]]
    [kept] = await store.promises.list(agent_id=agent.id, owed=False, now=NOW, sees=EVERYTHING)
    assert (kept.id, kept.state) == (done.id, PromiseState.KEPT)
    assert await store.promises.list(agent_id=4711, now=NOW, sees=EVERYTHING) == []
    of_person = await store.promises.list(person_id=contact.person_id, now=NOW, sees=EVERYTHING)
    assert [one.key for one in of_person] == [one.key for one in found]
    assert await store.promises.list(person_id=4711, now=NOW, sees=EVERYTHING) == []


def _book(connection: Connection, wanted: NewCallback, campaign_id: int, lead_id: int) -> int:
    from dialer.people.callbacks.store.bookings import book

    facts: dict[str, Any] = {"campaign_id": campaign_id, "lead_id": lead_id, "attempt_id": None}
    return book(connection, wanted, kind=CallbackKind.PROMISE, actor="x", now=NOW, **facts)


@pytest.mark.gate
async def test_a_message_is_taken_by_one_process_and_again_after_it_died(centre: Centre) -> None:
    store = centre.store
    texts = dict.fromkeys(("recipient", "subject", "text", "external_id", "template", "language"), "")
    row = {"company_id": centre.company.id, "person_id": None, "interaction_id": None, **texts}
    queued = await store.messages.queue({**row, "channel": "email", "by": "system"}, actor="x", now=NOW)
    assert await store.messages.due(now=NOW, most=9) == [queued.id]
    taken = [await store.messages.take(queued.id, until=NOW + 60.0, now=NOW) for _ in range(2)]
    assert [one is not None for one in taken] == [True, False]
    assert await store.messages.due(now=NOW + 59.0, most=9) == []
    again = await store.messages.take(queued.id, until=NOW + 120.0, now=NOW + 61.0)
    assert again is not None
    assert (again.tries, again.external_id) == (2, queued.external_id)
    await store.messages.end(queued.id, {"state": MessageState.SENT.value, "sent_at": NOW})
    await store.messages.end(queued.id, {"state": MessageState.FAILED.value})
    assert (await store.messages.get(queued.id, sees=EVERYTHING)).state is MessageState.SENT
    assert [one.id for one in await store.messages.list(None, page=newest(5), sees=EVERYTHING)] == [queued.id]
