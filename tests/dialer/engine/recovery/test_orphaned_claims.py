"""Leads that were claimed and that nobody has are found and given back; what is only on its way is left alone."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from dialer.core.enums import LeadState
from dialer.core.visibility import EVERYTHING
from dialer.engine.recovery.orphaned_claims import LOOK_EVERY_S, Lost
from dialer.people.leads.model import NewLead
from dialer.stores.everything import Store
from tests.support.cells import NOW, ROME, a_cell, a_lead
from tests.support.databases import sqlite_url
from tests.support.placed_attempt import a_placed_attempt

OWNER = "node-1/1"


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with Store.open(sqlite_url(tmp_path / "pronto.db")) as opened:
        await a_placed_attempt(opened)
        yield opened


async def claimed(store: Store, count: int) -> list[int]:
    listed = (await store.lists.list(sees=EVERYTHING))[0].id
    leads = [NewLead(phones=((f"+3933300001{n}", ""),), zone_key=ROME) for n in range(count)]
    await store.leads.add(listed, leads)
    taken = await store.leads.claim(1, owner=OWNER, now=NOW, lease_s=9e9, limit=count, zone_keys=(ROME,))
    return [lead.lead_id for lead in taken]


async def test_a_lead_that_no_cell_has_twice_is_given_back(store: Store):
    lost_id, held_id, arrives_id = await claimed(store, 3)
    cell = a_cell()
    cell.hopper.append(a_lead(held_id))
    lost = Lost(store)
    assert await lost.look({1: cell}, [OWNER], now=NOW) == 0
    cell.previews[4] = replace(a_lead(arrives_id))  # it was on its way
    assert await lost.look({1: cell}, [OWNER], now=NOW + LOOK_EVERY_S / 2) == 0
    assert await lost.look({1: cell}, [OWNER], now=NOW + LOOK_EVERY_S) == 1
    states = [(await store.leads.get(one, sees=EVERYTHING)).state for one in (lost_id, held_id, arrives_id)]
    assert states == [LeadState.OPEN, LeadState.CLAIMED, LeadState.CLAIMED]


async def test_the_leads_of_another_engine_are_its_own(store: Store):
    [other] = await claimed(store, 1)
    lost = Lost(store)
    for turn in range(3):
        assert await lost.look({}, ["node-2/1"], now=NOW + turn * LOOK_EVERY_S) == 0
    assert (await store.leads.get(other, sees=EVERYTHING)).state is LeadState.CLAIMED
