"""Failures are counted together by processes that share a Redis, and by each for itself while it is away."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from dialer.access.waits import BOTH, Waits
from dialer.core.settings import Settings
from dialer.lab import services
from dialer.lab.ports import free_port

pytestmark = pytest.mark.lab
TRIES = BOTH[0].amount


@asynccontextmanager
async def counting(url: str) -> AsyncIterator[Waits]:
    waits = Waits(Settings(redis_url=url))
    try:
        yield waits
    finally:
        await waits.close()


async def test_two_processes_count_the_same_failures(valkey: str) -> None:
    async with counting(valkey) as one, counting(valkey) as other:
        for waits in [one, other, one, other, one][:TRIES]:
            assert await other.sign_in_wait_s("anna", "192.0.2.1") == 0
            await waits.sign_in_failed("anna", "192.0.2.1")
        assert await one.sign_in_wait_s("anna", "192.0.2.1") > 0
        assert await other.sign_in_wait_s("anna", "192.0.2.1") > 0
        assert await other.sign_in_wait_s("bruno", "192.0.2.1") == 0
        assert await one.is_first("digest")
        assert not await other.is_first("digest"), "a code that one process took is no code for the other"


async def test_without_redis_each_counts_for_itself(valkey: str, tmp_path: Path) -> None:
    async with counting(valkey) as one, counting(valkey) as other:
        assert await one.is_first("before")
        assert not await other.is_first("before")
        await services.down(tmp_path / "valkey")
        assert await one.is_first("meanwhile")
        assert not await one.is_first("meanwhile")
        assert await other.is_first("meanwhile")


async def test_an_address_where_nobody_answers_costs_no_failure() -> None:
    async with counting(f"redis://127.0.0.1:{free_port()}/0") as waits:
        for _ in range(TRIES):
            await waits.sign_in_failed("anna", "192.0.2.1")
        assert await waits.sign_in_wait_s("anna", "192.0.2.1") > 0
