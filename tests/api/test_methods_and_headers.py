"""What HTTP promises of every address: its methods, HEAD, where created things are, and the headers of each answer."""

import io
import logging
import re
from typing import Any, Final

import pytest
from fastapi.routing import iter_route_contexts

from api.locations import template_of
from api.request_ids import HEADER as REQUEST_ID
from api.schemas.wire import iso
from dialer.app import logging_setup
from dialer.core.enums import Role
from tests.api.one_door import ONE_LOOP, door, estate
from tests.support.api_clients import CONSENT, Door, Estate, made
from tests.support.documented_answers import openapi
from tests.support.people import client_of

__all__ = ["door", "estate"]
pytestmark = ONE_LOOP

METHODS: Final = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
OPERATIONS: Final = [
    (method.upper(), path, operation)
    for path, methods in openapi()["paths"].items()
    for method, operation in methods.items()
]


def address(path: str) -> str:
    """An address at which nothing is."""
    return re.sub(r"\{\w+\}", "999999", path)


def headers_in(answer: dict[str, Any]) -> set[str]:
    name = answer.get("$ref", "").rpartition("/")[2]
    return set((openapi()["components"]["responses"][name] if name else answer)["headers"])


async def test_allow_names_the_methods_that_are_allowed(door: Door) -> None:
    anybody, wrong = await client_of(door), []
    for path in openapi()["paths"]:
        answers = {method: await anybody.request(method, address(path)) for method in METHODS}
        taken = sorted(method for method, answer in answers.items() if answer.status_code != 405)
        strange = await anybody.request("PROPFIND", address(path))
        told = {answer.headers["allow"] for answer in (strange, *answers.values()) if answer.status_code == 405}
        if told != {", ".join(taken)}:
            wrong.append((path, told, taken))
    assert wrong == []


async def test_head_is_answered_as_get_without_a_body(door: Door) -> None:
    admin, wrong = await door.admin(), []
    for method, path, operation in OPERATIONS:
        if method == "GET" and operation["operationId"] not in ("open_stream", "metrics"):
            got, head = [await admin.request(one, address(path)) for one in ("GET", "HEAD")]
            length = [one.headers.get("content-length") for one in (got, head)]
            if (head.status_code, head.content) != (got.status_code, b"") or length[0] != length[1]:
                wrong.append((path, got.status_code, head.status_code, length))
    assert wrong == []


async def test_head_of_a_stream_or_a_file_ends(door: Door) -> None:
    admin = await door.admin()
    for path in ("/api/v1/stream?channel=board", "/api/v1/attempts.csv", "/metrics"):
        head = await admin.head(path)
        assert (head.status_code, head.content) == (200, b""), path
    assert not door.app.state.live.readers


async def test_whatever_is_created_is_located_where_it_can_be_read(door: Door) -> None:
    read = {re.sub(r"\{[^}]+\}", "#", path) for method, path, _ in OPERATIONS if method == "GET"}
    of = {
        one.name: template_of(one.endpoint) for one in iter_route_contexts(door.app.routes) if one.endpoint is not None
    }
    created = [
        (operation, of[operation["operationId"]]) for *_, operation in OPERATIONS if "201" in operation["responses"]
    ]
    assert len(created) > 25
    for operation, template in created:
        assert template is not None, operation["operationId"]
        assert re.sub(r"\{[^}]+\}", "#", template) in read, operation["operationId"]
        assert "Location" in headers_in(operation["responses"]["201"])


async def test_the_location_of_what_was_created_opens_it(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    key = {"name": "crm", "grants": [{"role": "integration"}], "expires_at": iso(door.parts.clock() + 3600.0)}
    bodies = {
        "campaigns": {"name": "autumn", "company_id": estate.company_id, "node_id": estate.node_id},
        "keys": key,
        "teams": {"name": "north"},
        "users": {"name": "bruno"},
        f"lists/{estate.list_id}/leads": {"phones": ["+390655512377"], "consent": CONSENT},
    }
    for path, body in bodies.items():
        answer = await admin.post(f"/api/v1/{path}", json=body, headers={"idempotency-key": path})
        assert answer.status_code == 201, answer.text
        assert (await admin.get(answer.headers["location"])).status_code == 200
        again = await admin.post(f"/api/v1/{path}", json=body, headers={"idempotency-key": path})
        if again.is_success:  # not where an answer holds a secret
            assert again.headers["location"] == answer.headers["location"]


async def test_every_answer_documents_its_headers() -> None:
    for *_, operation in OPERATIONS:
        for status, answer in operation["responses"].items():
            named = headers_in(answer)
            assert {REQUEST_ID, "RateLimit", "RateLimit-Policy"} <= named, operation["operationId"]
            assert ("Retry-After" in named) is (status in ("429", "503")), (operation["operationId"], status)
    assert "ETag" in headers_in(openapi()["paths"]["/api/v1/campaigns/{campaign_id}"]["get"]["responses"]["200"])


async def test_summaries_are_sentences() -> None:
    summaries = [operation["summary"] for *_, operation in OPERATIONS]
    assert [one for one in summaries if not re.fullmatch(r"[A-Z].*[\w`)]\.", one)] == []
    assert len(set(summaries)) == len(summaries)


async def test_a_request_has_an_id_that_its_answer_and_its_log_lines_name(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    admin, stream = await door.admin(), io.StringIO()
    root = logging.getLogger()
    monkeypatch.setattr(root, "handlers", root.handlers[:])
    logging_setup.set_up(form="json", stream=stream)
    given = await admin.get("/api/v1/teams", headers={REQUEST_ID: "proxy-7.a"})
    assert given.headers[REQUEST_ID] == "proxy-7.a"
    made_up = [await admin.get("/api/v1/teams", headers={REQUEST_ID: one}) for one in ("a b", "x" * 65, "")]
    ids = {one.headers[REQUEST_ID] for one in made_up}
    assert len(ids) == 3
    assert all(re.fullmatch(r"[0-9a-f]{16}", one) for one in ids)
    stranger = await client_of(door)
    refused = await stranger.get("/api/v1/teams", headers={"authorization": "Bearer x", REQUEST_ID: "proxy-8"})
    assert (refused.status_code, refused.headers[REQUEST_ID]) == (401, "proxy-8")
    assert '"request_id": "proxy-8"' in stream.getvalue()


async def test_answers_say_how_many_more_requests_may_be_open(door: Door) -> None:
    stranger = await client_of(door, "192.0.2.77")
    answer = await stranger.get("/healthz")
    each = door.parts.settings.connection_limit_per_client
    assert answer.headers["ratelimit-policy"] == f'"client";q={each};qu="concurrent-requests"'
    assert answer.headers["ratelimit"] == f'"client";r={each - 1}'
    for _ in range(40):
        answer = await stranger.get("/api/v1/me", headers={"authorization": "Bearer pronto_key_x"})
    assert answer.status_code == 429
    wait = answer.headers["retry-after"]
    assert answer.headers["ratelimit"] == f'"too-many-attempts";r=0;t={wait}'


async def test_a_program_opens_the_channels_that_the_manual_names(door: Door, estate: Estate) -> None:
    program, admin = await door.client(Role.INTEGRATION), await door.admin()
    team = (await made(admin, "POST", "/api/v1/teams", {"name": "south"}))["id"]
    for channel in ("board", f"campaign:{estate.campaign_id}", f"team:{team}"):
        answer = await program.head(f"/api/v1/stream?channel={channel}")
        assert answer.status_code == 200, channel
    assert (await program.head("/api/v1/stream?channel=telephony")).status_code == 403
