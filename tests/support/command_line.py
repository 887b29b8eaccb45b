"""A Pronto that runs, and its command line."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from tests.api.test_cli import environment, line_with, pronto, running
from tests.support.api_clients import CONSENT, HOURS, LAW, made


@dataclass
class Desk:
    """A running Pronto with a campaign, a list and an agent, and its command line."""

    env: dict[str, str]
    client: httpx.AsyncClient
    list_id: int
    campaign_id: int

    async def says(self, *words: str, code: int = 0) -> str:
        ended, said = await pronto(self.env, *words)
        assert ended == code, said
        return said


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    env = environment(tmp_path / "state", TZ="Asia/Tokyo")
    async with running(env) as process:
        url = (await line_with(process, r"listens on (http://127\.0\.0\.1:\d+)"))[1]
        await line_with(process, "admin token was written")
        token = (tmp_path / "state" / "admin-token").read_text().strip()
        headers = {"Authorization": f"Bearer {token}"}
        async with httpx.AsyncClient(base_url=url, headers=headers) as client:
            node_id = (await made(client, "GET", "/api/v1/nodes"))[0]["id"]
            controller_id = (await made(client, "POST", "/api/v1/controllers", {"name": "Acme"}))["id"]
            campaign = {
                "name": "Spring",
                "mode": "predictive",
                "controller_id": controller_id,
                "node_id": node_id,
                "hours": HOURS,
                "law": LAW,
            }
            campaign_id = (await made(client, "POST", "/api/v1/campaigns", campaign))["id"]
            listed = {"name": "March", "controller_id": controller_id, "campaign_id": campaign_id, "consent": CONSENT}
            list_id = (await made(client, "POST", "/api/v1/lists", listed))["id"]
            await made(client, "POST", "/api/v1/agents", {"name": "anna", "phone": "PJSIP/1001"})
            yield Desk(env | {"PRONTO_URL": url, "PRONTO_TOKEN": token}, client, list_id, campaign_id)
