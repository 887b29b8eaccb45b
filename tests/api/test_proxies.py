"""Who the client is: whoever connects, unless a trusted proxy says for whom it does."""

import asyncio
import dataclasses
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import httpx
import pytest

from api.cli.processes import listen
from api.server import Server
from dialer.core.enums import Role
from tests.support.api_clients import Door
from tests.support.patience import PATIENCE_S
from tests.support.people import new_user

FAILURES_ALLOWED = 10


@asynccontextmanager
async def served(
    door: Door, *proxies: str, host: str = "127.0.0.1", **more: object
) -> AsyncIterator[httpx.AsyncClient]:
    """Pronto's own server on a free port, which trusts these proxies, and a client on this machine."""
    changed = {"port": 0, "host": host, "allowed_hosts": ("*",), "trusted_proxies": proxies, **more}
    settings = type(door.parts.settings)(**door.parts.settings.model_dump(exclude_unset=True) | changed)
    listener = listen(settings)
    server = Server(dataclasses.replace(door.parts, settings=settings))
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        async with httpx.AsyncClient(base_url=url, trust_env=False, timeout=PATIENCE_S) as client:
            yield client
    finally:
        server.should_exit = True
        await serving


async def tried(client: httpx.AsyncClient, headers: Mapping[str, str]) -> int:
    return (await client.get("/api/v1/me", headers={"authorization": "Bearer wrong", **headers})).status_code


async def test_a_forged_header_does_not_make_another_client(door: Door) -> None:
    async with served(door) as client:
        codes = [await tried(client, {"x-forwarded-for": f"198.51.100.{n}"}) for n in range(FAILURES_ALLOWED + 1)]
    assert codes == [401] * FAILURES_ALLOWED + [429]


@pytest.mark.parametrize("host", ["127.0.0.1", "::"])
async def test_a_trusted_proxy_tells_clients_apart_by_the_nearest_address_that_is_not_trusted(
    door: Door, host: str
) -> None:
    async with served(door, "127.0.0.1", "10.0.0.0/8", host=host) as client:
        forged = [{"x-forwarded-for": f"203.0.113.{n}, 198.51.100.7, 10.1.2.3"} for n in range(FAILURES_ALLOWED + 1)]
        assert [await tried(client, one) for one in forged] == [401] * FAILURES_ALLOWED + [429]
        assert await tried(client, {"x-forwarded-for": "198.51.100.8, 10.1.2.3"}) == 401


@pytest.mark.parametrize(("proxies", "marked"), [((), False), (("127.0.0.1",), True)])
async def test_a_cookie_is_secure_where_a_trusted_proxy_says_tls(
    door: Door, proxies: tuple[str, ...], marked: bool
) -> None:
    person = await new_user(door, Role.ADMIN)
    async with served(door, *proxies) as client:
        headers = {"x-forwarded-proto": "https", "origin": str(client.base_url)}
        answer = await client.post("/api/v1/session", json=person.proof, headers=headers)
    assert answer.status_code == 200, answer.text
    assert ("secure" in answer.headers["set-cookie"].lower().split("; ")) is marked


async def test_public_metrics_are_for_programs_on_this_machine_and_nobody_behind_a_proxy_on_it(door: Door) -> None:
    async with served(door, metrics_public=True) as client:
        assert (await client.get("/metrics")).status_code == 200
        assert (await client.get("/metrics", headers={"x-forwarded-for": "198.51.100.7"})).status_code == 401
