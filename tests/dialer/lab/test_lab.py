"""The lab on the real Asterisk: up, down, found again, killed, side by side; and its record tells what happened."""

import asyncio
import stat
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from ami.actions import hangup
from ami.events import ContactStatus, NewState, OriginateResponse
from dialer.core import clock
from dialer.lab import EndedBy, Lab, LabError, LabSettings, Outcome, Plan, instance, processes
from dialer.lab.instance import Instance
from tests.support.lab import LabOfMany, listening, running_lab
from tests.support.shared_lab import SharedLab

pytestmark = pytest.mark.lab

NEVER = Plan(outcome=Outcome.NO_ANSWER)
PERSON = Plan(outcome=Outcome.PERSON, ring_s=0.2, talk_s=0.5)
PLANS = (
    PERSON,
    Plan(outcome=Outcome.BUSY, ring_s=0.1),
    Plan(outcome=Outcome.CONGESTION, ring_s=0.1),
    Plan(outcome=Outcome.INVALID_NUMBER, ring_s=0.1),
    NEVER,
)


@pytest.fixture
async def lab() -> AsyncIterator[Lab]:
    """A small lab with one plan of each kind."""
    async with running_lab(agents=1, plans=PLANS) as lab:
        yield lab


@pytest.fixture(scope="module")
def shared(shared_lab: SharedLab) -> Iterator[LabOfMany]:
    """The same for tests that only look, or call numbers of their own."""
    with shared_lab.taken_by_many(agents=1, plans=PLANS) as shared:
        yield shared


async def test_a_lab_goes_up_is_found_again_and_goes_down(lab: Lab) -> None:
    assert lab.status().up
    found = Lab.open(lab.folder)
    assert found.status() == lab.status()
    assert found.numbers(Outcome.BUSY, 3) == lab.numbers(Outcome.BUSY, 3)
    pids = [found.dialer.pid, found.carrier.pid]
    await found.down()
    assert not lab.status().up
    assert [pid and processes.find(pid) for pid in pids] == [None, None]


async def test_a_lab_that_is_up_carries_calls_though_its_carrier_was_slow(monkeypatch: pytest.MonkeyPatch) -> None:
    start = Instance.start

    async def slowly(instance: Instance) -> None:
        if instance.name == "carrier":
            await asyncio.sleep(4.0)  # longer than a dialer waits until it first asks its trunk, and for the answer
        await start(instance)

    monkeypatch.setattr(Instance, "start", slowly)
    async with running_lab(agents=1, plans=PLANS) as lab, listening(lab.dialer.ami) as ear:
        await ear.call(lab.numbers(Outcome.BUSY, 1)[0], "at-1")
        assert (await ear.hung_up("at-1")).cause == 17


async def test_the_secrets_are_ours_alone_and_differ(shared: LabOfMany) -> None:
    lab = shared.lab
    files = [lab.folder / name / "etc/pronto-secret.conf" for name in ("dialer", "carrier")]
    assert [stat.S_IMODE(file.stat().st_mode) for file in files] == [0o600, 0o600]
    assert lab.dialer.ami.secret != lab.carrier.ami.secret
    assert len(lab.dialer.ami.secret) >= 24
    assert lab.dialer.ami.secret not in repr(lab.dialer.ami)


async def test_one_asterisk_is_killed_and_comes_back_on_its_ports(lab: Lab) -> None:
    before = lab.dialer.ami
    await lab.dialer.kill()
    assert (lab.dialer.pid, lab.status().up, lab.carrier.pid is None) == (None, False, False)
    await lab.dialer.start()
    assert lab.dialer.ami == before
    async with listening(lab.dialer.ami) as ear:
        assert ear.client.version.startswith("2")


async def test_two_labs_side_by_side_do_not_meet(lab: Lab) -> None:
    async with running_lab(agents=1, plans=PLANS) as other, listening(other.dialer.ami) as ear:
        number = other.numbers(Outcome.BUSY, 1)[0]
        await ear.call(number, "at-1")
        await ear.hung_up("at-1")
        assert [call.number for call in await other.wait_for_record(1)] == [number]
        assert lab.carrier_record() == []


@pytest.mark.parametrize(
    ("outcome", "cause", "tech_cause"),
    [(Outcome.BUSY, 17, 486), (Outcome.CONGESTION, 34, 503), (Outcome.INVALID_NUMBER, 1, 404)],
)
async def test_a_refusal_is_recorded_as_asterisk_reports_it(
    shared: LabOfMany, outcome: Outcome, cause: int, tech_cause: int
) -> None:
    [plan] = [plan for plan in PLANS if plan.outcome is outcome]
    number = shared.number(plan)
    async with listening(shared.lab.dialer.ami) as ear:
        await ear.call(number, number)
        end = await ear.hung_up(number)
        answer = await ear.wait(OriginateResponse, lambda event: event.channel_id == number)
    assert (answer.ok, answer.reason, end.cause, end.tech_cause) == (False, 0, cause, tech_cause)
    call = await shared.recorded(number)
    assert (call.number, call.outcome, call.cause) == (number, outcome, cause)
    assert (call.answered_ms, call.ended_by) == (None, EndedBy.NETWORK)
    assert call.ended_ms - call.started_ms >= 100


