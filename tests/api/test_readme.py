"""The requests of the README's five steps, as they are printed there, describe a call centre from nothing."""

import json
import re
from pathlib import Path

from tests.api.door import Door

README = Path(__file__).resolve().parents[2] / "README.md"
REQUEST = re.compile(r"^ *api (POST|PUT) +(/\S+) '(.+?)'$", re.MULTILINE | re.DOTALL)


async def test_every_request_of_the_five_steps_is_taken(door: Door) -> None:
    shell = README.read_text().replace("'\"$(date -u +%FT%TZ)\"'", "2026-01-01T00:00:00Z")
    requests = REQUEST.findall(shell)
    assert [path.split("/")[1] for _, path, _ in requests] == [
        *("controllers", "nodes", "caller-ids", "campaigns", "agents", "agents"),
    ]
    admin = await door.admin()
    for method, path, body in requests:
        answer = await admin.request(method, f"/api/v1{path}", json=json.loads(body))
        assert answer.is_success, (method, path, answer.text)
    spring = (await admin.get("/api/v1/campaigns/1")).json()
    assert (spring["name"], spring["law"]["profile"], spring["trunks"][0]["name"]) == ("spring", "auto", "my-trunk")
    anna = (await admin.get("/api/v1/agents/1")).json()
    assert (anna["name"], anna["campaign_id"]) == ("anna", 1)
