"""A pause with a fixed end, a longer wrap-up, a raised hand, and what stands beside every screen."""

from dataclasses import replace

import pytest

from dialer.cell.agents.roster import AgentState
from dialer.cell.dialling.pacing_snapshot import snapshot
from dialer.cell.effects import ComeBack, PauseBegan, PauseEnded
from dialer.core.enums import AgentWish, LegKind
from dialer.engine.board.board import board
from dialer.engine.engine_events import BusMessage
from dialer.work.pauses.model import RECOVERY_BREAK
from tests.support.cells import a_lead
from tests.support.legal_campaigns import in_order, italian
from tests.support.story import Story

MINUTE = 60.0


def breathes(story: Story, agent_id: int = 1, seconds: float = 75.0) -> None:
    """The agent asks for a recovery break, and the bus carries it."""
    story.now += 0.001
    pause = {"pause_reason": RECOVERY_BREAK, "pause_s": seconds, "pause_rests": False}
    story.agents[agent_id] = replace(story.agents[agent_id], wish=AgentWish.PAUSED, wish_at=story.now, **pause)
    body = {"agent_id": agent_id, "wish": "paused", "campaign_id": story.config.id, "at": story.now, **pause}
    story.take(BusMessage("agent", body))


def in_wrap_up(**facts: object) -> tuple[Story, str]:
    story = Story().begin(leads=9)
    story.log_in(**facts)
    call_id = story.talks()
    story.hangs_up(call_id)
    story.leg_free(story.leg())
    return story, call_id


def test_a_recovery_break_begins_after_the_wrap_up_and_the_engine_ends_it():
    story, call_id = in_wrap_up()
    breathes(story)
    assert story.agent().state is AgentState.WRAP_UP
    story.dispose(1, call_id)
    began = story.now
    assert (story.agent().state, story.screen()["reason"]) == (AgentState.PAUSED, RECOVERY_BREAK)
    assert story.screen()["returns_at"] == began + 75.0
    placed = len(story.placed())
    story.pass_time(74.5)
    assert story.agent().state is AgentState.PAUSED
    story.pass_time(1.0)
    assert story.agent().state is AgentState.READY
    assert "returns_at" not in story.screen()
    assert len(story.placed()) > placed
    [back] = story.done(ComeBack)
    assert (back.agent_id, back.wish_at) == (1, story.agents[1].wish_at)


def test_nothing_rings_for_an_agent_who_breathes_until_the_return_is_near():
    story = Story().begin(leads=50)
    story.log_in()
    breathes(story)
    for call in story.calls():
        story.hangs_up(call.id, cause=19)
    placed = len(story.placed())
    story.pass_time(40.0)
    assert len(story.placed()) == placed
    assert snapshot(story.cell, story.now).returning_at == (story.agent().returns_at,)


def test_a_recovery_break_wished_twice_is_one_and_another_pause_replaces_it():
    story, call_id = in_wrap_up()
    story.dispose(1, call_id)
    breathes(story)
    returns_at = story.agent().returns_at
    story.pass_time(30.0)
    breathes(story)
    assert story.agent().returns_at == returns_at
    story.wish(1, AgentWish.PAUSED)
    assert story.agent().returns_at is None
    story.pass_time(120.0)
    assert story.agent().state is AgentState.PAUSED


def test_an_agent_may_come_back_before_the_recovery_break_is_over():
    story, call_id = in_wrap_up()
    story.dispose(1, call_id)
    breathes(story)
    story.wish(1, AgentWish.READY)
    assert story.agent().state is AgentState.READY
    story.pass_time(100.0)
    assert story.done(ComeBack) == []


def test_an_agent_whose_phone_is_gone_is_not_forecast_to_return():
    story, call_id = in_wrap_up()
    story.dispose(1, call_id)
    breathes(story)
    story.hangs_up(story.leg())
    assert snapshot(story.cell, story.now).returning_at == ()
    story.pass_time(80.0)
    assert story.agent().state in (AgentState.NO_PHONE, AgentState.READY)


def test_a_recovery_break_goes_on_over_a_restart_and_not_longer():
    story = Story().begin(leads=9)
    pause = {"pause_reason": RECOVERY_BREAK, "pause_s": 75.0, "pause_rests": False}
    story.log_in(wish=AgentWish.PAUSED, **pause, wish_at=story.now - 70.0)
    assert story.agent().state is AgentState.PAUSED
    story.pass_time(6.0)
    assert story.agent().state is AgentState.READY


