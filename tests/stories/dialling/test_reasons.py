"""Whatever keeps a campaign from dialling, status says it in words; and it goes on when that is over."""

from zoneinfo import ZoneInfo

import pytest

from dialer.cell.dialling.forecast_accounts import LiveLearned
from dialer.cell.dialling.idle_reasons import Idle
from dialer.core.enums import AgentWish, CampaignStatus, Outcome
from dialer.engine.board.board import board
from dialer.engine.engine_events import Config, NotStocked
from dialer.engine.recovery.cell_history import Past
from pacing.snapshot import Why
from tests.support.cells import NOW, a_config, a_lead, a_trunk
from tests.support.spoken import in_english, in_italian
from tests.support.story import Story


def why(story: Story) -> str:
    """The reason on the board, which always has its sentence in both languages."""
    [shown] = board(story.switchboard, leads={}, troubles={}, now=story.now)["campaigns"]
    assert in_english(shown["why"]["text"])
    assert in_italian(shown["why"]["text"])
    assert "…" not in in_english(shown["why"]["text"])
    assert "…" not in in_italian(shown["why"]["text"])
    return str(shown["why"]["code"])


def staffed(leads: int = 5, **changes: object) -> Story:
    story = Story(a_config(**changes)).begin(leads=leads)
    story.log_in()
    return story


def test_nobody_logged_in():
    story = Story().begin(leads=1)
    assert (why(story), story.placed()) == (Why.NO_AGENT, [])


def test_everybody_paused():
    story = Story().begin(leads=1)
    story.log_in(wish=AgentWish.PAUSED)
    assert (why(story), story.placed()) == (Why.NO_AGENT, [])


def test_everybody_in_talk():
    story = staffed()
    story.talks()
    story.soon()
    assert why(story) == Why.NO_AGENT_READY


def test_enough_under_way():
    assert why(staffed()) == Why.ENOUGH_IN_FLIGHT


def test_an_empty_list():
    story = staffed(leads=0)
    assert why(story) == Idle.NO_LEAD
    story.shelf.append(a_lead(1))
    story.pass_time(5)
    assert len(story.placed()) == 1


def test_leads_that_wait_for_their_next_try():
    story = Story(next_due=NOW + 600.0).begin()
    story.log_in()
    assert why(story) == Idle.LEADS_WAIT
    assert story.cell.why.facts == {"next_due": NOW + 600.0}


def test_out_of_hours():
    hours = ({"days": ["mon"], "from": "09:00", "to": "20:00"},)  # it is a Sunday
    story = staffed(hours=hours)
    assert (why(story), story.placed()) == (Idle.OUT_OF_HOURS, [])
    [shown] = board(story.switchboard, leads={}, troubles={}, now=NOW)["campaigns"]
    assert in_english(shown["why"]["text"]).endswith("Mon 16 Jun at 09:00 CEST.")
    story.now = float(story.cell.why.facts["opens_at"])
    story.pass_time(6)
    assert len(story.placed()) == 1


def test_hours_that_never_come():
    story = Story(a_config(hours=())).begin(leads=1)
    story.log_in()
    assert (why(story), story.placed()) == (Idle.NO_HOURS, [])


def test_a_trunk_down_and_up():
    story = Story().begin(leads=5)
    story.trunk("Unreachable")
    story.log_in()
    assert (why(story), story.placed()) == (Idle.TRUNK_DOWN, [])
    story.trunk("Reachable")
    assert len(story.placed()) == 1


def test_a_trunk_that_the_node_may_not_dial_as_it_is_written():
    story = Story(a_config(trunks=(a_trunk(1, dial="Local/{number}@any"),))).begin(leads=5)
    story.log_in()
    assert (why(story), story.placed()) == (Idle.TRUNK_NOT_ALLOWED, [])
    story.configure(trunks=(a_trunk(1),))
    assert len(story.placed()) == 1


def test_the_second_trunk_takes_over():
    story = Story(a_config(trunks=(a_trunk(1), a_trunk(2, name="backup")))).begin(leads=5)
    story.trunk("Unreachable")
    story.log_in()
    assert [call.trunk_id for call in story.placed()] == [2]


def test_no_trunk():
    assert why(staffed(trunks=(a_trunk(enabled=False),))) == Idle.NO_TRUNK


def test_the_link_down_and_up():
    story = Story().begin(leads=5)
    story.link_down()
    story.log_in(up=False)
    assert (why(story), story.placed()) == (Idle.LINK_DOWN, [])
    story.link_up(audited=False)
    assert why(story) == Idle.LINK_DOWN  # nothing is dialled before it is known what lives
    story.audit()
    story.pass_time(0.25)
    story.leg_free(story.leg())
    assert len(story.placed()) == 1


@pytest.mark.parametrize(
    ("status", "code"), [(CampaignStatus.STOPPED, Idle.STOPPED), (CampaignStatus.PAUSED, Idle.PAUSED)]
)
def test_not_running(status, code):
    assert why(staffed(status=status)) == code


def test_draining():
    story = staffed()
    story.switchboard.drain(now=NOW)
    story.turn()
    assert why(story) == Idle.DRAINING


def test_the_database_silent():
    story = Story().begin()
    story.switchboard.take(NotStocked(1), now=NOW)
    story.log_in()
    assert why(story) == Idle.STORE_DOWN


