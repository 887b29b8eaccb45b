"""Machines that agents meet are no people: the guard of laws that count people takes them out when it is told."""

from dataclasses import replace
from typing import Any

import pytest

from dialer.cell.cell import Cell
from dialer.cell.dialling.forecast_accounts import LiveLearned
from dialer.engine.board.board import board
from dialer.engine.engine_events import BusMessage
from dialer.engine.recovery.cell_history import Past
from pacing.guard import counted
from tests.support.cells import a_lead
from tests.support.legal_campaigns import american, american_contact, at, british, in_order, italian
from tests.support.story import Story

NOON = {"US": at("2026-06-09 12:00", "America/New_York"), "UK": at("2026-06-09 12:00", "Europe/London")}
RULE = {"US": "US-ABANDON", "UK": "UK-ABANDON"}
SERVED, ABANDONED = 300, 5  # 1.6 %
ENOUGH = {"US": 110, "UK": 60}  # machines among those served, so that the level of one to one is reached


def a_story(law: str, *, agent: bool = False) -> Story:
    """A campaign that dials ahead under the law, with an hour behind it; an agent with one lead if one is wanted."""
    story = american(NOON[law]) if law == "US" else british(NOON[law], None)
    story.config = replace(story.config, mode="ratio", ratio=1.0)

    def remembered(_: int) -> Past:
        learned = LiveLearned()
        learned.tally.add(story.now - 3600.0, served=SERVED, abandoned=ABANDONED)
        return Past(learned=learned)

    story.switchboard.remembered = remembered
    if agent:
        story.shelf.append(a_lead(1, country="US", zone_key="America/New_York", contact=american_contact(story.now)))
    story.begin()
    if agent:
        story.log_in()
    return story


def says(story: Story, attempt_id: str, *, met: int = 1, at: float, agent_id: int = 1) -> None:
    """What the API tells when an agent disposes of a call that was served at `at`."""
    body = {"agent_id": agent_id, "attempt_id": attempt_id, "code": "answering_machine", "met": met, "met_at": at}
    story.take(BusMessage("disposed", body))


def figures(cell: Cell, name: str, now: float) -> tuple[float, float]:
    [constraint] = [one for one in cell.campaign.policy.constraints if one.name == name]
    found = counted(cell.learned.tally, constraint, cell.campaign.policy, now)
    return found.abandoned, found.answered


@pytest.mark.parametrize("law", ["US", "UK"])
def test_machines_that_agents_met_hold_the_campaign_to_one_call_for_each_agent_where_people_are_counted(law: str):
    story = a_story(law)
    assert figures(story.cell, RULE[law], story.now) == (ABANDONED, SERVED + ABANDONED)
    assert story.cell.whole.held is None
    for number in range(ENOUGH[law]):
        says(story, f"pc-1-{number:032x}", at=story.now - 3600.0)
    story.pass_time(1)
    assert figures(story.cell, RULE[law], story.now) == (ABANDONED, SERVED + ABANDONED - ENOUGH[law])
    assert story.cell.whole.held is not None
    assert story.cell.whole.held.rule_id == RULE[law]


def test_a_talk_is_one_with_a_person_until_its_agent_says_that_it_was_a_machine():
    story = a_story("US", agent=True)
    call_id = story.talks()
    people = SERVED + ABANDONED + 1
    assert figures(story.cell, "US-ABANDON", story.now) == (ABANDONED, people)
    served_at = story.now
    story.pass_time(10)
    story.hangs_up(call_id)
    says(story, call_id, at=served_at)
    assert figures(story.cell, "US-ABANDON", story.now) == (ABANDONED, people - 1)
    says(story, call_id, met=0, at=0.0)  # said once more
    assert figures(story.cell, "US-ABANDON", story.now) == (ABANDONED, people - 1)
    says(story, call_id, met=-1, at=served_at)  # a person, after all
    assert figures(story.cell, "US-ABANDON", story.now) == (ABANDONED, people)


def test_what_an_agent_says_who_has_left_counts_and_what_is_said_of_other_campaigns_does_not():
    story = a_story("US")
    says(story, f"pc-2-{1:032x}", at=story.now - 3600.0)
    assert figures(story.cell, "US-ABANDON", story.now)[1] == SERVED + ABANDONED
    says(story, f"pc-1-{1:032x}", at=story.now - 3600.0, agent_id=77)
    assert figures(story.cell, "US-ABANDON", story.now)[1] == SERVED + ABANDONED - 1


def test_where_the_law_counts_all_answered_calls_a_machine_stays_one_of_them():
    story = italian(mode="ratio", ratio=1.0)
    story.shelf.append(a_lead(1, contact=in_order(story.now)))
    story.begin()
    story.log_in()
    before = figures(story.cell, "IT-MUTE-RATE", story.now)
    call_id = story.talks()
    says(story, call_id, at=story.now)
    assert figures(story.cell, "IT-MUTE-RATE", story.now) == (before[0], before[1] + 1)


@pytest.mark.parametrize(
    ("story", "rule", "share"),
    [
        (lambda: a_story("US"), "US-ABANDON", ABANDONED / (SERVED + ABANDONED - 110)),
        (lambda: italian(mode="ratio", ratio=1.0).begin(), "IT-MUTE-RATE", ABANDONED / (SERVED + ABANDONED)),
    ],
    ids=["people", "everybody"],
)
def test_the_board_shows_the_share_of_those_whom_the_law_counts(story: Any, rule: str, share: float):
    told: Story = story()
    told.pass_time(1)
    told.cell.tally.served, told.cell.tally.abandoned = SERVED, ABANDONED
    yesterday = told.now - 24 * 3600.0
    for number in range(110):
        says(told, f"pc-1-{number:032x}", at=told.now - 60.0)
        says(told, f"pc-1-{number:032x}", at=yesterday)  # of these the day knows nothing
    [campaign] = board(told.switchboard, leads={}, troubles={}, now=told.now)["campaigns"]
    assert campaign["abandoned_share"] == round(share, 4)
    assert any(one.name == rule for one in told.cell.campaign.policy.constraints)
