"""Stories of calls on another node than their campaign's, and of an engine whose clock is behind: nobody is hung up."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ami.events import ChannelState, LinkUp, UserEvent
from ami.parse import LiveChannel
from dialer.campaigns.attempts.model import LiveAttempt
from dialer.cell.agents.roster import AgentState
from dialer.cell.call.state_machine import CallState
from dialer.cell.effects import Finish, ReleaseLeads
from dialer.core.enums import AgentWish, AttemptState, Outcome
from dialer.engine.engine_events import Audited, Config, Heard, NodeLost, Stocked
from dialer.people.leads.model import ClaimedLead
from tests.support.cells import a_lead, a_node, a_trunk
from tests.support.live_calls import a_channel, a_free_leg, a_live_attempt, a_talk_that_ended
from tests.support.restarts import CALL, LEG, restarted
from tests.support.story import Story, everywhere

NODES = [a_node(), a_node(id=2, name="two")]
TRUNKS = [a_trunk(), a_trunk(2, node_id=2, name="carrier-2")]


@dataclass
class Moved(Story):
    """The campaign was given the second of two nodes; `lives_on` is where the database has attempts of it that live."""

    lives_on: dict[int, int] = field(default_factory=dict)
    to: int = 2  # the node

    def configure(self, **changes: object) -> None:
        logged_in = [agent for agent in self.agents.values() if agent.wish is not AgentWish.LOGGED_OUT]
        campaign = replace(self.config, node_id=self.to, trunks=(TRUNKS[self.to - 1],))
        more = {"seen": {1: self.seen}, "lives_on": self.lives_on, "destinations": everywhere(TRUNKS)}
        self.take(Config(NODES, TRUNKS, [campaign], logged_in, **more))

    def audit_of(
        self, node_id: int, *channels: LiveChannel, orphans: Sequence[tuple[LiveAttempt, ClaimedLead]] = ()
    ) -> None:
        states = {attempt.id: attempt.state for attempt, _ in orphans}
        self.take(Audited(node_id, self.now, list(channels), {}, list(orphans), states=states))


def moved(**lives_on: int) -> Moved:
    """A new engine that runs both nodes, and has linked both; the audits are still to come."""
    story = Moved(lives_on={1: lives_on["campaign"]} if lives_on else {})
    story.configure()
    story.log_in(up=False)
    for node_id in (1, 2):
        story.take(Heard(node_id, LinkUp(version="22", restarted=None)))
    return story


def a_talk(**facts: object) -> tuple[LiveAttempt, ClaimedLead]:
    return a_live_attempt(CALL, AttemptState.TALKING, agent_id=1, **facts), a_lead(1)


def in_talk() -> list[LiveChannel]:
    return [a_channel(CALL, bridge="b"), a_channel(LEG, bridge="b")]


def test_talks_on_the_node_that_a_campaign_has_left_go_on_with_their_agents_and_it_moves_when_they_are_over():
    story = moved(campaign=1)
    story.shelf.append(a_lead(2))
    story.audit_of(2)
    story.audit_of(1, *in_talk(), orphans=[a_talk()])
    assert story.switchboard.take_strays() == []
    assert (story.calls()[0].state, story.agent().state) == (CallState.TALKING, AgentState.TALKING)
    story.lives_on = {}  # its ends are written, and nothing but the agent's work holds it there by now
    story.configure()
    story.pass_time(5)
    assert (story.placed(), story.finishes()) == ([], {})
    assert "moved to another node" in str(story.cell.trouble)
    story.hangs_up(CALL)
    story.leg_free(LEG)
    story.configure()
    assert story.agent().state is AgentState.WRAP_UP
    story.dispose(1, CALL)
    story.configure()
    assert story.finishes()[1][0] is Outcome.CONNECTED
    assert (story.cell.campaign.node_id, story.cell.trouble) == (2, "")
    assert story.switchboard.take_strays() == [(1, LEG)]
    story.pass_time(1)
    assert story.legs_rung() == [1]
    story.take(Heard(2, UserEvent(name="ProntoAgentLeg", channel_id=story.leg(), fields={})))
    story.pass_time(1)
    assert [call.trunk_id for call in story.placed()] == [2]


def test_what_a_campaign_has_learned_and_counted_moves_with_it():
    story = moved(campaign=1)
    story.audit_of(1, *in_talk(), orphans=[a_talk()])
    learned, tally = story.cell.learned, story.cell.tally
    story.hangs_up(CALL)
    story.dispose(1, CALL)
    story.configure()
    assert story.cell.campaign.node_id == 1  # its end is not written yet
    story.lives_on = {}
    story.configure()
    assert story.cell.campaign.node_id == 2
    assert (story.cell.learned is learned, story.cell.tally is tally) == (True, True)


def test_leads_that_were_claimed_for_a_node_are_given_back_before_their_campaign_leaves_it():
    """They are the other node's to dial only then; and a claim under way comes back to whom it was for."""
    story = Moved(to=1)
    story.configure()
    story.take(Stocked(1, [a_lead(1), a_lead(2)], ("Europe/Rome",), None))
    story.cell.stock.claiming = True
    story.to = 2
    story.configure()
    assert story.cell.campaign.node_id == 1
    story.take(Stocked(1, [a_lead(3)], ("Europe/Rome",), None))
    story.configure()
    assert story.cell.campaign.node_id == 2
    assert {i for effect in story.done(ReleaseLeads) for i in effect.lead_ids} == {1, 2, 3}


