"""kill -9 of the API in mid-campaign: talks go on, nobody is hung up, dialling goes on, and an API answers again."""

import os
import signal
from dataclasses import replace
from pathlib import Path

import pytest

from dialer.core import clock
from dialer.lab.scenario import REALISTIC, Spread
from tests.api.test_api_process import api_of
from tests.lab.test_engine_killed import bridged, dialled_since, legs
from tests.support.call_centre import call_centre, said, until
from tests.support.shared_lab import SharedLab

pytestmark = pytest.mark.lab

AGENTS = 6
LONG_TALKS = replace(
    REALISTIC,
    ring=Spread(kind="fixed", mean=1.0),
    talk=Spread(kind="fixed", mean=600),
    seed=11,
)


async def test_an_api_killed_under_running_calls_costs_nobody_a_call(shared_lab: SharedLab, tmp_path: Path) -> None:
    async with (
        shared_lab.taken(agents=AGENTS, scenario=LONG_TALKS) as lab,
        call_centre(lab, tmp_path, numbers=lab.numbers(None, 200), agents=AGENTS, mode="ratio", ratio=1.0) as centre,
    ):
        await centre.run_engine()
        await centre.run_campaign()
        assert centre.engine is not None
        engine = centre.engine.pid

        async def somebody_talks_and_somebody_waits() -> bool:
            channels = await centre.channels()
            return 2 <= len(bridged(channels)) < AGENTS and len(legs(channels)) == AGENTS

        await until(somebody_talks_and_somebody_waits, "talks, and agents who wait for more")
        before = await centre.channels()
        api = api_of(engine)
        assert api is not None
        os.kill(api, signal.SIGKILL)
        killed_at = clock.now()
        await until(lambda: dialled_since(centre, killed_at), "dialling goes on without an API")
        await until(said(centre.log, "the API has ended (-9) and is started again"), "a line in the log")

        async def another() -> bool:
            return api_of(engine) not in (None, api)

        await until(another, "another API")
        after = await centre.channels()
        assert centre.engine.poll() is None
        assert bridged(after) >= bridged(before)
        assert legs(after) == legs(before)
