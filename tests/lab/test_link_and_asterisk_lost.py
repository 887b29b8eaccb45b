"""Asterisk killed and restarted, the link cut: no call is placed late or twice, and dialling resumes by itself."""

import asyncio
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from dialer.core import clock
from dialer.core.enums import AttemptState, LeadState
from dialer.core.visibility import EVERYTHING
from dialer.lab.scenario import REALISTIC, Spread
from tests.support.ami_proxy import line_to
from tests.support.call_centre import CALLS_S, Centre, call_centre, said, until
from tests.support.shared_lab import SharedLab

pytestmark = pytest.mark.lab

LATE_S = 6.0  # from the attempt to the carrier's first sight of the call; a link that says nothing is closed after 5 s
ANEW_S = 180.0  # for an engine to start and to end what the one before left; longest beside other tests
BRISK = replace(
    REALISTIC,
    ring=Spread(kind="lognormal", mean=2.0, cv=0.5, low=0.5, high=5),
    talk=Spread(kind="uniform", low=3, high=10),
    seed=5,
)
SETTINGS = {
    "mode": "ratio",
    "ratio": 1.5,
    "target_abandon_share": 0.9,
    "ring_limit_ms": 8000,
    "wrap_up_limit_ms": 1000,
}


async def dialled_after(centre: Centre, instant: float) -> None:
    async def look() -> bool:
        newest = await centre.parts.store.attempts.list(centre.campaign.id, limit=100, sees=EVERYTHING)
        return any(a.answered_at is not None and a.answered_at > instant for a in newest)

    await until(look, "calls are placed and answered again", seconds=CALLS_S)


async def settle(centre: Centre) -> None:
    """Let the engine end; then nothing lives and every attempt has its end."""
    assert await centre.stop_engine() == 0

    async def talks_over() -> bool:
        return not [c for c in await centre.channels() if c.channel_id.startswith("pc-")]

    await until(talks_over, "every call is over", seconds=CALLS_S)
    await centre.run_engine()

    async def all_ended() -> bool:
        leads = await centre.leads()
        attempts = await centre.attempts()
        return leads[LeadState.CALLING] == 0 and all(a.state is AttemptState.ENDED for a in attempts)

    await centre.change(hours=())  # nothing more is dialled
    await until(all_ended, "every attempt has its end", seconds=ANEW_S)


async def assert_nobody_was_dialled_late_or_twice(centre: Centre) -> None:
    attempts = await centre.attempts()
    record = centre.lab.carrier_record()
    seen, placed = Counter(c.number for c in record), Counter(a.number for a in attempts)
    assert seen - placed == Counter()
    first_seen = {call.number: call.started_ms / 1000 for call in record}
    late = [first_seen[a.number] - a.placed_at for a in attempts if a.number in first_seen and placed[a.number] == 1]
    assert max(late) < LATE_S


async def test_a_killed_asterisk_comes_back_and_dialling_with_it(shared_lab: SharedLab, tmp_path: Path) -> None:
    async with (
        shared_lab.taken(agents=8, scenario=BRISK) as lab,
        call_centre(lab, tmp_path, numbers=lab.numbers(None, 600), agents=8, **SETTINGS) as centre,
    ):
        await centre.run_engine()
        await centre.run_campaign()
        await dialled_after(centre, clock.now())
        await lab.dialer.kill()
        await until(said(centre.log, "AMI link lost"), "the engine knows that its Asterisk is gone")
        known_at = clock.now()
        await asyncio.sleep(2.0)  # Asterisk stays away for so long
        back_from = clock.now()  # from here on it may take calls, before we know that it does
        await lab.dialer.start()
        await dialled_after(centre, clock.now())
        between = [a for a in await centre.attempts() if known_at < a.placed_at < back_from]
        assert between == [], "an attempt was made while there was no Asterisk"
        await settle(centre)
        await assert_nobody_was_dialled_late_or_twice(centre)


@pytest.mark.parametrize("seconds", [1, 10, 60])
async def test_a_cut_link_places_no_call_late_or_twice(shared_lab: SharedLab, tmp_path: Path, seconds: int) -> None:
    async with (
        shared_lab.taken(agents=8, scenario=BRISK) as lab,
        line_to(lab.dialer.ami.port) as line,
        call_centre(lab, tmp_path, numbers=lab.numbers(None, 600), agents=8, ami_port=line.port, **SETTINGS) as centre,
    ):
        await centre.run_engine()
        await centre.run_campaign()
        await dialled_after(centre, clock.now())
        line.cut()
        await asyncio.sleep(seconds)  # the line stays cut for so long
        line.mend()
        await dialled_after(centre, clock.now())
        await settle(centre)
        await assert_nobody_was_dialled_late_or_twice(centre)
