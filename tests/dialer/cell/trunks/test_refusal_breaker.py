"""A trunk that refuses its calls is suspended, a good one with a bad list is not."""

from dataclasses import dataclass, field, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialer.cell.call.state_machine import TRANSITIONS, Call, CallState, advance
from dialer.cell.events import Answered, CallEvent, HungUp, NotWritten, OriginateFailed, Ringing, Sent, Vanished
from dialer.cell.trunks.refusal_breaker import FIRST_S, LONGEST_S, Breaker
from tests.support.cells import NOW, a_call

REFUSED = HungUp(34, "503")  # by the trunk
DOUBTFUL = HungUp(19, "480")  # by the trunk, or for the number
DEAD = HungUp(1, "404")


@dataclass
class Trunk:
    """A trunk and its calls; each event comes at `now`."""

    rest: Breaker = field(default_factory=Breaker)
    now: float = NOW
    calls: dict[str, Call] = field(default_factory=dict)

    def start(self, number: str = "+39333000010") -> str:
        call = a_call(id=f"pc-1-{len(self.calls):032x}", since=self.now, number=number)
        self.calls[call.id] = call
        self.rest.started(call.id, self.now)
        self.tell(call.id, Sent())
        return call.id

    def tell(self, call_id: str, event: CallEvent) -> None:
        before = self.calls[call_id]
        self.calls[call_id] = advance(before, event, now=self.now)
        self.rest.hear(before, self.calls[call_id], now=self.now)

    def call(self, event: CallEvent = REFUSED, *, after_s: float = 0.2, number: str = "+39333000010") -> None:
        """One call from its start to what is heard of it."""
        call_id = self.start(number)
        self.now += after_s
        self.tell(call_id, event)

    def pass_time(self, seconds: float) -> None:
        self.now += seconds
        self.rest.pass_time(self.now)

    def row(self, event: CallEvent = REFUSED, *, most: int = 200, after_s: float = 0.2) -> int:
        """How many such calls there are before it rests; `most` where it does not."""
        for count in range(1, most + 1):
            self.call(event, after_s=after_s)
            if not self.rest.usable:
                return count
        return most


def resting() -> Trunk:
    trunk = Trunk()
    trunk.row()
    return trunk


def test_ten_refused_calls_in_a_row_make_it_rest():
    trunk = Trunk()
    assert trunk.row() == 10
    assert (trunk.rest.until, trunk.rest.cause) == (trunk.now + FIRST_S, "SIP 503")


def without_route(trunk: Trunk, numbers: list[str]) -> None:
    """The trunk refuses these numbers and takes others between them."""
    for number in numbers:
        trunk.call(number=number)
        trunk.call(HungUp(17, "486"))


def test_numbers_refused_while_others_were_taken_make_it_rest_no_more_when_they_are_tried_again():
    """Retries of numbers without a route come together: the trunk is not to blame."""
    trunk = Trunk()
    numbers = [f"+3906699{n:04d}" for n in range(40)]
    without_route(trunk, numbers)
    trunk.pass_time(300.0)
    for number in numbers:
        trunk.call(number=number)
    assert (trunk.rest.usable, trunk.rest.blamed) == (True, "")
    assert trunk.row() == 10


def test_a_number_that_was_reached_since_counts_again():
    trunk = Trunk()
    numbers = [f"+3906699{n:04d}" for n in range(10)]
    without_route(trunk, numbers)
    for number in numbers:
        trunk.call(HungUp(17, "486"), number=number)
    for number in numbers:
        trunk.call(number=number)
    assert not trunk.rest.usable


def test_in_an_outage_numbers_that_are_tried_again_count():
    """Nobody was reached between the two calls."""
    trunk = Trunk()
    for number in ("+390669910", "+390669911", "+390669912") * 3:
        trunk.call(number=number)
    assert trunk.rest.usable
    trunk.call(number="+390669910")
    assert not trunk.rest.usable


def test_a_trial_of_a_number_refused_before_makes_the_rest_longer_too():
    """While it rests, nobody's attempt is used up."""
    trunk = Trunk()
    without_route(trunk, ["+390669910"])
    trunk.row()
    trunk.pass_time(FIRST_S)
    trunk.call(number="+390669910")
    assert trunk.rest.until == trunk.now + 2.0 * FIRST_S
    assert trunk.rest.blamed == list(trunk.calls)[-1]


@pytest.mark.parametrize("refused", [REFUSED, HungUp(38), HungUp(47, "503"), HungUp(21, "407"), HungUp(19, "402")])
def test_reasons_of_the_trunk(refused):
    assert Trunk().row(refused) == 10


@pytest.mark.parametrize("refused", [DOUBTFUL, HungUp(21, "403"), HungUp(27, "502"), HungUp(21, "603"), HungUp(3)])
def test_reasons_that_may_be_the_numbers_want_twice_as_many(refused):
    assert Trunk().row(refused) == 20


@pytest.mark.parametrize(
    "end", [DEAD, HungUp(17, "486"), HungUp(1, "503"), HungUp(20, "480"), HungUp(28, "484"), HungUp(16), HungUp(127)]
)
def test_a_list_of_dead_numbers_does_not(end):
    assert Trunk().row(end) == 200


