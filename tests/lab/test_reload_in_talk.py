"""A page that is loaded again in the middle of a talk, in a real browser on the real Asterisk: the person stays."""

from pathlib import Path

import pytest

from ami.events import BridgeEnter, Hangup
from dialer.core.channel_ids import agent_of, campaign_of
from dialer.lab.scenario import Outcome, Plan
from tests.lab.test_browser_phone import begin_work
from tests.support.browser_phone import PERSON_HZ, Workplace, workplace
from tests.support.call_centre import until
from tests.support.lab import listening
from tests.support.shared_lab import SharedLab

pytestmark = [pytest.mark.lab, pytest.mark.browser, pytest.mark.long(120)]

TALKS = Plan(outcome=Outcome.PERSON, ring_s=0.5, greeting_s=0.5, talk_s=600.0, record=True)
RELOADS = 10  # benchmarks/workplace.py measures how long the person waits at each


async def joined_to(place: Workplace, others: set[str]) -> tuple[str, str]:
    """The call and the leg of the one talk, the leg being none of these."""

    async def look() -> tuple[str, str] | None:
        living = await place.centre.channels()
        calls = [one for one in living if campaign_of(one.channel_id) is not None and one.bridge_id]
        for call in calls:
            for leg in living:
                is_new = agent_of(leg.channel_id) is not None and leg.channel_id not in others
                if is_new and leg.bridge_id == call.bridge_id:
                    return call.channel_id, leg.channel_id
        return None

    found: tuple[str, str] = await until(look, "person and agent are in one bridge")
    return found


async def test_ten_reloads_in_talk_hang_nobody_up(shared_lab: SharedLab, tmp_path: Path) -> None:
    async with (
        shared_lab.taken(agents=1, plans=(TALKS,)) as lab,
        workplace(lab, tmp_path, people=1) as place,
        listening(place.lab.dialer.ami) as ear,
    ):
        await begin_work(place.page, place.url)
        await place.centre.run_campaign()
        call_id, leg_id = await joined_to(place, set())
        legs = {leg_id}
        for _ in range(RELOADS):
            await place.page.reload()
            same, leg_id = await joined_to(place, legs)
            assert same == call_id
            legs.add(leg_id)

        async def hears_the_person() -> bool:
            return abs(await place.tone_heard() - PERSON_HZ) < 50

        await until(hears_the_person, "the agent hears the person again")
        assert (await place.is_state("talking"))["attempt_id"] == call_id
        assert "rejoin" not in await place.screen()
        assert not [one for one in ear.of(call_id) if isinstance(one, Hangup)]
        assert len([one for one in ear.of(call_id) if isinstance(one, BridgeEnter)]) >= RELOADS
        assert len(await place.legs()) == 1