def test_a_channel_whose_attempt_has_not_ended_is_never_a_stray_though_no_cell_can_take_it():
    story = moved()  # the campaign's cell stands on the second node already
    story.audit_of(1, *in_talk(), orphans=[a_talk()])
    assert (story.switchboard.take_strays(), story.calls(), story.hung_up()) == ([], [], [])


def test_an_attempt_that_no_cell_of_its_node_can_take_ends_when_its_channel_is_gone():
    story = moved()
    story.audit_of(1, *in_talk(), orphans=[a_talk()])
    story.audit_of(1, a_free_leg(LEG), orphans=[a_talk()])
    assert story.finishes()[1][0] is Outcome.CONNECTED
    assert story.calls() == []
    assert story.switchboard.cells[1].lines.node.in_use == 0


def test_the_loss_of_the_node_that_a_campaign_shall_have_leaves_its_talks_alone():
    story = moved(campaign=1)
    story.audit_of(1, *in_talk(), orphans=[a_talk()])
    story.take(NodeLost(2))
    assert [call.state for call in story.calls()] == [CallState.TALKING]


def test_news_of_a_call_that_no_cell_has_ask_for_an_audit_and_hang_up_nobody():
    story = restarted()
    story.audit(a_free_leg(LEG))
    story.answers(CALL)
    assert (story.switchboard.take_strays(), story.switchboard.take_looks()) == ([], {1})
    assert story.switchboard.take_looks() == set()


BEHIND_S = 90.0


def test_a_talk_is_adopted_by_an_engine_whose_clock_is_behind():
    story = restarted()
    before = story.now + BEHIND_S  # as the engine before us had it
    times = {"placed_at": before - 20.0, "ringing_at": before - 18.0, "answered_at": before - 15.0}
    story.audit(*in_talk(), orphans=[a_talk(**times, agent_joined_at=before - 14.9)])
    assert story.switchboard.take_strays() == []
    assert (story.calls()[0].state, story.agent().state) == (CallState.TALKING, AgentState.TALKING)
    story.pass_time(5)
    story.hangs_up(CALL)
    [(outcome, _)] = story.finishes().values()
    assert outcome is Outcome.CONNECTED


def test_a_call_that_is_gone_ends_at_once_though_the_clock_is_behind():
    story = restarted()
    before = story.now + BEHIND_S
    orphan = a_live_attempt(CALL, AttemptState.ANSWERED, placed_at=before - 9.0, ringing_at=None, answered_at=before)
    story.audit(a_free_leg(LEG), orphans=[(orphan, a_lead(1))])
    assert (story.finishes()[1][0], story.calls()) == (Outcome.ABANDONED, [])


def test_a_phone_that_rings_since_a_later_instant_is_paced_with_and_answered():
    story = restarted()
    before = story.now + BEHIND_S
    orphan = a_live_attempt(CALL, AttemptState.PLACED, placed_at=before, ringing_at=before)
    story.audit(a_channel(CALL, state=ChannelState.RINGING), a_free_leg(LEG), orphans=[(orphan, a_lead(1))])
    story.shelf.append(a_lead(2))
    story.pass_time(5)
    story.answers(CALL)
    assert story.connects() == [(CALL, 1)]


def test_no_call_ends_before_it_began():
    story = restarted()
    before = story.now + BEHIND_S
    orphan = a_live_attempt(CALL, AttemptState.ANSWERED, placed_at=before - 9.0, ringing_at=None, answered_at=before)
    story.audit(a_channel(CALL), a_free_leg(LEG), orphans=[(orphan, a_lead(1))])
    story.hangs_up(CALL)
    [end] = story.done(Finish)
    assert end.call.ended_at is not None
    assert end.call.ended_at >= before


def test_a_talk_that_ended_by_a_clock_that_is_ahead_is_wrapped_up_still():
    story = restarted()
    ended = a_talk_that_ended(CALL, ended_at=story.now + BEHIND_S)
    story.audit(a_free_leg(LEG), wrapping=[(ended, a_lead(1))])
    assert story.agent().state is AgentState.WRAP_UP
