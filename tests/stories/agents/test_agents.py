"""Stories of agents: what they wish, and their wrap-up."""

from dataclasses import replace

import pytest

from dialer.cell.agents.roster import AgentState
from dialer.cell.call.state_machine import CallState
from dialer.cell.events import ConnectFailed, EndAsked
from dialer.core.enums import AgentWish, CampaignStatus, Side
from dialer.engine.engine_events import BusMessage, Config
from tests.support.cells import a_config
from tests.support.story import Story


def in_talk(**changes: object) -> tuple[Story, str]:
    """One agent in talk with lead 1; others wait on the shelf."""
    story = Story(a_config(**changes)).begin(leads=5)
    story.log_in()
    return story, story.talks()


def test_a_pause_during_the_talk_takes_effect_after_the_wrap_up():
    story, call_id = in_talk()
    story.wish(1, AgentWish.PAUSED)
    assert story.agent().state is AgentState.TALKING
    story.hangs_up(call_id)
    assert story.agent().state is AgentState.WRAP_UP
    story.dispose(1, call_id)
    assert story.agent().state is AgentState.PAUSED
    story.leg_free(story.leg())
    assert (story.agent().state, len(story.placed())) == (AgentState.PAUSED, 1)
    story.wish(1, AgentWish.READY)
    assert (story.agent().state, len(story.placed())) == (AgentState.READY, 2)


def test_a_log_out_during_the_talk_lets_the_talk_end():
    story, call_id = in_talk()
    leg = story.leg()
    story.wish(1, AgentWish.LOGGED_OUT)
    story.configure()
    assert story.hung_up() == []
    story.hangs_up(call_id)
    story.dispose(1, call_id)
    assert story.hung_up() == [leg]
    assert len(story.cell.roster) == 0
    story.pass_time(1)
    assert story.switchboard.seats.seat_of == {}


def test_a_log_out_while_a_join_fails_is_kept():
    story = Story().begin(leads=1)
    story.log_in()
    leg = story.leg()
    [call] = story.placed()
    story.answers(call.id)
    story.wish(1, AgentWish.LOGGED_OUT)
    story.of_call(call.id, ConnectFailed())
    assert len(story.cell.roster) == 0
    assert story.hung_up() == [leg]
    assert story.calls()[0].state is CallState.WAITING


def test_a_phone_that_comes_up_after_the_log_out_is_hung_up():
    story = Story().begin()
    story.log_in(up=False)
    leg = story.leg()
    story.wish(1, AgentWish.LOGGED_OUT)
    story.leg_free(leg)
    assert story.switchboard.take_strays() == [(1, leg)]
    assert story.switchboard.take_strays() == []


def test_who_the_database_no_longer_has_logged_in_is_logged_out():
    story = Story().begin()
    story.log_in()
    story.agents.clear()
    story.configure()
    assert len(story.cell.roster) == 0


def test_an_agent_changes_the_campaign_only_after_the_call():
    story, call_id = in_talk()
    other = a_config(id=2, name="Autumn")
    both = [story.config, other]
    moved = replace(story.agents[1], campaign_id=2, wish_at=story.now + 5.0)

    def read() -> None:
        story.take(Config([story.node], list(story.config.trunks), both, [moved], seen={1: story.seen, 2: story.seen}))

    read()
    cells = story.switchboard.cells
    assert 1 in cells[1].roster
    assert 1 not in cells[2].roster
    story.hangs_up(call_id)
    story.dispose(1, call_id)
    read()
    assert 1 not in cells[1].roster
    assert 1 in cells[2].roster


def test_an_old_wish_changes_nothing():
    story = Story().begin()
    story.log_in()
    story.wish(1, AgentWish.PAUSED)
    body = {"agent_id": 1, "wish": "ready", "campaign_id": 1, "at": story.now - 5.0}
    story.take(BusMessage("agent", body))
    assert story.agent().state is AgentState.PAUSED


def test_a_wish_of_an_hour_to_come_does_not_outlast_a_clock_that_was_put_back():
    story = Story().begin()
    story.log_in(1, wish_at=story.now + 3600.0)
    assert story.agent().state is AgentState.READY
    story.wish(1, AgentWish.PAUSED)
    assert story.agent().state is AgentState.PAUSED


@pytest.mark.parametrize("plan", ["break_at", "shift_ends_at"])
def test_a_wish_of_an_hour_to_come_hides_no_planned_break_and_no_end_of_the_shift(plan):
    story = Story().begin()
    story.log_in(1, wish_at=story.now + 3600.0, **{plan: story.now + 5.0})
    assert story.agent().state is AgentState.READY
    story.pass_time(6.0)
    assert story.agent().state is AgentState.PAUSED


@pytest.mark.parametrize(
    "body",
    [
        None,
        {},
        {"agent_id": None, "attempt_id": "x"},
        {"agent_id": "seven", "wish": "ready", "at": 1},
        {"agent_id": 1},
        {"agent_id": 1, "wish": "sleep", "campaign_id": 1, "at": 1},
        {"agent_id": 99, "kind": "hang_up"},
    ],
)
@pytest.mark.parametrize("topic", ["agent", "disposed", "command", "weather"])
def test_a_message_that_makes_no_sense_stops_nothing(topic, body):
    story = Story().begin(leads=1)
    story.log_in()
    story.take(BusMessage(topic, body))
    assert story.agent().state is AgentState.READY


