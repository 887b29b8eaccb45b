"""Stories of two clocks: while Asterisk's and the engine's are more than a minute apart, nobody is called."""

from typing import Any

import pytest

from dialer.cell.call.state_machine import CallState
from dialer.core.enums import Outcome
from dialer.engine.board.board import board
from tests.support.cells import a_config, a_lead
from tests.support.live_calls import a_channel, a_free_leg
from tests.support.spoken import in_english, in_italian
from tests.support.story import Story

APART = ((-90.0, "clock_ahead"), (90.0, "clock_behind"))


def working(**changes: Any) -> Story:
    story = Story(a_config(**changes)).begin(leads=60)
    story.log_in()
    return story


def shown(story: Story) -> dict[str, Any]:
    [campaign] = board(story.switchboard, leads={}, troubles={}, now=story.now)["campaigns"]
    return dict(campaign)


@pytest.mark.parametrize(("ahead_s", "code"), APART)
def test_no_call_is_started_while_the_clocks_are_more_than_a_minute_apart_and_the_board_says_so(ahead_s, code):
    story = working()
    [call] = story.placed()
    story.audit(a_channel(call.id), a_free_leg(story.leg()), ahead_s=ahead_s)
    story.hangs_up(call.id)
    story.pass_time(60.0)
    assert len(story.placed()) == 1
    why = shown(story)["why"]
    assert (why["code"], why["facts"]["apart_s"], shown(story)["blocked"]) == (code, 90, True)
    assert "90" in in_english(why["text"])
    assert "90" in in_italian(why["text"])


@pytest.mark.parametrize("ahead_s", [-60.0, -1.0, 0.0, 1.0, 60.0])
def test_a_minute_is_nothing_to_wait_for(ahead_s):
    story = Story(a_config()).begin(linked=False, leads=5)
    story.link_up(ahead_s=ahead_s)
    story.log_in()
    assert len(story.placed()) == 1


@pytest.mark.parametrize("ahead_s", [-90.0, 90.0])
def test_the_first_audit_of_a_link_tells_before_anybody_is_called_and_dialling_begins_when_the_clocks_agree(ahead_s):
    story = Story(a_config()).begin(linked=False, leads=5)
    story.link_up(ahead_s=ahead_s)
    story.log_in()
    story.pass_time(60.0)
    assert story.placed() == []
    story.audit(a_free_leg(story.leg()), ahead_s=0.5)
    assert len(story.placed()) == 1


def test_a_campaign_added_while_the_clocks_are_apart_does_not_dial_either():
    story = Story(a_config()).begin()
    story.audit(ahead_s=-3600.0)
    story.config = a_config(id=2, name="Autumn")
    story.shelf.append(a_lead(1))
    story.log_in()
    story.pass_time(5.0)
    assert (story.placed(), story.cell.why.code) == ([], "clock_ahead")


def test_who_talks_talks_on():
    story = working()
    call_id = story.talks()
    story.audit(a_channel(call_id, bridge="b"), a_channel(story.leg(), bridge="b"), ahead_s=-7200.0)
    assert story.calls()[0].state is CallState.TALKING
    story.hangs_up(call_id)
    assert story.finishes()[1][0] is Outcome.CONNECTED


def test_neither_a_promised_call_nor_one_in_preview_is_started():
    story = working(mode="preview")
    story.audit(a_free_leg(story.leg()), ahead_s=-90.0)
    story.command("dial_preview")
    assert story.placed() == []
    story = Story(a_config()).begin(linked=False, leads=5)
    story.link_up(ahead_s=-90.0)
    story.log_in()
    story.book(1, story.now + 30.0)
    story.pass_time(60.0)
    assert story.placed() == []
