"""The simulator, and what the pacers do in it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from random import Random
from xml.etree import ElementTree as ET

import pytest

from pacing.learned import Learned
from pacing.simulate.baselines import BASELINES, Omnidialer, pronto
from pacing.simulate.compare import as_csv, as_json, as_markdown, compare, day, sweep
from pacing.simulate.picture import bars_picture, day_picture
from pacing.simulate.result import share_of
from pacing.simulate.run import Run
from pacing.simulate.world import Change, Spread, World
from pacing.snapshot import Decision, Mode, Snapshot
from tests.support.snapshots import a_snapshot

TEN = World(agents=10, day_s=3_000.0)
PREDICTIVE = BASELINES["predictive"]


def test_the_same_seed_gives_the_same_day() -> None:
    world = replace(TEN, day_s=400.0)
    assert day(PREDICTIVE, world, 4) == day(PREDICTIVE, world, 4)
    assert day(PREDICTIVE, world, 4) != day(PREDICTIVE, world, 5)


def test_progressive_keeps_agents_as_busy_as_arithmetic_says() -> None:
    # One call at a time for each agent. A person who would let it ring for more than 25 s (one in 22) is a miss too.
    world = replace(TEN, machine=0.0, busy=0.0, failed=0.0)
    result = day(BASELINES["progressive"], world, 1)
    person, answered_after = 0.25 * 0.954, 13.2
    until_a_person = (1.0 / person - 1.0) * 27.0 + answered_after
    assert result.abandons == 0
    assert result.occupancy == pytest.approx(80.0 / (80.0 + until_a_person), abs=0.05)


def test_predictive_beats_progressive_and_stays_within_the_limit() -> None:
    busy = {name: day(BASELINES[name], TEN, 2) for name in ("progressive", "predictive", "predictive, calling off")}
    for name in ("predictive", "predictive, calling off"):
        assert busy[name].occupancy > busy["progressive"].occupancy + 0.1
        assert busy[name].abandons <= 0.03 * busy[name].answers + 1.0
        assert busy[name].first(10) <= 0.05


@pytest.mark.parametrize("seed", [7, 9])
def test_a_large_team_that_begins_with_an_unknown_list_does_not_stake_its_first_minute_on_a_belief(seed: int) -> None:
    # Beginnings in which more people answer than was to be expected.
    world = World(agents=50, talk=Spread(180.0, 1.0), day_s=600.0)
    result = day(BASELINES["predictive, calling off"], world, seed)
    assert result.answers > 100
    assert result.first(10) <= 0.04


def test_calling_off_hangs_up_only_where_the_rules_allow_it() -> None:
    world = replace(TEN, day_s=1_000.0)
    assert day(PREDICTIVE, world, 3).called_off == 0
    assert day(BASELINES["predictive, calling off"], world, 3).called_off > 0


@pytest.mark.parametrize(
    "name", ["VICIdial hard limit", "VICIdial tapered", "OMniDialer", "Erlang rate", "fixed ratio 2"]
)
def test_a_baseline_dials_and_is_told_apart(name: str) -> None:
    result = day(BASELINES[name], replace(TEN, day_s=1_200.0), 1)
    assert result.answers > 30
    assert result.decisions > 200


@pytest.mark.full
def test_a_list_that_goes_stale_and_a_team_that_leaves_are_survived() -> None:
    world = replace(TEN, day_s=4_800.0)
    changes = [
        Change(1_500.0, replace(world, person=0.06)),
        Change(2_700.0, replace(world, person=0.06, agents=4)),
        Change(3_600.0, world),
    ]
    days = [day(PREDICTIVE, world, seed, changes) for seed in (1, 2, 3, 4, 5)]
    before = [minute for one in days for minute in one.minutes[:60]]
    shock = [minute for one in days for minute in one.minutes[60:63]]
    last = [minute for one in days for minute in one.minutes[63:]]
    assert share_of(before) <= 0.045
    assert share_of(last) <= 0.03
    # Six agents come back while the list is thought to be stale: the hundred calls started for them meet a fresh one.
    assert sum(minute.abandoned for minute in shock) <= 0.2 * sum(minute.launched for minute in shock)
    assert sum(minute.busy_s for minute in last) > 0.6 * sum(minute.staffed_s for minute in last)


def test_screening_delays_and_mistakes_are_part_of_the_world() -> None:
    result = day(PREDICTIVE, replace(TEN, screening_s=2.0, screening_false=0.1), 6)
    assert result.false_machines > 2
    assert result.occupancy > 0.6
    assert result.abandons <= 0.03 * result.answers + 2.0


def noting(to_come: list[float]) -> Callable[[Snapshot], Decision]:
    """The pacer, which notes of how many leads to come it is told."""
    pacer = PREDICTIVE(TEN)

    def asked(seen: Snapshot) -> Decision:
        to_come.append(seen.leads_to_come)
        return pacer(seen)

    return asked


def test_a_run_stops_at_the_end_of_the_list_and_within_lines_and_starts() -> None:
    result = day(PREDICTIVE, replace(TEN, leads=200), 1)
    assert sum(minute.launched for minute in result.minutes) == 200
    to_come: list[float] = []
    Run(replace(TEN, leads=200), noting(to_come), Random(1)).play()
    assert (to_come[0], to_come[-1]) == (200, 0)
    slow = day(PREDICTIVE, replace(TEN, starts_per_s=0.1, day_s=1_200.0), 1)
    assert sum(minute.launched for minute in slow.minutes) <= 0.1 * 1_200.0 + 1.0
    few = day(PREDICTIVE, replace(TEN, lines=3, day_s=1_200.0), 1)
    assert few.occupancy < 0.3


def test_what_was_learned_can_be_taken_along() -> None:
    world = replace(TEN, day_s=3_600.0)
    first = Run(world, PREDICTIVE(world), Random(1))
    cold = first.play()
    warm = Run(replace(world, day_s=600.0), PREDICTIVE(world), Random(2), learned=first.learned).play()
    start = cold.minutes[:10]
    assert warm.occupancy > sum(minute.busy_s for minute in start) / sum(minute.staffed_s for minute in start)


def test_rows_become_tables_and_pictures() -> None:
    world = World(agents=3, day_s=600.0, talk=Spread(30.0, 1.0))
    pacers = {name: BASELINES[name] for name in ("progressive", "predictive")}
    rows = compare(pacers, [world], [1, 2])
    assert [one["pacer"] for one in json.loads(as_json(rows))] == ["progressive", "predictive"]
    assert as_csv(rows).splitlines()[0].startswith("pacer,agents,")
    assert "| 3 | 25 %, 30 s |" in as_markdown(rows)
    swept = sweep("progressive", pronto(Mode.PROGRESSIVE), world, "agents", [1, 2], [1])
    assert [one.agents for one in swept] == [1, 2]
    for picture in (bars_picture(rows, "Pacers <compared>"), day_picture(day(PREDICTIVE, world, 1), "A day")):
        assert ET.fromstring(picture).tag.endswith("svg")  # noqa: S314 - our own picture
    with pytest.raises(TypeError):
        sweep("x", PREDICTIVE, world, "moons", [1], [1])


def omnidialer_dials(pacer: Omnidialer, learned: Learned, seconds: Iterable[int]) -> list[int]:
    """What it starts at each tick for ten ready agents and nothing under way."""
    return [pacer(a_snapshot(learned, now=float(now))).dial for now in seconds]


def test_omnidialer_is_latched_to_one_to_one_after_five_ticks_over_the_limit_until_well_below() -> None:
    learned, pacer = Learned(), Omnidialer(World())
    for call in range(500):
        learned.launched(f"call {call}", 0.0)
        learned.ended_unanswered(f"call {call}", 1.0)
    learned.tally.add(1.0, served=60, abandoned=4)
    dialled = omnidialer_dials(pacer, learned, range(10))
    assert min(dialled[:4]) > 100
    assert dialled[4:] == [10] * 6
    learned.tally.add(11.0, served=36)  # an average of 2.8 %: no longer over the limit
    assert omnidialer_dials(pacer, learned, range(11, 17)) == [10] * 6
    learned.tally.add(17.0, served=10)  # of 1.6 %
    assert min(omnidialer_dials(pacer, learned, range(17, 20))) > 100


def test_omnidialer_boosts_less_in_a_line_from_half_the_limit_to_a_fifth_at_the_limit() -> None:
    boosts = []
    for average in (0.01, 0.015, 0.0225, 0.03, 0.06):
        learned, pacer = Learned(), Omnidialer(World())
        learned.tally.add(1.0, served=60)
        pacer._share = average / (18.0 / 19.0) ** 60
        boosts.append(omnidialer_dials(pacer, learned, [1])[0] / 40.0)
    assert boosts == pytest.approx([1.0, 1.0, 0.6, 0.2, 0.2], abs=0.03)
