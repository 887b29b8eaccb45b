"""A pool of caller ids is rotated over real calls: the called side sees each number. Real Asterisk on both sides."""

from collections import Counter
from pathlib import Path

import pytest

from dialer.lab import Lab
from dialer.lab.scenario import Outcome as Planned
from dialer.lab.scenario import Plan
from dialer.telephony.caller_ids.model import CallerIdPool
from tests.support.call_centre import CALLS_S, call_centre, engine_beside, until
from tests.support.shared_lab import SharedLab

pytestmark = pytest.mark.lab

PERSON = Plan(outcome=Planned.PERSON, ring_s=1.5, greeting_s=0.5, talk_s=5.0)
FIRST, SECOND, CAPPED, LOCAL = "+442079460001", "+442079460002", "+442079460003", "+442079460004"
CAP, AGENTS = 2, 8


async def seen_by(lab: Lab) -> set[str]:
    """The caller ids of the calls that live at the carrier, as they came with the calls, without the plus."""
    lines = [line.split("!") for line in (await lab.carrier.cli("core show channels concise")).splitlines()]
    numbers = {parts[7].strip("+") for parts in lines if len(parts) > 7}
    return {one for one in numbers if one.isdecimal() and len(one) > 8}  # besides those of the phones at this Asterisk


async def test_the_called_side_sees_each_number_of_the_pool_in_turn(shared_lab: SharedLab, tmp_path: Path) -> None:
    async with (
        shared_lab.taken(agents=AGENTS, plans=(PERSON,), voice=False) as lab,
        call_centre(
            lab,
            tmp_path,
            numbers=lab.numbers(Planned.PERSON, 24),
            agents=AGENTS,
            mode="progressive",
            wrap_up_limit_ms=200,
        ) as centre,
    ):
        pools, now, numbers = centre.parts.store.caller_id_pools, centre.parts.clock(), lab.numbers(Planned.PERSON, 24)
        near = numbers[0]  # one person lives where a number of the pool is meant for
        wanted = CallerIdPool(id=0, company_id=centre.campaign.company.id, name="rotated")
        pool = await pools.create(wanted, actor="test", now=now)
        common = {"areas": [], "calls_per_hour": None, "calls_per_day": None, "enabled": True}
        await pools.add(pool.id, [FIRST, SECOND], common, actor="test", now=now)
        await pools.add(pool.id, [CAPPED], {**common, "calls_per_hour": CAP}, actor="test", now=now)
        await pools.add(pool.id, [LOCAL], {**common, "areas": [near]}, actor="test", now=now)
        await centre.change(caller_id_pool_id=pool.id)
        seen: set[str] = set()

        async def all_ended() -> bool:
            seen.update(await seen_by(lab))
            attempts = await centre.attempts()
            return len(attempts) >= len(numbers) and all(one.ended_at is not None for one in attempts)

        async with engine_beside(centre.parts):
            await centre.run_campaign()
            await until(all_ended, "every person called", seconds=CALLS_S)
        attempts = await centre.attempts()
        shown = Counter(one.caller_id for one in attempts)
        assert set(shown) == {FIRST, SECOND, CAPPED, LOCAL}
        assert shown[CAPPED] == CAP
        assert min(shown[FIRST], shown[SECOND]) >= 7  # not exactly half each: one not placed has had its turn too
        assert {one.number for one in attempts if one.caller_id == LOCAL} == {near}
        # Each look is a moment: of the numbers that few calls show, one may be missed.
        assert {FIRST.strip("+"), SECOND.strip("+")} <= seen <= {one.strip("+") for one in shown}