def test_a_channel_that_asterisk_does_not_make_is_a_refusal():
    trunk = Trunk()
    for _ in range(10):
        call_id = trunk.start()
        trunk.tell(call_id, OriginateFailed())
        trunk.now += 10.0  # the hang-up never came
        trunk.tell(call_id, Vanished())
    assert (trunk.rest.usable, trunk.rest.cause) == (False, "Originate")


def test_a_cause_without_sip_is_told_as_what_it_is():
    trunk = Trunk()
    trunk.row(HungUp(34))
    assert trunk.rest.cause == "Q.850 34"


@pytest.mark.parametrize("news", [Ringing(), Answered(), DEAD, HungUp(17, "486")])
def test_whatever_the_trunk_takes_ends_the_row(news):
    trunk = Trunk()
    for _ in range(20):
        for _ in range(9):
            trunk.call()
            assert trunk.rest.usable
        trunk.call(news)


def test_calls_that_tell_nothing_neither_lengthen_nor_end_the_row():
    trunk = Trunk()
    for _ in range(9):
        trunk.call()
        trunk.call(Vanished())
        unwritten = trunk.start()
        trunk.calls[unwritten] = replace(trunk.calls[unwritten], state=CallState.WRITING)
        trunk.tell(unwritten, NotWritten())
        called_off = trunk.start()
        trunk.calls[called_off] = replace(trunk.calls[called_off], cancelled=True)
        trunk.tell(called_off, REFUSED)
    assert trunk.rest.usable
    trunk.call()
    assert not trunk.rest.usable


def test_who_is_refused_late_or_after_ringing_was_not_refused_by_the_trunk():
    assert Trunk().row(after_s=6.0) == 200
    trunk = Trunk()
    for _ in range(30):
        call_id = trunk.start()
        trunk.tell(call_id, Ringing())
        trunk.tell(call_id, REFUSED)
    assert trunk.rest.usable


def test_a_ring_limit_that_asterisk_tells_as_a_failure_is_no_refusal():
    trunk = Trunk()
    for _ in range(30):
        call_id = trunk.start()
        trunk.now += 25.0
        trunk.tell(call_id, OriginateFailed())
        trunk.tell(call_id, DOUBTFUL)
    assert trunk.rest.usable


def test_who_was_called_before_the_row_began_says_nothing_of_the_trunk_now():
    trunk = Trunk()
    before = [trunk.start() for _ in range(9)]
    trunk.now += 8.0
    for call_id in before:
        trunk.call()
        trunk.tell(call_id, Ringing())
    trunk.call()
    assert not trunk.rest.usable


def test_refusals_come_before_phones_ring_and_wait_for_them():
    """Twenty calls a second, of which every second is refused at once and the others ring after three seconds."""
    trunk = Trunk()
    ringing: list[tuple[float, str]] = []
    for number in range(600):
        if number % 2:
            trunk.call(after_s=0.05)
        else:
            ringing.append((trunk.now + 3.0, trunk.start()))
        while ringing and ringing[0][0] <= trunk.now:
            trunk.tell(ringing.pop(0)[1], Ringing())
        assert trunk.rest.usable


def test_a_call_that_has_lived_long_without_a_word_was_taken():
    trunk = Trunk()
    for _ in range(60):
        trunk.start()
        for _ in range(9):
            trunk.call(after_s=0.01)
        trunk.now += 6.0
        trunk.call()
        assert trunk.rest.usable


def test_it_rests_longer_each_time_and_at_most_a_minute():
    trunk, rests = resting(), []
    for _ in range(7):
        assert trunk.rest.until is not None
        rests.append(trunk.rest.until - trunk.now)
        trunk.pass_time(rests[-1] - 0.01)
        assert not trunk.rest.usable
        trunk.pass_time(0.01)
        assert trunk.rest.usable
        trunk.call(HungUp(21, "403"))
        assert not trunk.rest.usable
    assert rests == [15.0, 30.0, LONGEST_S, LONGEST_S, LONGEST_S, LONGEST_S, LONGEST_S]
    assert trunk.rest.cause == "SIP 403"


def test_one_call_at_a_time_tries_it():
    trunk = resting()
    trunk.pass_time(FIRST_S)
    trial = trunk.start()
    assert (trunk.rest.usable, trunk.rest.trial) == (False, trial)
    trunk.pass_time(60.0)
    assert not trunk.rest.usable


@pytest.mark.parametrize("news", [Ringing(), Answered(), DEAD, HungUp(17, "486")])
def test_the_first_call_that_it_takes_makes_it_whole(news):
    trunk = resting()
    trunk.pass_time(FIRST_S)
    trunk.call(REFUSED)
    trunk.pass_time(2.0 * FIRST_S)
    trunk.call(news)
    assert (trunk.rest.usable, trunk.rest.until, trunk.rest.trial) == (True, None, None)
    assert trunk.row() == 10
    assert trunk.rest.until == trunk.now + FIRST_S


