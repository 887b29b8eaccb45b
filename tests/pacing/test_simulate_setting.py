"""What a person may change in a simulation."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from pacing.learned import Learned
from pacing.simulate.baselines import Vicidial
from pacing.simulate.compare import day
from pacing.simulate.empirical import Empirical
from pacing.simulate.pacers import pacers
from pacing.simulate.run import NEARLY_DONE, Run
from pacing.simulate.setting import KNOBS, Setting, SettingError, SettingFault, read_values, shown, turned
from pacing.simulate.world import Spread, World


@pytest.mark.parametrize("name", KNOBS)
def test_every_figure_can_be_turned_and_changes_the_setting(name: str) -> None:
    knob, setting = KNOBS[name], Setting(ring_min_s=3.0)
    value = knob.lowest + 1.0 if knob.lowest >= 1 or knob.whole else (knob.lowest + knob.highest) / 2.0
    assert turned(setting, name, value) != setting
    for wrong in (knob.lowest - 1.0, knob.highest + 1.0):
        with pytest.raises(SettingError) as caught:
            turned(setting, name, wrong)
        assert caught.value.fault is SettingFault.OUT_OF_BOUNDS
        assert (caught.value.facts["lowest"], caught.value.facts["highest"]) == (knob.lowest, knob.highest)


def test_figures_are_in_the_units_people_use() -> None:
    setting = Setting()
    for name, value in (("hours", 2.0), ("answered", 12.5), ("limit", 1.0), ("talk", 90.0), ("agents", 7.0)):
        setting = turned(setting, name, value)
    assert (setting.world.day_s, setting.world.person, setting.limit) == (7_200.0, 0.125, 0.01)
    assert (setting.world.talk.mean, setting.world.talk.cv, setting.world.agents) == (90.0, 1.0, 7)
    assert turned(setting, "ring-min", 15.0).ring_min_s == 15.0
    assert turned(setting, "ring-min", 0.0).ring_min_s is None
    told = turned(setting, "nearly-done", 50.0).world
    assert (told.nearly_done_share, told.nearly_done_s > 0.0) == (0.5, True)
    saved = turned(setting, "saving", 50.0).world
    assert (saved.saving_share, saved.saving_s > 0.0) == (0.5, True)


def test_the_answer_rate_is_turned_in_every_hour() -> None:
    setting = replace(Setting(world=World(person=0.2, day_s=10_800.0)), person_by_hour=(0.1, 0.2, 0.3))
    assert [change.world.person for change in setting.changes()] == [0.2, 0.3]
    assert setting.start().person == 0.1
    doubled = turned(setting, "answered", 40.0)
    assert [change.world.person for change in doubled.changes()] == pytest.approx([0.4, 0.6])
    assert [change.at_s for change in doubled.changes()] == [3_600.0, 7_200.0]
    assert Setting().changes() == []


def test_the_shape_of_what_was_observed_is_kept() -> None:
    observed = Empirical.of([10.0, 20.0, 60.0])
    longer = turned(Setting(world=replace(World(), talk=observed)), "talk", 60.0).world.talk
    assert isinstance(longer, Empirical)
    assert longer.points == pytest.approx((20.0, 40.0, 120.0))


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("agents", SettingFault.NO_PAIR),
        ("agents=", SettingFault.NO_PAIR),
        ("moons=1", SettingFault.UNKNOWN),
        ("agents=many", SettingFault.NO_NUMBERS),
        ("=3", SettingFault.UNKNOWN),
    ],
)
def test_what_is_not_understood_is_told_by_its_kind(text: str, fault: SettingFault) -> None:
    with pytest.raises(SettingError) as caught:
        read_values(text)
    assert caught.value.fault is fault


def test_values_are_read_and_shown() -> None:
    assert read_values("ring_limit=20,30") == ("ring-limit", [20.0, 30.0])
    assert (shown("limit", [1.0]), shown("agents", [5.0, 10.0])) == ("limit 1 %", "agents 5, 10")
    with pytest.raises(SettingError, match="not_whole"):
        turned(Setting(), "agents", 2.5)
    with pytest.raises(SettingError, match="unknown") as caught:
        turned(Setting(), "moons", 1.0)
    assert caught.value.facts == {"name": "moons", "names": list(KNOBS)}


def test_every_pacer_is_made_for_the_limit() -> None:
    world = World(agents=6, day_s=1_500.0)
    strict, loose = (day(pacers(limit)["predictive"], world, 3) for limit in (0.01, 0.10))
    assert strict.abandons < loose.abandons
    made = pacers(0.01)["VICIdial tapered"](world)
    assert isinstance(made, Vicidial)
    assert (day(pacers()["predictive calling off"], world, 3).called_off > 0, strict.called_off) == (True, 0)
    assert day(pacers(ring_min_s=10.0)["predictive"], world, 3).called_off > 0


def test_vicidials_average_lets_more_drop_than_its_hard_limit() -> None:
    world = World(agents=10, day_s=7_200.0)
    average, hard = (day(pacers()[name], world, 1) for name in ("VICIdial average", "VICIdial hard limit"))
    assert average.abandoned_share > hard.abandoned_share
    assert average.occupancy > hard.occupancy


@pytest.mark.parametrize("without_wrap_up", [{"wrap_up": Spread(0.0, 0.0)}, {"machine_talk": Spread(8.0, 0.5)}])
def test_the_end_of_a_wrap_up_that_takes_no_time_is_not_told_ahead(without_wrap_up: dict[str, Spread]) -> None:
    world = replace(World(agents=5, day_s=600.0, saving_share=1.0, saving_s=10.0), **without_wrap_up)
    assert day(pacers()["predictive"], world, 1).answers > 10


def test_the_end_of_a_talk_that_is_told_no_time_ahead_is_not_told_of_the_wrap_up() -> None:
    learned = Learned()
    world = World(agents=5, day_s=600.0, nearly_done_share=1.0, nearly_done_s=0.0)
    Run(world, pacers()["predictive"](world), Random(1), learned=learned).play()
    assert learned.wrap_up_stages.durations(NEARLY_DONE) is None
