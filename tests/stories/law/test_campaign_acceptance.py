"""What the law wants of a whole campaign, where more than one rule and more than one agent meet."""

import random

import pytest

from dialer.cell.agents.roster import AgentState
from dialer.cell.call.state_machine import UNANSWERED, CallState
from dialer.cell.effects import Finish
from dialer.compliance.facts import Scrub
from dialer.core.enums import AgentWish, Outcome
from tests.support.cells import a_contact, a_lead
from tests.support.legal_campaigns import DAY, american, american_contact, at, british, in_order, italian
from tests.support.story import Story

MINUTE = 60.0


def british_contact(now: float):
    scrubs = tuple(Scrub(register=name, company="Acme", checked_at=now - DAY, listed=False) for name in ("TPS", "CTPS"))
    return a_contact(scrubs=scrubs, bases=(), zones=("Europe/London",))


def in_britain() -> Story:
    now = at("2026-06-09 11:00", "Europe/London")
    story = british(now, None)
    story.zones = ("Europe/London",)
    story.shelf.append(a_lead(1, country="GB", zone_key="Europe/London", contact=british_contact(now)))
    return story


def in_america() -> Story:
    now = at("2026-06-09 13:00", "America/New_York")
    story = american(now)
    story.shelf.append(a_lead(1, country="US", zone_key="America/New_York", contact=american_contact(now)))
    return story


@pytest.mark.parametrize("scene", [in_britain, in_america])
def test_when_the_last_agent_logs_off_the_phone_rings_on_for_its_fifteen_seconds(scene):
    story = scene()
    story.begin()
    story.log_in()
    [call] = story.placed()
    story.rings(call.id)
    story.now += 2.0
    story.wish(1, AgentWish.LOGGED_OUT)
    story.pass_time(12.9)
    assert call.id not in story.hung_up()
    story.pass_time(1.0)
    assert call.id in story.hung_up()


def test_ten_agents_whose_breaks_come_together_leave_nobody_without_an_agent():
    """Phones that are answered four times in ten, dialled ahead, in the last minutes before the break and beyond it.

    Pacing that does not foresee the break abandons three to six people just then. On each of three days nobody is lost
    at the break; of all whom they answered, some 600, no more are lost than the three in a hundred that Italy allows.
    """
    days = [before_the_break(seed) for seed in (1, 2, 3)]
    lost, counted = (sum(figures) for figures in zip(*days, strict=True))
    assert lost <= 0.03 * counted


def before_the_break(seed: int) -> tuple[int, int]:
    """Whom ten agents lost in the last minutes before the break, of how many."""
    story = italian(mode="predictive")
    story.shelf.extend(a_lead(i, contact=in_order(story.now)) for i in range(1, 3000))
    story.begin()
    for agent_id in range(1, 11):
        story.log_in(agent_id)
    break_at = story.now + 120 * MINUTE
    story.now += 112 * MINUTE  # at the screen without a break, as those who wait are
    network = Network(story, random.Random(seed))
    network.play(12 * MINUTE)
    states = {story.agent(agent_id).state for agent_id in range(1, 11)}
    reasons = {story.agent(agent_id).pause_reason for agent_id in range(1, 11)}
    assert (states, reasons) == ({AgentState.PAUSED}, {"break_due"})
    ended = [end.call for end in story.done(Finish)]
    lost = [call for call in ended if call.outcome is Outcome.ABANDONED]
    served = sum(call.outcome is Outcome.CONNECTED for call in ended)
    assert network.dialled_ahead
    assert [call for call in lost if (call.answered_at or 0.0) >= break_at] == []
    assert served > 150
    return len(lost), served + len(lost)


class Network:
    """Everybody else: phones ring for five seconds, four in ten are answered, talks last twenty."""

    def __init__(self, story: Story, chance: random.Random) -> None:
        self.story, self.chance = story, chance
        self.due: list[tuple[float, str, str]] = []  # when, what, which call
        self.seen = 0
        self.dialled_ahead = False

    def play(self, seconds: float) -> None:
        story, until = self.story, self.story.now + seconds
        while story.now < until:
            story.pass_time(0.5)
            self._new()
            for step in sorted(one for one in self.due if one[0] <= story.now):
                self.due.remove(step)
                self._do(step[1], step[2])

    def _new(self) -> None:
        placed = self.story.placed()
        for call in placed[self.seen :]:
            self.story.rings(call.id)
            what = "answers" if self.chance.random() < 0.4 else "rings out"
            self.due.append((self.story.now + 5.0, what, call.id))
        self.seen = len(placed)
        ringing = sum(call.state in UNANSWERED for call in self.story.calls())
        self.dialled_ahead |= ringing > sum(one.state is AgentState.READY for one in self.story.cell.roster) > 0

    def _do(self, what: str, call_id: str) -> None:
        story = self.story
        call = story.cell.calls.get(call_id)
        if call is None:
            return
        if what == "rings out":
            story.hangs_up(call_id, cause=19)
        elif what == "answers":
            story.answers(call_id)
            self.due.append((story.now + 0.5, "joins", call_id))
        elif what == "joins" and call.agent_id is not None:
            story.joins(call_id, story.leg(call.agent_id))
            self.due.append((story.now + 20.0, "ends", call_id))
        elif what == "joins" and story.now - (call.answered_at or 0.0) > 3.0:
            story.unserved(call_id)
            story.hangs_up(call_id)
        elif what == "joins":
            self.due.append((story.now + 0.5, "joins", call_id))
        elif call.state is CallState.TALKING:
            agent_id = call.agent_id or 0
            story.dispose(agent_id, call_id)
            story.hangs_up(call_id)
            story.leg_free(story.leg(agent_id))
