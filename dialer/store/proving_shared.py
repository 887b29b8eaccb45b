"""Calls as a report sees them; and those of the campaigns that share the campaign's budget of abandoned calls."""

from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, case, select

from dialer.campaigns import CampaignConfig
from dialer.report.stored import CallSeen
from dialer.store.schema import ATTEMPT, CAMPAIGN

_SAID: Final = ("disposition", "heard")
_CHUNK: Final = 1000


def seen_until(until: float) -> list[ColumnElement[Any]]:
    """The columns of a call, without what its agent has said of it since."""
    return [
        case((ATTEMPT.c.disposed_at <= until, ATTEMPT.c[name])).label(name) if name in _SAID else ATTEMPT.c[name]
        for name in CallSeen.__dataclass_fields__
        if name in ATTEMPT.c
    ]


def sharing(connection: Connection, campaign: CampaignConfig, until: float) -> dict[str, list[CallSeen]]:
    """The answered calls, ended by `until`, of each other campaign that names the same budget, by its name."""
    if not campaign.shared_budget:
        return {}
    others = (
        CAMPAIGN.c.controller_id == campaign.controller.id,
        CAMPAIGN.c.shared_budget == campaign.shared_budget,
        CAMPAIGN.c.id != campaign.id,
    )
    found: dict[str, list[CallSeen]] = {
        name: []
        for name in connection.execute(select(CAMPAIGN.c.name).where(*others).order_by(CAMPAIGN.c.id)).scalars()
    }
    calls = (
        select(CAMPAIGN.c.name.label("campaign"), *seen_until(until))
        .join(CAMPAIGN, CAMPAIGN.c.id == ATTEMPT.c.campaign_id)
        .where(*others, ATTEMPT.c.ended_at <= until, ATTEMPT.c.answered_at.is_not(None))
        .order_by(ATTEMPT.c.placed_at, ATTEMPT.c.id)
        .execution_options(yield_per=_CHUNK)
    )
    for row in connection.execute(calls).mappings():
        facts = dict(row)
        found[facts.pop("campaign")].append(CallSeen(**facts | {"outcome": row["outcome"] or ""}))
    return found