def test_loading_until_the_first_answer():
    story = Story(claims=False).begin(leads=1)
    story.log_in()
    assert why(story) == Idle.LOADING


def test_settings_that_cannot_be_kept_stop_the_dialling_but_can_be_mended_and_stopped():
    story = staffed()
    before = len(story.placed())
    bad = ({"days": ["someday"], "from": "09:00", "to": "20:00"},)
    story.configure(hours=bad)
    assert why(story) == Idle.BAD_SETTINGS
    story.hangs_up(story.placed()[0].id, 17)
    story.pass_time(6)
    assert len(story.placed()) == before
    story.configure(status=CampaignStatus.STOPPED)
    assert story.cell.campaign.status is CampaignStatus.STOPPED
    story.configure(hours=a_config().hours, status=CampaignStatus.RUNNING)
    story.shelf.append(a_lead(9))
    story.pass_time(6)
    assert len(story.placed()) > before


@pytest.mark.parametrize("changes", [{"time_zone": "Europe"}, {"mode": "yell"}, {"hours": ({"days": "mon"},)}])
def test_settings_that_never_were_right_are_on_the_board(changes):
    story = Story(a_config(**changes)).begin()
    assert why(story) == Idle.BAD_SETTINGS
    assert story.switchboard.cells == {}


def test_a_campaign_moved_to_another_node_says_what_to_do():
    story = staffed()
    story.configure(node_id=1, trunks=(a_trunk(),))
    story.switchboard.nodes[2] = story.switchboard.nodes[1]
    story.configure(node_id=2)
    assert why(story) == Idle.BAD_SETTINGS
    assert story.cell.campaign.node_id == 1


def test_a_campaign_that_was_deleted_is_on_the_board_no_more():
    story = Story(config=a_config(status=CampaignStatus.STOPPED)).begin()
    assert [one["id"] for one in board(story.switchboard, leads={}, troubles={}, now=story.now)["campaigns"]] == [1]
    story.take(Config([story.node], [], [], []))
    story.pass_time(1.0)
    assert board(story.switchboard, leads={}, troubles={}, now=story.now)["campaigns"] == []
    assert story.switchboard.cells == {}


def test_a_campaign_with_calls_outlives_a_config_without_it():
    story = Story().begin(leads=1)
    story.log_in()
    [call] = story.calls()
    story.take(Config([story.node], [], [], []))
    story.hangs_up(call.id, 17)
    assert story.finishes()[1][0] is Outcome.BUSY


def test_every_channel_in_use():
    story = staffed(trunks=(a_trunk(max_channels=0),))
    assert why(story) == Why.NO_LINE


def test_too_many_starts_in_a_second():
    story = Story(a_config(mode="ratio", ratio=5.0, trunks=(a_trunk(calls_per_second=1.0),))).begin(leads=9)
    story.log_in()
    assert (why(story), len(story.placed())) == (Why.STARTS_LIMIT, 1)
    story.soon()  # the news of the first start has gathered
    assert story.switchboard.wake_at() == pytest.approx(NOW + 1.0, abs=1e-6)
    story.pass_time(3.1)
    assert len(story.placed()) == 4


def test_while_the_limit_lets_no_call_start_the_pacer_is_asked_for_no_single_agent():
    story = Story(a_config(mode="ratio", ratio=5.0, trunks=(a_trunk(calls_per_second=1.0),))).begin(leads=9)
    story.log_in(1)
    story.soon()
    decided_at, story.now = story.now, NOW + 0.5
    story.log_in(2)
    assert (why(story), story.cell.decided_at) == (Why.STARTS_LIMIT, decided_at)
    story.soon()
    assert (why(story), story.cell.decided_at) == (Why.STARTS_LIMIT, story.now)
    assert len(story.placed()) == 1


def test_a_rate_of_nothing_dials_nothing():
    story = staffed(trunks=(a_trunk(calls_per_second=0.0),))
    assert (why(story), story.placed()) == (Why.STARTS_LIMIT, [])


def test_the_guard_brakes():
    def remembered(_: int) -> Past:
        learned = LiveLearned()
        learned.tally.add(NOW - 3600.0, served=1000, abandoned=60)
        return Past(learned=learned)

    story = Story(a_config(mode="ratio", ratio=3.0))
    story.switchboard.remembered = remembered
    story.begin(leads=9)
    story.log_in()
    assert len(story.placed()) == 1
    assert [shown["why"]["code"] for shown in board(story.switchboard, leads={}, troubles={}, now=NOW)["campaigns"]]
    story.switchboard.dirty[1] = 0.0
    story.switchboard.pace(now=NOW)
    assert story.cell.decision is not None
    assert story.cell.decision.reason.facts["share"] > 0.05


def test_people_waiting_come_first():
    story = Story(a_config(mode="ratio", ratio=2.0)).begin(leads=9)
    story.log_in()
    first, second = story.placed()
    story.answers(first.id)
    story.answers(second.id)
    story.soon()
    assert why(story) == Why.CALLS_WAITING


def test_instants_are_told_in_the_campaigns_zone():
    story = Story(a_config(time_zone="Asia/Tokyo"), next_due=NOW).begin()
    assert ZoneInfo(story.cell.campaign.rules.time_zone) == ZoneInfo("Asia/Tokyo")
