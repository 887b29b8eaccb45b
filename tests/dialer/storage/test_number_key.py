"""Suppressed numbers are kept under a key: nobody reads them back, and a wrong key opens nothing."""

import pytest
from sqlalchemy import Connection, text

from dialer.core.errors import WrongKey
from dialer.storage.migrate import config
from dialer.stores import Store
from dialer.suppression.store.lookup import EVERYONE, of_controller
from tests.support.stores import NOW


async def test_no_table_and_no_audit_line_holds_a_suppressed_number(store: Store, empty_url: str) -> None:
    number = "+390212345678"
    await store.suppressions.add(EVERYONE, [number], reason="asked", actor="test", now=NOW)
    await store.suppressions.remove(EVERYONE, number, actor="test", now=NOW)
    await store.suppressions.add(EVERYONE, [number], reason="asked", actor="test", now=NOW)
    [found] = await store.suppressions.list(EVERYONE)
    said = repr([found, await store.audit.list()])
    assert "212345678" not in said


async def test_another_key_is_refused_because_every_number_would_look_free(empty_url: str) -> None:
    async with Store.open(empty_url, migrate=True, key=b"a" * 32) as store:
        await store.suppressions.add(EVERYONE, ["+390212345678"], reason="", actor="test", now=NOW)
    with pytest.raises(WrongKey):
        async with Store.open(empty_url, migrate=True, key=b"b" * 32):
            pass
    with pytest.raises(WrongKey):
        async with Store.open(empty_url, migrate=True):
            pass
    async with Store.open(empty_url, migrate=True, key=b"a" * 32) as store:
        assert await store.suppressions.contains(1, "+390212345678")


async def test_numbers_suppressed_before_there_was_a_key_are_hashed_when_migrating(empty_url: str) -> None:
    def as_it_was(connection: Connection) -> None:
        from alembic import command

        command.upgrade(config(connection), "0001")
        connection.execute(text("INSERT INTO controller (name) VALUES ('Acme')"))
        old = (
            "INSERT INTO suppression (controller_id, number, reason, added_at, added_by) VALUES (1, :n, 'said', 5, 'x')"
        )
        connection.execute(text(old), {"n": "+390212345678"})

    async with Store.open(empty_url) as store:
        await store.database.write(as_it_was)
    async with Store.open(empty_url, migrate=True, key=b"a" * 32) as store:
        assert await store.suppressions.contains(1, "+390212345678")
        [kept] = await store.suppressions.list(of_controller(1))
        assert (kept.reason, kept.added_at, kept.added_by) == ("said", 5.0, "x")
