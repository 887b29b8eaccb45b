"""The benchmark that makes the pacing table."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from random import Random
from xml.etree import ElementTree as ET

import pytest

from benchmarks import pacing
from benchmarks.pacing_bars import missed, verdicts
from benchmarks.pacing_bound import Foreknown, Foretold
from benchmarks.pacing_chance import worst_by_chance
from benchmarks.pacing_days import Day, Days, day_of, key_of
from benchmarks.pacing_known import Informed, Known, cases, idle_within, line
from benchmarks.pacing_report import report, rows_by_case
from benchmarks.pacing_tradeoff import tradeoff_cases
from benchmarks.pacing_worlds import Place, choosing, held_out, table
from pacing.busy_agents import BusyPhase
from pacing.learned import Learned
from pacing.simulate.compare import Case, row_of
from pacing.simulate.pacers import pacers
from pacing.simulate.picture import tradeoff_picture
from pacing.simulate.world import Spread

PARTS = ["table", "held-out"]


def shorter(place: Place) -> Place:
    return replace(
        place,
        world=replace(place.world, day_s=120.0),
        changes=tuple(replace(change, at_s=change.at_s / 240.0) for change in place.changes),
    )


def short_cells(agents: int) -> list[Case]:
    places = [shorter(place) for place in [*table([agents])[:1], *held_out([agents])[:1]]]
    return [pacing.case(place, name) for place in places for name in ("progressive", "predictive")]


def test_the_worlds_held_out_and_to_choose_by_are_none_of_the_tables_and_all_can_be_played() -> None:
    def shapes(places: list[Place]) -> set[object]:
        return {(place.world.person, place.world.talk, place.world.ring) for place in places}

    kinds = [shapes(make([3])) for make in (table, held_out, choosing)]
    assert len(set.union(*kinds)) == sum(map(len, kinds))
    for place in map(shorter, held_out([3]) + choosing([3])):
        assert pacing.play(pacing.case(place, "predictive"), 1).calls > 0


def test_a_run_broken_off_is_taken_up_where_it_was(tmp_path: Path) -> None:
    path = tmp_path / "days.csv"
    cells = short_cells(2)
    kept = Days(path)
    for one in cells[:2]:
        kept.add(pacing.play(one, 1))
    again = Days(path)
    assert again.found == kept.found
    assert [key_of(one, 1) in again.found for one in cells] == [True, True, False, False]
    assert [day.seed for day in again.of(cells[0])] == [1]
    assert again.of(cells[2]) == []


def test_the_first_days_of_all_parts_come_before_the_next_and_none_comes_twice() -> None:
    part = pacing.Part(cases=lambda agents: short_cells(agents[0])[:1], most_days=10)
    few = pacing.Part(cases=lambda agents: short_cells(agents[0])[1:2], most_days=1)
    seeds = [(one.pacer, seed) for one, seed in pacing.work([part, few], [2], 5)]
    assert seeds == [
        ("progressive", 1),
        ("progressive", 2),
        ("predictive", 1),
        *(("progressive", seed) for seed in (3, 4, 5)),
    ]


def test_other_processes_play_the_cells_that_are_meant(monkeypatch: pytest.MonkeyPatch) -> None:
    parts = {"table": pacing.Part(cases=lambda agents: short_cells(agents[0]), most_days=1)}
    monkeypatch.setattr(pacing, "PARTS", parts)
    assert pacing.play_named(["table"], [2], 3, 1) == pacing.play(short_cells(2)[3], 1)


def a_day(case: Case, seed: int) -> Day:
    return day_of(case, seed, case.day(seed))


def test_the_page_is_written_from_the_days_that_are_kept(tmp_path: Path) -> None:
    kept = Days(tmp_path / "days.csv")
    case = pacing.case(table([5])[0], "predictive calling off")
    short = replace(case, world=replace(case.world, day_s=300.0))
    for seed in (1, 2):
        kept.add(a_day(short, seed))
    held = tradeoff_cases([5])
    kept.add(replace(a_day(short, 1), pacer=held[0].pacer, world=held[0].label))
    rows = {"table": rows_by_case([case], kept), "trade-off": rows_by_case(held, kept)}
    assert [(row.days, row.pacer) for row in rows["table"]] == [(2, "predictive calling off")]
    page = report(rows)
    assert "| 5 | 25 %, 60 s | 2 | **" in page
    assert "| 5 agents | held at 50% | 1 |" in page
    assert ET.fromstring(tradeoff_picture(rows["trade-off"])).tag.endswith("svg")  # noqa: S314 - our own picture


def test_what_chance_alone_does_is_the_more_the_fewer_answer() -> None:
    shares = [worst_by_chance(answers, 8.0, 0.03) for answers in (150.0, 600.0, 12_000.0)]
    assert shares == sorted(shares, reverse=True)
    assert 0.06 < shares[0] < 0.09
    assert 0.03 < shares[2] < 0.038


def test_words_of_agents_pages_and_known_releases_are_columns_of_their_own_in_the_same_worlds() -> None:
    plain, words, known = (pacing.PARTS[name].cases([5])[0] for name in ("table", "told", "foreknown"))
    assert len({key_of(one, 1) for one in (plain, words, known)}) == 3
    assert (words.world.nearly_done_share, plain.world.nearly_done_share) == (0.75, 0.0)
    assert known.world == plain.world


def test_who_knows_every_release_counts_the_agents_that_come_free_and_forgets_those_who_have() -> None:
    known = Foreknown(Learned())
    known.free_at = {"ann": 105.0, "bob": 112.0, "cia": 112.5}
    assert [(one.mean, one.variance, len(one.chances)) for one in known.expected([], 100.0, [4.0, 6.0, 13.0])] == [
        (0.0, 0.0, 1),
        (1.0, 0.0, 2),
        (3.0, 0.0, 4),
    ]
    world = replace(table([5])[0].world, day_s=900.0)
    told = Foretold(world, pacers()["predictive"](world), Random(1))
    assert told.play().answers > 10
    frees = told.learned.frees
    assert isinstance(frees, Foreknown)
    assert all(at >= world.day_s for at in frees.free_at.values())


def test_who_knows_every_distribution_foretells_as_the_world_is_and_learns_nothing() -> None:
    usual = table([5])[0].world
    world = replace(usual, talk=Spread(30.0, 0.0), wrap_up=Spread(10.0, 0.0), ring=Spread(12.0, 0.0))
    group = 15  # 14.8 s
    assert idle_within(world, BusyPhase.TALK, False, group, (25.0, 26.0)) == (0.0, 1.0)
    assert idle_within(world, BusyPhase.WRAP_UP, False, 6, (3.0, 7.0)) == (0.0, 1.0)
    ahead = replace(world, nearly_done_share=1.0, nearly_done_s=20.0, nearly_done_cv=0.0)
    assert idle_within(ahead, BusyPhase.TALK, True, 0, (29.0, 30.0)) == (0.0, 1.0)
    known = Known(world)
    assert known.rate("").share((), known.answers).mean == pytest.approx(0.25)
    assert known.answers.nodes == [14, 14, 14, 14]
    told = Informed(replace(usual, day_s=600.0), pacers()["predictive"](usual), Random(1))
    still = list(told.learned.answers.still_person)
    assert told.play().answers > 5
    assert told.learned.answers.still_person == still


def test_what_better_estimates_bring_is_set_beside_the_pacer_that_is_told_and_the_one_that_knows_releases() -> None:
    pacer, known, foreknown = cases([(20, 0.25, 180.0)])
    assert pacer.world == known.world
    assert (known.play, foreknown.play) == (Informed, Foretold)
    assert len({key_of(one, 1) for one in (pacer, known, foreknown)}) == 3
    day = replace(a_day(replace(pacer, world=replace(pacer.world, day_s=300.0)), 1), occupancy=0.905)
    assert line(pacer, [day, day]).startswith("| 20 agents, 180 s | told | 2 | 90.50 | +1.50 (0.00) |")


def test_what_a_row_misses_is_said_and_nothing_where_it_meets_all() -> None:
    case = pacing.case(table([20])[0], "predictive calling off")
    found = row_of(case, [a_day(replace(case, world=replace(case.world, day_s=300.0)), 1)])
    good = replace(
        found,
        occupancy_percent=86.5,
        worst_half_hour_percent=4.4,
        over=0,
        over_by_a_call=0,
        first_ten_minutes_percent=3.9,
    )
    assert missed(good) == []
    assert missed(replace(good, occupancy_percent=84.0)) == ["busy -0.90"]
    bad = replace(good, occupancy_percent=85.0, worst_half_hour_percent=4.6, over=1, first_ten_minutes_percent=5.0)
    assert missed(bad) == ["busy only +0.10", "half hour 4.60, not 4.50", "1 days over", "first minutes 5.0"]
    assert "| 20 | 25 %, 60 s | **all met** | busy -0.90 |" in verdicts(
        {"one": [good], "two": [replace(good, occupancy_percent=84.0)], "three": []}
    )
