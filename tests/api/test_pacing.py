"""A campaign's decisions and the account of its forecasts over the API, whichever process the engine is in."""

import asyncio
import xml.etree.ElementTree as ET
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from dialer.cell.cell import Cell
from dialer.cell.dialling.dialling_loop import pace
from dialer.cell.dialling.forecast_accounts import LiveLearned
from dialer.core.enums import Role
from dialer.engine.messages.queries import answer
from dialer.messaging.bus import Topic
from tests.support.api_clients import Door, Estate, made
from tests.support.cells import NOW, a_campaign, a_cell, a_lead, an_agent


def dialling(seconds: int) -> Cell:
    cell = a_cell(agents=(an_agent(),), campaign=a_campaign(mode="predictive"))
    cell.stock.known, cell.stock.zone_keys = True, ("Europe/Rome",)
    cell.hopper.extend(a_lead(number) for number in range(1, 100))
    for second in range(seconds):
        pace(cell, now=NOW + second)
    return cell


@asynccontextmanager
async def engine(door: Door, cells: dict[int, Cell]) -> AsyncIterator[None]:
    """Somebody who answers as an engine does."""
    async with door.parts.bus.subscribe(Topic.ASK) as questions:

        async def reply() -> None:
            async for question in questions:
                if (said := answer(cells, question.body, now=NOW)) is not None:
                    door.parts.bus.publish(Topic.ANSWER, said)

        task = asyncio.create_task(reply())
        yield
        task.cancel()


async def test_decisions_are_read_page_by_page(door: Door, estate: Estate) -> None:
    client = await door.client(Role.SUPERVISOR)
    path = f"/api/v1/campaigns/{estate.campaign_id}/decisions"
    async with engine(door, {estate.campaign_id: dialling(8)}):
        first = await made(client, "GET", f"{path}?limit=5")
        rest = await made(client, "GET", f"{path}?limit=5&before={first['next']}")
        italian = await client.get(f"{path}?limit=1", headers={"Accept-Language": "it"})
    assert [one["number"] for one in first["decisions"]] == [7, 6, 5, 4, 3]
    assert ([one["number"] for one in rest["decisions"]], rest["next"]) == ([2, 1, 0], None)
    newest = first["decisions"][0]
    assert newest["at"].startswith("2025-06-15T15:06:47")
    assert newest["text"]
    assert newest["words"].startswith("Calls started: ")
    assert italian.json()["decisions"][0]["words"].startswith("Chiamate avviate: ")
    assert sum(one["decisions"] for one in first["summary"]) == 8


async def test_without_an_engine_it_says_that_none_answers(door: Door, estate: Estate) -> None:
    client = await door.client(Role.SUPERVISOR)
    answered = await client.get(f"/api/v1/campaigns/{estate.campaign_id}/decisions")
    assert (answered.status_code, answered.json()["type"]) == (503, "/problems/engine-silent")
    assert "pronto engine" in answered.json()["detail"]


@pytest.mark.parametrize("asked", ["limit=0", "limit=501", "before=-1", "limit=x"])
async def test_a_page_that_cannot_be_is_refused(door: Door, estate: Estate, asked: str) -> None:
    client = await door.client(Role.SUPERVISOR)
    assert (await client.get(f"/api/v1/campaigns/{estate.campaign_id}/decisions?{asked}")).status_code == 422


async def test_the_account_of_forecasts_is_read_from_what_the_engine_saved(door: Door, estate: Estate) -> None:
    client, path = await door.client(Role.SUPERVISOR), f"/api/v1/campaigns/{estate.campaign_id}/calibration"
    assert (await made(client, "GET", path))["answers"] == {
        "forecasts": 0.0, "ratio": None, "spread": None, "bins": [],
    }  # fmt: skip
    learned = LiveLearned()
    for _ in range(20):
        learned.answers_foretold.add(2.0, 3.0, 1.5)
    await door.parts.store.memory.save(estate.campaign_id, learned.dump(), now=door.parts.clock())
    account = (await made(client, "GET", path))["answers"]
    assert account["ratio"] == pytest.approx(1.5)
    assert account["bins"][0]["happened"] == pytest.approx(3.0)
    drawn = await client.get(f"{path}.svg")
    assert drawn.headers["content-type"].startswith("image/svg+xml")
    assert ET.fromstring(drawn.text).tag.endswith("svg")  # noqa: S314 - our own
    assert "1.50 for each one forecast" in drawn.text


async def test_the_picture_of_a_calibration_speaks_italian_too(door: Door, estate: Estate) -> None:
    client, path = await door.client(Role.SUPERVISOR), f"/api/v1/campaigns/{estate.campaign_id}/calibration.svg"
    drawn = await client.get(path, headers={"Accept-Language": "it"})
    assert (drawn.status_code, drawn.headers["content-language"]) == (200, "it")
    title, nothing = "Previsioni e valori effettivi: Spring", "ancora nessun dato"
    for words in (title, f"operatori liberi: {nothing}", f"risposte: {nothing}", "Punti:"):
        assert words in drawn.text
    assert "Forecasts and what happened: Spring" in (await client.get(path)).text
