"""The lab that tests share: the next test gets its own plans, and meets nothing of the test before."""

import pytest

from dialer.lab import Outcome, Plan
from tests.support.lab import listening
from tests.support.shared_lab import MOST_AGENTS, SharedLab

pytestmark = pytest.mark.lab

BUSY = Plan(outcome=Outcome.BUSY, ring_s=0.1)
PERSON = Plan(outcome=Outcome.PERSON, ring_s=0.1, talk_s=60.0)


async def test_a_test_gets_the_plans_and_phones_that_it_wants(shared_lab: SharedLab) -> None:
    async with shared_lab.taken(agents=1, plans=(BUSY,)) as lab, listening(lab.dialer.ami) as ear:
        [number] = lab.numbers(Outcome.BUSY, 1)
        await ear.call(number, "at-1")
        assert (await ear.hung_up("at-1")).cause == 17
        assert [call.number for call in await lab.wait_for_record(1)] == [number]
        assert lab.phones == ["1001"]
    async with shared_lab.taken(agents=MOST_AGENTS, plans=(PERSON,)) as lab, listening(lab.dialer.ami) as ear:
        assert lab.carrier_record() == []
        await ear.call(number, "at-2", wait_ms="20000")
        await ear.said("ProntoAnswered", "at-2")
        await ear.leg(lab.phones[-1])
    assert (await lab.dialer.cli("core show channels count")).startswith("0 active channels")


async def test_what_a_test_changes_at_an_asterisk_is_gone_for_the_next(shared_lab: SharedLab) -> None:
    async with shared_lab.taken(plans=(PERSON,)) as lab:
        written, sound = lab.dialer.folder / "etc/pjsip-pronto.conf", lab.folder / "sounds/person-it/person.alaw"
        written.write_text("")
        sound.unlink()
        await lab.dialer.cli("database put ps_auths pronto-anna {}")
        await lab.carrier.cli("dialplan add extension _00X.,1,Hangup,34 into public")
        await lab.keep_ringing()
    async with shared_lab.taken(plans=(PERSON,)) as lab, listening(lab.dialer.ami) as ear:
        assert not written.exists()
        assert sound.exists()
        assert "pronto-anna" not in await lab.dialer.cli("database show")
        assert "_00X." not in await lab.carrier.cli("dialplan show public")
        await ear.call(lab.numbers(Outcome.PERSON, 1)[0], "at-3", wait_ms="20000")
        await ear.said("ProntoAnswered", "at-3")


async def test_an_asterisk_that_a_test_killed_is_there_for_the_next(shared_lab: SharedLab) -> None:
    async with shared_lab.taken(plans=(BUSY,)) as lab:
        await lab.carrier.kill()
    async with shared_lab.taken(plans=(BUSY,)) as lab, listening(lab.dialer.ami) as ear:
        await ear.call(lab.numbers(Outcome.BUSY, 1)[0], "at-4")
        assert (await ear.hung_up("at-4")).cause == 17
