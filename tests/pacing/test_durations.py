"""Talk and wrap-up durations, learned while some still run."""

from __future__ import annotations

import math
from random import Random

import pytest

from pacing.durations import Durations

DAY_S = 86_400.0


def feed(durations: Durations, draws: list[float], gap: float = 10.0) -> float:
    """One after another, each watched from its beginning to its end; returns the instant after the last."""
    ends = sorted((at * gap + draw, at) for at, draw in enumerate(draws))
    starts = [(at * gap, at) for at in range(len(draws))]
    for when, _, key, begins in sorted(
        [(when, 1, key, True) for when, key in starts] + [(when, 0, key, False) for when, key in ends]
    ):
        (durations.start if begins else durations.end)(str(key), when)
    return ends[-1][0]


def test_before_anything_is_known_the_prior_speaks() -> None:
    durations = Durations(90.0)
    assert durations.mean() == pytest.approx(90.0, rel=0.05)
    assert durations.survival(90.0) == pytest.approx(math.exp(-1.0))


def test_survival_of_a_log_normal_talk_is_found() -> None:
    chance = Random(1)
    draws = [chance.lognormvariate(4.0, 0.8) for _ in range(4_000)]
    durations = Durations(30.0)
    feed(durations, draws)
    for age in (10.0, 30.0, 60.0, 120.0, 240.0):
        true = sum(draw > age for draw in draws) / len(draws)
        assert durations.survival(age) == pytest.approx(true, abs=0.07)
    assert durations.mean() == pytest.approx(sum(draws) / len(draws), rel=0.2)


def test_talks_that_still_run_count_so_early_ends_do_not_make_talks_look_short() -> None:
    durations = Durations(60.0)
    for agent in range(40):
        durations.start(str(agent), 0.0)
    for agent in range(4):
        durations.end(str(agent), 20.0)
    # Four of forty ended within 20 s: at least half of all talks last longer than a minute.
    assert durations.survival(60.0) > 0.5


def test_a_change_is_followed() -> None:
    chance = Random(2)
    durations = Durations(60.0)
    feed(durations, [chance.expovariate(1 / 180.0) for _ in range(600)])
    long = durations.mean()
    for key in range(600):
        durations.start(f"b{key}", 1e6 + 60.0 * key)
        durations.end(f"b{key}", 1e6 + 60.0 * key + chance.expovariate(1 / 40.0))
    assert long > 140.0
    assert durations.mean() < 70.0


def test_an_agent_who_left_is_no_end_of_talk() -> None:
    durations = Durations(60.0)
    durations.start("a", 0.0)
    durations.forget("a", 30.0)
    durations.end("a", 40.0)
    assert durations.ended == 0
    assert not durations.running


def test_a_duration_of_nothing_and_a_clock_that_steps_back_are_harmless() -> None:
    durations = Durations(15.0)
    for key in range(50):
        durations.start(str(key), 100.0)
        durations.end(str(key), 100.0 - key)
    assert 0.0 <= durations.survival(5.0) < 0.2


def test_after_a_clock_was_set_back_what_is_learned_is_published_on() -> None:
    talk = Durations(90.0)
    for call in range(60):
        talk.start("agent", 200_000.0 + call)
        talk.end("agent", 200_001.0 + call)
    revived = Durations(90.0)
    revived.restore(talk.dump())
    for kept in (talk, revived):
        before = kept.version
        for now in (200_000.0, 200_030.0, 200_062.0):
            kept.start("agent", now - DAY_S)
            kept.end("agent", now - DAY_S)
        assert kept.version == before + 2
