"""A carrier that refuses calls above fewer channels than `max_channels` raises an alarm, a fault does not."""

from dataclasses import dataclass, field

from dialer.cell.call.state_machine import Call, CallState, advance
from dialer.cell.events import CallEvent, HungUp, Ringing, Sent
from dialer.cell.trunks.capacity import REFUSALS, WITHIN_S, CapacityAlarm
from tests.support.cells import NOW, a_call

REFUSED = HungUp(34, "503")  # by the trunk
DOUBTFUL = HungUp(21, "403")  # by the trunk, or for the number
OVER = HungUp(16)


@dataclass
class Carrier:
    """A carrier that takes as many calls as it has channels, and refuses those beyond."""

    has: int = 10
    refusal: CallEvent = REFUSED
    alarm: CapacityAlarm = field(default_factory=CapacityAlarm)
    now: float = NOW
    calls: dict[str, Call] = field(default_factory=dict)
    up: list[str] = field(default_factory=list)  # calls that it carries, the oldest first
    started: int = 0

    def tell(self, call_id: str, event: CallEvent) -> None:
        before = self.calls[call_id]
        after = self.calls[call_id] = advance(before, event, now=self.now)
        self.alarm.hear(before, after, in_use=len(self.calls), now=self.now)
        if after.state is CallState.ENDED:
            del self.calls[call_id]

    def call(self) -> str:
        """A call is started, and taken if the carrier has a channel; its id."""
        self.started += 1
        call = a_call(id=f"pc-1-{self.started:032x}", since=self.now)
        self.calls[call.id] = call
        self.tell(call.id, Sent())
        self.now += 0.2
        takes = len(self.up) < self.has
        self.tell(call.id, Ringing() if takes else self.refusal)
        if takes:
            self.up.append(call.id)
        return call.id

    def end(self) -> None:
        """The oldest call is over."""
        self.now += 1.0
        self.tell(self.up.pop(0), OVER)

    def rounds(self, count: int = REFUSALS, *, refused: int = 1) -> None:
        """So often some are refused, and when another is over one is taken."""
        for _ in range(self.has - len(self.up)):
            self.call()
        for _ in range(count):
            for _ in range(refused):
                self.call()
            self.end()
            self.call()


def test_the_alarm_says_above_how_many_calls_the_carrier_refuses():
    carrier = Carrier(has=10)
    carrier.rounds(REFUSALS - 1)
    assert carrier.alarm.channels is None
    carrier.rounds(1)
    assert (carrier.alarm.channels, NOW < carrier.alarm.since <= carrier.now) == (10, True)


def test_calls_that_an_earlier_engine_started_are_up_too():
    carrier, later = Carrier(has=10), CapacityAlarm()
    for _ in range(8):
        later.adopt(carrier.calls[carrier.call()])
    carrier.alarm = later
    for _ in range(REFUSALS):
        for _ in range(3):
            carrier.call()
        for _ in range(2):
            carrier.up.insert(0, carrier.up.pop())  # the new ones end first, and talks go on
            carrier.end()
    assert later.channels == 10


def test_what_is_refused_above_them_is_blamed_on_the_carrier():
    carrier = Carrier(has=2)
    carrier.rounds()
    assert carrier.alarm.blamed == ""
    beyond = carrier.call()
    assert carrier.alarm.blamed == beyond
    carrier.end()
    carrier.end()
    carrier.has = 0
    carrier.call()
    assert carrier.alarm.blamed == beyond  # fewer were up: there was another reason


def test_a_fault_raises_no_alarm():
    carrier = Carrier(has=5)
    carrier.rounds(0)
    carrier.has = 0
    for _ in range(50):
        carrier.call()
    assert carrier.alarm.channels is None


def test_a_carrier_that_takes_none_at_all_raises_no_alarm():
    carrier = Carrier(has=0)
    for _ in range(50):
        carrier.call()
    assert carrier.alarm.channels is None


def test_what_may_be_refused_for_the_number_raises_no_alarm():
    carrier = Carrier(refusal=DOUBTFUL)
    carrier.rounds(50)
    assert carrier.alarm.channels is None


def test_single_refusals_far_apart_raise_no_alarm():
    carrier = Carrier()
    for _ in range(50):
        carrier.rounds(1)
        carrier.now += WITHIN_S / 5.0
    assert carrier.alarm.channels is None


def test_the_alarm_is_over_when_more_calls_are_up():
    carrier = Carrier()
    carrier.rounds()
    carrier.has = 12
    carrier.call()
    assert carrier.alarm.channels is None


def test_the_alarm_is_over_when_nothing_was_refused_for_long():
    carrier = Carrier()
    carrier.rounds()
    carrier.alarm.pass_time(carrier.now + WITHIN_S - 5.0)
    assert carrier.alarm.channels == 10
    carrier.alarm.pass_time(carrier.now + WITHIN_S + 1.0)
    assert carrier.alarm.channels is None


def test_a_clock_that_is_set_back_ends_the_alarm():
    carrier = Carrier()
    carrier.rounds()
    carrier.alarm.pass_time(NOW - 3600.0)
    assert carrier.alarm.channels is None
