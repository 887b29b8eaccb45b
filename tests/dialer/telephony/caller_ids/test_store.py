"""Pools on both databases, and how often numbers were shown and answered: what a recount of the attempts says."""

import random
from collections import Counter
from typing import Any, Final

import pytest
from sqlalchemy import insert

from dialer.core.enums import Outcome
from dialer.core.visibility import EVERYTHING
from dialer.storage.schema import ATTEMPT
from dialer.telephony.caller_ids.model import CallerIdPool, RestCause
from tests.support.stores import NOW, Centre

SHOWN: Final = ("+390612345678", "+390612345679")
HOUR_S: Final = 3600.0


async def made_up(centre: Centre, count: int, *, seed: int = 1, node_id: int | None = None) -> list[dict[str, Any]]:
    """Attempts over three days, which show these numbers and others."""
    draw = random.Random(seed)
    [lead_id] = await centre.add_leads(1)
    rows = [
        {
            "id": f"shown-{seed}-{place}",
            "campaign_id": centre.campaign.id,
            "list_id": centre.leads.id,
            "lead_id": lead_id,
            "node_id": node_id or centre.node.id,
            "trunk_id": centre.trunk.id,
            "number": "+393330000001",
            "caller_id": draw.choice([*SHOWN, "+390699999999", ""]),
            "state": "ended",
            "placed_at": NOW - draw.random() * 72 * HOUR_S,
            "ended_at": NOW,
            "outcome": draw.choice([Outcome.CONNECTED, Outcome.ABANDONED, Outcome.MACHINE, Outcome.BUSY]).value,
            "heard": draw.choice([None, None, None, "machine"]),
        }
        for place in range(count)
    ]
    await centre.store.database.write(lambda connection: connection.execute(insert(ATTEMPT), rows) and None)
    return rows


def recounted(rows: list[dict[str, Any]]) -> dict[tuple[str, int], tuple[int, int]]:
    calls: Counter[tuple[str, int]] = Counter()
    persons: Counter[tuple[str, int]] = Counter()
    for row in rows:
        if row["caller_id"] in SHOWN:
            key = row["caller_id"], int(row["placed_at"] // HOUR_S * HOUR_S)
            calls[key] += 1
            persons[key] += row["outcome"] in ("connected", "abandoned") and row["heard"] is None
    return {key: (count, persons[key]) for key, count in calls.items()}


async def by_hour(centre: Centre) -> dict[tuple[str, int], tuple[int, int]]:
    shows = centre.store.number_shows
    found = await shows.by_hour(centre.company.id, SHOWN, since=NOW - 80 * HOUR_S, now=NOW)
    return {(number, one.at): (one.calls, one.persons) for number, hours in found.items() for one in hours}


@pytest.mark.gate
async def test_calls_and_persons_by_hour_are_those_of_the_attempts_counted_ahead_or_not(centre: Centre) -> None:
    rows = await made_up(centre, 400)
    assert await by_hour(centre) == recounted(rows)
    counting = centre.store.counting
    [clocks] = await counting.clocks(centre.campaign.id)
    while (count := await counting.ahead(clocks, now=NOW)) is not None and await counting.write(count):
        pass
    assert await by_hour(centre) == recounted(rows)
    again = await made_up(centre, 20, seed=2)  # as if they had been placed since
    late = [row for row in again if row["placed_at"] > NOW - HOUR_S]
    assert set(recounted(late)) <= set(await by_hour(centre))


async def test_what_was_shown_within_an_hour_and_a_day_is_counted_by_node(centre: Centre) -> None:
    shows, other = centre.store.number_shows, await centre.store.nodes.upsert("two", host="127.0.0.1")
    own = await made_up(centre, 300)
    theirs = await made_up(centre, 300, seed=3, node_id=other.id)

    def within(rows: list[dict[str, Any]], span: float, number: str) -> int:
        return sum(row["caller_id"] == number and row["placed_at"] > NOW - span for row in rows)

    found = await shows.within_a_day(SHOWN, now=NOW, on=[centre.node.id])
    for number in SHOWN:
        mine = [one for one in found if one.number == number]
        assert sum(one.calls for one in mine if one.length_s == 60.0) == within(own, HOUR_S, number)
        assert sum(one.calls for one in mine if one.length_s == 600.0) == within(own, 24 * HOUR_S, number)
        assert max(one.last_at for one in mine) == max(row["placed_at"] for row in own if row["caller_id"] == number)
    elsewhere = await shows.elsewhere(SHOWN, now=NOW, owned=[centre.node.id])
    assert elsewhere == {
        number: (within(theirs, HOUR_S, number), within(theirs, 24 * HOUR_S, number)) for number in SHOWN
    }


async def test_leads_that_waited_for_a_number_are_due_again_when_the_pool_changes(centre: Centre) -> None:
    store = centre.store
    wanted = CallerIdPool(id=0, company_id=centre.company.id, name="north")
    pool = await store.caller_id_pools.create(wanted, actor="test", now=NOW)
    facts = {"areas": ["+39"], "calls_per_hour": 5, "calls_per_day": None, "enabled": True}
    added = await store.caller_id_pools.add(pool.id, [SHOWN[0], SHOWN[0], SHOWN[1]], facts, actor="test", now=NOW)
    assert added.added == list(SHOWN)
    [first, _] = (await store.caller_id_pools.get(pool.id, sees=EVERYTHING)).numbers
    assert (first.areas, first.calls_per_hour, first.rests_because) == (("+39",), 5, None)
    assert RestCause.WARNED.value == "warned"
    assert await store.caller_id_pools.reopen(pool.id, now=NOW) == {}.keys()  # no campaign uses it
