"""Databases that were filled by an older version."""

from alembic import command
from sqlalchemy import Connection, MetaData, Table, insert, text

from dialer.core.enums import LeadState
from dialer.storage.database import open_database
from dialer.storage.digests import Digests
from dialer.storage.migrate import config
from dialer.storage.revision import current, newest
from dialer.stores import Store

NOW = 1_700_000_000.0
BEFORE_KEYED_ANSWERS = "0052"
BEFORE_CLAIMS_APART = "0090"
BEFORE_MASKED_FILTERS = "0260"


def _fill(connection: Connection) -> None:
    """A controller whose numbers a register was asked about, as an older version writes it."""
    command.upgrade(config(connection, Digests()), BEFORE_KEYED_ANSWERS)
    tables = {name: Table(name, MetaData(), autoload_with=connection) for name in ("controller", "scrub")}
    connection.execute(insert(tables["controller"]), {"id": 1, "name": "Acme"})
    scrub = {"id": 1, "controller_id": 1, "register_name": "RPO", "status": "returned", "sent": 3, "listed": 1}
    scrub |= {"sent_at": NOW, "sent_by": "test", "sent_sha256": "", "returned_by": "", "returned_sha256": ""}
    connection.execute(insert(tables["scrub"]), {**scrub, "receipt": "R1", "version": "7"})
    answers = Table("register_check", MetaData(), autoload_with=connection)
    row = {"controller_id": 1, "register_name": "RPO", "checked_at": NOW, "scrub_id": 1}
    connection.execute(insert(answers), [{**row, "digest": key, "listed": key == "b"} for key in ("c", "a", "b")])


def _answers(connection: Connection) -> list[tuple[object, ...]]:
    asked = text("SELECT digest, listed, checked_at, scrub_id FROM register_check ORDER BY digest")
    return [tuple(row) for row in connection.execute(asked)]


async def test_registers_answers_are_kept_by_the_upgrade_and_by_going_back(empty_url: str):
    kept = [("a", 0, NOW, 1), ("b", 1, NOW, 1), ("c", 0, NOW, 1)]
    async with open_database(empty_url) as database:
        await database.write(_fill)
    async with Store.open(empty_url, migrate=True) as store:
        assert await store.database.read(current) == newest()
        assert await store.database.read(_answers) == kept
        await store.database.write(lambda connection: command.downgrade(config(connection), BEFORE_KEYED_ANSWERS))
        assert await store.database.read(_answers) == kept


def _claimed(connection: Connection) -> None:
    """A list with a lead in a hopper, one that a call-back is promised to in another, and one that is open."""
    command.upgrade(config(connection, Digests()), BEFORE_CLAIMS_APART)
    names = ("controller", "lead_list", "lead")
    tables = {name: Table(name, MetaData(), autoload_with=connection) for name in names}
    connection.execute(insert(tables["controller"]), {"id": 1, "name": "Acme"})
    of_list = {"id": 1, "name": "People", "controller_id": 1, "country": "IT", "enabled": True, "needs_basis": False}
    of_list |= {"field_types": {}, "consent": {}, "weight": 0, "order_by": "", "filter": "", "task": ""}
    of_list |= {"task_done": 0, "task_total": 0, "task_after": 0, "created_at": NOW}
    connection.execute(insert(tables["lead_list"]), of_list)
    lead = {"list_id": 1, "name": "", "language": "", "fields": {}, "zone_key": "", "priority": 0, "due_at": 0.0}
    lead |= {"attempts": 0, "next_phone": 0, "done_reason": "", "notes": "", "postcode": "", "owner": ""}
    for lead_id, state, owner, until, callback_id in (
        (1, "claimed", "a", NOW, None),
        (2, "claimed", "b", NOW + 5.0, 7),
        (3, "open", None, 0.0, None),
    ):
        held = {"id": lead_id, "state": state, "lease_owner": owner, "lease_until": until, "callback_id": callback_id}
        connection.execute(insert(tables["lead"]), {**lead, **held})


def _states(connection: Connection) -> list[tuple[object, ...]]:
    asked = text("SELECT id, state, lease_owner, lease_until FROM lead ORDER BY id")
    return [tuple(row) for row in connection.execute(asked)]


async def test_claims_are_kept_by_the_upgrade_and_by_going_back(empty_url: str):
    async with open_database(empty_url) as database:
        await database.write(_claimed)
        before = await database.read(_states)
    async with Store.open(empty_url, migrate=True) as store:
        assert [row[1] for row in await store.database.read(_states)] == ["open", "booked", "open"]
        leads = [await store.leads.get(lead_id) for lead_id in (1, 2, 3)]
        assert [lead.state for lead in leads] == [LeadState.CLAIMED, LeadState.CLAIMED, LeadState.OPEN]
        assert [lead.lease_owner for lead in leads] == ["a", "b", None]
        assert await store.leads.held("b") == [2]
        await store.database.write(lambda connection: command.downgrade(config(connection), BEFORE_CLAIMS_APART))
        assert await store.database.read(_states) == before


def _filtered(connection: Connection) -> None:
    """A list with a filter, and one without."""
    command.upgrade(config(connection, Digests()), BEFORE_MASKED_FILTERS)
    tables = {name: Table(name, MetaData(), autoload_with=connection) for name in ("controller", "lead_list")}
    connection.execute(insert(tables["controller"]), {"id": 1, "name": "Acme"})
    row = {"controller_id": 1, "country": "IT", "enabled": True, "needs_basis": False, "field_types": {}, "consent": {}}
    row |= {
        "weight": 0,
        "order_by": "",
        "task": "",
        "task_done": 0,
        "task_total": 0,
        "task_after": 0,
        "created_at": NOW,
    }
    filters = {1: 'phone starts with "+39347"', 2: ""}
    rows = [{**row, "id": one, "name": f"List {one}", "filter": filter_} for one, filter_ in filters.items()]
    connection.execute(insert(tables["lead_list"]), rows)


async def test_filters_that_were_set_before_leave_out_the_same_leads_as_before(empty_url: str):
    async with open_database(empty_url) as database:
        await database.write(_filtered)
    async with Store.open(empty_url, migrate=True) as store:
        assert [one.filter_sees_numbers for one in await store.lists.list()] == [True, False]
        await store.database.write(lambda connection: command.downgrade(config(connection), BEFORE_MASKED_FILTERS))
