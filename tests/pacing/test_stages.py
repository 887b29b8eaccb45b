"""Talk stages: what the agent's page tells makes the end of a talk known better, and is learned from events alone."""

from __future__ import annotations

import json
import math
from random import Random

import pytest

from pacing.agent_release import FreeTimes
from pacing.busy_agents import BusyAgent, BusyPhase
from pacing.durations import Durations
from pacing.learned import Learned
from pacing.stages import MOST_STAGES, Stages

NOW = 100_000.0
HORIZONS = (5.0, 14.0, 25.0)


def talks(count: int, seed: int) -> list[tuple[float, float | None]]:
    """How long talks last, and when seven in ten of them were told to be nearly done."""
    chance, drawn = Random(seed), []
    for _ in range(count):
        talk = chance.lognormvariate(math.log(60.0) - 0.35, 0.83)
        closing = 15.0 * chance.uniform(0.6, 1.4)
        drawn.append((talk, max(talk - closing, 0.0) if chance.random() < 0.7 else None))
    return drawn


@pytest.fixture(scope="module")
def learned() -> Learned:
    """A cell after three thousand talks with wrap-ups too short to matter."""
    cell = Learned()
    for index, (talk, told_at) in enumerate(talks(3_000, 1)):
        agent, start = f"agent {index}", 30.0 * index
        cell.talk_started(agent, start)
        if told_at is not None:
            cell.stage_reached(agent, "nearly_done", start + told_at)
        cell.talk_ended(agent, start + talk)
        cell.wrap_up_ended(agent, start + talk + 0.01)
    return cell


def share_that_ended(ages: list[tuple[float, float]], within_s: float) -> float:
    """Of (seen at this age, ended at that), the share that ended within so many seconds of being seen."""
    return sum(end - seen <= within_s for seen, end in ages) / len(ages)


@pytest.mark.parametrize("age", [10.0, 40.0, 90.0])
def test_a_talk_without_a_stage_is_foretold_from_both_ways_to_end(learned: Learned, age: float) -> None:
    alike = [(age, talk) for talk, told in talks(60_000, 2) if talk > age and (told is None or told > age)]
    foretold = learned.frees.expected([BusyAgent(BusyPhase.TALK, NOW - age)], NOW, HORIZONS)
    for horizon, count in zip(HORIZONS, foretold, strict=True):
        assert count.mean == pytest.approx(share_that_ended(alike, horizon), abs=0.05)


@pytest.mark.parametrize("for_s", [1.0, 8.0, 14.0])
def test_a_talk_that_is_nearly_done_is_foretold_from_its_stage(learned: Learned, for_s: float) -> None:
    alike = [
        (told + for_s, talk)
        for talk, told in talks(60_000, 3)
        if told is not None and told > 0.0 and talk > told + for_s
    ]
    agent = BusyAgent(BusyPhase.TALK, NOW - 70.0, stage="nearly_done", stage_since=NOW - for_s)
    foretold = learned.frees.expected([agent], NOW, HORIZONS)
    for horizon, count in zip(HORIZONS, foretold, strict=True):
        assert count.mean == pytest.approx(share_that_ended(alike, horizon), abs=0.12)


@pytest.fixture(scope="module")
def told_wrap_ups() -> Learned:
    """A cell after three thousand wrap-ups; in two of three the page told some 8 s ahead that they would end."""
    chance, cell = Random(5), Learned()
    for index in range(3_000):
        agent, start = f"agent {index}", 30.0 * index
        cell.talk_started(agent, start - 5.0)
        cell.talk_ended(agent, start)
        wrap_up = chance.uniform(10.0, 50.0)
        if index % 3:
            cell.stage_reached(agent, "saving", start + wrap_up - chance.uniform(6.0, 10.0))
        cell.wrap_up_ended(agent, start + wrap_up)
    return cell


def test_a_wrap_up_is_foretold_from_its_stage_and_from_having_none(told_wrap_ups: Learned) -> None:
    saving = BusyAgent(BusyPhase.WRAP_UP, NOW - 30.0, stage="saving", stage_since=NOW - 1.0)
    silent = BusyAgent(BusyPhase.WRAP_UP, NOW - 30.0)
    soon, later = (told_wrap_ups.frees.expected([agent], NOW, HORIZONS) for agent in (saving, silent))
    # Told a second ago, it ends between 5 and 9 s from now; a silent one ends soon only if it is never told.
    assert soon[1].mean > 0.9
    assert later[0].mean < 0.17 < 0.5 < later[1].mean < 0.85
    assert told_wrap_ups.stages.reached.ended == 0


