"""Long lists, as dialling leaves them in the middle of a campaign, made by SQL: for `benchmarks.claims`.

Three lists of a campaign hold half, three and two tenths of the leads: one shuffled (its ranks are random), one in the
order in which leads came, with a filter, one newest first. Most leads were never tried; a third was called once, and
waits, is due again, or is done. Every number has the register's answer, one in 500 was suppressed since. Columns,
indexes and statistics are those of the migrations; secondary indexes are dropped while rows go in and made again.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any, Protocol

import asyncpg
from sqlalchemy import Connection, text

from dialer.campaigns.model import CampaignDraft
from dialer.people.leads.rules.caps import Cap, Per, Span
from dialer.people.registers.model import REGISTERS
from dialer.storage.digests import Digests
from dialer.stores.everything import Store

NOW = 1_700_000_000.0
KEY = b"bench" * 8
ZONES = ("Europe/Rome", "Europe/London", "Europe/Paris", "America/New_York")
SHARES = (5, 3, 2)
CAPS = (Cap(per=Per.NUMBER, span=Span.DAY, at_most=3), Cap(per=Per.LEAD, span=Span.DAYS_30, at_most=12))
DUE_AGAIN_PER_S = 8.0  # of the leads that were called before
CHUNK = 500_000
FILLED = ("lead", "lead_phone", "attempt", "register_check", "suppression")

# A number of nine digits for each id, scattered, and never twice the same: 48271 has no factor in common with 10^9.
NUMBER = "'+39' || CAST(3000000000 + (i * 48271) % 1000000000 AS text)"
PART = "(i * 7919) % 1000"  # what became of a lead, in thousandths
TRIED = f"{PART} >= 620 AND {PART} < 945"

LEADS = f"""
INSERT INTO lead (id, list_id, external_id, name, language, fields, zone_key, state, priority, due_at, rank,
                  wait_reason, attempts, next_phone, done_reason, notes, postcode, owner)
SELECT i,
       CASE WHEN i <= {{half}} THEN {{first}} WHEN i <= {{eight}} THEN {{second}} ELSE {{third}} END,
       'C' || CAST(i AS text), 'Anna Rossi ' || CAST(i AS text), 'it', {{fields}},
       CASE i % 100 WHEN 0 THEN '{ZONES[1]}' WHEN 1 THEN '{ZONES[2]}' WHEN 2 THEN '{ZONES[3]}' ELSE '{ZONES[0]}' END,
       CASE WHEN {PART} < 745 THEN 'open' WHEN {PART} < 945 THEN 'done' WHEN {PART} < 995 THEN 'held' ELSE 'open' END,
       CASE i % 50 WHEN 3 THEN -1 WHEN 4 THEN 1 WHEN 5 THEN 1 ELSE 0 END,
       CASE WHEN {PART} BETWEEN 620 AND 744 THEN {NOW} + (i * 104729 % 1000003) / 1000003.0 * {{horizon}} ELSE 0 END,
       CASE WHEN i <= {{half}} THEN (i * 48271) % 1000000007 WHEN i <= {{eight}} THEN 0 ELSE -i END,
       '', CASE WHEN {TRIED} THEN 1 ELSE 0 END, 0,
       CASE WHEN {PART} BETWEEN 745 AND 944 THEN 'disposition:not_interested' ELSE '' END,
       '', CAST(10000 + i % 80000 AS text), ''
FROM ({{series}}) AS n
"""  # noqa: S608 - of our own parts
FIELDS = (
    """'{"email": "anna.rossi' || CAST(i AS text) || '@example.it", "comune": "Roma", "indirizzo": "Via Verdi 7"}'"""
)
PHONES = f"""
INSERT INTO lead_phone (lead_id, position, number, label) SELECT i, 0, {NUMBER}, 'telefono' FROM ({{series}}) AS n
"""  # noqa: S608 - of our own parts
ATTEMPTS = f"""
INSERT INTO attempt (id, campaign_id, list_id, lead_id, node_id, trunk_id, number, phone_position, caller_id, mode,
                     state, placed_at, ended_at, outcome, cause, tech_cause, note, ruling)