def test_the_break_of_the_law_is_not_shortened_by_recovery_breaks():
    story = italian()
    story.shelf.extend(a_lead(i, contact=in_order(story.now)) for i in range(1, 30))
    story.begin()
    story.log_in()
    began = story.now
    story.now += 119.9 * MINUTE
    breathes(story)
    story.pass_time(80.0)
    assert (story.agent().state, story.agent().pause_reason) == (AgentState.PAUSED, "break_due")
    assert story.agent().screen_since == pytest.approx(began)


def test_a_pause_that_is_screen_work_is_no_break_and_a_rest_after_it_counts_from_its_own_start():
    story = italian()
    story.shelf.extend(a_lead(i, contact=in_order(story.now)) for i in range(1, 30))
    story.begin()
    story.log_in()
    began = story.now
    story.now += 30 * MINUTE
    body = {"agent_id": 1, "wish": "paused", "campaign_id": story.config.id, "pause_reason": "training"}
    story.take(BusMessage("agent", {**body, "at": story.now, "pause_rests": False}))
    story.now += 20 * MINUTE
    story.wish(1, AgentWish.READY)
    assert story.agent().screen_since == began
    story.wish(1, AgentWish.PAUSED)
    story.now += 16 * MINUTE
    story.wish(1, AgentWish.READY)
    assert story.agent().screen_since == pytest.approx(story.now, abs=1.0)


def test_pauses_are_noted_with_their_ends():
    story, call_id = in_wrap_up()
    story.dispose(1, call_id)
    breathes(story)
    began = story.now
    story.pass_time(76.0)
    story.wish(1, AgentWish.LOGGED_OUT)
    noted = [one for one in story.effects if isinstance(one, PauseBegan | PauseEnded | ComeBack)]
    assert [type(one).__name__ for one in noted] == ["PauseEnded", "PauseBegan", "ComeBack", "PauseEnded"]
    assert (noted[1].reason, noted[1].rests, noted[1].at) == (RECOVERY_BREAK, False, began)


def test_a_wrap_up_is_extended_once_by_half_a_minute():
    story, call_id = in_wrap_up()
    limit_s, ended_at = story.cell.campaign.wrap_up_limit_s, story.now
    assert story.screen()["wrap_up"] == {"ends_at": ended_at + limit_s, "extended": False}
    story.command("extend_wrap_up", attempt_id="another")
    assert story.agent().wrap_up_extra_s == 0.0
    story.command("extend_wrap_up", attempt_id=call_id)
    story.command("extend_wrap_up", attempt_id=call_id)
    assert story.screen()["wrap_up"] == {"ends_at": ended_at + limit_s + 30.0, "extended": True}
    assert (story.screen()["state"], story.screen()["attempt_id"]) == ("wrap_up", call_id)
    story.pass_time(limit_s + 29.0)
    assert story.agent().state is AgentState.WRAP_UP
    story.pass_time(2.0)
    assert story.agent().state is not AgentState.WRAP_UP
    assert story.agent().wrap_up_extra_s == 0.0


def test_a_raised_hand_is_shown_in_talk_and_after_it():
    story = Story().begin(leads=9)
    story.log_in()
    call_id = story.talks()
    story.agents[1] = replace(story.agents[1], hand_at=story.now, hand_note="asks for the boss")
    story.configure()
    hand = {"since": story.agents[1].hand_at, "note": "asks for the boss"}
    assert (story.screen()["state"], story.screen()["hand"]) == ("talking", hand)
    assert story.screen()["lead"]["lead_id"] == story.cell.calls[call_id].lead_id
    story.hangs_up(call_id)
    assert (story.screen()["state"], story.screen()["hand"]) == ("wrap_up", hand)
    story.agents[1] = replace(story.agents[1], hand_at=None, hand_note="")
    story.configure()
    assert "hand" not in story.screen()


