"""A world made of past calls, and the band of days it would give."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, timedelta, timezone
from random import Random
from statistics import fmean

import pytest

from pacing.simulate.band import Range, band, band_of
from pacing.simulate.baselines import pronto
from pacing.simulate.compare import day
from pacing.simulate.empirical import Empirical, with_mean
from pacing.simulate.pacers import pacers
from pacing.simulate.replay import PastCall, PastEnd, ReplayError, replay
from pacing.simulate.result import Result
from pacing.simulate.setting import Setting
from pacing.simulate.world import Spread, World
from pacing.snapshot import Mode

NINE = 1_777_885_200.0  # 2026-05-04, 09:00 UTC


def past(count: int, rates: Sequence[float], seed: int = 1, *, agents: int = 4) -> list[PastCall]:
    """Calls spread evenly over the hours, with an answer rate for each."""
    chance = Random(seed)
    calls = []
    for at in range(count):
        hour = at * len(rates) // count
        launched = NINE + 3_600.0 * len(rates) * at / count
        if chance.random() < rates[hour]:
            lost = chance.random() < 0.03
            calls.append(
                PastCall(
                    launched_at=launched,
                    end=PastEnd.ABANDONED if lost else PastEnd.PERSON,
                    set_up_s=1.5,
                    ring_s=chance.uniform(4.0, 16.0),
                    talk_s=None if lost else chance.uniform(30.0, 90.0),
                    wrap_up_s=None if lost else chance.uniform(5.0, 15.0),
                    agent="" if lost else f"agent {at % agents}",
                )
            )
        else:
            end = chance.choices((PastEnd.NO_ANSWER, PastEnd.MACHINE, PastEnd.BUSY, PastEnd.FAILED), (60, 20, 15, 5))[0]
            ring = 24.0 if end is PastEnd.NO_ANSWER else 1.0
            calls.append(PastCall(launched_at=launched, end=end, set_up_s=1.5, ring_s=ring))
    return calls


def test_past_calls_become_their_world() -> None:
    found = replay(past(4_000, (0.2,)), Setting(), UTC)
    world = found.setting.world
    assert world.person == pytest.approx(0.2, abs=0.02)
    assert (world.machine, world.busy) == (pytest.approx(0.2, abs=0.03), pytest.approx(0.15, abs=0.03))
    assert (world.talk.mean, world.wrap_up.mean, world.ring.mean) == (
        pytest.approx(60.0, abs=3.0),
        pytest.approx(10.0, abs=1.0),
        pytest.approx(10.0, abs=1.0),
    )
    assert (world.set_up_s, world.ring_limit_s, world.agents, world.day_s) == (1.5, 24.0, 4, 3_600.0)
    assert (found.calls, found.hours, found.assumed) == (4_000, (9,), ())
    assert found.abandoned_share == pytest.approx(0.03, abs=0.02)


def test_calls_that_were_called_off_neither_raise_the_answer_rate_nor_shorten_the_ringing() -> None:
    chance, whole = Random(3), past(6_000, (0.2,))
    cut = [
        replace(call, end=PastEnd.CALLED_OFF, ring_s=12.0, talk_s=None, wrap_up_s=None, agent="")
        if call.ring_s is not None and call.ring_s > 12.0 and chance.random() < 0.7
        else call
        for call in whole
    ]
    full, found = (replay(calls, Setting(), UTC) for calls in (whole, cut))
    left_out = replay([call for call in cut if call.end is not PastEnd.CALLED_OFF], Setting(), UTC)
    assert left_out.setting.world.person > 1.2 * full.setting.world.person
    assert found.setting.world.person == pytest.approx(full.setting.world.person, rel=0.05)
    assert found.setting.world.ring.mean == pytest.approx(full.setting.world.ring.mean, rel=0.05)
    assert found.setting.world.ring_limit_s == 24.0
    assert (found.calls, found.people, found.abandoned_share) == (6_000, left_out.people, left_out.abandoned_share)


def test_a_call_that_was_called_off_after_all_others_had_ended_was_not_answered() -> None:
    late = [replace(past(1, (0.0,))[0], end=PastEnd.CALLED_OFF, ring_s=ring) for ring in (40.0, None)]
    found = replay([*past(1_000, (0.2,)), *late], Setting(), UTC)
    assert found.setting.world.person == pytest.approx(found.people / 1_001)


@pytest.mark.full
def test_a_replayed_day_can_be_played_and_keeps_the_answer_rate() -> None:
    setting = replay(past(4_000, (0.2,)), Setting(), UTC).setting
    days = [day(pacers()["predictive"], setting.start(), seed, setting.changes()) for seed in (1, 2, 3, 4, 5)]
    answers, calls = sum(one.answers for one in days), sum(one.calls for one in days)
    assert answers / calls == pytest.approx(setting.world.person, abs=0.02)
    assert min(one.occupancy for one in days) > 0.4


def test_the_hours_are_told_apart_where_they_differ_and_only_there() -> None:
    differing = replay(past(4_000, (0.1, 0.2, 0.4)), Setting(), UTC)
    assert differing.setting.person_by_hour == pytest.approx((0.11, 0.20, 0.39), abs=0.04)
    assert differing.hours == (9, 10, 11)
    assert replay(past(4_000, (0.2, 0.2, 0.2)), Setting(), UTC).setting.person_by_hour == ()
    few = replay(past(300, (0.1, 0.2, 0.4)), Setting(), UTC)
    assert few.setting.person_by_hour == ()
    rome = replay(past(4_000, (0.1, 0.2, 0.4)), Setting(), timezone(timedelta(hours=2)))
    assert rome.hours == (11, 12, 13)


def test_what_the_calls_do_not_tell_is_assumed_and_said() -> None:
    bare = [replace(call, wrap_up_s=None, agent="", set_up_s=None) for call in past(2_000, (0.2,))]
    given = Setting(world=World(agents=33, wrap_up=Spread(7.0, 0.5)))
    found = replay(bare, given, UTC)
    assert sorted(found.assumed) == ["agents", "wrap-up"]
    assert (found.setting.world.agents, found.setting.world.wrap_up) == (33, Spread(7.0, 0.5))
    assert found.setting.world.set_up_s == 0.0


def test_too_few_calls_are_refused_with_their_number() -> None:
    with pytest.raises(ReplayError) as few:
        replay(past(40, (0.5,)), Setting(), UTC)
    assert few.value.calls == 40
    with pytest.raises(ReplayError) as nobody:
        replay(past(400, (0.0,)), Setting(), UTC)
    assert (nobody.value.calls, nobody.value.people) == (400, 0)


def test_an_empirical_distribution_draws_what_was_observed() -> None:
    observed = [5.0, 5.0, 10.0, 40.0]
    spread = Empirical.of(observed)
    drawn = [spread.draw(Random(seed)) for seed in range(3_000)]
    assert (min(drawn) >= 5.0, max(drawn) <= 40.0, spread.mean) == (True, True, 15.0)
    assert sum(value <= 5.0 for value in drawn) / len(drawn) == pytest.approx(1 / 3, abs=0.03)
    assert fmean(with_mean(spread, 30.0).draw(Random(seed)) for seed in range(200)) == pytest.approx(
        2.0 * fmean(drawn[:200])
    )
    assert Empirical.of([3.0]).draw(Random(1)) == 3.0
    assert len(Empirical.of([float(at) for at in range(5_000)]).points) == 500
    assert with_mean(Spread(10.0, 0.5), 20.0) == Spread(20.0, 0.5)
    for nothing in ([], [-1.0]):
        with pytest.raises(ValueError, match="durations"):
            Empirical.of(nothing)


def results(shares: Sequence[float]) -> list[Result]:
    """Days of a minute each with this occupancy."""
    days = []
    for share in shares:
        one = Result()
        one.staffed(0.0, 1)
        one.busy(0.0, 60.0 * share)
        one.finish(60.0, 1)
        days.append(one)
    return days


def test_the_band_is_of_order_statistics_and_says_what_it_covers() -> None:
    chance = Random(5)
    inside = 0
    for _ in range(400):
        shares = [chance.random() for _ in range(40)]
        found = band_of(results(shares[:39]))
        inside += found.occupancy.holds(shares[39])
        assert found.occupancy.low == pytest.approx(min(shares[:39]))
        assert (found.runs, found.coverage) == (39, pytest.approx(0.95))
    assert 0.91 < inside / 400 < 0.99
    assert band_of(results([0.1] * 10)).coverage == pytest.approx(1.0 - 2.0 / 11.0)
    hundred = band_of(results([at / 200.0 for at in range(199)]))
    assert (hundred.occupancy.low, hundred.coverage) == (pytest.approx(4 / 200.0), pytest.approx(0.95))
    assert hundred.occupancy.middle == pytest.approx(99 / 200.0)
    with pytest.raises(ValueError, match="two"):
        band_of(results([0.5]))


def test_a_band_holds_most_days_of_its_world() -> None:
    world = World(agents=4, day_s=900.0)
    told: list[int] = []
    found = band(pronto(Mode.PROGRESSIVE), world, range(1, 13), told=told.append)
    assert told == list(range(1, 13))
    others = [day(pronto(Mode.PROGRESSIVE), world, seed) for seed in range(100, 110)]
    assert sum(found.occupancy.holds(one.occupancy) for one in others) >= 6
    assert found.abandoned_share == Range(0.0, 0.0, 0.0)
    assert found.calls_per_agent_hour.low > 50.0
