"""How many channels a trunk has is learned from what its carrier refuses, and a trunk with enough is left alone."""

import random
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialer.cell.call import Call, CallState, advance
from dialer.cell.channels import FIRST_S, LONGEST_S, Channels
from dialer.cell.events import CallEvent, HungUp, Ringing, Sent, Vanished
from tests.dialer.cell.builders import NOW, a_call

REFUSED = HungUp(34, "503")  # by the trunk
DOUBTFUL = HungUp(21, "403")  # by the trunk, or for the number
DEAD = HungUp(1, "404")
OVER = HungUp(16)
MOST = 20  # as the settings say


@dataclass
class Carrier:
    """A carrier that takes as many calls as it has channels, and refuses those beyond."""

    has: int = 10
    refusal: CallEvent = REFUSED
    channels: Channels = field(default_factory=Channels)
    now: float = NOW
    calls: dict[str, Call] = field(default_factory=dict)
    up: list[str] = field(default_factory=list)  # calls that it carries, the oldest first
    started: int = 0

    def start(self) -> str:
        """A call is started; what the carrier does with it is still to be told."""
        self.started += 1
        call = a_call(id=f"pc-1-{self.started:032x}", since=self.now)
        self.calls[call.id] = call
        self.channels.started(call.id, len(self.calls), self.now)
        self.tell(call.id, Sent())
        return call.id

    def tell(self, call_id: str, event: CallEvent) -> None:
        before = self.calls[call_id]
        after = self.calls[call_id] = advance(before, event, now=self.now)
        if after.state is CallState.ENDED:
            del self.calls[call_id]
        self.channels.hear(before, after, most=MOST, now=self.now)

    def answer(self, call_id: str) -> bool:
        """The carrier takes the call, if it has a channel."""
        takes = len(self.up) < self.has
        self.now += 0.2
        self.tell(call_id, Ringing() if takes else self.refusal)
        if takes:
            self.up.append(call_id)
        return takes

    def call(self) -> bool:
        self.now += 1.0
        return self.answer(self.start())

    def end(self) -> None:
        """The oldest call is over."""
        self.now += 1.0
        self.tell(self.up.pop(0), OVER)

    def fill(self) -> None:
        while len(self.up) < self.has:
            assert self.call()

    def rounds(self, most: int = 60, *, silent: int = 0) -> int:
        """How often one is refused and, when another is over, one is taken, until all is known."""
        self.fill()
        for count in range(1, most + 1):
            assert not self.call()
            if self.channels.believed == self.has + silent:
                return count
            self.end()
            assert self.call()
        return most


def believing(has: int = 10) -> Carrier:
    carrier = Carrier(has)
    carrier.rounds()
    return carrier


@pytest.mark.parametrize(("refusal", "rounds"), [(REFUSED, 10), (DOUBTFUL, 20)])
@pytest.mark.parametrize("has", [1, 2, 10])
def test_the_number_is_believed_after_ten_refusals_between_calls_that_it_takes_or_twenty(refusal, rounds, has):
    carrier = Carrier(has, refusal)
    assert (carrier.rounds(), carrier.channels.believed, carrier.channels.since) == (rounds, has, carrier.now)
    assert carrier.channels.within(MOST) == has
    assert carrier.channels.within(has - 1) == has - 1


def test_a_stretch_of_refusals_is_one():
    """A fault, or numbers to where it has no route; and when that is over, fewer are up than were."""
    carrier = Carrier()
    for _ in range(9):
        carrier.fill()
        for _ in range(30):
            assert not carrier.call()
        for _ in range(4):
            carrier.end()
    assert carrier.channels.believed is None


def test_who_is_refused_while_nobody_is_up_was_not_refused_for_want_of_a_channel():
    carrier = Carrier(1)
    for _ in range(40):
        carrier.fill()
        carrier.end()
        carrier.has = 0
        assert not carrier.call()
        carrier.has = 1
    assert carrier.channels.believed is None


def test_what_a_carrier_refuses_with_as_many_up_as_it_has_taken_was_for_another_reason():
    carrier = Carrier()
    for _ in range(30):
        carrier.fill()
        assert not carrier.call()
        carrier.has = 11
        assert carrier.call()
        carrier.has = 10
        carrier.end()
    assert carrier.channels.believed is None


def test_of_calls_started_at_once_those_count_that_are_told_later():
    """Refusals come at once, and phones ring seconds later."""
    carrier = Carrier()
    for _ in range(10):
        while len(carrier.up) > 7:
            carrier.end()
        carrier.now += 1.0
        batch = [carrier.start() for _ in range(12 - len(carrier.up))]
        for refused in batch[10 - len(carrier.up) :]:
            carrier.tell(refused, REFUSED)
        carrier.now += 3.0
        for taken in [call_id for call_id in batch if call_id in carrier.calls]:
            assert carrier.answer(taken)
    assert carrier.channels.believed == 10


def test_a_channel_that_became_free_on_the_way_shows_no_further_one():
    carrier = Carrier()
    carrier.fill()
    for _ in range(9):
        assert not carrier.call()
        carrier.now += 1.0
        on_its_way = carrier.start()
        carrier.now -= 0.9
        carrier.end()  # a tenth of a second later
        assert carrier.answer(on_its_way)
    assert not carrier.call()
    assert carrier.channels.believed == 10