def test_the_board_counts_raised_hands():
    story = Story().begin(leads=9)
    story.log_in()
    story.log_in(2, hand_at=story.now)
    [campaign] = board(story.switchboard, leads={}, troubles={}, now=story.now)["campaigns"]
    assert (campaign["hands"], campaign["hand_since"]) == (1, story.agents[2].hand_at)
    assert [row["hand_at"] for row in campaign["agent_rows"]] == [None, story.agents[2].hand_at]


def test_the_page_knows_when_the_break_is_due_and_when_it_has_been_long_enough():
    story = italian()
    story.shelf.extend(a_lead(i, contact=in_order(story.now)) for i in range(1, 30))
    story.begin()
    story.log_in(kind=LegKind.STANDING)
    began = story.now
    due_at = began + 120 * MINUTE
    assert story.screen()["break"] == {"next_at": due_at, "warn_at": began + 105 * MINUTE, "must_stop_at": due_at}
    story.agents[1] = replace(story.agents[1], break_at=began + 60 * MINUTE)
    story.configure()
    assert story.screen()["break"]["next_at"] == began + 60 * MINUTE
    story.wish(1, AgentWish.PAUSED)
    assert story.screen()["break"] == {
        "since": story.agent().since,
        "long_enough_at": story.agent().since + 15 * MINUTE,
    }


def lasts(story: Story, seconds: float | None, reason: str = "lunch") -> None:
    """The agent pauses, or says of the pause that it ends by itself."""
    story.now += 0.001
    pause = {"pause_reason": reason, "pause_s": seconds, "pause_rests": True}
    story.agents[1] = replace(story.agents[1], wish=AgentWish.PAUSED, wish_at=story.now, **pause)
    story.take(
        BusMessage("agent", {"agent_id": 1, "wish": "paused", "campaign_id": story.config.id, "at": story.now} | pause)
    )


def test_a_pause_gets_an_end_another_one_and_none_and_stays_the_same_pause():
    story = Story().begin(leads=9)
    story.log_in()
    lasts(story, None)
    began = story.now
    story.pass_time(5 * MINUTE)
    lasts(story, 10 * MINUTE)
    assert (story.screen()["since"], story.screen()["reason"]) == (began, "lunch")
    assert story.screen()["returns_at"] == story.now + 10 * MINUTE
    story.pass_time(9 * MINUTE)
    lasts(story, 10 * MINUTE)
    assert story.screen()["returns_at"] == story.now + 10 * MINUTE
    lasts(story, None)
    assert "returns_at" not in story.screen()
    story.pass_time(30 * MINUTE)
    assert (story.agent().state, story.agent().since) == (AgentState.PAUSED, began)
    lasts(story, 5 * MINUTE)
    story.pass_time(4.9 * MINUTE)
    assert (story.agent().state, story.agent().since) == (AgentState.PAUSED, began)
    story.pass_time(0.2 * MINUTE)
    assert story.agent().state is AgentState.READY
    assert [one.reason for one in story.done(PauseBegan)] == ["lunch"]
    assert [one.wish_at for one in story.done(ComeBack)] == [story.agents[1].wish_at]


def test_the_break_of_the_law_with_an_end_counts_in_full():
    story = italian()
    story.shelf.extend(a_lead(i, contact=in_order(story.now)) for i in range(1, 30))
    story.begin()
    story.log_in()
    story.now += 119.9 * MINUTE
    story.pass_time(0.2 * MINUTE)
    assert story.screen()["reason"] == "break_due"
    counts_at = story.screen()["break"]["long_enough_at"]
    story.pass_time(2 * MINUTE)
    lasts(story, counts_at - story.now, "break_due")
    assert story.screen()["break"]["long_enough_at"] == counts_at
    story.pass_time(counts_at - story.now + 1.0)
    assert story.agent().state is AgentState.READY
    assert story.agent().screen_since >= counts_at
    [began] = [one for one in story.done(PauseBegan) if one.reason == "break_due"]
    assert began.rests


def test_the_end_of_a_pause_is_known_after_a_restart():
    story = Story().begin(leads=9)
    asked_at = story.now - 10 * MINUTE
    story.log_in(wish=AgentWish.PAUSED, pause_reason="lunch", pause_s=15 * MINUTE, wish_at=asked_at)
    assert story.screen()["returns_at"] == asked_at + 15 * MINUTE
    story.pass_time(5.1 * MINUTE)
    assert story.agent().state is AgentState.READY
