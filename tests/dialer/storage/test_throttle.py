"""Whoever writes much at once leaves the database alone beside a campaign that dials, by the pace that imports have."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from dialer.compliance.load import load
from dialer.core.enums import CampaignStatus
from dialer.core.settings import Settings
from dialer.core.time_units import DAY_S
from dialer.data_protection.retention.service import RetentionService
from dialer.jobs.runner import Runner
from dialer.people.imports.readers.number_file import NumberFileOptions
from dialer.people.registers.model import REGISTERS
from dialer.people.suppression.file_worker import suppress
from dialer.people.suppression.store.lookup import EVERYONE
from tests.support.stores import NOW, Centre

OWN_S = -1.0  # what the database and the progress of jobs rest by themselves, told from the others by this
STATUSES = [CampaignStatus.RUNNING, CampaignStatus.STOPPED]


@contextmanager
def rests(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[float]]:
    """How long was rested inside; nobody waits for it."""
    found: list[float] = []
    sleep = asyncio.sleep

    async def noted(seconds: float) -> None:
        found.append(seconds)
        await sleep(0)

    with monkeypatch.context() as patch:
        patch.setattr("dialer.storage.throttle.asyncio.sleep", noted)
        patch.setattr("dialer.storage.database.SqliteDatabase.free_s", OWN_S)
        patch.setattr("dialer.jobs.runner.PROGRESS_S", OWN_S)
        yield found


def paced(found: list[float]) -> list[bool]:
    return [rest > 0 for rest in found if rest != OWN_S]


@pytest.mark.parametrize("status", STATUSES)
async def test_a_file_of_suppressions_rests_where_a_campaign_dials(
    centre: Centre, empty_url: str, tmp_path: Path, status: CampaignStatus, monkeypatch: pytest.MonkeyPatch
) -> None:
    await centre.store.campaigns.set_status(centre.campaign.id, status, actor="ann", now=NOW)
    file = tmp_path / "no.csv"
    file.write_text("".join(f"+39333{index:07d}\n" for index in range(600)))
    asked, key = NumberFileOptions(path=str(file), country="IT"), centre.store.digests.key.hex()
    said: dict[str, Any] = {"reason": "", "source": "no.csv", "actor": "test", "now": NOW}
    monkeypatch.setattr("dialer.people.suppression.file_worker.step_back", lambda: None)
    monkeypatch.setattr("dialer.people.suppression.file_worker.tell", lambda _: None)
    with rests(monkeypatch) as found:
        await suppress(EVERYONE, asked, url=empty_url, key=key, **said)
    assert len(paced(found)) > 1  # 600 numbers are written in turns
    assert set(paced(found)) == {status is CampaignStatus.RUNNING}
    assert await centre.store.suppressions.count(EVERYONE) == 600


@pytest.mark.parametrize("status", STATUSES)
async def test_retention_rests_where_a_campaign_dials(
    centre: Centre, tmp_path: Path, status: CampaignStatus, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = centre.store
    begun = await store.imports.start(centre.leads.id, "people.csv", owner="me", now=NOW)
    await store.imports.end(begun.id, status="finished", now=NOW)
    await store.campaigns.set_status(centre.campaign.id, status, actor="ann", now=NOW)
    await centre.add_leads(600)
    runner = Runner(store.jobs, "sqlite://", lambda: NOW)
    desk = RetentionService(store, runner, Settings(state_dir=tmp_path), load(), lambda: NOW + 4000 * DAY_S)
    with rests(monkeypatch) as found:
        report = await desk.run({"contact_data": 365.0}, dry=False, actor="test")
    assert report.expired["contact_data"] == 600
    assert len(paced(found)) > 1
    assert set(paced(found)) == {status is CampaignStatus.RUNNING}


@pytest.mark.parametrize("status", STATUSES)
async def test_an_answer_that_is_forgotten_rests_where_a_campaign_dials(
    centre: Centre, status: CampaignStatus, monkeypatch: pytest.MonkeyPatch
) -> None:
    registers = centre.store.registers
    await centre.add_leads(600)
    await centre.store.campaigns.set_status(centre.campaign.id, status, actor="ann", now=NOW)
    asked = await registers.open_scrub(centre.leads.id, REGISTERS["RPO"], actor="test", now=NOW)
    await registers.out(asked, REGISTERS["RPO"], after=(0, -1), older_than=None)
    await registers.sent(asked.id, sha256="", now=NOW)
    await registers.begin(asked.id, receipt="R1", version="", sha256="ab", actor="ann", since=NOW)
    await registers.answer_rest(asked.id, listed=False, checked_at=NOW, sha256="ab")
    with rests(monkeypatch) as found:
        await registers.cancel(asked.id, actor="ann", now=NOW)
    assert len(paced(found)) > 1
    assert set(paced(found)) == {status is CampaignStatus.RUNNING}
