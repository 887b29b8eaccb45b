"""Suppressed numbers are kept under a key: nobody reads them back, and a wrong key opens nothing."""

import pytest

from dialer.core.errors import WrongKey
from dialer.core.visibility import EVERYTHING
from dialer.people.suppression.store.lookup import EVERYONE
from dialer.stores.everything import Store
from tests.support.stores import NOW


async def test_no_table_and_no_audit_line_holds_a_suppressed_number(store: Store, empty_url: str) -> None:
    number = "+390212345678"
    await store.suppressions.add(EVERYONE, [number], reason="asked", actor="test", now=NOW)
    await store.suppressions.remove(EVERYONE, number, actor="test", now=NOW)
    await store.suppressions.add(EVERYONE, [number], reason="asked", actor="test", now=NOW)
    [found] = await store.suppressions.list(EVERYONE, after="", limit=9, sees=EVERYTHING)
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
