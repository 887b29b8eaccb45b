"""Ages at which calls are answered or end."""

from __future__ import annotations

from random import Random

import pytest

from pacing.answers import AGES, NODES, AnswerTimes

DAY_S = 86_400.0


def taught(seed: int = 1, calls: int = 2_000, off_after: float | None = None, rate: float = 0.4) -> AnswerTimes:
    """Persons answer after 4 to 24 s, others after 2 or 27 s; beyond `off_after` everything is called off."""
    chance, times = Random(seed), AnswerTimes()
    for at in range(calls):
        person = chance.random() < rate
        age = 4.0 + 20.0 * chance.random() if person else chance.choice((2.0, 27.0))
        if off_after is not None and age > off_after:
            times.called_off(off_after, times.chance(off_after, rate), at * 1.0)
        elif person:
            times.person(age, at * 1.0)
        else:
            times.other(age, at * 1.0)
    return times


def test_the_shares_still_in_flight_are_found() -> None:
    times = taught()
    assert times.still_person[14] == pytest.approx(0.5, abs=0.06)
    assert times.still_person[2] > 0.97
    assert times.still_other[10] == pytest.approx(0.5, abs=0.05)
    assert times.still_other[40] < 0.05


def test_nodes_cut_the_answers_into_equal_parts() -> None:
    nodes = taught().nodes
    assert len(nodes) == NODES
    assert nodes == sorted(nodes)
    assert nodes[0] == pytest.approx(6.5, abs=1.5)
    assert nodes[-1] == pytest.approx(21.5, abs=1.5)


def test_a_dump_with_another_number_of_nodes_is_read() -> None:
    times = taught()
    again = AnswerTimes()
    again.restore({**times.dump(), "nodes": [5, 8, 11, 14, 17, 23]})
    assert len(again.nodes) == NODES
    assert again.still_person == times.still_person


def test_a_call_that_rings_for_long_is_less_and_less_likely_a_person() -> None:
    times = taught()
    chances = [times.chance(age, 0.4) for age in (0.0, 3.0, 20.0, 26.0)]
    assert chances[0] == pytest.approx(0.4, abs=0.02)
    assert chances[1] > 0.5  # the half of the others that fails at once is gone
    assert chances[2] < 0.25
    assert chances[3] < 0.05


def test_calling_off_does_not_make_late_answers_look_rare() -> None:
    times = taught(off_after=18.0)
    assert times.still_person[18] == pytest.approx(0.3, abs=0.08)


def test_any_age_is_taken() -> None:
    times = AnswerTimes()
    times.person(-3.0, 0.0)
    times.person(1e6, 0.0)
    times.other(1e6, 0.0)
    times.called_off(1e6, 0.5, 0.0)
    assert len(times.still_person) == 2 * AGES
    assert all(0.0 < share <= 1.0 for share in times.still_person)


def test_after_a_clock_was_set_back_what_is_learned_is_published_on() -> None:
    times = AnswerTimes()
    for call in range(60):
        times.person(12.0, 200_000.0 + call)
    revived = AnswerTimes()
    revived.restore(times.dump())
    for kept in (times, revived):
        before = kept.version
        kept.person(30.0, 200_000.0 - DAY_S)
        kept.person(30.0, 200_001.0 - DAY_S)
        assert kept.version == before + 1
        kept.person(30.0, 200_010.0 - DAY_S)
        assert kept.version == before + 2
