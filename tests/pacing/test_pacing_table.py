"""The benchmark that makes the pacing table."""

from __future__ import annotations

from dataclasses import replace

from benchmarks.pacing import Place, held_out, rows, table


def short(places: list[Place]) -> list[Place]:
    return [
        replace(
            place,
            world=replace(place.world, day_s=120.0),
            changes=tuple(replace(change, at_s=change.at_s / 240.0) for change in place.changes),
        )
        for place in places
    ]


def test_several_processes_make_the_rows_that_one_makes() -> None:
    places = short(held_out([2]))[:2]
    alone = list(rows(places, ["progressive", "predictive"], [1, 2], 1))
    assert list(rows(places, ["progressive", "predictive"], [1, 2], 2)) == alone
    assert [(row.pacer, row.days) for row in alone] == [("progressive", 2), ("predictive", 2)] * 2


def test_the_worlds_held_out_are_none_of_the_tables_and_all_can_be_played() -> None:
    others = held_out([3])
    known = {(place.world.person, place.world.talk, place.world.ring) for place in table([3])}
    assert not known & {(place.world.person, place.world.talk, place.world.ring) for place in others}
    played = list(rows(short(others), ["predictive"], [1], 1))
    assert len({row.world for row in played}) == len(others) == 6
    assert all(row.calls_per_agent_hour > 0.0 for row in played)
