"""Migrating: what the tables are then, by several at once, down and up again, and with people in them."""

import asyncio
from collections.abc import Mapping

from alembic import command
from sqlalchemy import JSON, Connection, MetaData, Table, insert, inspect, text

from dialer.callbacks.model import NewCallback
from dialer.core.enums import LeadState
from dialer.leads.rules.recycle import LeadStep
from dialer.storage.database import open_database
from dialer.storage.digests import Digests
from dialer.storage.migrate import config, differences, migrate
from dialer.storage.revision import current, newest
from dialer.stores import Store
from tests.dialer.storage.test_database import NOW
from tests.support.stores import build_centre


async def test_migrating_an_empty_database_gives_the_models_tables(empty_url):
    async with Store.open(empty_url, migrate=True) as store:
        assert await store.database.write(differences) == []
        assert await store.database.read(current) == newest()


async def test_migrating_again_changes_nothing(empty_url):
    async with Store.open(empty_url, migrate=True) as store:
        await store.controllers.create("Acme")
    async with Store.open(empty_url, migrate=True) as store:
        assert [controller.name for controller in await store.controllers.list()] == ["Acme"]


async def test_several_may_migrate_at_once(empty_url):
    async def open_one() -> int:
        async with Store.open(empty_url, migrate=True) as store:
            return len(await store.controllers.list())

    assert await asyncio.gather(*(open_one() for _ in range(4))) == [0, 0, 0, 0]


async def test_the_migrations_go_down_again(empty_url):
    def down(connection: Connection) -> set[str]:
        command.downgrade(config(connection), "base")
        return set(inspect(connection).get_table_names())

    async with Store.open(empty_url, migrate=True) as store:
        assert await store.database.write(down) == {"alembic_version"}
        await store.database.write(migrate)
        assert await store.database.write(differences) == []


async def test_the_migrations_go_down_and_up_with_people_in_the_tables(empty_url):
    """As far as the version with keyed hashes: what comes before it has numbers where nobody can put them back."""

    def go(connection: Connection, revision: str) -> None:
        command.downgrade(config(connection), revision)
        migrate(connection)

    async with Store.open(empty_url, migrate=True) as store:
        centre = await build_centre(store)
        attempt = await centre.talked()
        await centre.add_leads(3)
        await store.attempts.dispose(
            attempt.id,
            agent_id=None,
            code="call_back",
            note="after lunch",
            now=NOW,
            step=LeadStep(state=LeadState.BOOKED, due_at=NOW + 60.0),
            suppress=False,
            actor="ann",
            booking=NewCallback(agent_id=None, due_at=NOW + 60.0, deadline_at=NOW + 90.0),
        )
        before = await store.attempts.get(attempt.id)
        await store.database.write(go, "0005")
        assert await store.database.write(differences) == []
        after = await store.attempts.get(attempt.id)
        assert (after.number, after.disposition, after.placed_at) == (before.number, "call_back", before.placed_at)
        assert sum((await store.leads.counts(centre.campaign.id)).values()) == 4
        assert len(await centre.claim()) >= 3


async def test_what_lists_said_of_their_fields_is_handed_on_to_their_campaign(empty_url: str) -> None:
    whole, words = {"kind": "whole", "choices": []}, {"kind": "text", "choices": []}

    def fill(connection: Connection) -> None:
        command.upgrade(config(connection), "0065")
        connection.execute(text("INSERT INTO controller (id, name) VALUES (1, 'Acme')"))
        node = "INSERT INTO node (id, name, host, port, username, secret_env, tls, max_channels, calls_per_second)"
        connection.execute(text(f"{node} VALUES (1, 'one', 'h', 1, 'u', 's', :no, 1, 1)"), {"no": False})
        tables = {name: Table(name, MetaData(), autoload_with=connection) for name in ("campaign", "lead_list")}
        facts = {"name": "Spring", "controller_id": 1, "node_id": 1, "created_at": 0.0, "id": 1, "status": "stopped"}
        facts |= {"mode": "predictive", "retries": "first", "callback_fallback": "anyone"}
        connection.execute(insert(tables["campaign"]), facts | _fill(tables["campaign"], facts))
        for name, types in (("a", {"score": whole, "plan": words}), ("b", {"score": whole, "plan": whole})):
            row = {"name": name, "controller_id": 1, "campaign_id": 1, "created_at": 0.0, "field_types": types}
            connection.execute(insert(tables["lead_list"]), row | _fill(tables["lead_list"], {**row, "id": 0}))

    async with open_database(empty_url) as database:
        await database.write(fill)
        await database.write(migrate)
        store = Store(database, Digests())
        assert (await store.campaigns.get(1)).field_types == {"score": whole}
        lists = {one.name: one for one in await store.lists.list()}
        assert {name: one.field_types for name, one in lists.items()} == {"a": {"plan": words}, "b": {"plan": whole}}
        assert lists["b"].types == {"score": whole, "plan": whole}


async def test_sectors_of_old_become_those_of_the_list_and_unknown_ones_stay(empty_url: str) -> None:
    said = {"1": "Energia", "2": "fibra ottica", "3": "gas", "4": ""}

    def fill(connection: Connection) -> None:
        command.upgrade(config(connection), "0260")
        connection.execute(text("INSERT INTO controller (id, name) VALUES (1, 'Acme')"))
        node = "INSERT INTO node (id, name, host, port, username, secret_env, tls, max_channels, calls_per_second)"
        connection.execute(text(f"{node} VALUES (1, 'one', 'h', 1, 'u', 's', :no, 1, 1)"), {"no": False})
        campaign = Table("campaign", MetaData(), autoload_with=connection)
        for name, sector in said.items():
            facts = {"name": name, "controller_id": 1, "node_id": 1, "created_at": 0.0, "id": int(name)}
            facts |= {"status": "stopped", "mode": "predictive", "retries": "first", "callback_fallback": "anyone"}
            facts |= {"law": {"topic": "x"} | ({"sector": sector} if sector else {})}
            connection.execute(insert(campaign), facts | _fill(campaign, facts))

    async with open_database(empty_url) as database:
        await database.write(fill)
        await database.write(migrate)
        store = Store(database, Digests())
        found = {one.name: one.law.sector for one in await store.campaigns.list()}
        assert found == {"1": "energy", "2": "fibra ottica", "3": "gas", "4": ""}


def _fill(table: Table, said: Mapping[str, object]) -> dict[str, object]:
    """Something of its kind for each column that needs a value."""
    nothing: dict[type, object] = {str: "", int: 0, float: 0.0, bool: False, dict: {}}
    return {
        column.name: nothing[dict if isinstance(column.type, JSON) else column.type.python_type]
        for column in table.c
        if column.name not in said and not column.nullable
    }