def test_wrap_up_ends_at_its_limit():
    story, call_id = in_talk(wrap_up_limit_ms=10_000)
    story.hangs_up(call_id)
    story.leg_free(story.leg())
    story.pass_time(9.5)
    assert story.agent().state is AgentState.WRAP_UP
    story.pass_time(0.5)
    assert story.agent().state is AgentState.READY


def test_a_wrap_up_that_ran_out_of_time_is_shown_until_its_call_has_a_disposition():
    story, call_id = in_talk(wrap_up_limit_ms=10_000)
    story.hangs_up(call_id)
    story.leg_free(story.leg())
    assert "ran_out" not in story.screen()
    story.pass_time(10.0)
    assert story.screen()["ran_out"] == {"attempt_id": call_id}
    story.wish(1, AgentWish.PAUSED)
    assert (story.screen()["state"], story.screen()["ran_out"]) == ("paused", {"attempt_id": call_id})
    story.dispose(1, call_id)
    assert (story.screen()["state"], "ran_out" in story.screen()) == ("paused", False)


def test_a_disposition_given_early_leaves_no_wrap_up():
    story, call_id = in_talk()
    story.dispose(1, call_id)
    assert story.agent().state is AgentState.TALKING
    story.leg_free(story.leg())
    story.hangs_up(call_id)
    assert story.agent().state is AgentState.READY
    second = story.placed()[-1].id
    story.answers(second)
    story.joins(second, story.leg())
    story.hangs_up(second)
    assert story.agent().state is AgentState.WRAP_UP  # the early disposition was for the first call


def test_a_disposition_of_another_call_ends_no_wrap_up():
    story, call_id = in_talk()
    story.hangs_up(call_id)
    story.dispose(1, "pc-1-" + "f" * 32)
    assert story.agent().state is AgentState.WRAP_UP


def test_asking_to_be_ready_ends_the_wrap_up():
    story, call_id = in_talk()
    story.hangs_up(call_id)
    story.leg_free(story.leg())
    story.wish(1, AgentWish.READY)
    assert story.agent().state is AgentState.READY


def test_an_agent_may_hang_up():
    story, call_id = in_talk()
    story.command("hang_up")
    assert story.hung_up() == [call_id]


def test_a_click_that_comes_late_hangs_up_no_other_call():
    story, call_id = in_talk()
    story.command("hang_up", attempt_id="pc-1-" + "f" * 32)
    assert story.hung_up() == []
    story.command("hang_up", attempt_id=call_id)
    assert story.hung_up() == [call_id]


def test_the_screen_says_whether_the_person_is_to_be_identified_first():
    story, _ = in_talk(identify_first=True)
    assert (story.screen()["state"], story.screen()["identify_first"]) == ("talking", True)
    other, _ = in_talk()
    assert "identify_first" not in other.screen()


def test_the_screen_says_whether_its_numbers_are_to_be_masked():
    story, _ = in_talk(mask_numbers=True)
    assert (story.screen()["state"], story.screen()["mask_numbers"]) == ("talking", True)
    other, _ = in_talk()
    assert "mask_numbers" not in other.screen()


def test_the_screen_says_in_which_time_zones_the_person_may_be():
    story, _ = in_talk()
    assert story.screen()["lead"]["zones"] == ["Europe/Rome"]


def test_an_undo_brings_the_wrap_up_back_and_nobody_is_called_meanwhile():
    story, call_id = in_talk()
    story.hangs_up(call_id)
    before = story.screen()
    story.leg_free(story.leg())
    story.configure(status=CampaignStatus.PAUSED)
    story.dispose(1, call_id)
    story.pass_time(3)
    story.undo(1, call_id)
    story.configure(status=CampaignStatus.RUNNING)
    story.pass_time(3)
    assert (story.agent().state, story.agent().call_id, len(story.placed())) == (AgentState.WRAP_UP, call_id, 1)
    assert {name: story.screen()[name] for name in ("attempt_id", "lead", "state")} == {
        name: before[name] for name in ("attempt_id", "lead", "state")
    }
    story.dispose(1, call_id)
    assert story.agent().state is AgentState.READY


def test_an_undo_never_touches_the_next_call():
    story, call_id = in_talk()
    story.hangs_up(call_id)
    story.leg_free(story.leg())
    story.dispose(1, call_id)
    [call] = story.calls()
    story.answers(call.id)
    story.joins(call.id, story.leg())
    seen = story.screen()
    story.undo(1, call_id)
    assert (story.agent().state, story.agent().call_id) == (AgentState.TALKING, call.id)
    assert (story.agent().disposed, story.screen(), story.hung_up()) == (False, seen, [])


def test_a_disposition_that_is_undone_during_the_talk_is_asked_for_at_its_end():
    story, call_id = in_talk()
    story.dispose(1, call_id)
    story.undo(1, call_id)
    story.hangs_up(call_id)
    assert story.agent().state is AgentState.WRAP_UP


@pytest.mark.parametrize(("side", "said"), [(Side.THEIRS, "person"), (Side.OURS, "pronto"), (None, "unknown")])
def test_the_wrap_up_says_who_hung_up(side: Side | None, said: str):
    story, call_id = in_talk()
    if side is not None:
        story.of_call(call_id, EndAsked(side))
    story.hangs_up(call_id)
    assert story.screen()["ended_by"] == said


def test_an_end_that_the_agent_asked_for_is_the_agents():
    story, call_id = in_talk()
    story.command("hang_up", attempt_id=call_id)
    story.of_call(call_id, EndAsked(Side.OURS))
    story.hangs_up(call_id)
    assert story.screen()["ended_by"] == "agent"
