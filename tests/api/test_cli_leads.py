"""Lists, leads and call-backs from the command line, against a Pronto that runs."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from tests.api.door import CONSENT, HOURS, LAW, made
from tests.api.test_cli import environment, line_with, pronto, running


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
    env = environment(tmp_path / "state")
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


async def test_a_lead_is_sent_and_sent_again_and_dialled_next(desk: Desk) -> None:
    sent = ("lead", "add", "March", "333 1234567", "--name", "Ada", "--field", "score=9", "--key", "form-1")
    said = await desk.says(*sent, "--agent", "anna")
    assert said.strip() == "Lead 1 is in the list. It is dialled next."
    assert await desk.says(*sent, "--agent", "anna") == said
    assert "Idempotency-Key" in await desk.says(*sent, code=1)  # another request with the same key
    assert "phones.0" in await desk.says("lead", "add", "March", "12", code=1)
    assert "There are: March" in await desk.says("lead", "add", "May", "12", code=1)
    said = await desk.says("lead", "add", "March", "333 1234568", "--in-turn", "--language", "it")
    assert said.strip() == "Il contatto 2 è nella lista."
    assert "Il contatto 2 sarà il prossimo" in await desk.says("lead", "next", "2", "--language", "it")
    waiting = await made(desk.client, "GET", "/api/v1/callbacks")
    assert {one["lead_id"]: one["agent_name"] for one in waiting} == {1: "anna", 2: None}
    assert json.dumps(waiting).count('"next"') == 2


async def test_fields_are_typed_and_shown_in_either_language(desk: Desk) -> None:
    assert "all hold text" in await desk.says("campaign", "fields", "Spring")
    said = await desk.says(
        "campaign", "fields", "Spring", "--set", "score=whole", "--set", "plan=choice:Gold,Silver", "--language", "it"
    )
    assert "numero intero" in said
    assert "una scelta: Gold, Silver" in said
    said = await desk.says("campaign", "fields", "Spring", "--set", "Score=decimal", "--unset", "plan")
    assert ("a number" in said, "plan" in said) == (True, False)
    assert "write FIELD=KIND" in await desk.says("campaign", "fields", "Spring", "--set", "score=money", code=1)
    assert "fields.score" in await desk.says("lead", "add", "March", "333 1234567", "--field", "score=x", code=1)
