"""SIGTERM while agents talk and two hundred streams are open: readers are told, the API ends, and the talks go on."""

import re
from pathlib import Path

import pytest

from dialer.core.enums import AttemptState
from dialer.lab.scenario import Outcome as Planned
from dialer.lab.scenario import Plan
from tests.support.call_centre import SERVES_S, Centre, call_centre, said, until
from tests.support.shared_lab import SharedLab
from tests.support.streams import listeners

pytestmark = pytest.mark.lab

AGENTS = 3
STREAMS = 200
TALKS = Plan(outcome=Planned.PERSON, ring_s=0.5, talk_s=600)  # nobody goes by himself


async def test_streams_end_with_a_last_event_and_talks_go_on(shared_lab: SharedLab, tmp_path: Path) -> None:
    async with (
        shared_lab.taken(agents=AGENTS, plans=(TALKS,)) as lab,
        call_centre(lab, tmp_path, numbers=lab.numbers(None, 20), agents=AGENTS, mode="progressive") as centre,
    ):
        await centre.run_engine()
        await centre.run_campaign()
        talking = await until(lambda: talks(centre), "every agent talks")
        await until(said(centre.log, "Started server process"), "the API serves", seconds=SERVES_S)
        found = re.search(r"listens on (http://127\.0\.0\.1:\d+)", centre.log.read_text())
        assert found is not None
        key = (tmp_path / "state" / "machine-key").read_text().strip()
        async with listeners(found[1], {"Authorization": f"Bearer {key}"}, STREAMS) as streams:
            assert await centre.stop_engine() == 0
            lasts = [(await stream).get("body") for stream in streams]
        assert lasts == [{"reason": "restart", "come_back": True}] * STREAMS
        log = centre.log.read_text()
        assert "the API does not end within" not in log  # the engine allows it 5 s once it has drained
        assert "Finished server process" in log
        assert set(talking) <= {channel.channel_id for channel in await centre.channels()}


async def talks(centre: Centre) -> list[str]:
    found = [one.id for one in await centre.attempts() if one.state is AttemptState.TALKING]
    return found if len(found) == AGENTS else []
