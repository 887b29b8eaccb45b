"""The benchmark that makes the pacing table."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from benchmarks import pacing
from benchmarks.pacing_chance import worst_by_chance
from benchmarks.pacing_days import Day, Days, day_of, key_of
from benchmarks.pacing_report import report, rows_by_case
from benchmarks.pacing_tradeoff import tradeoff_cases
from benchmarks.pacing_worlds import Place, choosing, held_out, table
from pacing.simulate.compare import Case
from pacing.simulate.picture import tradeoff_picture

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
