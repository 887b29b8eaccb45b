"""Beside a campaign that dials, an import leaves the database alone between its transactions, SQLite or PostgreSQL."""

import asyncio

import pytest

from dialer.leads.batch import Batch, lead_cells
from dialer.leads.duplicates import Duplicates
from dialer.leads.import_process import COUNTS, _load
from dialer.leads.lead import NewLead
from dialer.leads.pace import Pace
from dialer.leads.reading import BATCH_ROWS
from dialer.store.loading import Into
from dialer.words import CampaignStatus
from tests.dialer.store.conftest import NOW, ROME, Centre


def test_a_pace_rests_as_long_as_it_worked_while_a_campaign_dials() -> None:
    pace = Pace()
    pace.held(1000, 0.1, dialling=True)
    assert (pace.rows, pace.rest_s) == (BATCH_ROWS, 0.1)
    pace.held(1000, 0.1, dialling=False)
    assert (pace.rows, pace.rest_s) == (2 * BATCH_ROWS, 0.0)


@pytest.mark.parametrize("status", [CampaignStatus.RUNNING, CampaignStatus.STOPPED])
async def test_an_import_rests_where_a_campaign_dials(
    centre: Centre, empty_url: str, status: CampaignStatus, monkeypatch: pytest.MonkeyPatch
) -> None:
    await centre.store.campaigns.set_status(centre.campaign.id, status, actor="ann", now=NOW)
    begun = await centre.store.imports.start(centre.leads.id, "people.csv", owner="me", now=NOW)
    into = Into(
        import_id=begun.id,
        list_id=centre.leads.id,
        controller_id=centre.controller.id,
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

    monkeypatch.setattr("dialer.leads.import_process.asyncio.sleep", noted)
    assert await _load(into, job, centre.store.digests, [batch, batch]) == ""
    assert [rest > 0 for rest in rests[:2]] == [status is CampaignStatus.RUNNING] * 2
    assert (await centre.store.imports.get(begun.id)).loaded == 1
