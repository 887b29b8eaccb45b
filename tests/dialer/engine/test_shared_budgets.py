"""Campaigns that share a budget of abandoned calls: what the others count, here or in another engine, counts too."""

from dataclasses import replace

import pytest

from dialer.cell.dialling.idle_reasons import Idle
from dialer.engine.board.pacing import paced
from dialer.engine.engine_events import Config, CountedElsewhere
from dialer.engine.shared_budgets import Budgets, read_tally, shared_budgets
from pacing.guard import allowance
from pacing.learned import Learned
from pacing.snapshot import Elsewhere
from pacing.windowed_counts import Tally
from tests.support.cells import NOW, a_campaign, a_cell, a_config, a_lead, a_node, a_trunk
from tests.support.legal_campaigns import in_order, italian
from tests.support.story import Story


def tally(served: int, abandoned: int, *, at: float = NOW - 60.0) -> Tally:
    counted = Tally()
    counted.add(at, served=served, abandoned=abandoned)
    return counted


def test_a_budget_is_shared_by_campaigns_of_one_company_that_name_it():
    mine, same = a_config(id=1, shared_budget="spring"), a_config(id=2, shared_budget="spring")
    stranger = replace(mine, id=3, company=replace(mine.company, id=9))
    alone, without = a_config(id=4, shared_budget="autumn"), a_config(id=5)
    assert shared_budgets([mine, same, stranger, alone, without]) == {1: (1, "spring"), 2: (1, "spring")}


def test_cells_of_one_engine_tell_each_other_and_other_engines_cells_are_read():
    cells = {1: a_cell(), 2: a_cell(campaign=replace(a_campaign(), id=2))}
    cells[2].learned.tally = tally(97, 3)
    budgets = Budgets(of={1: (1, "spring"), 2: (1, "spring"), 7: (1, "spring"), 8: (1, "other")})
    assert budgets.wanted(cells) == {7}
    budgets.strangers[7] = tally(40, 10)
    budgets.exchange(cells, NOW)
    assert cells[1].elsewhere["campaign"] == Elsewhere(
        answered=150, abandoned=13, recent_answered=1.5 * 150, recent_abandoned=1.5 * 13
    )
    assert cells[2].elsewhere["campaign"].answered == 50
    budgets.of = {}
    budgets.exchange(cells, NOW)
    assert cells[1].elsewhere == {}


def test_counts_of_another_engine_from_before_a_node_was_here_do_not_come_back_when_it_goes():
    mine, came = a_cell(), a_cell(campaign=replace(a_campaign(), id=2))
    budgets = Budgets(strangers={2: tally(97, 3)})
    shared = {1: (1, "spring"), 2: (1, "spring")}
    budgets.configure(shared, {}, (), {1: mine, 2: came}, NOW)
    budgets.configure(shared, {2: tally(40, 10)}, (), {1: mine}, NOW)
    assert (mine.elsewhere["campaign"].answered, mine.elsewhere["campaign"].abandoned) == (50, 10)


def test_another_engines_abandoned_calls_make_this_one_careful():
    story = Story(a_config(mode="predictive", shared_budget="spring")).begin(leads=5)
    far = a_config(id=7, node_id=2, shared_budget="spring")
    budgets = shared_budgets([story.config, far])
    story.take(Config([story.node], list(story.config.trunks), [story.config], [], budgets))
    story.pass_time(0.5)
    before = paced(story.cell, now=story.now)["constraints"][0]
    story.take(CountedElsewhere({7: tally(0, 100)}))
    story.pass_time(0.5)
    after = paced(story.cell, now=story.now)["constraints"][0]
    assert (before["level"], after["level"]) == ("free", "progressive")
    assert after["bank"] == pytest.approx(before["bank"] + 3.0 - 100.0)
    assert after["price"] < before["price"]
    policy = story.cell.campaign.policy
    assert allowance(story.cell.learned, policy, story.now, story.cell.elsewhere).price == after["price"]


def test_a_cell_does_not_dial_a_moment_without_the_counts_of_the_others():
    story = italian(mode="ratio", ratio=3.0, shared_budget="spring")
    story.shelf.extend(a_lead(i, contact=in_order(story.now)) for i in range(1, 20))
    budgets = shared_budgets([story.config, replace(story.config, id=7, node_id=2)])
    far = {7: tally(0, 100, at=story.now - 60.0)}
    config = Config([story.node], list(story.config.trunks), [story.config], [], budgets, strangers=far)
    story.take(replace(config, seen={1: story.seen}))
    assert story.cell.elsewhere["IT-MUTE-RATE"].abandoned == 100
    story.take(replace(config, strangers={7: tally(50, 0)}))  # what is known is newer
    assert story.cell.elsewhere["IT-MUTE-RATE"].abandoned == 100


@pytest.mark.parametrize(("shares", "starts"), [(1, 25), (2, 13), (3, 9)])
def test_cells_that_dial_by_a_ratio_over_one_budget_lose_no_more_together_than_one_alone(shares, starts):
    trunk = a_trunk(country="IT", calls_per_second=1000.0, max_channels=1000)
    story = italian(mode="ratio", ratio=60.0, trunks=(trunk,))  # a thousand were served
    story.shelf.extend(a_lead(number, contact=in_order(story.now)) for number in range(1, 60))
    others = [replace(story.config, id=id_, node_id=2) for id_ in range(7, 6 + shares)]
    story.budgets = shared_budgets([replace(one, shared_budget="spring") for one in (story.config, *others)])
    story.at_ratio = frozenset(one.id for one in others)
    story.node = a_node(calls_per_second=104.0)  # 26 at once: the agent's phone and 25 calls
    story.begin()
    story.log_in()
    assert len(story.placed()) == starts


def test_counts_that_another_version_saved_are_left_out():
    learned = Learned()
    learned.served("a", NOW)
    assert read_tally(learned.dump()).since(None).served == 1  # type: ignore[union-attr]
    assert read_tally({}) is None
    assert read_tally({"tally": {"totals": [1], "marks": []}}) is None


def test_the_laws_hold_counts_what_other_cells_of_the_budget_have_abandoned():
    story = italian(mode="ratio", ratio=3.0, shared_budget="spring").begin()
    story.shelf.extend(a_lead(i, contact=in_order(story.now)) for i in range(1, 20))
    story.budgets = shared_budgets([story.config, replace(story.config, id=7, node_id=2)])
    story.configure()
    story.take(CountedElsewhere({7: tally(0, 100, at=story.now - 60.0)}))
    story.pass_time(0.5)
    story.log_in()
    assert len(story.placed()) == 1
    assert (story.cell.why.code, story.cell.why.facts["rule"]) == (Idle.RULES_HOLD, "IT-MUTE-RATE")
    story.take(CountedElsewhere({7: tally(100, 0, at=story.now - 60.0)}))
    story.pass_time(1.0)
    assert len(story.placed()) == 3  # the others' good calls count too
