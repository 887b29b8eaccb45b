"""A wallboard that stays open: how its memory grows over the events of an hour, and how soon it is painted.

    python -m benchmarks.wallboard [--minutes 60] [--rate 4] [--paints 5]

The API in this process, a board of three campaigns with 20 agents each published to it, and the Chromium of this
machine, which turns through all its screens. In each fifth of a second of the hour agents change their state as often
as in talks of 40 s, and calls, trunks and totals change; `--rate` of these come in the time of one. The heap is that
after a collection (DevTools protocol) while the first screen is shown: once all have been shown twice, then four times.
"""

import argparse
import json
import os
import platform
import random
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Browser, CDPSession, Page

from dialer.access.model import MACHINE
from dialer.core.settings import read_settings
from tests.support.pages import Served, opened, serving, started_browser
from tests.support.wallboards import GOALS, STATES, Publisher, a_board

BOARDS_PER_S: Final = 5.0  # as the engine publishes them
STATE_S: Final = 40.0  # how long an agent stays in a state, in the mean
POINT_S: Final = 10.0  # between two points of a campaign's history
WARM_MINUTES: Final = 6.0
PARTS: Final = 4
FIRST: Final = ".goal[aria-label='Energia primavera']"
COUNT: Final = """
const listen = EventSource.prototype.addEventListener;
EventSource.prototype.addEventListener = function (kind, tell) {
  return listen.call(this, kind, (event) => { window.heard = (window.heard ?? 0) + 1; tell(event); });
};
"""


class Hour:
    """Boards of a shift, each a fifth of a second later than the one before."""

    def __init__(self) -> None:
        self.boards = 0
        self._chance = random.Random(1)
        self._states: dict[tuple[int, int], tuple[str, float]] = {}

    def __call__(self, now: float) -> dict[str, Any]:
        self.boards += 1
        passed_s = self.boards / BOARDS_PER_S
        board = a_board(now)
        for campaign in board["campaigns"]:
            rows = campaign["agent_rows"]
            for agent in rows:
                key = campaign["id"], agent["id"]
                if key not in self._states or self._chance.random() < 1 / (STATE_S * BOARDS_PER_S):
                    self._states[key] = self._chance.choice(STATES), now
                agent["state"], agent["since"] = self._states[key]
            states = [agent["state"] for agent in rows]
            campaign["agents"] = {state: states.count(state) for state in set(STATES)} | {"logged_in": len(rows)}
            calls = campaign["calls"]
            calls |= {state: self._chance.randrange(30) for state in ("dialling", "ringing", "waiting")}
            campaign["today"] |= {"placed": 5321 + self.boards, "connected": 1490 + int(passed_s)}
            campaign["goal"]["successes"] = 60 + int(passed_s / 60)
            points = int(passed_s / POINT_S)
            for place, point in enumerate(campaign["history"]):
                point |= {"at": now // POINT_S * POINT_S - POINT_S * (90 - place), "connected": (points + place) % 7}
        for trunk in board["trunks"]:
            trunk["channels"] = self._chance.randrange(trunk["max_channels"])
        return board


def heap(devtools: CDPSession) -> int:
    """Bytes in use after a collection."""
    devtools.send("HeapProfiler.collectGarbage")
    used: int = devtools.send("Runtime.getHeapUsage")["usedSize"]
    return used


def stay_open(page: Page, served: Served, minutes: float, rate: float) -> dict[str, Any]:
    """Memory of an open board over the events of so many minutes."""
    hour = Hour()
    publisher = Publisher(served, 1 / (BOARDS_PER_S * rate))
    publisher.shape = hour
    publisher.start()
    devtools = page.context.new_cdp_session(page)
    total = minutes * 60 * BOARDS_PER_S
    warm = min(WARM_MINUTES * 60 * BOARDS_PER_S, total / 10)
    used = []
    for part in range(PARTS + 1):
        until = warm + (total - warm) * part / PARTS
        while hour.boards < until:
            page.wait_for_timeout(500)
        page.locator(FIRST).wait_for(timeout=120_000)
        used.append(heap(devtools))
        print(json.dumps({"minutes": round(until / BOARDS_PER_S / 60, 1), "heap_kb": used[-1] // 1000}), flush=True)
    publisher.stop()
    return {
        "boards": hour.boards,
        "events": page.evaluate("window.heard"),
        "heap_kb": [one // 1000 for one in used],
        "growth": round(used[-1] / used[0] - 1, 4),
        "dom_nodes": devtools.send("Memory.getDOMCounters")["nodes"],
    }


def paint(browser: Browser, served: Served, link: str, times: int) -> list[float]:
    """How long until a screen's figures stand there, in ms, in a browser that never saw the board before."""
    found = []
    publisher = Publisher(served, 1 / BOARDS_PER_S)
    publisher.start()
    for _ in range(times):
        with opened(browser, served.url, width=1920, height=1080) as page:
            page.goto(link)
            page.locator(".value").first.wait_for()
            script = "performance.getEntriesByName('first-contentful-paint')[0].startTime"
            found.append(page.evaluate(script))
    publisher.stop()
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--rate", type=float, default=4.0)
    parser.add_argument("--paints", type=int, default=5)
    asked = parser.parse_args()
    print(f"{platform.machine()}, {os.cpu_count()} CPUs, Python {platform.python_version()}, {platform.system()}")
    with tempfile.TemporaryDirectory(prefix="pronto-bench-") as folder:
        settings = read_settings(state_dir=Path(folder), allowed_hosts=("127.0.0.1",))
        with serving(settings) as served, started_browser() as browser:
            access = served.parts.service.access
            shift = {"begins": "00:00", "ends": "23:30"}
            served.do(access.arrange_board(MACHINE, "main", {"dwell": 5, "goals": GOALS, "shift": shift}))
            _, secret = served.do(access.share_board(MACHINE, name="bench", board="main"))
            link = f"/board#token={secret}"
            if asked.paints:
                paints = paint(browser, served, link, asked.paints)
                row = {"first_paint_ms": round(statistics.median(paints)), "slowest_ms": round(max(paints))}
                print(json.dumps(row), flush=True)
            if not asked.minutes:
                return
            with opened(browser, served.url, width=1920, height=1080) as page:
                page.add_init_script(COUNT)
                page.goto(link)
                began = time.monotonic()
                found = stay_open(page, served, asked.minutes, asked.rate)
                print(json.dumps(found | {"seconds": round(time.monotonic() - began)}), flush=True)


if __name__ == "__main__":
    main()
