"""What an import's process has left behind that died while it committed."""

import asyncio

import pytest
from sqlalchemy import Connection, update

from dialer.storage.database import PostgresDatabase
from dialer.storage.schema import IMPORT
from tests.support.databases import WAITING_FOR_LOCKS
from tests.support.patience import PATIENCE_S
from tests.support.stores import NOW, Centre


@pytest.mark.gate
@pytest.mark.parametrize("empty_url", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True)
async def test_rows_that_a_dead_process_was_committing_are_waited_for(centre: Centre) -> None:
    """A server may still carry out what it was told: to read the same rows again would count them as duplicates."""
    store = centre.store
    assert isinstance(store.database, PostgresDatabase)
    begun = await store.imports.start(centre.leads.id, "people.csv", now=NOW)
    async with store.database._engine.begin() as committing:
        await committing.execute(update(IMPORT).where(IMPORT.c.id == begun.id).values(rows=1000))
        looking = asyncio.create_task(store.imports.left(begun.id))

        def waiting(connection: Connection) -> int:
            return int(connection.execute(WAITING_FOR_LOCKS).scalar_one())

        async with asyncio.timeout(PATIENCE_S):
            while not await store.database.read(waiting):  # noqa: ASYNC110 - a lock in the server has no event of ours
                await asyncio.sleep(0.01)
    assert (await looking).rows == 1000
