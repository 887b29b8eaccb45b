"""PostgreSQL and Valkey come up from the lab's root, answer, and go."""

from pathlib import Path

import asyncpg
import pytest
import redis.asyncio

from dialer.lab import build, services
from dialer.lab.settings import default_cache


@pytest.mark.postgres
async def test_postgresql(tmp_path: Path) -> None:
    root = await build.get_root(default_cache())
    try:
        connection = await asyncpg.connect(await services.postgres_up(tmp_path / "pg", root))
        assert await connection.fetchval("SELECT 1") == 1
    finally:
        await services.down(tmp_path / "pg")
    await connection.close(timeout=60)
    assert not (tmp_path / "pg/pid").exists()


@pytest.mark.lab
async def test_valkey(tmp_path: Path) -> None:
    root = await build.get_root(default_cache())
    try:
        url = await services.valkey_up(tmp_path / "valkey", root)
        async with redis.asyncio.from_url(url) as client:
            assert await client.ping()
    finally:
        await services.down(tmp_path / "valkey")
    with pytest.raises(redis.exceptions.ConnectionError):
        async with redis.asyncio.from_url(url) as client:
            await client.ping()
