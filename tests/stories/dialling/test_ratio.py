"""How many calls a fixed ratio may start at once: the gate, call by call, and the simulator, by bisection, agree."""

from random import Random

import pytest

from dialer.cell.dialling.forecast_accounts import LiveLearned
from dialer.cell.legal.simulated_law import rehearse
from dialer.engine.recovery.cell_history import Past
from pacing.simulate.law import lawful
from pacing.simulate.world import World
from pacing.snapshot import Mode, Snapshot
from pacing.windowed_counts import Tally
from tests.support.cells import a_lead, a_trunk
from tests.support.legal_campaigns import in_order, italian, logged, ruled
from tests.support.story import Story

DAY_S, HOUR_S = 12 * 3600.0, 3600.0
RATIO, PLENTY = 60.0, 90
CHANCE = Random(7)
# Too few to be judged, and more, as long as what may ring fits into the hopper; abandoned up to four of a hundred.
STATES = [(served, round(served * CHANCE.uniform(0.0, 0.04))) for served in CHANCE.choices(range(60, 900), k=60)]


def by_the_gate(served: int, abandoned: int) -> tuple[Story, int]:
    """What the engine starts for one ready agent."""
    trunk = a_trunk(country="IT", calls_per_second=1000.0, max_channels=1000)
    story = italian(mode="ratio", ratio=RATIO, trunks=(trunk,))

    def remembered(_: int) -> Past:
        learned = LiveLearned()
        learned.tally.add(story.now - HOUR_S, served=served, abandoned=abandoned)
        return Past(learned=learned)

    story.switchboard.remembered = remembered
    story.shelf.extend(a_lead(number, contact=in_order(story.now)) for number in range(1, PLENTY + 1))
    story.begin()
    story.log_in()
    return story, len(story.placed())


def by_the_simulator(story: Story, served: int, abandoned: int) -> int:
    """What the simulated day starts that is bound by the same campaign."""
    found = rehearse(story.cell.settings, now=story.now, day_s=DAY_S)
    now = story.now - found.at
    learned = LiveLearned()
    learned.tally = Tally()
    learned.tally.add(now - HOUR_S, served=served, abandoned=abandoned)
    seen = Snapshot(
        now=now,
        agents_ready=1,
        agents_busy=(),
        calls=(),
        calls_waiting=0,
        leads_left=PLENTY,
        lines_left=1000,
        starts_left=1000,
        learned=learned,
    )
    return lawful(found.law, Mode.RATIO, RATIO)(World(agents=1, day_s=DAY_S))(seen).dial


@pytest.mark.parametrize(("served", "abandoned"), STATES)
def test_the_gate_and_the_simulator_let_as_many_calls_ring_ahead(served: int, abandoned: int) -> None:
    story, placed = by_the_gate(served, abandoned)
    assert placed == by_the_simulator(story, served, abandoned)


def test_the_states_are_of_all_kinds() -> None:
    placed = {by_the_gate(*state)[1] for state in STATES}
    assert len(placed) > 10
    assert min(placed) == 1


def test_the_log_tells_when_a_rule_holds_a_ratio_and_not_each_call_that_has_none_beside_it():
    story, started = by_the_gate(400, 0)
    story.pass_time(5.0)
    assert started > 1
    for call in story.placed():
        story.hangs_up(call.id, cause=17)
        story.pass_time(0.5)
    assert len(story.placed()) > started
    assert ruled(story) == []
    steps = []
    for abandoned, served in ((9, 0), (2, 0), (9, 0), (0, 300), (0, 2000)):
        story.cell.learned.tally.add(story.now, abandoned=abandoned, served=served)
        story.pass_time(1.0)
        said = logged(story)[-1].ruling
        steps.append((*ruled(story)[-1], said.answers[0].facts.get("guard") if said.rule_id else None))
    assert steps == [
        ("allow", "IT-MUTE-RATE", "throttle"),  # 2.2 %
        ("degrade", "IT-MUTE-RATE", None),  # 2.7 %, one call for each agent
        ("degrade", "IT-MUTE-RATE", "stop"),  # 4.8 %
        ("degrade", "IT-MUTE-RATE", None),  # 2.8 %
        ("allow", "", None),
    ]
    assert len(ruled(story)) == len(steps)  # a line for each step, and none between
