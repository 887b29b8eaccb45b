"""Pictures and tables of simulated days."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from pacing.calibration import Calibration
from pacing.simulate.compare import Case, as_csv, as_markdown, row_of, rows_of
from pacing.simulate.pacers import pacers
from pacing.simulate.picture import bars_picture, calibration_picture, day_picture, sweep_picture
from pacing.simulate.result import Result
from pacing.simulate.svg import RED, Plot, Sheet, ticks
from pacing.simulate.world import World

WORLD = World(agents=3, day_s=600.0)


def a_day(served: int, abandoned: int, *, minutes: int = 60) -> Result:
    """A day with one agent who talks for half of every minute and wraps up for a quarter."""
    result = Result()
    result.staffed(0.0, 1)
    for minute in range(minutes):
        start = 60.0 * minute
        result.busy(start, start + 30.0)
        result.busy(start + 30.0, start + 45.0, wrap_up=True)
        result.launched(start)
    for at in range(served):
        result.served(60.0 * (at % minutes), 0.0)
    for at in range(abandoned):
        result.abandoned(60.0 * (at % minutes))
    result.finish(60.0 * minutes, 1)
    return result


def words(picture: str) -> list[str]:
    """The texts of a picture, which must be well-formed."""
    return [text for element in ET.fromstring(picture).iter() if (text := (element.text or "").strip())]  # noqa: S314


@pytest.mark.parametrize("minutes", [1, 45, 480])
def test_a_day_is_drawn_whatever_its_length(minutes: int) -> None:
    said = words(day_picture(a_day(97, 3, minutes=minutes), "A <day> & more", 0.02))
    assert "A <day> & more" in said
    assert {"agents talking", "wrapping up", "ready", "limit 2.0%"} <= set(said)
    assert any("occupancy 75.0%" in text and "3 of 100" in text for text in said)
    assert ("8 h" in said) == (minutes == 480)


def test_an_empty_day_is_drawn_too() -> None:
    assert words(day_picture(Result(), "Nothing"))[0] == "Nothing"


def test_who_is_over_the_limit_is_red() -> None:
    case = Case(pacer="somebody", make=pacers()["progressive"], world=WORLD)
    over, under = row_of(case, [a_day(90, 10)]), row_of(case, [a_day(99, 1)])
    assert f'fill="{RED}"' in bars_picture([over], "Bars")
    assert f'fill="{RED}"' not in bars_picture([under], "Bars")
    assert f'fill="{RED}"' in bars_picture([under], "Bars", 0.005)


def test_a_sweep_has_a_line_for_each_pacer_and_a_place_for_each_value() -> None:
    make = pacers()["progressive"]
    cases = [Case(pacer=name, make=make, world=replace(WORLD, agents=team)) for name in ("a", "b") for team in (2, 4)]
    told: list[tuple[str, int]] = []
    rows = rows_of(cases, (1, 2), told=lambda case, seed: told.append((case.pacer, seed)))
    assert told == [("a", 1), ("a", 2)] * 2 + [("b", 1), ("b", 2)] * 2
    said = words(sweep_picture(rows, ["two", "four", "two", "four"], "Teams"))
    assert (said.count("two"), said.count("four")) == (2, 2)  # below each of the two plots
    assert {"a", "b"} <= set(said)


def test_a_calibration_shows_its_bins_and_its_sum() -> None:
    calibration = Calibration()
    for predicted, came in ((1.0, 1.0), (1.2, 2.0), (6.0, 5.0)):
        for _ in range(5):
            calibration.add(predicted, came)
    calibration.add(30.0, 29.0)  # one alone is no mean
    picture = calibration_picture({"answers": calibration, "nothing": Calibration()}, "Foretold")
    assert picture.count("<circle") == 2
    assert "answers: 0.97 for each one forecast" in words(picture)
    assert "nothing: nothing yet" in words(picture)


def test_a_plot_places_figures_and_holds_those_beyond_it_at_its_edge() -> None:
    plot = Plot(
        sheet=Sheet("x", 100, 100),
        left=10.0,
        top=20.0,
        width=50.0,
        height=40.0,
        x_range=(0.0, 10.0),
        y_range=(0.0, 1.0),
    )
    assert (plot.at(0.0, 0.0), plot.at(10.0, 1.0), plot.at(5.0, 0.5)) == ((10.0, 60.0), (60.0, 20.0), (35.0, 40.0))
    assert plot.at(99.0, -3.0) == (60.0, 60.0)


@pytest.mark.parametrize(
    ("highest", "expected"),
    [(10.0, [0.0, 2.5, 5.0, 7.5, 10.0]), (0.3, [0.0, 0.1, 0.2, 0.3]), (23.0, [0.0, 10.0, 20.0]), (0.0, [0.0])],
)
def test_ticks_are_round(highest: float, expected: list[float]) -> None:
    assert ticks(highest) == pytest.approx(expected)


def test_a_row_says_how_far_days_lie_apart_and_which_are_over() -> None:
    case = Case(pacer="p", make=pacers()["progressive"], world=WORLD, label="somewhere")
    row = row_of(case, [a_day(970, 30), a_day(968, 32), a_day(969, 31), a_day(990, 10)])
    # 30 of 1000 are allowed: 31 is over by one call, 32 by more.
    assert (row.days, row.over, row.over_by_a_call) == (4, 2, 1)
    assert (row.abandoned_highest_percent, row.talks_per_agent_hour) == (3.2, 974.25)
    assert "somewhere" in as_markdown([row])
    assert as_csv([row]).splitlines()[1].startswith("p,3,25.0,60.0,4,75.0,")
