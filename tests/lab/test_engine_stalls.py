"""An engine stands still until another has taken its node; when it goes on, it does nothing to what is not its own."""

import signal
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from dialer.campaigns.attempts.model import AttemptRecord
from dialer.core.enums import AttemptState, Outcome
from dialer.lab.carrier_cdr import CarrierCall, EndedBy
from dialer.lab.scenario import Outcome as Planned
from dialer.lab.scenario import Plan
from tests.support.call_centre import TAKES_OVER_S, Centre, call_centre, engine_beside, said, until
from tests.support.shared_lab import SharedLab

pytestmark = pytest.mark.lab

AGENTS = 3
TALKS = Plan(outcome=Planned.PERSON, ring_s=0.5, talk_s=8.0)


async def test_an_engine_that_wakes_up_hangs_up_on_nobody_who_is_another_s(
    shared_lab: SharedLab, tmp_path: Path
) -> None:
    async with (
        shared_lab.taken(agents=AGENTS, plans=(TALKS,)) as lab,
        call_centre(
            lab, tmp_path, numbers=lab.numbers(None, 60), agents=AGENTS, mode="progressive", wrap_up_limit_ms=500
        ) as centre,
    ):

        async def talking() -> set[str]:
            found = {one.id for one in await centre.attempts() if one.state is AttemptState.TALKING}
            return found if len(found) == AGENTS else set()

        await centre.run_engine()
        await centre.run_campaign()
        before = await until(talking, "every agent talks")
        centre.signal_engine(signal.SIGSTOP)
        async with engine_beside(centre.parts):

            async def others_talk() -> set[str]:
                found = await talking()
                return set() if found & before else found

            taken = "the other engine has taken the node, and every agent talks to somebody else"
            theirs = await until(others_talk, taken, seconds=TAKES_OVER_S)
            centre.signal_engine(signal.SIGCONT)
            await until(said(centre.log, "another engine has taken node"), "the first engine knows")
            ended = await until(ended_of(centre, theirs), "these talks end")
            assert {one.outcome for one in ended} == {Outcome.CONNECTED}
        numbers = {one.number for one in ended}

        async def recorded() -> list[CarrierCall]:
            found = [one for one in lab.carrier_record() if one.number in numbers]
            return found if len(found) == AGENTS else []

        assert {one.ended_by for one in await until(recorded, "the carrier's lines")} == {EndedBy.NETWORK}
        assert "without an owner" not in centre.log.read_text()


def ended_of(centre: Centre, ids: set[str]) -> Callable[[], Awaitable[list[AttemptRecord]]]:
    async def look() -> list[AttemptRecord]:
        found = [one for one in await centre.attempts() if one.id in ids and one.state is AttemptState.ENDED]
        return found if len(found) == len(ids) else []

    return look
