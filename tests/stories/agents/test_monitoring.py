"""A law that locks the watching of agents: boards name nobody, and each agent's page is the agent's alone."""

from dataclasses import replace
from typing import Any

import pytest

from dialer.cell.effects import LogRuling
from dialer.cell.legal.monitoring_policy import locked
from dialer.compliance.settings import LawSettings
from dialer.compliance.vocabulary import Point
from dialer.core.enums import AgentWish
from dialer.engine.board.board import board
from tests.support.cells import some_seen
from tests.support.legal_campaigns import ITALY, TUESDAY_NOON, american, dials, italian
from tests.support.spoken import in_italian
from tests.support.story import Story

AGREED = replace(ITALY, union_agreement="2026/14")


def of_agents(story: Story) -> dict[str, Any]:
    """What the board shows of the agents."""
    [campaign] = board(story.switchboard, leads={}, troubles={}, now=story.now)["campaigns"]
    return {name: campaign[name] for name in ("agents", "agent_rows", "agents_unnamed")}


def staffed(story: Story, agents: int) -> Story:
    story.begin()
    for agent_id in range(1, agents + 1):
        story.log_in(agent_id, up=agent_id > 1)  # the first one's phone does not answer
        story.pass_time(1)
    return story


def test_without_an_agreement_the_board_shows_what_is_done_and_not_by_whom():
    story = staffed(italian(), 5)
    story.wish(5, AgentWish.PAUSED)
    shown = of_agents(story)
    assert [row["state"] for row in shown["agent_rows"]] == ["no_phone", "ready", "ready", "ready", "paused"]
    assert {(row["id"], row["name"], row["attempt_id"]) for row in shown["agent_rows"]} == {(None, "", None)}
    assert (shown["agents"]["no_phone"], shown["agents"]["logged_in"]) == (1, 5)
    since = [row["since"] for row in shown["agent_rows"] if row["state"] == "ready"]
    assert since == sorted(since)
    assert shown["agents_unnamed"]["rule"] == "IT-MONITOR"
    assert "senza nome" in in_italian(shown["agents_unnamed"]["text"])


def test_of_a_team_too_small_not_to_tell_who_it_is_the_board_has_the_counts_alone():
    shown = of_agents(staffed(italian(), 4))
    assert shown["agent_rows"] == []
    assert (shown["agents"]["no_phone"], shown["agents"]["logged_in"]) == (1, 4)


def test_a_campaign_none_of_whose_lists_is_dialled_any_more_keeps_its_agents_unnamed():
    """They may still be talking, and the rule is of where they sit."""
    story = staffed(italian(law=replace(ITALY, profile="auto"), seen=some_seen(countries=frozenset(), lists=0)), 5)
    shown = of_agents(story)
    assert shown["agents_unnamed"]["rule"] == "IT-MONITOR"
    assert {row["name"] for row in shown["agent_rows"]} == {""}


@pytest.mark.parametrize("story", [italian(law=AGREED), american(TUESDAY_NOON)], ids=["with an agreement", "no rule"])
def test_with_an_agreement_or_where_no_rule_asks_for_one_agents_are_named(story: Story):
    shown = of_agents(staffed(story, 2))
    assert [(row["id"], row["state"]) for row in shown["agent_rows"]] == [(1, "no_phone"), (2, "ready")]
    assert all(row["name"] for row in shown["agent_rows"])
    assert shown["agents_unnamed"] is None
    assert locked(story.cell, story.now) == ""


@pytest.mark.parametrize(("law", "told"), [(ITALY, []), (AGREED, ["callback_agent_away"])], ids=["locked", "agreed"])
def test_that_the_agent_of_a_promise_is_away_is_told_where_it_may_be(law: LawSettings, told: list[str]):
    story = staffed(italian(law=law), 2)
    story.book(7, story.now + 60.0, agent_id=99, deadline_at=story.now + 1000.0, agent_name="Ada")
    story.pass_time(5.0)
    [campaign] = board(story.switchboard, leads={}, troubles={}, now=story.now)["campaigns"]
    assert [one["code"] for one in campaign["callbacks"]["alerts"]] == told


@pytest.mark.parametrize(
    ("law", "whose"), [(ITALY, (None, None, "IT-MONITOR")), (AGREED, (1, "Ada", ""))], ids=["locked", "agreed"]
)
def test_whose_a_promise_is_is_told_when_the_call_is_over_in_which_it_was_given(law: LawSettings, whose: object):
    story = italian(law=law)
    dials(story)
    call_id = story.talks()
    story.book(7, story.now + 1.0, agent_id=1, agent_name="Ada", attempt_id=call_id, deadline_at=story.now + 60.0)
    story.pass_time(5.0)
    assert told_of(story) == whose
    story.hangs_up(call_id)
    story.pass_time(1.0)
    assert told_of(story) == (1, "Ada", "")


def told_of(story: Story) -> tuple[int | None, str | None, str]:
    [campaign] = board(story.switchboard, leads={}, troubles={}, now=story.now)["campaigns"]
    [alert] = campaign["callbacks"]["alerts"]
    return alert["agent_id"], alert["agent_name"], alert["locked_by"]


def test_what_the_rule_says_is_written_down_once_and_again_when_there_is_an_agreement():
    def said(story: Story) -> list[tuple[str, str]]:
        logged = [one for one in story.done(LogRuling) if one.point is Point.AGENT_ROUTING and one.agent_id is None]
        return [(one.ruling.answer.value, one.ruling.rule_id) for one in logged]

    story = staffed(italian(), 1)
    story.pass_time(130)
    assert said(story) == [("refuse", "IT-MONITOR")]
    story.configure(law=AGREED)
    story.pass_time(130)
    assert [answer for answer, _ in said(story)] == ["refuse", "allow"]
