"""Talks without a disposition, on a real database: the lead is moved on when the agent has had the time."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from dialer.campaigns.attempts.model import FinishedAttempt
from dialer.cell.cell import Cell
from dialer.core.enums import LeadState, Outcome, Then
from dialer.core.visibility import EVERYTHING
from dialer.engine.disposition_timeout import GRACE_S, UNDISPOSED, sweep_undisposed
from dialer.people.leads.rules.retry import LeadStep, RetryRule
from dialer.stores.everything import Store
from tests.support.cells import NOW, a_campaign, a_cell
from tests.support.databases import sqlite_url
from tests.support.placed_attempt import a_placed_attempt

ENDED = NOW + 60.0
WRAP_UP_S = 30.0
LATE = ENDED + WRAP_UP_S + 2 * GRACE_S


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with Store.open(sqlite_url(tmp_path / "pronto.db")) as opened:
        yield opened


async def talked(store: Store) -> tuple[int, str]:
    """A lead whose talk has ended and who waits for the agent's word."""
    lead_id, attempt_id = await a_placed_attempt(store)
    wrapping = LeadStep(state=LeadState.WRAPPING)
    end = FinishedAttempt(
        id=attempt_id, lead_id=lead_id, outcome=Outcome.CONNECTED, ended_at=ENDED, step=wrapping, agent_id=1
    )
    await store.attempts.note([], [end])
    assert (await store.leads.get(lead_id, sees=EVERYTHING)).state is LeadState.WRAPPING
    return lead_id, attempt_id


def cells(**changes: object) -> dict[int, Cell]:
    return {1: a_cell(campaign=a_campaign(wrap_up_limit_ms=int(WRAP_UP_S * 1000), **changes))}


async def test_an_undisposed_talk_is_tried_again_the_next_day(store):
    lead_id, _ = await talked(store)
    assert await sweep_undisposed(store, cells(), now=LATE) == 1
    lead = await store.leads.get(lead_id, sees=EVERYTHING)
    assert (lead.state, lead.due_at) == (LeadState.OPEN, LATE + 86400.0)
    assert await sweep_undisposed(store, cells(), now=LATE + 60.0) == 0


async def test_the_agent_has_until_the_wrap_up_limit(store):
    lead_id, _ = await talked(store)
    assert await sweep_undisposed(store, cells(), now=ENDED + WRAP_UP_S) == 0
    assert (await store.leads.get(lead_id, sees=EVERYTHING)).state is LeadState.WRAPPING


async def test_a_disposition_given_in_time_stands(store):
    lead_id, attempt_id = await talked(store)
    done = LeadStep(state=LeadState.DONE, reason="disposition:sale")
    await store.attempts.dispose(
        attempt_id, agent_id=1, code="sale", note="", now=ENDED + 5.0, step=done, suppress=False, actor="agent:ann"
    )
    assert await sweep_undisposed(store, cells(), now=LATE) == 0
    assert (await store.leads.get(lead_id, sees=EVERYTHING)).done_reason == "disposition:sale"


async def test_a_campaigns_own_rule_goes_before_ours(store):
    lead_id, _ = await talked(store)
    rule = RetryRule(on=UNDISPOSED, then=Then.RETIRE)
    assert await sweep_undisposed(store, cells(rules=(rule,)), now=LATE) == 1
    assert (await store.leads.get(lead_id, sees=EVERYTHING)).state is LeadState.DONE


async def test_attempts_used_up_end_it(store):
    lead_id, _ = await talked(store)
    assert await sweep_undisposed(store, cells(max_attempts=1), now=LATE) == 1
    lead = await store.leads.get(lead_id, sees=EVERYTHING)
    assert (lead.state, lead.done_reason) == (LeadState.DONE, "attempts_used_up")


async def test_a_talk_of_a_campaign_that_is_not_ours_is_left_alone(store):
    lead_id, _ = await talked(store)
    assert await sweep_undisposed(store, {}, now=LATE) == 0
    assert (await store.leads.get(lead_id, sees=EVERYTHING)).state is LeadState.WRAPPING
