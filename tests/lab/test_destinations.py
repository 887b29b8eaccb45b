"""A destination that a trunk may not call: nothing of it reaches the carrier, and the alarm is seen."""

from pathlib import Path
from typing import Any

import pytest

from dialer.audit.actions import TRUNK_ALARM
from dialer.lab.scenario import Outcome as Planned
from dialer.lab.scenario import Plan
from dialer.messaging.bus import Topic
from dialer.telephony.destinations.model import Destinations
from tests.support.call_centre import call_centre, engine_beside, until
from tests.support.shared_lab import SharedLab

pytestmark = pytest.mark.lab

PERSON = Plan(outcome=Planned.PERSON, ring_s=0.5, greeting_s=0.5, talk_s=1.0)


async def test_a_call_to_a_destination_that_is_not_allowed_is_refused_and_the_alarm_seen(
    shared_lab: SharedLab, tmp_path: Path
) -> None:
    async with (
        shared_lab.taken(agents=2, plans=(PERSON,)) as lab,
        call_centre(
            lab, tmp_path, numbers=lab.numbers(Planned.PERSON, 3), agents=2, mode="progressive", wrap_up_limit_ms=500
        ) as centre,
    ):
        store, [trunk] = centre.parts.store, centre.campaign.trunks
        await store.destinations.replace(Destinations(trunk_id=trunk.id, allowed=("+39",)))
        async with engine_beside(centre.parts):
            await centre.run_campaign()

            async def guard() -> dict[str, Any] | None:
                board = await centre.parts.bus.latest(Topic.BOARD) or {}
                row = next((one.get("guard") for one in board.get("trunks", ()) if one["id"] == trunk.id), None)
                return row if row and row["refused"] == 3 and row["alarm"] else None

            seen = await until(guard, "the alarm of the trunk")
            assert (seen["calls"], seen["alarm"]["what"]) == (0, "not_allowed")
            assert await centre.attempts() == []
            assert [one for one in await centre.channels() if one.channel_id.startswith("pc-")] == []

            async def audited() -> bool:
                lines = await store.audit.list(subject=f"trunk:{trunk.id}", limit=5)
                return any(line.action == TRUNK_ALARM for line in lines)

            await until(audited, "the line of the audit")
            await centre.parts.service.destinations.replace(
                Destinations(trunk_id=trunk.id, allowed=("+39", "+44")), actor="test"
            )

            async def all_called() -> bool:
                return len(await centre.attempts()) == 3

            await until(all_called, "the calls that are allowed now")
