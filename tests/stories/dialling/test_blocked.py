"""What the board says of a campaign that runs and cannot dial; and of talks whose agent gave no disposition."""

from pathlib import Path
from typing import Any

import pytest

from dialer.core.enums import CampaignStatus, LeadState
from dialer.engine.board.board import board
from dialer.engine.board.lead_counts import LeadCounts
from dialer.engine.inbox import Inbox
from dialer.people.leads.rules.retry import LeadStep
from dialer.stores.everything import Store
from tests.dialer.engine.test_disposition_timeout import ENDED, LATE, WRAP_UP_S, cells, talked
from tests.stories.agents.test_monitoring import staffed
from tests.stories.trunks.test_refusals import refuse
from tests.support.cells import NOW, a_config, a_trunk
from tests.support.databases import sqlite_url
from tests.support.legal_campaigns import italian
from tests.support.story import Story

BOTH = (a_trunk(1), a_trunk(2, name="backup"))


def campaign(story: Story, **counted: Any) -> dict[str, Any]:
    """The campaign on the board."""
    [found] = board(story.switchboard, leads={}, troubles={}, now=story.now, **counted)["campaigns"]
    return dict(found)


def a_story(**changes: Any) -> Story:
    story = Story(a_config(**changes)).begin(leads=60)
    story.log_in()
    return story


def test_a_campaign_that_dials_is_not_blocked():
    assert campaign(a_story())["blocked"] is False


def test_without_the_link_to_asterisk_it_is_blocked_at_once_and_until_it_is_back():
    story = a_story()
    story.link_down()
    assert campaign(story)["blocked"] is True
    story.link_up()
    assert campaign(story)["blocked"] is False


def test_with_every_trunk_at_rest_or_down_it_is_blocked_and_with_one_that_works_it_is_not():
    story = a_story()
    refuse(story)
    assert campaign(story)["blocked"] is True
    story = a_story(trunks=BOTH)
    refuse(story)
    assert campaign(story)["blocked"] is False
    story.trunk("Unreachable", "backup")
    assert campaign(story)["blocked"] is True


def test_with_a_trunk_that_its_node_may_not_dial_it_is_blocked():
    told = campaign(a_story(trunks=(a_trunk(dial="DAHDI/g1/{number}"),)))
    assert (told["why"]["code"], told["blocked"]) == ("trunk_not_allowed", True)


def test_a_campaign_that_nobody_wants_to_dial_is_not_blocked_and_neither_is_one_without_agents():
    story = a_story()
    story.link_down()
    story.configure(status=CampaignStatus.STOPPED)
    assert campaign(story)["blocked"] is False
    assert campaign(Story(a_config()).begin(leads=5))["blocked"] is False


def test_talks_without_a_disposition_stand_with_the_campaign_and_with_each_agent():
    story = a_story()
    counted = {"undisposed": {story.config.id: {1: 2, 7: 1}}}  # agent 7 has gone home
    told = campaign(story, **counted)
    assert (told["today"]["undisposed"], [row["undisposed"] for row in told["agent_rows"]]) == (3, [2])
    assert campaign(story)["today"]["undisposed"] == 0


def test_where_a_rule_keeps_agents_names_from_the_board_no_count_stands_with_one():
    story = staffed(italian(), 5)
    told = campaign(story, undisposed={story.config.id: {1: 2}})
    assert told["agents_unnamed"] is not None
    assert len(told["agent_rows"]) == 5
    assert [row for row in told["agent_rows"] if "undisposed" in row] == []


@pytest.fixture
async def store(tmp_path: Path):
    async with Store.open(sqlite_url(tmp_path / "pronto.db")) as opened:
        yield opened


async def counted(store: Store, now: float) -> dict[int | None, int]:
    counts = LeadCounts(store=store, inbox=Inbox(lambda: now), clock=lambda: now, cells=cells())
    await counts.refresh()
    return dict(counts.undisposed[1])


async def test_a_talk_counts_when_its_wrap_up_is_over_until_its_agent_says_what_came_of_it(store: Store):
    _, attempt_id = await talked(store)
    assert await counted(store, ENDED + WRAP_UP_S - 1.0) == {}
    assert await counted(store, LATE) == {1: 1}
    assert (await store.attempts.totals(1, NOW - 60.0)).undisposed == 1
    assert await counted(store, LATE + 86_400.0) == {}  # another day
    step = LeadStep(state=LeadState.DONE, reason="disposition:sale")
    sale = {"code": "sale", "note": "", "suppress": False, "actor": "agent:ann"}
    await store.attempts.dispose(attempt_id, agent_id=1, now=LATE, step=step, **sale)
    assert await counted(store, LATE) == {}