def test_who_tells_nothing_for_long_is_carried():
    carrier = Carrier()
    silent = [carrier.start() for _ in range(5)]
    carrier.now += 6.0
    carrier.has = 5
    assert (carrier.rounds(silent=5), carrier.channels.believed) == (10, 10)
    for call_id in silent:
        carrier.tell(call_id, Vanished())


def test_dead_numbers_show_no_channel():
    """Some carriers look the number up first."""
    carrier = Carrier()
    carrier.fill()
    for _ in range(10):
        assert not carrier.call()
        carrier.tell(carrier.start(), DEAD)
        if carrier.channels.believed is None:
            carrier.end()
            assert carrier.call()
    assert carrier.channels.believed == 10


def test_calls_of_an_earlier_engine_are_carried_too():
    carrier = Carrier()
    for number in range(4):
        before = a_call(CallState.RINGING, id=f"pc-1-before{number}", since=NOW, ringing_at=NOW)
        carrier.calls[before.id] = before
        carrier.up.append(before.id)
        carrier.channels.carries(before.id, NOW)
    assert (carrier.rounds(), carrier.channels.believed) == (10, 10)


def test_one_more_is_tried_after_a_minute_and_later_each_time():
    carrier, waits = believing(), []
    for _ in range(6):
        told_at, waited = carrier.now, 0.0
        while carrier.channels.within(MOST) == 10:
            waited += 1.0
            carrier.channels.pass_time(told_at + waited)
        carrier.now = told_at + waited
        assert carrier.channels.within(MOST) == 11
        trial = carrier.start()
        assert carrier.channels.within(MOST) == 10  # one at a time
        assert not carrier.answer(trial)
        assert carrier.channels.blamed == trial
        waits.append(waited)
    assert waits == [FIRST_S, FIRST_S, 2 * FIRST_S, 4 * FIRST_S, 8 * FIRST_S, LONGEST_S]


def test_channels_that_were_bought_are_found_one_after_the_other_until_all_are_there():
    carrier = believing()
    carrier.has = MOST
    carrier.now += FIRST_S
    carrier.channels.pass_time(carrier.now)
    for has in range(11, MOST):
        assert carrier.call()
        assert (carrier.channels.believed, carrier.channels.within(MOST)) == (has, has + 1)
    assert carrier.call()
    assert (carrier.channels.believed, carrier.channels.within(MOST)) == (None, MOST)


def test_a_trial_that_tells_nothing_is_followed_by_the_next():
    carrier = believing()
    carrier.channels.pass_time(carrier.now + FIRST_S)
    carrier.tell(carrier.start(), Vanished())
    assert (carrier.channels.within(MOST), carrier.channels.blamed) == (11, "")


def test_a_clock_that_was_set_back_lets_one_more_be_tried():
    carrier = believing()
    carrier.channels.pass_time(carrier.now - 3600.0)
    assert carrier.channels.within(MOST) == 11


def test_a_smaller_number_is_found_as_the_first_was():
    carrier = believing()
    carrier.has = 6
    while len(carrier.up) > 5:
        carrier.end()
    assert (carrier.rounds(), carrier.channels.believed) == (10, 6)


def test_settings_that_were_changed_are_believed():
    carrier = believing()
    carrier.channels.forget()
    assert carrier.channels.within(MOST) == MOST
    carrier.end()
    assert (carrier.rounds(), carrier.channels.believed) == (10, 10)


@pytest.mark.parametrize("share", [0.02, 0.1, 0.25, 0.4])
def test_a_carrier_that_refuses_single_numbers_has_all_its_channels(share):
    """How many are up goes up and down, as it does in a call centre."""
    rng, carrier, believed = random.Random(7), Carrier(has=MOST), set()
    for _ in range(20_000):
        if carrier.up and rng.random() < len(carrier.up) / 16.0:
            carrier.end()
        elif rng.random() < share:
            carrier.now += 1.0
            refused = carrier.start()
            carrier.now += 0.2
            carrier.tell(refused, REFUSED)
        elif len(carrier.up) < MOST:
            carrier.call()
        believed.add(carrier.channels.believed)
    assert believed == {None}


@settings(max_examples=60)
@given(
    steps=st.lists(st.sampled_from(("call", "end", "more", "fewer", "long", "dead", "start", "off")), max_size=150),
    before=st.booleans(),
)
def test_whatever_a_carrier_does_no_more_are_dialled_than_allowed_and_one_more_is_tried_in_time(steps, before):
    carrier = believing(3) if before else Carrier(3)
    for step in steps:
        silent = [call for call in carrier.calls.values() if call.id not in carrier.up]
        match step:
            case "call":
                carrier.call()
            case "end" if carrier.up:
                carrier.end()
            case "more" | "fewer":
                carrier.has = max(0, carrier.has + (1 if step == "more" else -1))
            case "long":
                carrier.now += 70.0
            case "dead":
                carrier.tell(carrier.start(), DEAD)
            case "start":
                carrier.start()
            case "off" if silent:
                carrier.tell(silent[0].id, Vanished())
        carrier.channels.pass_time(carrier.now)
        assert 1 <= carrier.channels.within(MOST) <= MOST
    for call_id in list(carrier.calls):
        carrier.tell(call_id, Vanished() if call_id not in carrier.up else OVER)
    carrier.channels.pass_time(carrier.now + LONGEST_S)
    believed = carrier.channels.believed
    assert carrier.channels.within(MOST) == (MOST if believed is None else believed + 1)
