"""A report's calls, and other campaigns' calls on the same abandonment budget or to the same numbers."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, bindparam, case, select

from dialer.campaigns.model import CampaignConfig
from dialer.documents.store.report_input import CallElsewhere, CallSeen
from dialer.storage.schema import ATTEMPT, CAMPAIGN

_SAID: Final = ("disposition", "heard")
_OF_ELSEWHERE: Final = [ATTEMPT.c[name] for name in ("mode", "placed_at", "ended_at", "outcome")]
_CHUNK: Final = 1000


def seen_until(until: float) -> list[ColumnElement[Any]]:
    """The columns of a call, without dispositions set after `until`."""
    return [
        case((ATTEMPT.c.disposed_at <= until, ATTEMPT.c[name])).label(name) if name in _SAID else ATTEMPT.c[name]
        for name in CallSeen.__dataclass_fields__
        if name in ATTEMPT.c
    ]


def sharing(connection: Connection, campaign: CampaignConfig, until: float) -> dict[str, list[CallSeen]]:
    """Answered calls ended by `until` of the other campaigns on the same budget, by campaign name."""
    if not campaign.shared_budget:
        return {}
    others = (
        CAMPAIGN.c.company_id == campaign.company.id,
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


def elsewhere(
    connection: Connection, campaign: CampaignConfig, until: float, numbers: Mapping[str, str]
) -> dict[str, list[CallElsewhere]]:
    """Calls of the company's other campaigns ended by `until`, by number as this campaign's calls have it.

    `numbers` maps each value to look up to the number in this campaign's calls; an erased call has a stand-in. A number
    erased here but not there is not found.
    """
    others = (CAMPAIGN.c.company_id == campaign.company.id, CAMPAIGN.c.id != campaign.id)
    if connection.execute(select(CAMPAIGN.c.id).where(*others).limit(1)).first() is None:
        return {}
    calls = (
        select(ATTEMPT.c.number, CAMPAIGN.c.name.label("campaign"), *_OF_ELSEWHERE)
        .join(CAMPAIGN, CAMPAIGN.c.id == ATTEMPT.c.campaign_id)
        .where(ATTEMPT.c.number.in_(bindparam("numbers", expanding=True)), *others, ATTEMPT.c.ended_at <= until)
        .order_by(ATTEMPT.c.placed_at, ATTEMPT.c.id)
    )
    found: defaultdict[str, list[CallElsewhere]] = defaultdict(list)
    asked = list(numbers)
    for start in range(0, len(asked), _CHUNK):
        for row in connection.execute(calls, {"numbers": asked[start : start + _CHUNK]}).mappings():
            facts = {**row, "outcome": row["outcome"] or ""}
            found[numbers[facts.pop("number")]].append(CallElsewhere(**facts))
    return {number: sorted(past, key=lambda call: call.placed_at) for number, past in found.items()}