async def test_nobody_answers_until_the_dialer_gives_up(shared: LabOfMany) -> None:
    first, second = shared.number(NEVER), shared.number(NEVER)
    async with listening(shared.lab.dialer.ami) as ear:
        await ear.call(first, first, ring_ms=600)
        end = await ear.hung_up(first)
        await ear.call(second, second)
        await ear.wait(NewState, lambda event: event.channel_id == second)
        await ear.client.ask(hangup(second))
        cancelled = await ear.hung_up(second)
    assert (end.cause, end.tech_cause, cancelled.cause) == (19, 480, 16)
    assert [(await shared.recorded(one)).ended_by for one in (first, second)] == [EndedBy.DIALER, EndedBy.DIALER]


async def test_a_person_answers_talks_and_hangs_up_on_time(shared: LabOfMany) -> None:
    number = shared.number(PERSON)
    async with listening(shared.lab.dialer.ami) as ear:
        await ear.call(number, number, wait_ms="9000")
        await ear.hung_up(number)
    call = await shared.recorded(number)
    assert call.answered_ms is not None
    assert 200 <= call.answered_ms - call.started_ms < 3000  # a loaded machine adds to both
    assert 500 <= call.ended_ms - call.answered_ms < 3000
    assert call.ended_by is EndedBy.NETWORK


async def test_a_phone_rings_on_until_the_lab_lets_it_be_answered(shared: LabOfMany) -> None:
    lab, number = shared.lab, shared.number(PERSON)
    await lab.keep_ringing()
    async with listening(lab.dialer.ami) as ear:
        await ear.call(number, number, wait_ms="9000")
        await ear.wait(NewState, lambda event: event.channel_id == number)
        await asyncio.sleep(1.0)  # time in which it would be answered
        let_ms = clock.now() * 1000
        await lab.let_answer()
        await ear.said("ProntoAnswered", number)
        call = await shared.recorded(number)
    assert call.answered_ms is not None
    assert call.answered_ms > let_ms


async def test_a_call_that_ends_before_its_plan_begins_leaves_no_half_a_line(lab: Lab) -> None:
    """As who hangs up at once on a slow machine."""
    await lab.carrier.cli(f"dialplan remove extension {PLANS.index(NEVER)}@plans")
    async with listening(lab.dialer.ami) as ear:
        await ear.call(lab.numbers(Outcome.NO_ANSWER, 1)[0], "at-1")
        await ear.hung_up("at-1")
    assert await lab.whole_record() == []


async def test_the_trunk_is_seen_going_and_coming_back(lab: Lab) -> None:
    async with listening(lab.dialer.ami) as ear:
        await lab.carrier.stop()
        await ear.wait(ContactStatus, lambda event: (event.aor, event.status) == (lab.trunk, "Unreachable"))
        await lab.carrier.start()
        gone = len(ear.events)
        await ear.wait(ContactStatus, lambda event: event.status == "Reachable" and event in ear.events[gone:])


async def test_a_phone_that_hangs_up_ends_the_leg(shared: LabOfMany) -> None:
    lab = shared.lab
    async with listening(lab.dialer.ami) as ear:
        leg = await ear.leg("1001")
        await lab.hang_up_phone("1001")
        assert (await ear.hung_up(leg)).cause == 16
    with pytest.raises(LabError, match="in no call"):
        await lab.hang_up_phone("1001")


async def test_ports_that_another_lab_has_are_refused(shared: LabOfMany, tmp_path: Path) -> None:
    lab = shared.lab
    ports = lab.status().ports
    assert ports is not None
    second = Lab(LabSettings(folder=tmp_path, base_port=ports.base, agents=1, plans=PLANS))
    with pytest.raises(LabError, match="in use"):
        await second.up()
    assert not second.status().up
    assert lab.status().up


async def test_an_asterisk_that_cannot_start_says_why(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(instance, "START_S", 15.0)  # it runs, and only lets nobody in
    await lab.dialer.stop()
    (lab.folder / "dialer/etc/pronto-secret.conf").unlink()  # manager.conf includes it
    with pytest.raises(LabError, match=r"dialer .*pronto-secret"):
        await lab.dialer.start()
    assert lab.dialer.pid is None


def test_no_lab_in_a_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(LabError, match="pronto lab up"):
        Lab.open(tmp_path)
    assert not Lab(LabSettings(folder=tmp_path)).status().up