@pytest.mark.parametrize("end", [Vanished(), HungUp(0)])
def test_a_trial_that_tells_nothing_is_followed_by_the_next(end):
    trunk = resting()
    trunk.pass_time(FIRST_S)
    trunk.call(end)
    assert (trunk.rest.usable, trunk.rest.until is None) == (True, False)


def test_calls_under_way_when_it_begins_to_rest_do_not_lengthen_it():
    trunk = Trunk()
    for _ in range(9):
        trunk.call()
    later = [trunk.start(), trunk.start(), trunk.start()]
    trunk.tell(later[0], REFUSED)
    assert trunk.rest.usable  # the others were started at the same time, and have told nothing yet
    trunk.tell(later[1], REFUSED)
    trunk.tell(later[2], REFUSED)
    until = trunk.rest.until
    assert until is not None
    trunk.pass_time(1.0)
    assert trunk.rest.until == until


def test_a_call_started_after_the_refused_ones_that_rings_makes_it_whole_and_one_started_before_does_not():
    trunk = Trunk()
    before = trunk.start()
    trunk.now += 6.0
    for _ in range(10):
        trunk.call()
        after = trunk.start() if not trunk.rest.usable else ""
    trunk.tell(before, Ringing())
    assert not trunk.rest.usable
    trunk.rest.trial = None  # it was no trial: it had been started as the last refusal came
    trunk.tell(after, Ringing())
    assert trunk.rest.usable


def test_a_trial_of_a_trunk_that_is_whole_by_then_is_a_call_like_any_other():
    trunk = Trunk()
    for _ in range(9):
        trunk.call()
    last = trunk.start()
    trunk.now += 0.1
    after = trunk.start()
    trunk.tell(last, REFUSED)
    trunk.pass_time(FIRST_S)
    trial = trunk.start()
    trunk.tell(after, Ringing())
    assert trunk.rest.usable
    trunk.tell(trial, REFUSED)
    assert trunk.rest.usable


def test_a_clock_that_is_set_back_ends_the_rest():
    trunk = resting()
    trunk.pass_time(-3600.0)
    assert trunk.rest.usable
    trunk.call(Ringing())
    assert trunk.rest.until is None


def test_a_long_stretch_of_a_list_to_where_there_is_no_route_is_got_through():
    trunk, began_at = Trunk(), NOW
    for _ in range(100):
        trunk.call(HungUp(3))
        if trunk.rest.until is not None:
            trunk.pass_time(trunk.rest.until - trunk.now)
    assert trunk.now - began_at < 1.5 * 3600.0


def test_it_is_to_blame_for_what_made_it_rest_and_for_what_it_refuses_while_it_does():
    trunk, blamed = Trunk(), []
    for _ in range(9):
        trunk.call()
        blamed.append(trunk.rest.blamed)
    last, under_way = trunk.start(), trunk.start()
    for call_id in (last, under_way):
        trunk.tell(call_id, REFUSED)
        blamed.append(trunk.rest.blamed)
    trunk.pass_time(FIRST_S)
    trial = trunk.start()
    trunk.tell(trial, DOUBTFUL)
    assert [*blamed, trunk.rest.blamed] == [""] * 10 + [under_way, trial]


def test_calls_of_an_earlier_engine_say_nothing():
    rest = Breaker()
    for _ in range(30):
        before = a_call(CallState.DIALLING, placed_at=NOW)
        rest.hear(before, advance(before, REFUSED, now=NOW), now=NOW)
    assert rest.usable


ENDS = (REFUSED, DOUBTFUL, DEAD, HungUp(16), HungUp(0), Vanished())
HAPPENINGS = st.one_of(
    st.just("start"),
    st.tuples(st.integers(0, 9), st.sampled_from((Ringing(), Answered(), OriginateFailed(), *ENDS))),
    st.tuples(st.integers(0, 9), st.just("call off")),
    st.floats(0.01, 40.0),
)


@settings(max_examples=60)
@given(happenings=st.lists(HAPPENINGS, max_size=120), refused_before=st.integers(0, 12))
def test_whatever_becomes_of_its_calls_it_is_tried_when_they_are_over_and_one_that_rings_makes_it_whole(
    happenings, refused_before
):
    trunk = Trunk()
    for _ in range(refused_before):
        trunk.call()
    for one in happenings:
        alive = [call for call in trunk.calls.values() if call.state is not CallState.ENDED]
        if one == "start" and trunk.rest.usable:
            trunk.start()
        elif isinstance(one, float):
            trunk.pass_time(one)
        elif isinstance(one, tuple) and alive:
            call, event = alive[one[0] % len(alive)], one[1]
            if event == "call off":
                trunk.calls[call.id] = replace(call, cancelled=True)
            elif (call.state, type(event)) in TRANSITIONS:
                trunk.tell(call.id, event)
    for call in list(trunk.calls.values()):
        if call.state is not CallState.ENDED:
            trunk.tell(call.id, Vanished())
    trunk.pass_time(LONGEST_S)
    assert (trunk.rest.usable, trunk.rest.trial) == (True, None)
    trunk.call(Ringing())
    assert trunk.rest.until is None
