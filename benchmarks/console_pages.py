"""The console's pages over a million leads and attempts: how soon each shows what it is about.

    python -m benchmarks.console_pages [--count 1000000] [--rounds 5] [--keep FOLDER]

The API in this process over SQLite and the Chromium of this machine, in which somebody has signed in; each page is gone
to as from a bookmark. What is timed, in ms: from the navigation to the frame in which its heading stands (`first`), and
to that in which nothing of it is loading any more (`whole`). Promised: first content within a second.
"""

import argparse
import json
import os
import platform
import shutil
import sqlite3
import statistics
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Final

from playwright.sync_api import Page

from benchmarks.filled import filled_file
from benchmarks.long_lists import NOW
from dialer.access.key_files import number_key
from dialer.app.event_loop import run_loop
from dialer.core.enums import Role
from dialer.core.settings import Settings, read_settings
from dialer.stores.everything import Store
from tests.support.pages import enter, opened, serving, started_browser
from tests.support.people import new_user

LIMIT_MS: Final = 1000
FIRST_DAY, LAST_DAY = "2023-10-20", "2023-11-14"  # of the calls of `long_lists`
PAGES: Final = (
    "/",
    "/campaigns",
    "/campaigns/1",
    "/campaigns/1?tab=lists",
    "/campaigns/1?tab=pacing",
    "/lists",
    "/lists/1",
    "/leads",
    "/leads?q=Rossi",
    "/leads/1",
    f"/results?campaign=1&first={FIRST_DAY}&last={LAST_DAY}",
    f"/results?campaign=1&first={FIRST_DAY}&last={LAST_DAY}&tab=rows",
    "/scripts",
    "/supervision",
    "/trunks",
    "/nodes",
    "/phones",
    "/destinations",
    "/compliance",
    "/requests",
    "/audit",
    "/boards",
)
# Older calls of the leads that were called, so many that there are as many calls as leads.
MORE: Final = """
INSERT INTO attempt (id, campaign_id, list_id, lead_id, node_id, trunk_id, number, phone_position, caller_id, mode,
                     state, placed_at, ended_at, outcome, cause, tech_cause, note, ruling)
SELECT attempt.id || '-' || n.value, campaign_id, list_id, lead_id, node_id, trunk_id, number, phone_position,
       caller_id, mode, state, placed_at - n.value * 3600, ended_at - n.value * 3600, outcome, cause, tech_cause, note,
       ruling
FROM attempt, json_each('[1, 2, 3]') AS n LIMIT ?
"""
HEADED: Final = "() => document.querySelector('main h1') !== null && performance.now()"
SETTLED: Final = """
() => document.querySelector('main h1') !== null
  && ![...document.querySelectorAll('main [role=status]')].some((one) => one.textContent.includes('Loading'))
  && performance.now()
"""


def top_up(path: Path, count: int) -> None:
    """Let there be as many calls as leads, and any key: no page here looks a number up."""
    with closing(sqlite3.connect(path)) as file:
        file.execute("DELETE FROM key_check")
        [there] = file.execute("SELECT count(*) FROM attempt").fetchone()
        if there < count:
            file.execute(MORE, (count - there,))
        file.commit()


async def count_ahead(settings: Settings) -> None:
    """Count the results of all hours that are over, as the job does that runs by itself."""
    async with Store.open(settings.database_url, migrate=True, key=number_key(settings.state_dir)) as store:
        for clocks in await store.counting.clocks():
            while (one := await store.counting.ahead(clocks, now=NOW + 7 * 86_400.0)) is not None:
                await store.counting.write(one)


def shown_ms(page: Page, path: str) -> tuple[float, float]:
    """How long until a page says what it is about, and until all of it is there."""
    page.goto(path, wait_until="commit")
    first = page.wait_for_function(HEADED, polling="raf", timeout=60_000).json_value()
    return first, page.wait_for_function(SETTLED, polling="raf", timeout=60_000).json_value()


def measure(settings: Settings, rounds: int) -> dict[str, dict[str, dict[str, int]]]:
    """Median and most by page, of both."""
    found: dict[str, dict[str, dict[str, int]]] = {}
    with serving(settings) as served, started_browser() as browser:
        served.do(new_user(served, Role.ADMIN, name="walker"))
        with opened(browser, served.url, width=1366, height=768) as page:
            enter(page, served.url, "walker")
            for path in PAGES:
                taken = zip(*(shown_ms(page, path) for _ in range(rounds)), strict=True)
                row = {
                    name: {"median": round(statistics.median(times)), "most": round(max(times))}
                    for name, times in zip(("first", "whole"), taken, strict=True)
                }
                print(json.dumps({path: row}), flush=True)
                found[path] = row
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--count", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--keep", help="Folder in which the filled file stays for the next time.")
    asked = parser.parse_args()
    print(f"{platform.machine()}, {os.cpu_count()} CPUs, Python {platform.python_version()}, {platform.system()}")
    with tempfile.TemporaryDirectory(prefix="pronto-bench-") as name:
        folder = Path(name)
        kept = run_loop(filled_file(Path(asked.keep) if asked.keep else folder, asked.count))
        database = folder / "used.db"
        shutil.copyfile(kept, database)
        top_up(database, asked.count)
        url = f"sqlite:///{database}"
        settings = read_settings(state_dir=folder / "state", database_url=url, allowed_hosts=("127.0.0.1",))
        run_loop(count_ahead(settings))
        found = measure(settings, asked.rounds)
        slow = {path: row for path, row in found.items() if row["first"]["median"] > LIMIT_MS}
        print(json.dumps({"over a second": slow}))


if __name__ == "__main__":
    main()
