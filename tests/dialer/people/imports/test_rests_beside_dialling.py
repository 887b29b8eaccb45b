"""Beside a campaign that dials, an import leaves the database alone between its transactions, SQLite or PostgreSQL."""

import asyncio
from collections.abc import Iterator

import pytest

from dialer.core.enums import CampaignStatus
from dialer.core.visibility import EVERYTHING
from dialer.people.imports.reader_process import BATCH_ROWS, ReaderProcess
from dialer.people.imports.rows.batch import Batch, lead_cells
from dialer.people.imports.rows.duplicates import Duplicates
from dialer.people.imports.store.matching import Into
from dialer.people.imports.worker import COUNTS, _load
from dialer.people.leads.model import NewLead
from dialer.storage.database import open_database
from dialer.storage.throttle import ROWS_AT_LEAST, Pace
from tests.support.stores import NOW, ROME, Centre


class Reader(ReaderProcess):
    """Gives the same batch twice, and keeps what it is told of whoever dials."""

    def __init__(self, batch: Batch) -> None:
        self.batch = batch
        self.told: list[bool] = []

    def __iter__(self) -> Iterator[Batch]:
        return iter([self.batch, self.batch])

    def beside(self, *, dialling: bool) -> None:
        self.told.append(dialling)


OWN_S = -1.0  # the database's own rests, told from the others by this; however short its work, some rest is left


async def test_a_pace_rests_by_how_long_it_worked_while_a_campaign_dials(empty_url: str) -> None:
    async with open_database(empty_url, loads=True) as database:
        pace = Pace(database)
        database.held_s = 4 * database.moment_s
        pace.wrote(1000, dialling=True)
        assert (pace.rows, pace.rest_s) == (250, database.held_s * database.rest - database.free_s)
        pace.wrote(250, dialling=False)
        assert (pace.rows, pace.rest_s) == (500, 0.0)
        database.held_s = 10.0
        pace.wrote(1000, dialling=True)
        assert pace.rows == ROWS_AT_LEAST
    async with open_database(empty_url) as database:  # which leaves nothing alone by itself
        pace = Pace(database)
        database.held_s = 4 * database.moment_s
        pace.wrote(1000, dialling=True)
        assert pace.rest_s == database.held_s * database.rest
        database.held_s = 0.0
        pace.wrote(1000, dialling=True)
        assert pace.rest_s == database.free_s


@pytest.mark.parametrize("status", [CampaignStatus.RUNNING, CampaignStatus.STOPPED])
async def test_an_import_rests_where_a_campaign_dials(
    centre: Centre, empty_url: str, status: CampaignStatus, monkeypatch: pytest.MonkeyPatch
) -> None:
    await centre.store.campaigns.set_status(centre.campaign.id, status, actor="ann", now=NOW)
    begun = await centre.store.imports.start(centre.leads.id, "people.csv", owner="me", now=NOW)
    into = Into(
        import_id=begun.id,
        list_id=centre.leads.id,
        company_id=centre.company.id,
        campaign_id=centre.campaign.id,
        duplicates=Duplicates(),
        owner="me",
    )
    lead = NewLead(phones=(("+393331234567", "phone"),), zone_key=ROME)
    batch = Batch(rows=BATCH_ROWS, leads=[lead_cells(lead)], phones=[lead.phones], rejected=[])
    job = {"import_id": begun.id, "url": empty_url, "counts": dict.fromkeys(COUNTS, 0)}
    rests: list[float] = []
    sleep = asyncio.sleep

    async def noted(seconds: float) -> None:
        rests.append(seconds)
        await sleep(0)

    monkeypatch.setattr("dialer.people.imports.worker.asyncio.sleep", noted)
    monkeypatch.setattr("dialer.storage.database.SqliteDatabase.free_s", OWN_S)
    monkeypatch.setattr("dialer.people.imports.worker.step_back", lambda: None)
    reader = Reader(batch)
    [queued] = await centre.store.jobs.open()
    assert await centre.store.jobs.take(queued, "me", lease_until=NOW + 60.0)
    await _load(into, job, centre.store.digests, reader)
    assert reader.told == [status is CampaignStatus.RUNNING] * 2
    paced = [rest for rest in rests if rest != OWN_S]
    assert [rest > 0 for rest in paced[:2]] == [status is CampaignStatus.RUNNING] * 2
    assert (await centre.store.imports.get(begun.id, sees=EVERYTHING)).loaded == 1
