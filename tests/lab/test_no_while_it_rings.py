"""Who says no while the phone rings is answered when Asterisk has hung up, whichever way the engine heard of it."""

import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import pytest

from dialer.campaigns.attempts.model import AttemptRecord
from dialer.core import clock
from dialer.core.enums import AttemptState, Outcome, Role
from dialer.core.visibility import EVERYTHING
from dialer.lab.scenario import Outcome as Planned
from dialer.lab.scenario import Plan
from dialer.people.suppression import live_calls
from dialer.people.suppression.live_calls import SURE_AFTER_S
from tests.lab.test_sent_lead_is_next import a_program
from tests.support.call_centre import Centre, call_centre, engine_beside, until
from tests.support.patience import PATIENCE_S
from tests.support.shared_lab import SharedLab

pytestmark = pytest.mark.lab

LONG = Plan(outcome=Planned.PERSON, ring_s=25.0, greeting_s=0.5, talk_s=3.0)


async def ringing(centre: Centre) -> AttemptRecord:
    """The first call, when Asterisk has it."""

    async def there() -> list[str]:
        placed = {one.id for one in await centre.attempts()}
        return [channel.channel_id for channel in await centre.channels() if channel.channel_id in placed]

    [call_id] = await until(there, "a call at Asterisk")
    return await centre.parts.store.attempts.get(call_id, sees=EVERYTHING)


async def says_no(centre: Centre, number: str) -> float:
    """Seconds until the no is acknowledged."""
    async with a_program(centre, Role.SUPERVISOR) as program:
        path, asked_at = f"/api/v1/companies/{centre.campaign.company.id}/suppressions", clock.now()
        answer = await program.post(path, json={"numbers": [number], "reason": "asked"})
        assert (answer.status_code, answer.json()["called_off"]) == (200, 1), answer.text
        return clock.now() - asked_at


@asynccontextmanager
async def one_agent(shared_lab: SharedLab, tmp_path: Path) -> AsyncIterator[Centre]:
    """A call centre of one agent, with one person to call, whose phone rings for long."""
    async with shared_lab.taken(agents=1, plans=(LONG,)) as lab:
        numbers = lab.numbers(Planned.PERSON, 1)
        made = call_centre(lab, tmp_path / "pronto", numbers=numbers, agents=1, mode="progressive")
        async with made as centre:
            yield centre


@pytest.fixture
def no_time_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the end of the call can answer: the time limit is longer than the phone rings."""
    monkeypatch.setattr(live_calls, "quiet", partial(live_calls.quiet, sure_after_s=PATIENCE_S))


@pytest.mark.gate
@pytest.mark.usefixtures("no_time_limit")
async def test_the_answer_comes_when_the_phone_is_silent(shared_lab: SharedLab, tmp_path: Path) -> None:
    async with one_agent(shared_lab, tmp_path) as centre, engine_beside(centre.parts):
        await centre.run_campaign()
        call = await ringing(centre)
        await says_no(centre, call.number)
        after = await centre.parts.store.attempts.get(call.id, sees=EVERYTHING)
        assert (after.state, after.outcome) == (AttemptState.ENDED, Outcome.CANCELLED)
        assert call.id not in {channel.channel_id for channel in await centre.channels()}


@pytest.mark.usefixtures("no_time_limit")
async def test_an_engine_of_another_process_is_waited_for_though_no_message_reaches_it(
    shared_lab: SharedLab, tmp_path: Path
) -> None:
    async with one_agent(shared_lab, tmp_path) as centre:
        await centre.run_engine()
        await centre.run_campaign()
        call = await ringing(centre)
        await says_no(centre, call.number)
        assert (await centre.parts.store.attempts.get(call.id, sees=EVERYTHING)).outcome == Outcome.CANCELLED


async def test_an_engine_that_stands_still_does_not_hold_the_answer_up_for_ever(
    shared_lab: SharedLab, tmp_path: Path
) -> None:
    async with one_agent(shared_lab, tmp_path) as centre:
        await centre.run_engine()
        await centre.run_campaign()
        call = await ringing(centre)
        centre.signal_engine(signal.SIGSTOP)
        try:
            assert SURE_AFTER_S <= await says_no(centre, call.number) < PATIENCE_S
        finally:
            centre.signal_engine(signal.SIGCONT)

        async def ended() -> bool:
            return (await centre.parts.store.attempts.get(call.id, sees=EVERYTHING)).state is AttemptState.ENDED

        await until(ended, "the call ended")
        assert len(await centre.attempts()) == 1
