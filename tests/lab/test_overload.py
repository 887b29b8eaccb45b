"""Asterisk is slow: fewer calls are started, the board says why, the link stays, and all is as before afterwards."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from dialer.core import clock
from dialer.core.visibility import EVERYTHING
from dialer.lab.scenario import Outcome as Planned
from dialer.lab.scenario import Plan
from dialer.messaging.bus import Topic
from pacing.overload import FULL_IN_S
from pacing.snapshot import Why
from tests.support.ami_proxy import line_to
from tests.support.call_centre import Centre, call_centre, engine_beside, until
from tests.support.shared_lab import SharedLab
from tests.support.spoken import in_english, in_italian

pytestmark = [pytest.mark.lab, pytest.mark.alone]

BUSY = Plan(outcome=Planned.BUSY, ring_s=0.3)
WANTED = 6.0  # calls a second that the trunk allows, and that nobody answers: so many are wanted all the time
COUNTED_S = 8.0
SLOWS_WITHIN_S = 90.0  # the limit falls step by step
ALWAYS = {"mode": "ratio", "ratio": 5.0, "target_abandon_share": 0.9}


def lag_of(centre: Centre, holds: Callable[[dict[str, Any]], bool]) -> Callable[[], Awaitable[dict[str, Any] | None]]:
    """The node's delay on the board, once it is as wanted."""

    async def look() -> dict[str, Any] | None:
        board = await centre.parts.bus.latest(Topic.BOARD) or {}
        found = [node["lag"] | {"why": one["why"]} for node in board["nodes"] for one in board["campaigns"]]
        return next((lag for lag in found if holds(lag)), None)

    return look


async def placed_in_a_while(centre: Centre) -> int:
    since = clock.now()
    await asyncio.sleep(COUNTED_S)  # what is counted is the rate
    attempts = await centre.parts.store.attempts.list(centre.campaign.id, limit=10_000, since=since, sees=EVERYTHING)
    return sum(attempt.placed_at >= since for attempt in attempts)


async def test_a_slow_asterisk_has_fewer_calls_started_until_it_is_quick_again(
    shared_lab: SharedLab, tmp_path: Path
) -> None:
    async with (
        shared_lab.taken(agents=6, plans=(BUSY,)) as lab,
        line_to(lab.dialer.ami.port) as line,
        call_centre(
            lab,
            tmp_path,
            numbers=lab.numbers(Planned.BUSY, 1500),
            agents=6,
            calls_per_second=WANTED,
            ami_port=line.port,
            **ALWAYS,
        ) as centre,
        engine_beside(centre.parts),
    ):
        await centre.run_campaign()
        await until(lag_of(centre, lambda lag: lag["why"]["code"] == Why.STARTS_LIMIT), "calls at full speed")
        full = await placed_in_a_while(centre)
        assert full > 0.5 * WANTED * COUNTED_S

        line.late_s = 0.3  # either way, and once more at most for what comes behind
        shown = await until(
            lag_of(centre, lambda lag: lag["why"]["code"] == Why.OVERLOAD), "fewer calls", seconds=SLOWS_WITHIN_S
        )
        assert "fewer calls are started until it has caught up" in in_english(shown["why"]["text"])
        assert in_english(shown["text"]) != in_italian(shown["text"])
        assert shown["behind_ms"] > 250
        slowed = await placed_in_a_while(centre)
        assert slowed < 0.5 * full

        line.late_s = 0.7
        await until(
            lag_of(centre, lambda lag: lag["starts_per_second"] == 0.0), "no call is started", seconds=SLOWS_WITHIN_S
        )
        assert await placed_in_a_while(centre) < 0.1 * full  # those that were being written just then

        line.late_s = 0.0
        quick = lag_of(centre, lambda lag: lag["starts_per_second"] is None and lag["text"] is None)
        await until(quick, "nothing is held back", seconds=3 * FULL_IN_S)
        assert await placed_in_a_while(centre) > 0.7 * full
        assert line.connections == 1, "a slow link was dropped"
