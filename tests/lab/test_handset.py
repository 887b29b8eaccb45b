"""Telephones that screen calls: a machine asks who calls, is told, and the person who then takes up is joined."""

from pathlib import Path

import pytest

from dialer.core.enums import OnMachine, Outcome
from dialer.lab.scenario import Outcome as Planned
from dialer.lab.scenario import Plan
from tests.support.call_centre import CALLS_S, call_centre, until
from tests.support.shared_lab import SharedLab

pytestmark = [pytest.mark.lab, pytest.mark.long(60)]

TAKES_UP_S = 16.0  # after the question, the silence that ends it, and the answer to it
HANDSET = Plan(outcome=Planned.HANDSET, ring_s=0.5, greeting_s=4.7, takes_up_s=TAKES_UP_S, talk_s=3.0)
VOICEMAIL = Plan(outcome=Planned.MACHINE, ring_s=0.5, greeting_s=4.7, talk_s=60.0)
WAIT_LIMIT_MS = 9000  # detection needs longer than most laws leave it
LATE_S = 3.0  # of the machine that this runs on


async def test_who_takes_up_a_handset_that_asked_is_joined_and_a_voicemail_stays_a_machine(
    shared_lab: SharedLab, tmp_path: Path
) -> None:
    async with (
        shared_lab.taken(agents=1, plans=(HANDSET, VOICEMAIL)) as lab,
        call_centre(
            lab,
            tmp_path,
            numbers=lab.numbers(None, 2),
            agents=1,
            mode="ratio",
            ratio=2.0,
            wait_limit_ms=WAIT_LIMIT_MS,
            amd="default",
            on_machine=OnMachine.INTRODUCE,
            machine_message="machine",
        ) as centre,
    ):
        await centre.run_engine()
        await centre.run_campaign()

        async def ended() -> bool:
            return sum(attempt.outcome is not None for attempt in await centre.attempts()) == 2

        await until(ended, "both calls have ended", seconds=CALLS_S, instead=centre.attempts)
        found = {attempt.outcome: attempt for attempt in await centre.attempts()}
        record = {call.outcome: call for call in await lab.wait_for_record(2)}
    person, machine = found[Outcome.CONNECTED], found[Outcome.MACHINE]
    assert person.handset_at is not None
    assert person.answered_at is not None
    assert person.agent_joined_at is not None
    assert TAKES_UP_S - LATE_S <= person.answered_at - person.handset_at <= TAKES_UP_S + LATE_S
    assert person.agent_joined_at - person.answered_at < LATE_S
    assert (person.screened_at, machine.handset_at) == (None, None)
    assert machine.screened_at is not None
    assert record[Planned.HANDSET].number == person.number