SELECT 'past-' || CAST((i * 48271) % 1000000000 AS text), {{campaign}},
       CASE WHEN i <= {{half}} THEN {{first}} WHEN i <= {{eight}} THEN {{second}} ELSE {{third}} END,
       i, {{node}}, {{trunk}}, {NUMBER}, 0, '+390612345678', 'predictive', 'ended',
       {NOW} - 3600 - i % 1728000, {NOW} - 3570 - i % 1728000, 'no_answer', 19, '480', '', ''
FROM ({{series}}) AS n WHERE {TRIED}
"""  # noqa: S608 - of our own parts
SERIES = {
    "sqlite": "WITH RECURSIVE n(i) AS (SELECT {first} UNION ALL SELECT i + 1 FROM n WHERE i < {last}) SELECT i FROM n",
    "postgresql": "SELECT i FROM generate_series(CAST({first} AS bigint), {last}) AS s(i)",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """The rows that the leads belong to."""

    campaign_id: int
    company_id: int
    node_id: int
    trunk_id: int
    list_ids: tuple[int, int, int]
    scrub_id: int


class Filling(Protocol):
    """A database that is being filled."""

    name: str

    async def run(self, statement: str) -> None: ...
    async def rows(self, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None: ...
    async def indexes(self) -> list[tuple[str, str]]: ...


class FillingSqlite:
    """A file that is thrown away if this breaks off: nothing waits for the disk."""

    name = "sqlite"

    def __init__(self, file: sqlite3.Connection) -> None:
        self._file = file
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-2000000", "temp_store=MEMORY"):
            file.execute(f"PRAGMA {pragma}")

    async def run(self, statement: str) -> None:
        self._file.execute(statement)

    async def rows(self, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        marks = ", ".join("?" * len(columns))
        self._file.execute("BEGIN")
        self._file.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", rows)  # noqa: S608
        self._file.execute("COMMIT")

    async def indexes(self) -> list[tuple[str, str]]:
        found = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN "
        return list(self._file.execute(found + str(FILLED)))


class FillingPostgres:
    name = "postgresql"

    def __init__(self, connection: asyncpg.Connection) -> None:
        self._connection = connection

    async def run(self, statement: str) -> None:
        await self._connection.execute(statement)

    async def rows(self, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        await self._connection.copy_records_to_table(table, records=rows, columns=list(columns))

    async def indexes(self) -> list[tuple[str, str]]:
        found = (
            "SELECT indexname, indexdef FROM pg_indexes "
            "WHERE indexdef NOT LIKE 'CREATE UNIQUE%' AND schemaname = 'public' AND tablename = ANY ($1)"
        )
        return [(row[0], row[1]) for row in await self._connection.fetch(found, list(FILLED))]


async def fill(database: Filling, count: int, places: Places) -> None:
    """Write `count` leads with all that belongs to them."""
    indexes = await database.indexes()
    for name, _ in indexes:
        await database.run(f"DROP INDEX {name}")
    first, second, third = places.list_ids
    facts: dict[str, Any] = {"half": count // 2, "eight": count * 8 // 10, "first": first, "second": second}
    facts |= {"third": third, "campaign": places.campaign_id, "node": places.node_id, "trunk": places.trunk_id}
    if database.name == "postgresql":
        await database.run("SET session_replication_role = replica")  # no look at the other table for each row
    facts["fields"] = f"CAST({FIELDS} AS json)" if database.name == "postgresql" else FIELDS
    facts["horizon"] = max(count * 0.125 / DUE_AGAIN_PER_S, 1.0)
    for start in range(1, count + 1, CHUNK):
        series = SERIES[database.name].format(first=start, last=min(start + CHUNK - 1, count))
        for statement in (LEADS, PHONES, ATTEMPTS):
            await database.run(statement.format(**facts, series=series))
    for list_id in places.list_ids:
        shelves = f"SELECT DISTINCT list_id, zone_key, priority FROM lead WHERE list_id = {list_id}"  # noqa: S608
        await database.run(f"INSERT INTO lead_shelf (list_id, zone_key, priority) {shelves}")
    await _answers(database, count, places)
    for _, statement in indexes:
        await database.run(statement)
    if database.name == "postgresql":
        await database.run("SELECT setval(pg_get_serial_sequence('lead', 'id'), (SELECT max(id) FROM lead))")
        await database.run("VACUUM ANALYZE")


async def _answers(database: Filling, count: int, places: Places) -> None:
    """What the register said of every number, and the numbers that were suppressed."""
    columns = ("company_id", "register_name", "digest", "listed", "checked_at", "scrub_id")
    for digests in digested(count):
        answers = [(places.company_id, "RPO", one, False, NOW - 86400.0, places.scrub_id) for one in sorted(digests)]
        await database.rows("register_check", columns, answers)
        scope, now = f"company:{places.company_id}", NOW - 1000.0
        stopped = [(scope, one, "asked", "", now, "bench") for one in sorted(digests[::500])]
        columns_of_stops = ("scope", "digest", "reason", "source", "added_at", "added_by")
        await database.rows("suppression", columns_of_stops, stopped)


def digested(count: int) -> Iterator[list[str]]:
    """The keyed hashes of all numbers, as `NUMBER` has them."""
    digests = Digests(KEY)
    for start in range(1, count + 1, 1_000_000):
        ids = range(start, min(start + 1_000_000, count + 1))
        yield digests.many(f"+39{3000000000 + (i * 48271) % 1000000000}" for i in ids)


async def fill_sqlite(path: str, count: int, places: Places) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as file:
        await fill(FillingSqlite(file), count, places)
        file.execute("PRAGMA journal_mode=WAL")


async def fill_postgres(url: str, count: int, places: Places) -> None:
    connection = await asyncpg.connect(url)
    try:
        await fill(FillingPostgres(connection), count, places)
    finally:
        await connection.close()


async def make_places(store: Store) -> Places:
    """The campaign, with its lists."""
    company = await store.companies.create("Bench")
    node = await store.nodes.upsert("bench", host="127.0.0.1")
    trunk = await store.trunks.upsert(node.id, "carrier", dial="PJSIP/{number}@carrier")
    draft = CampaignDraft(name="Bench", company_id=company.id, node_id=node.id, trunk_ids=(trunk.id,), caps=CAPS)
    campaign = await store.campaigns.create(draft, actor="bench", now=NOW)
    consent = {"basis": "consent", "source": "bench", "obtained_at": "2023-01-01"}
    consent |= {"text_version": "1", "company": "Bench"}
    made: list[int] = []
    orders = (("shuffled", "random 7", ""), ("filtered", "", "postcode < 85000"), ("newest", "newest", ""))
    for (name, order, kept), share in zip(orders, SHARES, strict=True):
        one = await store.lists.create(
            name=name, company_id=company.id, campaign_id=campaign.id, consent=consent, now=NOW
        )
        values = {"weight": share, "order_by": order, "filter": kept}
        await store.arranging.begin(one.id, values, task="", action="list.arrange", actor="bench", now=NOW)
        made.append(one.id)
    scrub = await store.registers.open_scrub(made[0], REGISTERS["RPO"], actor="bench", now=NOW - 86400.0)
    return Places(
        campaign_id=campaign.id,
        company_id=company.id,
        node_id=node.id,
        trunk_id=trunk.id,
        list_ids=(made[0], made[1], made[2]),
        scrub_id=scrub.id,
    )


async def read_places(store: Store) -> Places:
    """The same, of a database that was filled before."""

    def read(connection: Connection) -> Places:
        def one(table: str) -> int:
            return int(connection.execute(text(f"SELECT min(id) FROM {table}")).scalar_one())  # noqa: S608

        lists = connection.execute(text("SELECT id FROM lead_list ORDER BY id")).scalars().all()
        return Places(
            campaign_id=one("campaign"),
            company_id=one("company"),
            node_id=one("node"),
            trunk_id=one("trunk"),
            list_ids=(lists[0], lists[1], lists[2]),
            scrub_id=one("scrub"),
        )

    return await store.database.read(read)
