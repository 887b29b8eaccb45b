"""What tests of leads share."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from dialer.campaigns.model import CampaignDraft
from dialer.stores.everything import Store
from tests.support.admissions import ITALY, NOW, Loading
from tests.support.databases import sqlite_url


@pytest.fixture
async def loading(tmp_path: Path) -> AsyncIterator[Loading]:
    url = sqlite_url(tmp_path / "pronto.db")
    async with Store.open(url, key=bytes(32)) as store:
        company = await store.companies.create("Acme")
        node = await store.nodes.upsert("node", host="127.0.0.1")
        draft = CampaignDraft(name="Spring", company_id=company.id, node_id=node.id, law=ITALY)
        campaign = await store.campaigns.create(draft, actor="test", now=NOW)
        yield Loading(store, url, tmp_path, company.id, campaign.id)
