"""Lists put in order in the background: what goes wrong there is said."""

from pathlib import Path

import pytest

from dialer.core.settings import Settings
from dialer.core.visibility import Visibility
from dialer.jobs.runner import Runner
from dialer.messaging.bus import MemoryBus
from dialer.people.leads.model import NewLead
from dialer.people.lists.arrangement import Arranging
from dialer.stores.everything import Store
from tests.support.databases import sqlite_url

NOW = 1_700_000_000.0


async def test_a_list_that_cannot_be_put_in_order_is_named_in_the_log_and_tried_again_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(_list_id: int, *, sees: Visibility) -> None:
        raise ValueError("a filter of another version")

    async with Store.open(sqlite_url(tmp_path / "pronto.db")) as store:
        runner = Runner(store.jobs, "sqlite://", lambda: NOW)
        arranging = Arranging(store, runner, MemoryBus(), Settings(), lambda: NOW)
        company = await store.companies.create("Acme")
        listed = await store.lists.create(name="March", company_id=company.id, now=NOW)
        await store.leads.add(listed.id, [NewLead(phones=(("+393331234567", ""),))])
        monkeypatch.setattr(store.lists, "get", broken)
        await arranging.archive(listed.id, actor="test")
        await runner.wait()
        assert f"list:{listed.id}" in caplog.text
        assert "a filter of another version" in caplog.text
        [job] = await store.jobs.open()
        assert (job.status, job.due_at > NOW) == ("queued", True)
        await runner.close()
