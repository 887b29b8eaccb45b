"""Every lead belongs to a list and every phone to a lead, also on PostgreSQL, where no foreign key says so."""

import asyncio
import random
from collections.abc import Callable

import pytest
from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import IntegrityError

from dialer.core.errors import InUse, NotFound
from dialer.people.imports.rows.duplicates import DuplicateAction, Duplicates
from dialer.people.leads.model import NewLead
from dialer.people.leads.store.leads import add_leads
from dialer.stores.everything import Store
from tests.dialer.people.leads.test_racing_claims import not_seen_yet, someone_waits
from tests.support.stores import NOW, ROME, Centre

pytestmark = pytest.mark.gate

STRAYS = (
    "SELECT count(*) FROM lead WHERE list_id NOT IN (SELECT id FROM lead_list)",
    "SELECT count(*) FROM lead_phone WHERE lead_id NOT IN (SELECT id FROM lead)",
)


def _strays(connection: Connection) -> list[int]:
    return [connection.execute(text(statement)).scalar_one() for statement in STRAYS]


def _delete(table: str, row_id: int) -> Callable[[Connection], int]:
    """As somebody at the database's own console would."""
    return lambda connection: connection.execute(text(f"DELETE FROM {table} WHERE id = {row_id}")).rowcount  # noqa: S608


def _person(number: int, *more: int) -> NewLead:
    phones = tuple((f"+39333{one:07d}", "mobile") for one in (number, *more))
    return NewLead(phones=phones, name="Anna", zone_key=ROME)


async def test_a_list_that_has_leads_cannot_be_deleted_at_the_database(centre: Centre) -> None:
    await centre.add_leads(1)
    with pytest.raises(IntegrityError):
        await centre.store.database.write(_delete("lead_list", centre.leads.id))
    assert await centre.store.database.read(_strays) == [0, 0]


async def test_a_lead_that_is_deleted_at_the_database_takes_its_phones_along(centre: Centre) -> None:
    [lead_id, _] = await centre.add_leads(2)
    assert await centre.store.database.write(_delete("lead", lead_id)) == 1
    assert await centre.store.database.read(_strays) == [0, 0]
    phones = text("SELECT count(*) FROM lead_phone")
    assert await centre.store.database.read(lambda connection: connection.execute(phones).scalar_one()) == 1


@pytest.mark.parametrize("empty_url", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True)
async def test_a_list_is_not_deleted_while_leads_come_that_nobody_sees_yet(centre: Centre) -> None:
    """The deletion found no lead when it looked first; the trigger looks again, with the list's row in its hand."""
    async with not_seen_yet(centre.store, add_leads, centre.leads.id, [_person(1)]):
        deleting = asyncio.create_task(centre.store.database.write(_delete("lead_list", centre.leads.id)))
        await someone_waits(centre.store)
    with pytest.raises(IntegrityError):
        await deleting
    assert await centre.store.database.read(_strays) == [0, 0]


async def test_nobody_comes_into_a_list_that_is_gone(centre: Centre) -> None:
    await centre.store.lists.delete(centre.leads.id, actor="ann", now=NOW)
    with pytest.raises((NotFound, IntegrityError)):
        await centre.store.leads.add(centre.leads.id, [_person(1)])
    assert await centre.store.database.read(_strays) == [0, 0]


@pytest.mark.parametrize("seed", range(3))
async def test_whatever_is_done_to_lists_nobody_is_left_over(store: Store, centre: Centre, seed: int) -> None:
    chance = random.Random(seed)
    lists = [centre.leads]
    for turn in range(40):
        into = chance.choice(lists)
        people = [_person(chance.randrange(60), chance.randrange(60, 90)) for _ in range(chance.randrange(1, 6))]
        match chance.randrange(5):
            case 0:
                company_id = centre.company.id
                lists.append(await store.lists.create(name=f"List {turn}", company_id=company_id, now=NOW))
            case 1:
                try:
                    await store.lists.delete(into.id, actor="ann", now=NOW)
                except InUse:
                    continue
                lists.remove(into)
                lists = lists or [await store.lists.create(name="New", company_id=into.company_id, now=NOW)]
            case 2:
                await store.leads.add(into.id, people)
            case _:
                rule = Duplicates(then=chance.choice(list(DuplicateAction)))
                await centre.load(people, into=into, duplicates=rule)
        assert await store.database.read(_strays) == [0, 0]


def _keys(connection: Connection) -> set[str]:
    keys = (*inspect(connection).get_foreign_keys("lead"), *inspect(connection).get_foreign_keys("lead_phone"))
    return {str(key["name"]) for key in keys}


async def test_sqlite_has_the_keys_and_postgresql_the_triggers(store: Store) -> None:
    keys = {"fk_lead_list_id_lead_list", "fk_lead_phone_lead_id_lead"}
    on_sqlite = await store.database.read(lambda connection: connection.dialect.name == "sqlite")
    assert await store.database.read(_keys) == (keys if on_sqlite else set())
