"""What a request costs whose sender is not known: counted in bytes read and faults reported."""

import gzip
from collections.abc import AsyncIterator
from typing import Any

import httpx
import orjson
import pytest
from fastapi.routing import APIRoute

from api.app import MODULES
from api.callers import caller_of
from api.guarded_routes import ANONYMOUS_BODY_BYTES, Guarded, calls_of
from api.validation_errors import MOST_PLACES
from dialer.core.enums import Role
from docs.contract import FILE
from tests.support.api_clients import Door

CHUNK_BYTES = 4_096
JSON = {"Content-Type": "application/json"}
BOMB = orjson.dumps({f"key{number:06d}": 1 for number in range(36_000)})
SIGN_IN = "/api/v1/session"


class Upload:
    """A body in pieces, which counts the bytes that the server has read."""

    def __init__(self, body: bytes) -> None:
        self._body = body
        self.read_bytes = 0

    async def pieces(self) -> AsyncIterator[bytes]:
        for start in range(0, len(self._body), CHUNK_BYTES):
            piece = self._body[start : start + CHUNK_BYTES]
            self.read_bytes += len(piece)
            yield piece


async def post(client: httpx.AsyncClient, path: str, body: bytes) -> tuple[httpx.Response, int]:
    """The answer, and how many bytes of the body were read for it."""
    upload = Upload(body)
    return await client.post(path, content=upload.pieces(), headers=JSON), upload.read_bytes


@pytest.mark.parametrize("path", ["/api/v1/campaigns", "/api/v1/script-runs", "/api/v1/keys"])
async def test_the_body_of_an_unknown_caller_is_not_read(door: Door, path: str) -> None:
    assert len(BOMB) > 500_000
    for body in (BOMB, b'{"unknown": 1}', b"not JSON"):
        answer, read_bytes = await post(await door.client(None), path, body)
        assert (answer.status_code, answer.json()["type"], read_bytes) == (401, "/problems/not-signed-in", 0), body


@pytest.mark.parametrize("path", [SIGN_IN, f"{SIGN_IN}/code", f"{SIGN_IN}/link"])
async def test_only_the_beginning_of_a_large_body_is_read_where_nobody_signs_in_before(door: Door, path: str) -> None:
    answer, read_bytes = await post(await door.client(None), path, BOMB)
    assert (answer.status_code, answer.json()["type"]) == (413, "/problems/too-large")
    assert f"{ANONYMOUS_BODY_BYTES:,}" in answer.json()["detail"]
    assert ANONYMOUS_BODY_BYTES < read_bytes <= ANONYMOUS_BODY_BYTES + CHUNK_BYTES


async def test_unknown_keys_at_a_sign_in_are_reported_in_a_small_answer(door: Door) -> None:
    body = orjson.dumps({f"k{number}": 1 for number in range(600)})
    assert len(body) < ANONYMOUS_BODY_BYTES
    answer, _ = await post(await door.client(None), SIGN_IN, body)
    assert (answer.status_code, len(answer.json()["errors"])) == (422, MOST_PLACES)
    assert len(answer.content) < ANONYMOUS_BODY_BYTES


async def test_a_signed_in_caller_gets_the_first_faults_only(door: Door) -> None:
    answer, read_bytes = await post(await door.client(Role.ADMIN), "/api/v1/campaigns", BOMB)
    assert (answer.status_code, len(answer.json()["errors"]), read_bytes) == (422, MOST_PLACES, len(BOMB))
    assert len(answer.content) < ANONYMOUS_BODY_BYTES


def test_every_route_with_a_body_knows_its_caller_first_or_reads_little() -> None:
    routes = [route for module in MODULES for route in module.router.routes if isinstance(route, APIRoute)]
    bodies = [route for route in routes if route.body_field is not None]
    assert [route.name for route in bodies if not isinstance(route, Guarded)] == []
    open_to_all = {route.name for route in bodies if caller_of not in calls_of(route.dependant)}
    assert open_to_all == {
        "sign_in",
        "give_code",
        "open_link",
        "open_board",
        "leave_for_provider",
        "return_from_provider",
    }


@pytest.mark.parametrize(("path", "word"), [("/openapi.json", '"openapi"'), ("/docs", "<!doctype html>")])
async def test_the_reference_is_sent_without_making_the_document(
    door: Door, monkeypatch: pytest.MonkeyPatch, path: str, word: str
) -> None:
    def refuse() -> dict[str, Any]:
        raise AssertionError("the document is made from the routes")

    monkeypatch.setattr(door.app, "openapi", refuse)
    client = await door.client(None)
    plain = await client.get(path, headers={"Accept-Encoding": "identity"})
    assert (plain.status_code, word in plain.text, "content-encoding" in plain.headers) == (200, True, False)
    async with client.stream("GET", path, headers={"Accept-Encoding": "gzip"}) as packed:
        raw = b"".join([piece async for piece in packed.aiter_raw()])
    assert (packed.headers["content-encoding"], gzip.decompress(raw)) == ("gzip", plain.content)
    assert len(raw) < len(plain.content) / 5
    assert packed.headers["vary"] == "accept-encoding"
    again = await client.get(path, headers={"If-None-Match": f'"other", {plain.headers["etag"]}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", plain.headers["etag"])
    other = await client.get(path, headers={"If-None-Match": '"other"'})
    assert other.status_code == 200


async def test_the_document_that_is_sent_is_the_committed_file(door: Door) -> None:
    assert (await (await door.client(None)).get("/openapi.json")).content == FILE.read_bytes()
