"""What the engine replies to an agent's wish or command: the state after it, and whether anything was done."""

from collections.abc import Callable
from typing import Any

import pytest

from ami.events import UserEvent
from dialer.cell.call.state_machine import CallState
from dialer.engine.engine_events import BusMessage
from dialer.engine.messages.agent_orders import AgentOrders
from tests.stories.agents.test_agents import in_talk
from tests.support.story import Story


class Asked:
    """An engine's replies to messages about agent 1; `later` happens while a reply waits."""

    def __init__(self, story: Story, later: Callable[[], Any] = lambda: None) -> None:
        self.story, self.later = story, later
        self.orders = AgentOrders(story.switchboard, self.until)

    async def until(self, done: Callable[[], bool], _seconds: float) -> None:
        if not done():
            self.later()

    async def command(self, kind: str, **facts: Any) -> dict[str, Any] | None:
        body = {"kind": kind, "agent_id": 1, "campaign_id": 1, "number": "n", **facts}
        self.story.command(kind, campaign_id=1, number="n", **facts)
        return await self.orders.reply("command", body)


async def test_a_call_that_is_hung_up_is_waited_for_and_hung_up_once() -> None:
    story, call_id = in_talk()
    asked = Asked(story, later=lambda: story.hangs_up(call_id))
    reply = await asked.command("hang_up", attempt_id=call_id)
    assert reply is not None
    assert (reply["number"], reply["done"], reply["state"]) == ("n", True, "wrap_up")
    again = await asked.command("hang_up", attempt_id="pc-1-" + "f" * 32)
    assert again is not None
    assert (again["done"], again["state"]) == (False, "wrap_up")


async def test_a_hold_and_its_end_are_waited_for() -> None:
    story, call_id = in_talk()

    def held() -> None:
        story.hear(UserEvent(name="ProntoHeld", channel_id=call_id, fields={"within": "600000"}))

    reply = await Asked(story, later=held).command("hold", attempt_id=call_id)
    assert reply is not None
    assert (reply["done"], reply["state"], reply["attempt_id"]) == (True, "talking", call_id)
    assert story.calls()[0].state is CallState.ON_HOLD
    story.leg_free(story.leg())
    resumed = await Asked(story, later=lambda: story.joins(call_id, story.leg())).command("resume")
    assert resumed is not None
    assert (resumed["done"], resumed["state"]) == (True, "talking")
    assert story.calls()[0].state is CallState.TALKING
    again = await Asked(story).command("resume")
    assert again is not None
    assert again["done"] is False


async def test_a_hold_that_comes_to_nothing_is_not_done() -> None:
    story, call_id = in_talk()
    reply = await Asked(story).command("hold", attempt_id=call_id)
    assert reply is not None
    assert (reply["done"], reply["state"]) == (False, "talking")


async def test_a_hold_is_not_waited_for_once_the_person_has_gone() -> None:
    story, call_id = in_talk()
    reply = await Asked(story, later=lambda: story.hangs_up(call_id)).command("hold", attempt_id=call_id)
    assert reply is not None
    assert (reply["done"], reply["state"]) == (True, "wrap_up")


async def test_a_lead_that_is_not_on_the_screen_is_not_dialled() -> None:
    story = Story().begin()
    story.log_in()
    reply = await Asked(story).command("dial_preview", lead_id=7)
    assert reply == {"number": "n", "done": False, "state": "ready", "since": story.agent().since, "attempt_id": None}


async def test_the_stage_of_a_talk_is_taken_for_that_talk_alone() -> None:
    story, call_id = in_talk()
    taken = await Asked(story).command("stage", stage="nearly_done", attempt_id=call_id)
    assert taken is not None
    assert (taken["done"], taken["state"], story.agent().stage) == (True, "talking", "nearly_done")
    late = await Asked(story).command("stage", stage="greeting", attempt_id="pc-1-" + "f" * 32)
    assert late is not None
    assert (late["done"], story.agent().stage) == (False, "nearly_done")


@pytest.mark.parametrize(("wish", "state"), [("ready", "ready"), ("paused", "paused"), ("logged_out", "logged_out")])
async def test_a_wish_is_answered_once_the_engine_has_taken_it(wish: str, state: str) -> None:
    story = Story().begin()
    story.log_in()
    body = {"agent_id": 1, "wish": wish, "campaign_id": 1, "pause_reason": "", "at": story.now + 1.0, "number": "n"}
    silent = await Asked(story).orders.reply("agent", body)
    assert silent is None or wish == "logged_out", "it was not taken"

    def take() -> None:
        story.pass_time(1.0)
        story.take(BusMessage("agent", body))

    reply = await Asked(story, later=take).orders.reply("agent", body)
    assert reply is not None
    assert (reply["number"], reply["state"]) == ("n", state)


async def test_what_concerns_another_engine_is_left_to_it() -> None:
    story = Story().begin()
    orders = Asked(story).orders
    assert await orders.reply("command", {"kind": "hang_up", "agent_id": 9, "campaign_id": 77, "number": "n"}) is None
    assert await orders.reply("agent", {"agent_id": 9, "number": "n"}) is None
    nobody = await orders.reply("command", {"kind": "hang_up", "agent_id": 9, "campaign_id": 1, "number": "n"})
    assert nobody == {"number": "n", "done": False, "state": "logged_out", "since": None, "attempt_id": None}
