"""What a trunk uses within an hour: caps, alarms, and what is counted again after a restart."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from dialer.cell.trunks.hour_use import HourUse, Window
from dialer.cell.trunks.token_bucket import TokenBucket
from dialer.cell.trunks.trunk_selection import Line, Lines
from dialer.telephony.destinations.model import Destinations, HourCap, PastUse, Refusal
from dialer.telephony.destinations.rules import guard_of

NOW = 1_800_000_000.0


def a_use(**settings: Any) -> HourUse:
    return HourUse(guard_of(Destinations(trunk_id=1, **settings), "IT"), "carrier")


def two_trunks(first: HourUse, second: HourUse) -> Lines:
    lines = Lines(Line(1, "one", 100, TokenBucket(1000.0)))
    for trunk_id, hour in ((1, first), (2, second)):
        lines.trunks[trunk_id] = Line(trunk_id, f"t{trunk_id}", 10, TokenBucket(100.0), hour=hour)
    return lines


def test_calls_count_when_they_start_and_are_forgotten_after_an_hour():
    use = a_use(calls_per_hour=3)
    for second in range(3):
        assert not use.is_full
        use.started(NOW + second)
    assert use.is_full
    assert use.left() == 0.0
    [alarm] = use.take_alarms()
    assert (alarm.what, alarm.used, alarm.most) == (HourCap.CALLS, 3.0, 3.0)
    frees_at = use.frees_at(NOW)
    assert NOW + 3500.0 < frees_at <= NOW + 3600.0
    use.pass_time(frees_at - 1.0)
    assert use.is_full
    use.pass_time(frees_at)
    assert not use.is_full
    assert use.left() == 3.0
    assert use.take_alarms() == []


def test_a_cap_that_is_reached_again_and_again_raises_one_alarm_an_hour():
    use = a_use(calls_per_hour=60)
    for minute in range(180):
        use.pass_time(NOW + minute * 60.0)
        while use.left() >= 1.0:
            use.started(NOW + minute * 60.0)
    assert len(use.take_alarms()) == 3


def test_minutes_and_spend_count_at_the_end_of_a_call():
    use = a_use(minutes_per_hour=10, spend_per_hour=0.5, prices={"+39": 0.01, "+393": 0.2})
    use.ended("+390612345678", 60.0, NOW)
    assert use.used() == {HourCap.CALLS: 0.0, HourCap.MINUTES: 1.0, HourCap.SPEND: 0.01}
    use.ended("+393331234567", 150.0, NOW)
    assert use.reached.keys() == {HourCap.SPEND}  # 0.01 + 2.5 * 0.2
    use.ended("+390612345678", 600.0, NOW)
    assert use.reached.keys() == {HourCap.SPEND, HourCap.MINUTES}
    assert [alarm.what for alarm in use.take_alarms()] == [HourCap.SPEND, HourCap.MINUTES]


def test_what_an_earlier_engine_called_counts_again():
    lived, restored = (a_use(calls_per_hour=9, spend_per_hour=9.0, prices={"+39": 1.0}) for _ in range(2))
    for minute in (10.0, 20.0, 70.0):
        lived.pass_time(NOW + minute * 60.0)
        lived.started(NOW + minute * 60.0)
        lived.ended("+39", 120.0, NOW + minute * 60.0 + 120.0)
    now = NOW + 72.0 * 60.0
    lived.pass_time(now)
    past = [
        PastUse(
            trunk_id=1,
            began_at=NOW + minute * 60.0,
            ended_at=NOW + minute * 60.0 + 120.0,
            prefix="+39",
            calls=1,
            answered_s=120.0,
        )
        for minute in (10.0, 20.0, 70.0)
    ]
    restored.restore(past, now)
    assert restored.used() == lived.used()


def test_a_refused_destination_raises_an_alarm_once_an_hour_for_numbers_that_begin_alike():
    use = a_use()
    for second in range(1000):
        use.refuse(f"+44207946{second:04d}", Refusal.NOT_ALLOWED, NOW + second, "Spring")
    use.refuse("+8816123456789", Refusal.SATELLITE, NOW + 1000.0)
    alarms = use.take_alarms()
    assert [(one.prefix, one.what, one.campaign) for one in alarms] == [
        ("+4420", Refusal.NOT_ALLOWED, "Spring"),
        ("+8816", Refusal.SATELLITE, ""),
    ]
    assert use.refused.total == 1001.0
    use.refuse("+442079460000", Refusal.NOT_ALLOWED, NOW + 3601.0, "Spring")
    [again] = use.take_alarms()
    assert again.calls == 1000  # those since the first alarm


def test_strange_numbers_without_end_do_not_fill_the_memory():
    use = a_use()
    for number in range(1000):
        use.refuse(f"+{number:04d}", Refusal.NOT_ALLOWED, NOW)
    assert len(use._tries) <= 200


def test_a_call_takes_a_trunk_that_may_call_the_number():
    lines = two_trunks(a_use(), a_use(allowed=("+44",)))
    british = lines.take((1, 2), NOW, number="+442079460000")
    assert british is not None
    assert british.id == 2
    italian = lines.take((1, 2), NOW, number="+390612345678")
    assert italian is not None
    assert italian.id == 1
    assert lines.take((1, 2), NOW, number="+8816123456789") is None
    assert lines.refusal((1, 2), "+442079460000") is None
    found = lines.refusal((1, 2), "+8816123456789")
    assert found is not None
    assert (found[0].id, found[1]) == (1, Refusal.SATELLITE)


def test_a_trunk_over_a_cap_starts_no_calls_and_others_go_on():
    lines = two_trunks(a_use(calls_per_hour=2), a_use())
    taken = [lines.take((1, 2), NOW, number="+390612345678") for _ in range(3)]
    assert [line.id for line in taken if line is not None] == [1, 1, 2]
    assert lines.full_until((1,), "+390612345678", NOW) is not None
    assert lines.full_until((1, 2), "+390612345678", NOW) is None
    assert lines.free((1,)) == 0
    assert lines.free((1, 2)) == 9


def test_no_more_calls_start_at_once_than_the_cap_leaves():
    lines = two_trunks(a_use(calls_per_hour=2), a_use())
    assert lines.starts((1,), NOW) == 2


@given(st.lists(st.tuples(st.floats(0.0, 10_000.0), st.integers(1, 5)), max_size=60))
def test_a_window_holds_what_lies_within_the_hour_to_the_minute(amounts: list[tuple[float, int]]) -> None:
    window, now = Window(), NOW + 10_000.0
    for at, amount in sorted(amounts):
        window.add(amount, NOW + at)
    window.pass_time(now)
    inside = sum(amount for at, amount in amounts if now - 3540.0 < NOW + at)
    about = sum(amount for at, amount in amounts if now - 3660.0 < NOW + at)
    assert inside <= window.total <= about
    frees_at = window.frees_at(window.total - 1.0)
    if window.total:
        assert frees_at is not None
        window.pass_time(frees_at)
        assert window.total < window.total + 1.0
