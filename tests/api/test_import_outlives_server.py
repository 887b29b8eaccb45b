"""A server that is killed in the middle of an import: the next one goes on behind the rows that are in."""

import asyncio
from pathlib import Path

import httpx
import pytest

from tests.support.api_clients import items_of, made
from tests.support.patience import PATIENCE_S
from tests.support.processes import environment, line_with, running

ROWS = 150_000


@pytest.mark.full
async def test_an_import_goes_on_after_the_server_itself_was_killed(tmp_path: Path) -> None:
    env = environment(tmp_path / "state")
    async with running(env) as server:
        url = (await line_with(server, r"listens on (http://127\.0\.0\.1:\d+)"))[1]
        await line_with(server, "first administrator")
        async with client_of(url, tmp_path) as client:
            path = await begin(client)
            async with asyncio.timeout(240):
                while not (await made(client, "GET", path))["rows"]:  # each answer comes from the database
                    pass
        server.kill()
        await server.communicate()
    async with running(env) as server:
        told = r"listens on (http://127\.0\.0\.1:\d+)|import \d+ goes on behind row (\d+)"
        lines = [await line_with(server, told) for _ in range(2)]  # whichever comes first
        [url], [behind] = ([line[part] for line in lines if line[part]] for part in (1, 2))
        assert 0 < int(behind) < ROWS
        await line_with(server, r"import \d+: finished")
        async with client_of(url, tmp_path) as client:
            now = await made(client, "GET", path)
            assert (now["status"], now["rows"], now["loaded"]) == ("finished", ROWS, ROWS)
            assert (now["duplicates"], now["rejected"]) == (0, 0)
            [leads] = await items_of(client, "/api/v1/lists")
            assert (await made(client, "GET", f"/api/v1/lists/{leads['id']}"))["leads"]["open"] == ROWS
    assert list((tmp_path / "state" / "uploads").iterdir()) == []


def client_of(url: str, folder: Path) -> httpx.AsyncClient:
    token = (folder / "state" / "machine-key").read_text().strip()
    headers = {"Authorization": f"Bearer {token}"}
    return httpx.AsyncClient(base_url=url, headers=headers, trust_env=False, timeout=PATIENCE_S)


async def begin(client: httpx.AsyncClient) -> str:
    """Send a long list; the address of its import."""
    company = await made(client, "POST", "/api/v1/companies", {"name": "Acme"})
    leads = await made(client, "POST", "/api/v1/lists", {"name": "March", "company_id": company["id"]})
    people = "name,phone\n" + "".join(f"Person {n},+39333{n:07d}\n" for n in range(1, ROWS + 1))
    answer = await client.post(
        f"/api/v1/lists/{leads['id']}/import", content=people.encode(), headers={"Content-Type": "text/csv"}
    )
    assert answer.status_code == 202, answer.text
    return answer.headers["location"]
