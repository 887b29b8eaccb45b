"""What the board says of a campaign's goal: forecasts that hold what comes, the best hour, the worst window."""

import random
from itertools import pairwise
from typing import Any

import pytest

from dialer.engine.board.board import board
from dialer.engine.board.goals import forecast, reached
from pacing.guard import worst_window
from pacing.snapshot import Constraint, Mode, Policy
from pacing.windowed_counts import DAY_S, Tally
from tests.support.cells import NOW
from tests.support.legal_campaigns import at, british
from tests.support.story import Story

HOUR_S = 3600.0


@pytest.mark.parametrize(("rate", "agents"), [(0.1, 3), (0.8, 10), (2.5, 60)])
def test_the_range_of_a_forecast_holds_the_result_in_four_cases_of_five(rate: float, agents: int) -> None:
    chance, held, tries = random.Random(5), 0, 1500
    for _ in range(tries):
        before = poisson(chance, rate * agents * 4.0)
        found = forecast(before, agents * 4.0 * HOUR_S, agents * 3.0 * HOUR_S)
        assert found is not None
        _, low, high = found
        held += low <= before + poisson(chance, rate * agents * 3.0) <= high
    assert 0.78 <= held / tries <= 0.93  # whole numbers: a narrow range holds a little more


def poisson(chance: random.Random, mean: float) -> int:
    """How many events come at random before `mean` has passed."""
    passed, count = chance.expovariate(1.0), 0
    while passed < mean:
        passed, count = passed + chance.expovariate(1.0), count + 1
    return count


def test_too_little_work_gives_no_forecast() -> None:
    assert forecast(1, 600.0, HOUR_S) is None


def test_without_further_time_a_forecast_is_what_there_is() -> None:
    assert forecast(12, HOUR_S, 0.0) == (12, 12, 12)


def test_many_successes_are_foretold_as_few_are() -> None:
    expected, low, high = forecast(400, 100 * HOUR_S, 60 * HOUR_S) or (0, 0, 0)
    assert expected == pytest.approx(640.3, abs=0.1)
    assert low < 620 < 660 < high


def a_story() -> Story:
    story = british(at("2026-06-09 12:10", "Europe/London"), None).begin()
    story.log_in()
    return story


def test_successes_make_a_goal_with_its_best_hour_and_a_forecast_for_each_half_hour() -> None:
    story = a_story()
    story.pass_time(HOUR_S)
    noted = [story.now - 100.0, story.now - 50.0, story.now - 2.0 * HOUR_S]
    found = reached(story.cell, noted, now=story.now)
    assert (found["successes"], found["worked_s"]) == (3, pytest.approx(HOUR_S, abs=5.0))
    assert found["best_hour"] == {"at": at("2026-06-09 13:00", "Europe/London"), "successes": 2}
    began = at("2026-06-09 13:00", "Europe/London")
    assert found["half_hours"] == [[began - 1.5 * HOUR_S, 1], [began + 0.5 * HOUR_S, 3]]
    ends = [row[0] for row in found["outlook"]]
    assert ends[0] == at("2026-06-09 13:30", "Europe/London")
    assert ends[-1] == at("2026-06-10 00:00", story.cell.campaign.rules.time_zone)
    assert {later - earlier for earlier, later in pairwise(ends)} == {1800.0}


def test_the_worst_window_of_the_day_stays_when_calls_go_well_again() -> None:
    tally, policy = Tally(), Policy(mode=Mode.RATIO)
    constraint = Constraint(name="x", limit=0.03, window_s=DAY_S, min_count=10)
    tally.add(NOW - 2.0 * DAY_S, served=5, abandoned=5)  # a bad day before the last
    tally.add(NOW - 5.0 * HOUR_S, served=1, abandoned=1)  # too few answers to mean anything
    tally.add(NOW - 4.0 * HOUR_S, served=90, abandoned=7)
    tally.add(NOW - 1.0 * HOUR_S, served=900)
    worst = worst_window(tally, constraint, policy, since=NOW - 12.0 * HOUR_S, now=NOW)
    assert worst is not None
    assert worst.share == pytest.approx(8 / 99)
    assert worst.ends_at == pytest.approx(NOW - 4.0 * HOUR_S, abs=60.0)


def test_a_window_by_the_calendar_is_the_present_one() -> None:
    tally, policy = Tally(), Policy(mode=Mode.RATIO)
    tally.add(NOW - 2.0 * HOUR_S, served=1, abandoned=1)
    tally.add(NOW - 1.0 * HOUR_S, served=97, abandoned=1)
    constraint = Constraint(name="x", limit=0.03, starts_at=NOW - 3.0 * HOUR_S, ends_at=NOW + HOUR_S)
    worst = worst_window(tally, constraint, policy, since=NOW - 12.0 * HOUR_S, now=NOW)
    assert worst is not None
    assert (worst.share, worst.ends_at) == (0.02, NOW)


def test_the_board_shows_goal_and_the_person_who_waits_longest() -> None:
    story = a_story()
    goal: dict[str, Any] = reached(story.cell, [], now=story.now)
    [shown] = board(story.switchboard, leads={}, troubles={}, goals={story.cell.campaign.id: goal}, now=story.now)[
        "campaigns"
    ]
    assert shown["goal"] == goal
    assert shown["waiting_since"] is None
    assert {one["name"]: one["text"] for one in shown["pace"]["constraints"]}["UK-ABANDON"] == "UK-ABANDON"
