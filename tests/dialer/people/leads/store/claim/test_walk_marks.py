"""Walks on PostgreSQL begin at the marks of the last ones, and miss nothing for longer than a minute."""

from collections.abc import Sequence

import pytest
from sqlalchemy import Connection, text, update

from dialer.people.leads.store.claim import due_leads as claiming
from dialer.people.leads.store.claim.due_leads import ClaimRequest
from dialer.people.leads.store.claim.index_walk import FIRST_READ, SPARE, Stretch, Walker
from dialer.people.leads.store.claim.walk_marks import MARKS_LAST_S, Marks
from dialer.storage.schema import LEAD
from tests.support.stores import NOW, ROME, Centre

pytestmark = [
    pytest.mark.parametrize("empty_url", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True),
    pytest.mark.gate,
]


async def freed_elsewhere(centre: Centre, lead_id: int) -> None:
    """Let another engine give a lead back."""

    def free(connection: Connection) -> None:
        connection.execute(text("DELETE FROM lead_claim WHERE lead_id = :lead"), {"lead": lead_id})

    await centre.store.database.write(free)


async def claimed(centre: Centre, limit: int, now: float = NOW) -> list[int]:
    return [lead.lead_id for lead in await centre.claim(limit=limit, now=now)]


async def test_a_lead_that_comes_back_before_the_mark_is_seen_within_a_minute(centre: Centre) -> None:
    first, second, third, *rest = await centre.add_leads(6)
    assert await claimed(centre, 1) == [first]
    assert await claimed(centre, 1) == [second]
    await freed_elsewhere(centre, first)
    assert await claimed(centre, 1) == [third]  # the walk began at the second
    assert await claimed(centre, 2, NOW + MARKS_LAST_S) == [first, rest[0]]


async def test_what_this_engine_gives_back_is_claimed_next(centre: Centre) -> None:
    first, second, third = await centre.add_leads(3)
    assert await claimed(centre, 1) == [first]
    assert await claimed(centre, 1) == [second]
    await centre.store.leads.release([first], owner="engine")
    assert await claimed(centre, 2) == [first, third]


async def test_a_claim_that_comes_short_lets_the_next_begin_at_the_beginning(centre: Centre) -> None:
    first, second, third = await centre.add_leads(3)
    assert await claimed(centre, 1) == [first]
    assert await claimed(centre, 1) == [second]
    await freed_elsewhere(centre, first)
    assert await claimed(centre, 5) == [third]
    assert await claimed(centre, 5) == [first]


async def test_a_walk_reads_at_once_as_much_as_the_last_one_gave_even_where_its_mark_has_run_out(
    centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    await centre.add_leads(500)
    reads: list[int] = []
    read = Walker._read_many

    def counted(walker: Walker, stretches: Sequence[Stretch], most: Sequence[int]) -> None:
        reads.append(sum(most))
        read(walker, stretches, most)

    monkeypatch.setattr(Walker, "_read_many", counted)
    for late_s in (0.0, 1.0, MARKS_LAST_S - 1.0):
        assert len(await claimed(centre, 100, NOW + late_s)) == 100
    assert len(reads) == 2 + 1 + 1
    # Of leads never tried 100 and what may come besides; of those due again, of which there were none, a handful.
    assert reads[-1] == 100 + 3 * 10 + SPARE + FIRST_READ


async def test_claims_are_looked_up_by_key_though_postgresql_took_their_table_for_empty(centre: Centre) -> None:
    lead_ids = await centre.add_leads(300)

    def analyze(connection: Connection) -> None:
        connection.execute(text("ANALYZE lead_claim"))

    await centre.store.database.write(analyze)
    assert await claimed(centre, 100) == lead_ids[:100]

    def scanned(connection: Connection) -> tuple[int, int]:
        connection.execute(text("SELECT pg_stat_force_next_flush()"))
        found = "SELECT seq_scan, idx_scan FROM pg_stat_user_tables WHERE relname = 'lead_claim'"
        by_reading, by_key = connection.execute(text(found)).one()
        return by_reading, by_key

    def scans(connection: Connection) -> tuple[int, int]:
        before = scanned(connection)
        asked = ClaimRequest(campaign_id=centre.campaign.id, owner="a", now=NOW, lease_s=60.0, zone_keys=[ROME])
        claiming.claim(connection, Marks(), asked, limit=50)
        after = scanned(connection)
        return after[0] - before[0], after[1] - before[1]

    by_reading, by_key = await centre.store.database.take(scans)
    assert (by_reading, by_key > 150) == (0, True)


async def test_marks_of_a_clock_that_went_back_are_not_followed(centre: Centre) -> None:
    first, second, third = await centre.add_leads(3)
    assert await claimed(centre, 1) == [first]
    assert await claimed(centre, 1) == [second]

    def free(connection: Connection) -> None:
        connection.execute(text("DELETE FROM lead_claim"))
        connection.execute(update(LEAD).where(LEAD.c.id == third).values(priority=9))

    await centre.store.database.write(free)
    assert await claimed(centre, 1, NOW - MARKS_LAST_S) == [first]
