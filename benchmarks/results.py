"""Results over many attempts of one campaign on PostgreSQL: counted ahead, read, and read by day.

    python -m benchmarks.results [--attempts 10000000] [--days 90] [--postgres URL] [--rounds 5]

Prints JSON: `counted_s` is how long all hours and days take to be counted ahead (`hours_per_s` of them), the others are
medians in ms of reading the figures: of all days, of the last seven, of one, and of all while the last day lasts,
whose last hour is not counted yet. Promised: all days within 2 s.
"""

import argparse
import asyncio
import json
import statistics
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import asyncpg

from benchmarks.filled import database_url, server_of
from dialer.campaigns.model import CampaignDraft
from dialer.campaigns.results.rules import period_of
from dialer.campaigns.results.store.counting import Clocks
from dialer.core.local_time import day_of
from dialer.core.visibility import EVERYTHING
from dialer.stores.everything import Store

NOW: Final = 1_790_000_000.0
ZONE: Final = "Europe/Rome"
# Twelve hours a day, leads called three times on average; a quarter is talked to, an eighth of those buys.
FILL: Final = """
INSERT INTO attempt (id, campaign_id, list_id, lead_id, node_id, trunk_id, agent_id, number, phone_position, caller_id,
  mode, state, placed_at, answered_at, agent_joined_at, ended_at, outcome, cause, tech_cause, disposition, note)
SELECT 'b' || n, $1, $2 + n % 5, (n * 7919) % ($5::bigint / 3 + 1), $3, $4, CASE WHEN n % 4 = 0 THEN 1 + n % 40 END,
  '+39333' || lpad((n % 10000000)::text, 7, '0'), 0, '+39024070' || lpad((n % 12)::text, 4, '0'), 'predictive', 'ended',
  at, CASE WHEN n % 4 < 2 THEN at + 6 END, CASE WHEN n % 4 = 0 THEN at + 7 END, at + 90,
  CASE n % 4 WHEN 0 THEN 'connected' WHEN 1 THEN 'machine' WHEN 2 THEN 'no_answer' ELSE 'busy' END,
  CASE n % 4 WHEN 2 THEN 19 WHEN 3 THEN 17 ELSE 16 END, '',
  CASE WHEN n % 4 = 0 THEN (ARRAY['sale', 'not_interested', 'call_back', 'not_interested', 'wrong_number',
    'not_interested', 'answering_machine', 'call_back'])[1 + (n / 4) % 8] END, ''
FROM (SELECT n, $6::float8 - 86400.0 * floor(part) - 43200.0 * (part - floor(part)) AS at
      FROM (SELECT n, $7::float8 * n / $5::bigint AS part FROM generate_series(1, $5::bigint) AS n) AS parts) AS made
"""


async def fill(url: str, store: Store, attempts: int, days: int) -> int:
    """Write the attempts; return the campaign."""
    node = await store.nodes.upsert("n", host="127.0.0.1")
    trunk = await store.trunks.upsert(node.id, "t", dial="PJSIP/{number}@t")
    company = await store.companies.create("bench")
    draft = CampaignDraft(name="bench", company_id=company.id, node_id=node.id, time_zone=ZONE)
    campaign = await store.campaigns.create(draft, actor="bench", now=NOW)
    listed = await store.lists.create(name="bench", company_id=company.id, campaign_id=campaign.id, now=NOW)
    connection = await asyncpg.connect(url)
    try:
        # Leads are only counted here, never looked up: they need not be there.
        await connection.execute("SET session_replication_role = replica")
        values = (campaign.id, listed.id, node.id, trunk.id, attempts, NOW, float(days))
        await connection.execute(FILL, *values, timeout=7200.0)
        await connection.execute("VACUUM ANALYZE attempt", timeout=7200.0)
    finally:
        await connection.close()
    return campaign.id


async def count(store: Store, clocks: Clocks, now: float) -> int:
    """Count all hours and days that are over."""
    done = 0
    while (one := await store.counting.ahead(clocks, now=now)) is not None:
        await store.counting.write(one)
        done += 1
    return done


async def median_ms(store: Store, clocks: Clocks, days: int, rounds: int) -> float:
    """The time to read the figures of the last days."""
    last = day_of(NOW, ZoneInfo(ZONE))
    period = period_of(last - timedelta(days=days - 1), last, ZONE)
    taken = []
    for _ in range(rounds):
        begun = time.perf_counter()
        figures = await store.results.read(clocks.scope(period.since, period.until), sees=EVERYTHING, names_agents=True)
        taken.append(time.perf_counter() - begun)
    assert figures.total.attempts > 0
    return round(1000 * statistics.median(taken), 1)


async def measure(url: str, attempts: int, days: int, rounds: int) -> dict[str, Any]:
    async with Store.open(url, migrate=True) as store:
        begun = time.perf_counter()
        campaign_id = await fill(url, store, attempts, days)
        found: dict[str, Any] = {"attempts": attempts, "filled_s": round(time.perf_counter() - begun, 1)}
        [clocks] = await store.counting.clocks(campaign_id)
        begun = time.perf_counter()
        done = await count(store, clocks, NOW)
        found["counted_s"] = round(time.perf_counter() - begun, 1)
        found["hours_per_s"] = round(done / found["counted_s"], 1)
        found["all_days_while_one_lasts_ms"] = await median_ms(store, clocks, days + 2, rounds)
        await count(store, clocks, NOW + 2 * 86_400.0)
        found["all_days_ms"] = await median_ms(store, clocks, days + 2, rounds)
        found["seven_days_ms"] = await median_ms(store, clocks, 7, rounds)
        found["one_day_ms"] = await median_ms(store, clocks, 1, rounds)
        return found


async def run(options: argparse.Namespace) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="pronto-bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # noqa: ASYNC240 - PostgreSQL runs as another user
        async with server_of(options.postgres, folder) as server:
            url = database_url(server, "bench_results")
            connection = await asyncpg.connect(server)
            await connection.execute("CREATE DATABASE bench_results")
            await connection.close()
            return await measure(url, options.attempts, options.days, options.rounds)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--attempts", type=int, default=10_000_000)
    parser.add_argument("--days", type=int, default=90)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--postgres", help="A server of yours.")
    print(json.dumps(asyncio.run(run(parser.parse_args())), indent=2))


if __name__ == "__main__":
    main()
