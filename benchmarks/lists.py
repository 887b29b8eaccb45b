"""A list from a file, against the least that could be done: bare `csv` with `executemany`, or `COPY`.

    python -m benchmarks.lists [--rows N] [--databases sqlite,postgres] [--suppressed N]

Prints JSON. Bare: rows into one table of the file's columns with a unique index on list and phone and an index on list
and state, one transaction, duplicates left out; nothing is read into. Pronto: the whole import, from its start to its
end: numbers to E.164, time zones, duplicates, legal basis, suppression, the tables that dialling needs. `ratio` is of
wall times, of the same run. On PostgreSQL both have a role without any privilege. Beside it an event loop of this
process wakes every 5 ms: `lag_ms` is how late.
"""

import argparse
import asyncio
import csv
import json
import random
import sqlite3
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, closing
from itertools import islice
from pathlib import Path
from typing import Any

import asyncpg
from sqlalchemy import make_url

from dialer.lab.build import get_root
from dialer.lab.services import down, postgres_up
from dialer.lab.settings import default_cache
from dialer.numbers.reader import to_e164
from dialer.people.suppression.store.lookup import of_company
from dialer.stores.everything import Store
from tests.support.importer import import_file

HEADER = "codice,nome,cognome,telefono,email,indirizzo,cap,comune,provenienza".split(",")  # noqa: SIM905
COLUMNS = "codice nome cognome telefono email indirizzo cap_ comune provenienza".split()  # noqa: SIM905
TABLE = f"CREATE TABLE bare (id {{key}}, list_id integer, state text, {', '.join(f'{name} text' for name in COLUMNS)})"
INDEXES = (
    "CREATE UNIQUE INDEX bare_phone ON bare (list_id, telefono)",
    "CREATE INDEX bare_state ON bare (list_id, state)",
)
NAMES = ("Anna", "Marco", "Giulia", "Luca", "Sara", "Paolo", "Elena", "Davide")
SURNAMES = ("Rossi", "Russo", "Ferrari", "Bianchi", "Romano", "D'Angelo", "Greco")
TOWNS = ("Roma", "Milano", "Napoli", "Torino", "Bari", "Forlì")
LAG_EVERY_S = 0.005
NOW = 1_750_000_000.0


def made_rows(count: int) -> Iterator[list[str]]:
    """People of Italy, seven in ten with a mobile, three in ten numbers written with their country code."""
    chance = random.Random(7)
    for number in range(count):
        if chance.random() < 0.7:
            phone = f"3{chance.choice('234')}{chance.randrange(10**8):08}"
        else:
            phone = f"0{chance.choice(('2', '6', '81', '11'))}{chance.randrange(10**7):07}"
        if chance.random() < 0.3:
            phone = f"+39 {phone[:3]} {phone[3:]}"
        name, surname = chance.choice(NAMES), chance.choice(SURNAMES)
        mail = f"{name}.{surname}{number}@example.it".lower()
        street = f"Via {chance.choice(SURNAMES)} {chance.randrange(200)}"
        yield [
            f"C{number:07}",
            name,
            surname,
            phone,
            mail,
            street,
            f"{chance.randrange(10**5):05}",
            chance.choice(TOWNS),
            "fiera",
        ]


def bare_sqlite(path: Path, folder: Path) -> float:
    with closing(sqlite3.connect(folder / "bare.db", isolation_level=None)) as file:
        for statement in (
            "PRAGMA journal_mode=WAL",
            "PRAGMA synchronous=NORMAL",
            TABLE.format(key="integer PRIMARY KEY"),
            *INDEXES,
        ):
            file.execute(statement)
        began = time.perf_counter()
        with path.open(newline="") as source:
            rows = csv.reader(source)
            next(rows)
            file.execute("BEGIN IMMEDIATE")
            marks = ", ".join("?" * len(COLUMNS))
            names = ", ".join(COLUMNS)
            insert = f"INSERT OR IGNORE INTO bare (list_id, state, {names}) VALUES (1, 'open', {marks})"  # noqa: S608
            file.executemany(insert, rows)
            file.execute("COMMIT")
        return time.perf_counter() - began


