"""When busy agents will be free."""

from __future__ import annotations

from random import Random

import pytest

from pacing.agent_release import FreeTimes
from pacing.busy_agents import BusyAgent, BusyPhase
from pacing.durations import Durations
from pacing.stages import Stages
from tests.support.snapshots import NOW, talking

HORIZONS = [5.0, 15.0, 30.0]


def a_floor(seed: int = 1, talk_s: float = 60.0) -> tuple[FreeTimes, list[tuple[float, float]]]:
    """Exponential talks and wrap-ups of 10 s, learned, and the draws."""
    chance = Random(seed)
    talk, wrap_up = Durations(90.0), Durations(15.0)
    draws = [(chance.expovariate(1 / talk_s), chance.expovariate(1 / 10.0)) for _ in range(3_000)]
    for at, (talked, wrapped) in enumerate(draws):
        for durations, length in ((talk, talked), (wrap_up, wrapped)):
            durations.start(str(at), 10.0 * at)
            durations.end(str(at), 10.0 * at + length)
    return FreeTimes(talk, wrap_up, Stages(), Stages()), draws


def means(frees: FreeTimes, busy: list[BusyAgent]) -> list[float]:
    return [count.mean for count in frees.expected(busy, NOW, HORIZONS)]


def test_a_talking_agent_needs_the_rest_of_the_talk_and_a_wrap_up() -> None:
    frees, draws = a_floor()
    for count, horizon in zip(
        frees.expected([BusyAgent(BusyPhase.TALK, NOW - 0.1)], NOW, HORIZONS), HORIZONS, strict=True
    ):
        true = sum(talked + wrapped <= horizon for talked, wrapped in draws) / len(draws)
        assert count.mean == pytest.approx(true, abs=0.05)
        assert count.chances == pytest.approx((1.0 - count.mean, count.mean))


def test_agents_add_up_and_leaving_ones_do_not_count() -> None:
    frees, _ = a_floor()
    wrapping = BusyAgent(BusyPhase.WRAP_UP, NOW - 8.0)
    leaving = BusyAgent(BusyPhase.WRAP_UP, NOW - 8.0, leaving=True)
    one = means(frees, [wrapping])
    three = means(frees, [wrapping, leaving, wrapping, wrapping])
    assert three == pytest.approx([3.0 * mean for mean in one])
    assert one == sorted(one)
    assert one[1] == pytest.approx(1.0 - 2.718 ** (-15.0 / 10.0), abs=0.1)


def test_news_about_talks_reaches_the_forecast_within_half_a_minute() -> None:
    frees, _ = a_floor()
    before = means(frees, [BusyAgent(BusyPhase.TALK, NOW - 30.0)])
    for key in range(400):
        frees._talk.start(f"short {key}", NOW + 60.0 * key)
        frees._talk.end(f"short {key}", NOW + 60.0 * key + 32.0)
    assert means(frees, [BusyAgent(BusyPhase.TALK, NOW - 30.0)]) == before
    later = NOW + 30.0
    after = frees.expected([BusyAgent(BusyPhase.TALK, NOW)], later, HORIZONS)
    assert after[2].mean > before[2] + 0.1


def test_what_is_not_yet_known_of_talks_makes_many_frees_less_sure() -> None:
    busy = [BusyAgent(BusyPhase.TALK, NOW - 5.0)] * 40
    known, _ = a_floor()
    unknown = FreeTimes(Durations(90.0), Durations(15.0), Stages(), Stages())
    for sure, unsure in zip(known.expected(busy, NOW, HORIZONS), unknown.expected(busy, NOW, HORIZONS), strict=True):
        assert sure.variance < sure.mean
        assert unsure.variance > 0.5 * unsure.mean**2


def test_each_campaigns_agents_are_foretold_by_what_it_has_learned() -> None:
    (long, _), (short, _) = a_floor(talk_s=300.0), a_floor(seed=2, talk_s=20.0)
    four = long.expected(talking(4), NOW, HORIZONS)
    three = short.expected(talking(3), NOW, HORIZONS)
    seven = long.expected(talking(4), NOW, HORIZONS, [(short, talking(3))])
    for one, other, both in zip(four, three, seven, strict=True):
        assert (both.mean, both.variance) == pytest.approx((one.mean + other.mean, one.variance + other.variance))
        assert both.chances[0] == pytest.approx(one.chances[0] * other.chances[0])
        assert other.mean > 3.0 * one.mean


def test_what_is_not_yet_known_is_in_doubt_for_the_agents_of_that_campaign_alone() -> None:
    known, _ = a_floor()
    unknown = FreeTimes(Durations(90.0), Durations(15.0), Stages(), Stages())
    few, many = talking(4), talking(36)
    mostly_known, mostly_unknown = (
        one.expected(many, NOW, HORIZONS, [(other, few)])[-1] for one, other in ((known, unknown), (unknown, known))
    )
    assert mostly_known.variance < mostly_known.mean
    assert mostly_unknown.variance > 0.4 * mostly_unknown.mean**2


def test_campaigns_that_ask_for_horizons_of_their_own_change_nothing_for_each_other() -> None:
    frees, _ = a_floor()
    others = [a_floor(seed)[0] for seed in range(12)]  # more than are kept
    first = frees.expected(talking(12), NOW, HORIZONS)
    for number, other in enumerate([*others, *others]):
        horizons = [number + 0.5, number + 9.0]
        alone, _ = a_floor()
        asked = other.expected((), NOW, horizons, [(frees, talking(12))])
        assert [one.mean for one in asked] == [one.mean for one in alone.expected(talking(12), NOW, horizons)]
        assert frees.expected(talking(12), NOW, HORIZONS) == first
