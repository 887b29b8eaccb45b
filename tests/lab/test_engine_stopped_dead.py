"""The engine is stopped dead while people are being answered: each hears something, and is released in time."""

import math
import signal
import wave
from array import array
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from dialer.audit.actions import LINK
from dialer.core.channel_ids import campaign_of
from dialer.core.enums import AttemptState, Outcome
from dialer.lab import Lab
from dialer.lab.carrier_cdr import CarrierCall, EndedBy
from dialer.lab.scenario import Outcome as Planned
from dialer.lab.scenario import Plan
from tests.support.call_centre import TAKES_OVER_S, Centre, call_centre, until
from tests.support.shared_lab import SharedLab

pytestmark = pytest.mark.lab

AGENTS = 5
WAIT_LIMIT_MS = 2000
PERSON = Plan(outcome=Planned.PERSON, ring_s=0.5, greeting_s=0.5, talk_s=60.0, record=True)
MESSAGE_S = 15.0  # no longer than this is the message that follows the limit
SILENCE = 5.0  # root mean square of 16-bit samples; a line without sound has 0


@asynccontextmanager
async def five_called(shared_lab: SharedLab, folder: Path, **campaign: Any) -> AsyncIterator[tuple[Lab, Centre]]:
    """An engine that has placed five calls; the phones ring until the lab lets people answer."""
    async with (
        shared_lab.taken(agents=AGENTS, plans=(PERSON,)) as lab,
        call_centre(
            lab,
            folder,
            numbers=lab.numbers(Planned.PERSON, AGENTS),
            agents=AGENTS,
            mode="progressive",
            wait_limit_ms=WAIT_LIMIT_MS,
            **campaign,
        ) as centre,
    ):
        await lab.keep_ringing()
        await centre.run_engine()
        await centre.run_campaign()
        await until(all_placed(centre), "five calls placed")
        yield lab, centre


@pytest.mark.parametrize("fallback", ["hangup", "message"])
async def test_nobody_hears_silence_and_everybody_is_released_in_time(
    shared_lab: SharedLab, tmp_path: Path, fallback: str
) -> None:
    message = "/var/lib/pronto/sounds/sorry"
    async with five_called(shared_lab, tmp_path, fallback=fallback, message=message) as (lab, centre):
        centre.signal_engine(signal.SIGSTOP)
        await lab.let_answer()
        record = await until(all_released(centre), "five people released")
        for call in record:
            assert_released_in_time(call, fallback)
            assert loudness(await lab.wait_for_recording(call.number)) > SILENCE
        centre.signal_engine(signal.SIGCONT)
        await until(all_abandoned(centre), "the engine, back, knows that five people found no agent")


@pytest.mark.gate
async def test_a_killed_engine_learns_from_asterisk_when_people_were_answered_and_released(
    shared_lab: SharedLab, tmp_path: Path
) -> None:
    async with five_called(shared_lab, tmp_path) as (lab, centre):
        await centre.kill_engine()
        await lab.let_answer()
        record = await until(all_released(centre), "five people released")
        await centre.run_engine()
        await until(all_abandoned(centre), "the new engine knows that five people found no agent")
        attempts = {attempt.number: attempt for attempt in await centre.attempts()}
        told = await until(deserted(centre), "the audit tells in which stretch no engine ran", seconds=TAKES_OVER_S)
    for call in record:
        assert call.answered_ms is not None
        attempt = attempts[call.number]
        assert attempt.answered_at == pytest.approx(call.answered_ms / 1000, abs=0.3)
        assert attempt.unserved_at == pytest.approx(call.ended_ms / 1000, abs=0.3)
        assert told["from"] < call.ended_ms / 1000 < told["until"]
    [calls] = told["calls"]
    assert (calls["left"], calls["ended"], calls["answered"], calls["unserved"]) == (AGENTS,) * 4


def deserted(centre: Centre) -> Callable[[], Awaitable[Any]]:
    async def look() -> Any:
        lines = await centre.parts.store.audit.list(action=LINK)
        return next((line.facts["deserted"] for line in lines if line.facts["deserted"]), None)

    return look


def all_placed(centre: Centre) -> Callable[[], Awaitable[bool]]:
    async def look() -> bool:
        # Their channels, not their attempts: an attempt is written before Asterisk is asked.
        theirs = [one for one in await centre.channels() if campaign_of(one.channel_id) is not None]
        return len({one.channel_id for one in theirs}) == AGENTS

    return look


def all_released(centre: Centre) -> Callable[[], Awaitable[list[CarrierCall]]]:
    async def look() -> list[CarrierCall]:
        record = centre.lab.carrier_record()
        return record if len(record) == AGENTS else []

    return look


def all_abandoned(centre: Centre) -> Callable[[], Awaitable[bool]]:
    async def look() -> bool:
        attempts = await centre.attempts()
        ended = [a for a in attempts if a.state is AttemptState.ENDED]
        return len(ended) == AGENTS and {a.outcome for a in ended} == {Outcome.ABANDONED}

    return look


def assert_released_in_time(call: CarrierCall, fallback: str) -> None:
    assert call.answered_ms is not None
    assert call.ended_by is EndedBy.DIALER
    stayed_ms = call.ended_ms - call.answered_ms
    longest_ms = WAIT_LIMIT_MS + 500 + (MESSAGE_S * 1000 if fallback == "message" else 0)
    assert WAIT_LIMIT_MS - 300 <= stayed_ms <= longest_ms


def loudness(path: Path) -> float:
    """Root mean square of a recording's samples."""
    with wave.open(str(path)) as sound:
        samples = array("h", sound.readframes(sound.getnframes()))
    return math.sqrt(sum(s * s for s in samples) / len(samples))