async def bare_postgres(path: Path, url: str) -> float:
    connection = await asyncpg.connect(url)
    for statement in (TABLE.format(key="bigserial PRIMARY KEY"), *INDEXES):
        await connection.execute(statement)
    columns = ["list_id", "state", *COLUMNS]
    began = time.perf_counter()
    async with connection.transaction():
        await connection.execute(
            f"CREATE TEMP TABLE came ON COMMIT DROP AS SELECT {', '.join(columns)} FROM bare LIMIT 0"  # noqa: S608
        )
        with path.open(newline="") as source:
            rows = csv.reader(source)
            next(rows)
            while some := [(1, "open", *row) for row in islice(rows, 10_000)]:
                await connection.copy_records_to_table("came", records=some, columns=columns)
        await connection.execute(
            f"INSERT INTO bare ({', '.join(columns)}) SELECT * FROM came ON CONFLICT DO NOTHING"  # noqa: S608
        )
    took = time.perf_counter() - began
    await connection.execute("DROP TABLE bare")
    await connection.close()
    return took


async def ours(path: Path, url: str, suppressed: Sequence[str], lags: list[float]) -> tuple[float, Any]:
    async with Store.open(url, migrate=True, key=b"bench" * 8) as store:
        company = await store.companies.create("Bench")
        consent = {"basis": "consent", "source": "bench"}
        into = await store.lists.create(name="Bench", company_id=company.id, consent=consent, needs_basis=True, now=NOW)
        await store.suppressions.add(of_company(company.id), suppressed, reason="bench", actor="bench", now=NOW)
        async with watched(lags):
            began = time.perf_counter()
            done = await import_file(store, url, list_id=into.id, path=path, filename="people.csv")
            return time.perf_counter() - began, done


@asynccontextmanager
async def watched(lags: list[float]) -> AsyncIterator[None]:
    """Note how late an event loop wakes that has nothing else to do."""

    async def watch() -> None:
        while True:
            due = time.perf_counter() + LAG_EVERY_S
            await asyncio.sleep(LAG_EVERY_S)
            lags.append((time.perf_counter() - due) * 1000)

    watching = asyncio.create_task(watch())
    try:
        yield
    finally:
        watching.cancel()


def figures(bare_s: float, took: float, done: Any, lags: list[float]) -> dict[str, Any]:
    lags.sort()
    counts = {
        name: getattr(done, name) for name in ("status", "rows", "loaded", "duplicates", "suppressed", "rejected")
    }
    late = {"p50": lags[len(lags) // 2], "p99": lags[int(len(lags) * 0.99)], "max": lags[-1]}
    return {
        "bare_s": round(bare_s, 1),
        "pronto_s": round(took, 1),
        "ratio": round(took / bare_s, 2),
        "rows_per_s": round(done.rows / took),
        **counts,
        "lag_ms": {name: round(value, 1) for name, value in late.items()},
    }


async def run(rows: int, databases: Sequence[str], suppressed: int) -> dict[str, Any]:
    found: dict[str, Any] = {"rows": rows}
    with tempfile.TemporaryDirectory(prefix="pronto-bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # noqa: ASYNC240 - PostgreSQL runs as another user
        path = folder / "people.csv"
        with path.open("w", newline="") as file:
            csv.writer(file).writerows([HEADER, *made_rows(rows)])
        numbers = [to_e164(row[3], "IT") for row in islice(made_rows(rows), suppressed)]
        if "sqlite" in databases:
            bare_s = bare_sqlite(path, folder)
            lags: list[float] = []
            found["sqlite"] = figures(bare_s, *await ours(path, f"sqlite:///{folder}/pronto.db", numbers, lags), lags)
        if "postgres" in databases:
            server = folder / "postgres"
            url = await postgres_up(server, await get_root(default_cache(), own_asterisk=False))
            try:
                url = await plain_role(url)
                bare_s, lags = await bare_postgres(path, url), []
                found["postgres"] = figures(bare_s, *await ours(path, url, numbers, lags), lags)
            finally:
                await down(server)
    return found


async def plain_role(url: str) -> str:
    """A database of its own for a role without any privilege; return its address."""
    admin = await asyncpg.connect(url)
    await admin.execute("CREATE ROLE plain LOGIN PASSWORD 'plain'")
    await admin.execute("CREATE DATABASE plain OWNER plain")
    await admin.close()
    return make_url(url).set(username="plain", password="plain", database="plain").render_as_string(hide_password=False)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--databases", default="sqlite,postgres")
    parser.add_argument("--suppressed", type=int, default=1000)
    options = parser.parse_args()
    print(json.dumps(asyncio.run(run(options.rows, options.databases.split(","), options.suppressed)), indent=2))


if __name__ == "__main__":
    main()
