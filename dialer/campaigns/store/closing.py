"""Ends of a campaign: their conditions, and what they release; each in one transaction with its audit.

A closed campaign keeps its settings, agents and results; its lists are free for another campaign.
"""

from typing import Any, Final

from sqlalchemy import BindParameter, Connection, bindparam, func, or_, select, update

from dialer.access.companies.store import check_in_use
from dialer.audit.store import NewLine, add_line, add_lines
from dialer.core.enums import AgentWish, AttemptState, CallbackKind, CallbackState, CampaignStatus, LeadState, Outcome
from dialer.core.errors import (
    CampaignHasAgents,
    CampaignHasCallbacks,
    CampaignInCall,
    CampaignNotClosed,
    CampaignNotStopped,
)
from dialer.people.callbacks.store.bookings import cancel_of_campaign
from dialer.people.leads.store.claim.claims import drop
from dialer.people.leads.store.transitions import release
from dialer.people.lists.store.lists import change_list
from dialer.storage.campaign_status import refuse_archived
from dialer.storage.schema import AGENT, AGENT_CAMPAIGN, ATTEMPT, CALLBACK, CAMPAIGN, LEAD, LEAD_LIST, NODE
from dialer.storage.sql import word

_THIS: Final[BindParameter[int]] = bindparam("campaign")
_ALSO: Final = select(AGENT_CAMPAIGN.c.agent_id).where(AGENT_CAMPAIGN.c.campaign_id == _THIS).scalar_subquery()
_AGENTS: Final = select(func.count()).where(
    or_(AGENT.c.campaign_id == _THIS, AGENT.c.id.in_(_ALSO)), AGENT.c.wish != AgentWish.LOGGED_OUT.value
)
# By node: few calls are live, while a campaign may have made millions.
LIVE: Final = select(func.count()).where(
    ATTEMPT.c.node_id.in_(select(NODE.c.id).scalar_subquery()),
    ATTEMPT.c.state != word(AttemptState.ENDED),
    ATTEMPT.c.campaign_id == _THIS,
)
WRAPPED_UP: Final = select(func.count()).where(
    ATTEMPT.c.lead_id.in_(select(LEAD.c.id).where(LEAD.c.state == word(LeadState.WRAPPING)).scalar_subquery()),
    ATTEMPT.c.state == word(AttemptState.ENDED),
    ATTEMPT.c.outcome == word(Outcome.CONNECTED),
    ATTEMPT.c.disposition.is_(None),
    ATTEMPT.c.campaign_id == _THIS,
)
_WAITING: Final = (CALLBACK.c.campaign_id == _THIS, CALLBACK.c.state == word(CallbackState.WAITING))
_PROMISED: Final = select(func.count()).where(*_WAITING, CALLBACK.c.kind == word(CallbackKind.PROMISE))
_LISTS: Final = select(LEAD_LIST.c.id).where(LEAD_LIST.c.campaign_id == _THIS).order_by(LEAD_LIST.c.id)


def close(
    connection: Connection,
    campaign_id: int,
    name: str,
    status: CampaignStatus,
    *,
    cancel_callbacks: bool,
    actor: str,
    now: float,
) -> None:
    """Close a locked campaign; one that is closed already stays as it is.

    Raises CampaignArchived, CampaignNotStopped, CampaignHasAgents, CampaignInCall, CampaignHasCallbacks.
    """
    refuse_archived(status, name)
    if status is CampaignStatus.CLOSED:
        return
    if status is not CampaignStatus.STOPPED:
        raise CampaignNotStopped(campaign=name)
    _check_over(connection, campaign_id, name, cancel_callbacks=cancel_callbacks)
    cancelled = _cancel_callbacks(connection, campaign_id, actor, now)
    lists = connection.execute(_LISTS, {"campaign": campaign_id}).scalars().all()
    for list_id in lists:
        change_list(connection, list_id, {"campaign_id": None}, "list.assign", actor, now)
    facts = {"lists": list(lists), "callbacks_cancelled": cancelled}
    _set(connection, campaign_id, CampaignStatus.CLOSED, "campaign.close", facts, actor, now)


def open_again(
    connection: Connection, campaign_id: int, name: str, status: CampaignStatus, *, actor: str, now: float
) -> None:
    """Return a closed campaign to stopped, without lists.

    Raises CampaignArchived, CampaignNotClosed, and Invalid if its company is retired.
    """
    _check_closed(status, name)
    owner = connection.execute(select(CAMPAIGN.c.company_id).where(CAMPAIGN.c.id == campaign_id)).scalar_one()
    check_in_use(connection, owner)
    _set(connection, campaign_id, CampaignStatus.STOPPED, "campaign.open", {}, actor, now)


def archive(
    connection: Connection, campaign_id: int, name: str, status: CampaignStatus, *, actor: str, now: float
) -> None:
    """Make a closed campaign read-only for good. Raises CampaignArchived, CampaignNotClosed."""
    _check_closed(status, name)
    _set(connection, campaign_id, CampaignStatus.ARCHIVED, "campaign.archive", {}, actor, now)


def _check_over(connection: Connection, campaign_id: int, name: str, *, cancel_callbacks: bool) -> None:
    def count(statement: Any) -> int:
        found: int = connection.execute(statement, {"campaign": campaign_id}).scalar_one()
        return found

    if agents := count(_AGENTS):
        raise CampaignHasAgents(campaign=name, agents=agents)
    if calls := count(LIVE) + count(WRAPPED_UP):
        raise CampaignInCall(campaign=name, calls=calls)
    if not cancel_callbacks and (callbacks := count(_PROMISED)):
        raise CampaignHasCallbacks(campaign=name, callbacks=callbacks)


def _cancel_callbacks(connection: Connection, campaign_id: int, actor: str, now: float) -> int:
    """Cancel all waiting call-backs, also those dialled next; their leads become ordinary. Returns the count.

    An engine may have claimed such a lead: its claim ends, so that no call is placed.
    """
    cancelled = cancel_of_campaign(connection, campaign_id, by=actor, now=now)
    if not cancelled:
        return 0
    release(connection, ((row.lead_id, row.id) for row in cancelled), now)
    drop(connection, {row.lead_id for row in cancelled})
    lines = [
        NewLine(
            at=now,
            actor=actor,
            action="callback.cancel",
            subject=f"callback:{row.id}",
            facts={"lead_id": row.lead_id, "reopen": True},
        )
        for row in cancelled
    ]
    add_lines(connection, lines)
    return len(cancelled)


def _check_closed(status: CampaignStatus, name: str) -> None:
    refuse_archived(status, name)
    if status is not CampaignStatus.CLOSED:
        raise CampaignNotClosed(campaign=name)


def _set(
    connection: Connection,
    campaign_id: int,
    status: CampaignStatus,
    action: str,
    facts: dict[str, Any],
    actor: str,
    now: float,
) -> None:
    connection.execute(update(CAMPAIGN).where(CAMPAIGN.c.id == campaign_id).values(status=status.value))
    add_line(connection, actor, action, f"campaign:{campaign_id}", facts, now)
