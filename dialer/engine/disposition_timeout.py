"""Closes talks whose agent gave no disposition in time, so that their leads do not wait for ever."""

from collections.abc import Mapping

from dialer.cell.cell import Cell
from dialer.core.enums import Then
from dialer.core.time_units import DAY_S
from dialer.core.visibility import EVERYTHING
from dialer.people.leads.rules.day_parts import times_of
from dialer.people.leads.rules.retry import RetryRule, next_step
from dialer.stores.everything import Store

UNDISPOSED = "disposition:undisposed"
# A talk whose result is unknown: try the lead again, but not the same day.
UNDISPOSED_RULE = RetryRule(on=UNDISPOSED, then=Then.RETRY, wait_s=DAY_S)
GRACE_S = 5.0  # after the wrap-up limit, for a disposition under way


async def sweep_undisposed(store: Store, cells: Mapping[int, Cell], *, now: float) -> int:
    """Return the leads that waited for a disposition longer than the wrap-up limit; return how many."""
    settled = 0
    for attempt in await store.attempts.undisposed(now - GRACE_S):
        cell = cells.get(attempt.campaign_id)
        if cell is None or attempt.ended_at is None:
            continue
        if now - attempt.ended_at < cell.campaign.wrap_up_limit_s + GRACE_S:
            continue
        if any(agent.call_id == attempt.id for agent in cell.roster):
            continue  # the agent took more time for the wrap-up
        lead = await store.leads.get(attempt.lead_id, sees=EVERYTHING)
        step = next_step(
            UNDISPOSED,
            rules={UNDISPOSED: UNDISPOSED_RULE, **cell.campaign.retry_rules},
            attempts_with_result=0,
            attempts=lead.attempts,
            max_attempts=cell.campaign.rules.max_attempts,
            phones=len(lead.phones),
            phone_position=attempt.phone_position,
            now=now,
            times=times_of(
                cell.campaign.rules.hours,
                lead.zone_key,
                [past.placed_at for past in lead.history],
                default=cell.campaign.rules.time_zone,
            ),
        )
        settled += await store.attempts.settle(attempt.id, step=step)
    return settled