def test_how_far_wrap_ups_have_come_survives_a_restart(told_wrap_ups: Learned) -> None:
    assert Learned.load(json.loads(json.dumps(told_wrap_ups.dump()))).dump() == told_wrap_ups.dump()


def test_what_was_learned_of_stages_survives_a_restart(learned: Learned) -> None:
    learned.talk_started("open", NOW)
    learned.stage_reached("open", "nearly_done", NOW + 5.0)
    again = Learned.load(json.loads(json.dumps(learned.dump())))
    for cell in (learned, again):
        cell.talk_ended("open", NOW + 20.0)
    assert again.dump() == learned.dump()


def test_a_dump_from_before_stages_were_known_is_read() -> None:
    state = Learned().dump()
    del state["stages"], state["newest_segment"]
    assert not Learned.load(state).stages.known


def test_where_no_stage_is_ever_told_talks_are_foretold_as_before() -> None:
    talk, wrap_up, stages = Durations(90.0), Durations(15.0), Stages()
    agent = BusyAgent(BusyPhase.TALK, NOW - 30.0, stage="never learned", stage_since=NOW - 1.0)
    plain = BusyAgent(BusyPhase.TALK, NOW - 30.0)
    frees = FreeTimes(talk, wrap_up, stages, Stages())
    assert frees.expected([agent], NOW, HORIZONS) == frees.expected([plain], NOW, HORIZONS)


def test_stages_follow_each_other_and_odd_news_is_ignored() -> None:
    stages = Stages()
    stages.stage_reached("nobody", "form", 1.0)
    stages.started("ann", 10.0)
    stages.stage_reached("ann", "form", 30.0)
    stages.stage_reached("ann", "form", 35.0)
    stages.stage_reached("ann", "closing", 40.0)
    stages.ended("ann", 50.0)
    form, closing = stages.durations("form"), stages.durations("closing")
    assert form is not None
    assert closing is not None
    assert (form.ended, closing.ended, stages.reached.ended, stages.after.ended, stages.direct.ended) == (0, 1, 1, 1, 0)
    assert stages.durations("nobody's") is None
    stages.started("bob", 60.0)
    stages.stage_reached("bob", "closing", 70.0)
    stages.agent_left("bob", 80.0)
    stages.ended("bob", 90.0)
    assert closing.ended == 1


def test_there_is_room_for_a_dozen_stages() -> None:
    stages = Stages()
    stages.started("ann", 0.0)
    for stage in range(30):
        stages.stage_reached("ann", f"page {stage}", float(stage + 1))
    assert stages.durations(f"page {MOST_STAGES - 1}") is not None
    assert stages.durations(f"page {MOST_STAGES}") is None


def test_an_agent_with_a_known_departure_counts_until_then() -> None:
    frees = Learned().frees
    plain = BusyAgent(BusyPhase.WRAP_UP, NOW - 20.0)
    goes = BusyAgent(BusyPhase.WRAP_UP, NOW - 20.0, leaving_at=NOW + 15.0)
    stays, leaves = (frees.expected([agent], NOW, HORIZONS) for agent in (plain, goes))
    assert [count.mean for count in leaves] == [stays[0].mean, stays[1].mean, 0.0]


def test_talks_that_all_reached_a_stage_are_outlived_when_the_page_tells_none_any_more() -> None:
    stages, now, chance = Stages(), 0.0, Random(5)
    for _ in range(20_000):
        stages.started("agent", now)
        stages.stage_reached("agent", "form", now + 40.0)
        stages.ended("agent", now + 60.0)
        now += 100.0
    for talk in range(600):
        stages.started(f"untold {talk}", now)
        stages.ended(f"untold {talk}", now + chance.expovariate(1.0 / 60.0))
        now += 100.0
        if talk == 300:
            assert stages.direct.mean() < 120.0
    assert stages.direct.mean() == pytest.approx(60.0, rel=0.25)
