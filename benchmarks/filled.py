"""Databases with long lists (benchmarks/long_lists.py): made or kept, and one measurement on each of them."""

import argparse
import asyncio
import os
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import asyncpg
from sqlalchemy import make_url

from benchmarks.long_lists import KEY, fill_postgres, fill_sqlite, make_places
from dialer.lab.build import get_root
from dialer.lab.services import down, postgres_up
from dialer.lab.settings import default_cache
from dialer.stores.everything import Store

Figures = dict[str, Any]


def asked(description: str | None, *, rounds: int) -> argparse.Namespace:
    """The options of the command line, of which `rounds` is the default of one."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--leads", default="100000,1000000,10000000")
    parser.add_argument("--databases", default="sqlite,postgres")
    parser.add_argument("--rounds", type=int, default=rounds)
    parser.add_argument("--keep", help="Folder in which the SQLite files stay for the next time.")
    parser.add_argument("--postgres", help="A server of yours; with --keep its databases stay too.")
    return parser.parse_args()


async def measured(
    options: argparse.Namespace,
    on_file: Callable[[Path], Awaitable[Figures]],
    on_database: Callable[[str, str], Awaitable[Figures]],
    of: Callable[[Figures], float],
) -> dict[str, dict[int, Figures]]:
    """What is measured on each filled file, and on each database of a server, by its name; by kind and number of leads.

    `ratio` is of what `of` takes out of the figures, to the shortest list's.
    """
    sizes, found = [int(size) for size in options.leads.split(",")], dict[str, dict[int, Figures]]()
    with tempfile.TemporaryDirectory(prefix="pronto-bench-") as name:
        temporary = Path(name)
        temporary.chmod(0o755)  # noqa: ASYNC240 - PostgreSQL runs as another user
        if "sqlite" in options.databases:
            found["sqlite"] = {}
            for leads in sizes:
                path = await filled_file(Path(options.keep) if options.keep else temporary, leads)
                found["sqlite"][leads] = await on_file(path)
                if not options.keep:
                    path.unlink()
        if "postgres" in options.databases:
            found["postgres"] = {}
            async with server_of(options.postgres, temporary) as server:
                for leads in sizes:
                    database = await filled_database(server, leads)
                    found["postgres"][leads] = await on_database(server, database)
                    if not (options.postgres and options.keep):
                        await forget(server, database)
    for by_size in found.values():
        for figures in by_size.values():
            figures["ratio"] = round(of(figures) / of(by_size[sizes[0]]), 2)
    return found


async def filled_file(folder: Path, leads: int) -> Path:
    """A file with so many leads, filled unless it is there from before."""
    path = folder / f"leads-{leads}.db"
    if not path.exists():
        made = path.with_suffix(".part")
        async with Store.open(f"sqlite:///{made}", migrate=True, key=KEY) as store:
            places = await make_places(store)
        await fill_sqlite(str(made), leads, places)
        made.rename(path)
    return path


def database_url(server: str, name: str) -> str:
    return make_url(server).set(database=name).render_as_string(hide_password=False)


async def filled_database(server: str, leads: int) -> str:
    """The name of a database with so many leads, filled unless the server has it from before."""
    name = f"pronto_leads_{leads}"
    part = f"{name}_part"
    admin = await asyncpg.connect(server)
    try:
        if not await admin.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", name):
            await admin.execute(f"DROP DATABASE IF EXISTS {part}")
            await admin.execute(f"CREATE DATABASE {part}")
            async with Store.open(database_url(server, part), migrate=True, key=KEY) as store:
                places = await make_places(store)
            await fill_postgres(database_url(server, part), leads, places)
            await admin.execute(f"ALTER DATABASE {part} RENAME TO {name}")
    finally:
        await admin.close()
    return name


async def forget(server: str, name: str) -> None:
    """Drop a database, if it is there."""
    admin = await asyncpg.connect(server)
    try:
        await admin.execute(f"DROP DATABASE IF EXISTS {name}")
    finally:
        await admin.close()


async def warm(url: str) -> None:
    """Let the pages lie in the machine's memory, as where a campaign runs, and none wait to be written to the disk."""
    database = await asyncpg.connect(url)
    try:
        await database.execute("CREATE EXTENSION IF NOT EXISTS pg_prewarm")
        await database.execute(
            "SELECT pg_prewarm(oid::regclass, 'read') FROM pg_class "
            "WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'i')"
        )
    finally:
        await database.close()
    await asyncio.to_thread(os.sync)


@asynccontextmanager
async def server_of(url: str | None, folder: Path) -> AsyncIterator[str]:
    if url is not None:
        yield url
        return
    try:
        yield await postgres_up(folder / "server", await get_root(default_cache(), own_asterisk=False))
    finally:
        await down(folder / "server")
