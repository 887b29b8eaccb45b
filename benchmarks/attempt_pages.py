"""Pages of attempts: all of them, those of a caller who sees some campaigns, and those of one.

    python -m benchmarks.attempt_pages [--attempts N] [--databases sqlite,postgres] [--pages N]

Prints JSON, in ms; `cpu` is the mean of this process, which is all of it on SQLite. Ten companies have 39 campaigns
each; a campaign is dialled for a tenth of the year, so that what a caller sees lies anywhere in it. Each page begins
at another place, drawn at random; every fifth is the first of all.
"""

import argparse
import asyncio
import json
import random
import tempfile
import time
from pathlib import Path
from typing import Any, Final

import asyncpg
from sqlalchemy import Connection, insert

from benchmarks.filled import database_url, forget, server_of, warm
from dialer.campaigns.model import CampaignDraft
from dialer.core.visibility import EVERYTHING, Visibility
from dialer.people.leads.model import NewLead
from dialer.storage.schema import ATTEMPT
from dialer.stores.everything import Store

COMPANIES: Final = 10
CAMPAIGNS: Final = 39  # of each
YEAR_S: Final = 365 * 86_400.0
NOW: Final = 1_750_000_000.0
CHUNK: Final = 20_000
OUTCOMES: Final = ("no_answer", "no_answer", "busy", "connected")
PAGE: Final = 101  # what a page of a hundred reads


async def fill(store: Store, attempts: int) -> list[int]:
    """Write the attempts; return the campaigns of the first company."""
    node = await store.nodes.upsert(
        "n", host="127.0.0.1", port=5038, username="u", secret_env="X", max_channels=9, calls_per_second=9.0
    )
    trunk = await store.trunks.upsert(node.id, "t", dial="PJSIP/{number}@t")
    places = []
    for place in range(COMPANIES):
        company = await store.companies.create(f"company {place}")
        for number in range(CAMPAIGNS):
            draft = CampaignDraft(name=f"{place}/{number}", company_id=company.id, node_id=node.id)
            campaign = await store.campaigns.create(draft, actor="bench", now=NOW)
            listed = await store.lists.create(name=draft.name, company_id=company.id, campaign_id=campaign.id, now=NOW)
            [lead_id] = await store.leads.add(listed.id, [NewLead(phones=(("+390612345678", ""),))])
            places.append((campaign.id, listed.id, lead_id))
    chance = random.Random(7)
    begins = {place: NOW - chance.random() * YEAR_S for place in places}
    for start in range(0, attempts, CHUNK):
        rows = []
        for number in range(start, min(start + CHUNK, attempts)):
            there = places[chance.randrange(len(places))]
            placed_at = round(begins[there] + chance.random() * YEAR_S / 10, 3)
            rows.append(row_of(number, there, placed_at, node.id, trunk.id))
        await store.database.write(insert_rows, rows)
    return [campaign_id for campaign_id, _, _ in places[:CAMPAIGNS]]


def row_of(number: int, place: tuple[int, int, int], placed_at: float, node_id: int, trunk_id: int) -> dict[str, Any]:
    campaign_id, list_id, lead_id = place
    facts = {"id": f"pc-{campaign_id}-{number:032x}", "campaign_id": campaign_id, "list_id": list_id, "note": ""}
    facts |= {"lead_id": lead_id, "node_id": node_id, "trunk_id": trunk_id, "number": f"+39{number:09}"}
    facts |= {"phone_position": 0, "caller_id": "", "mode": "predictive", "state": "ended", "tech_cause": ""}
    return facts | {"placed_at": placed_at, "ended_at": placed_at + 20.0, "outcome": OUTCOMES[number % 4]}


def insert_rows(connection: Connection, rows: list[dict[str, Any]]) -> None:
    connection.execute(insert(ATTEMPT), rows)


async def measure(store: Store, own: list[int], pages: int) -> dict[str, dict[str, float]]:
    """Percentiles by kind of page."""
    one = frozenset({1})
    kinds: dict[str, dict[str, Any]] = {
        "all": {"sees": EVERYTHING},
        "of a caller who sees 39 campaigns": {"sees": Visibility(companies=one)},
        "the same, oldest first": {"sees": Visibility(companies=one), "newest_first": False},
        "of one campaign": {"sees": Visibility(companies=one), "campaign_id": own[3]},
    }
    chance, found = random.Random(11), {}
    for kind, asked in kinds.items():
        times, cpu = list[float](), time.process_time()
        for number in range(pages):
            after = None if number % 5 == 0 else (NOW - chance.random() * YEAR_S, "pc-1-8")
            begun = time.perf_counter()
            await store.attempts.list(**asked, after=after, limit=PAGE)
            times.append((time.perf_counter() - begun) * 1000.0)
        cpu = (time.process_time() - cpu) * 1000.0 / pages
        times.sort()
        at = {name: times[min(int(len(times) * share), len(times) - 1)] for name, share in SHARES.items()}
        found[kind] = {name: round(value, 1) for name, value in {**at, "cpu": cpu}.items()}
    return found


SHARES: Final = {"p50": 0.5, "p95": 0.95, "p99": 0.99, "max": 1.0}


async def on(url: str, options: argparse.Namespace) -> dict[str, dict[str, float]]:
    async with Store.open(url, migrate=True, key=b"bench" * 8) as store:
        own = await fill(store, options.attempts)
        if url.startswith("postgres"):
            await analyze(url)
            await warm(url)
        return await measure(store, own, options.pages)


async def analyze(url: str) -> None:
    database = await asyncpg.connect(url)
    try:
        await database.execute("VACUUM ANALYZE attempt")
    finally:
        await database.close()


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--attempts", type=int, default=1_000_000)
    parser.add_argument("--databases", default="sqlite,postgres")
    parser.add_argument("--pages", type=int, default=300)
    parser.add_argument("--postgres", help="A server of yours.")
    options, found = parser.parse_args(), {}
    with tempfile.TemporaryDirectory(prefix="pronto-bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # noqa: ASYNC240 - PostgreSQL runs as another user
        if "sqlite" in options.databases:
            found["sqlite"] = await on(f"sqlite:///{folder / 'attempts.db'}", options)
        if "postgres" in options.databases:
            async with server_of(options.postgres, folder) as server:
                admin = await asyncpg.connect(server)
                await admin.execute("CREATE DATABASE pronto_attempts")
                await admin.close()
                found["postgres"] = await on(database_url(server, "pronto_attempts"), options)
                await forget(server, "pronto_attempts")
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    asyncio.run(main())
