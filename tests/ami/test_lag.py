"""How far a link is behind: pings, events by Asterisk's own clock, and clocks that go apart or are set."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ami.lag import DRIFT, LinkLag

NOW = 1_800_000_000.0


def compared(skew_s: float = 0.0, *, there_s: float = 0.001, back_s: float = 0.001) -> LinkLag:
    """A link that was pinged once, to an Asterisk whose clock is so far ahead of ours."""
    lag = LinkLag()
    ping(lag, NOW, skew_s, there_s=there_s, back_s=back_s)
    lag.take(NOW)
    return lag


def ping(lag: LinkLag, at: float, skew_s: float = 0.0, *, there_s: float = 0.001, back_s: float = 0.001) -> None:
    lag.asked(at)
    lag.answered(at + there_s + back_s, at + there_s + skew_s, asked_at=at)


def test_nothing_is_known_before_anything_came():
    lag = LinkLag()
    lag.heard(NOW, NOW + 5)
    late = lag.take(NOW)
    assert (late.answer_s, late.event_s) == (None, None)


def test_the_slowest_ping_of_a_while_is_told_once():
    lag = LinkLag()
    ping(lag, NOW, there_s=0.3, back_s=0.1)
    ping(lag, NOW + 1)
    assert lag.take(NOW + 1.5).answer_s == pytest.approx(0.4, abs=0.003)
    assert lag.take(NOW + 2).answer_s is None


def test_a_ping_without_an_answer_counts_with_its_age_however_often_it_is_asked_again():
    lag = compared()
    lag.asked(NOW)
    lag.asked(NOW + 4)
    assert lag.take(NOW + 5).answer_s == pytest.approx(5.0, abs=0.003)


def test_a_long_way_is_no_delay_and_what_comes_on_top_of_it_is():
    lag = LinkLag()
    for second in range(60):
        ping(lag, NOW + second, there_s=0.15, back_s=0.15 if second % 3 else 0.2)
    late = lag.take(NOW + 60)
    assert late.way_s == pytest.approx(0.3, abs=0.002)
    assert late.answer_s == pytest.approx(0.05, abs=0.003)
    ping(lag, NOW + 61, there_s=0.15, back_s=0.9)
    assert lag.take(NOW + 62).answer_s == pytest.approx(0.75, abs=0.003)


def test_an_asterisk_that_is_late_for_a_minute_is_no_farther_away():
    lag = compared()
    for second in range(60):
        ping(lag, NOW + second, there_s=0.3, back_s=0.3)
    assert lag.take(NOW + 60).answer_s == pytest.approx(0.6, abs=0.04)


def test_however_long_it_is_late_a_second_is_no_way():
    lag = LinkLag()
    for second in range(3600):
        ping(lag, NOW + second, there_s=0.5, back_s=0.5)
    assert lag.take(NOW + 3600).answer_s == pytest.approx(0.6)


def test_a_way_that_became_longer_is_known_within_minutes():
    lag = compared()
    for second in range(600):
        ping(lag, NOW + second, there_s=0.1, back_s=0.1)
    lag.take(NOW + 600)
    ping(lag, NOW + 601, there_s=0.1, back_s=0.1)
    assert lag.take(NOW + 602).answer_s == pytest.approx(0.0, abs=0.001)


def test_the_longest_round_trip_is_remembered_over_some_pings_and_then_fades():
    lag = LinkLag()
    ping(lag, NOW, there_s=2.0)
    for second in range(1, 5):
        ping(lag, NOW + second)
    assert 1.0 < lag.slowest_s < 2.0
    for second in range(5, 60):
        ping(lag, NOW + second)
    assert lag.slowest_s < 0.02


@given(
    skew_s=st.floats(-1e6, 1e6),
    late_s=st.floats(0, 30),
    ways=st.lists(st.tuples(st.floats(0, 3), st.floats(0, 3)), min_size=1, max_size=20),
)
def test_an_event_is_never_called_later_than_it_was(
    skew_s: float, late_s: float, ways: list[tuple[float, float]]
) -> None:
    """However lopsided the pings' ways were; and one quick ping makes it exact."""
    lag = LinkLag()
    for second, (there_s, back_s) in enumerate(ways):
        ping(lag, NOW + 10 * second, skew_s, there_s=there_s, back_s=back_s)
    end = NOW + 10 * len(ways)
    lag.heard(end - late_s + skew_s, end)
    assert (lag.take(end).event_s or 0.0) <= late_s + 1e-5
    ping(lag, end, skew_s, there_s=0.0, back_s=0.0)
    lag.heard(end - late_s + skew_s, end)
    assert (lag.take(end).event_s or 0.0) == pytest.approx(late_s, abs=1e-5)


def test_clocks_that_drift_apart_make_no_event_late():
    lag = LinkLag()
    for second in range(3600):
        skew_s = 0.9 * DRIFT * second
        ping(lag, NOW + second, skew_s, there_s=0.01 if second % 60 else 0.0005)
        lag.heard(NOW + second + 0.5 + skew_s, NOW + second + 0.5)
    assert (lag.take(NOW + 3600).event_s or 0.0) < 0.001


@pytest.mark.parametrize("set_by_s", [-3600.0, 3600.0])
def test_a_clock_that_was_set_is_believed_from_the_next_ping_on(set_by_s: float):
    lag = compared(skew_s=0.2)
    ping(lag, NOW + 1, 0.2 + set_by_s)
    lag.take(NOW + 1)
    lag.heard(NOW + 2 + 0.2 + set_by_s, NOW + 2.5)
    assert lag.take(NOW + 3).event_s == pytest.approx(0.5, abs=0.01)
