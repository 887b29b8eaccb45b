"""A campaign and calls that were never made, for reports."""

from dataclasses import replace
from typing import Any

from dialer.access.companies.model import Company
from dialer.campaigns.model import CampaignConfig
from dialer.compliance.load import load
from dialer.core.enums import CampaignStatus
from dialer.documents.compliance_report.report import compliance_report
from dialer.documents.store.report_input import CallSeen, Stored
from dialer.documents.store.ruling_evidence import Bases, Grounds
from dialer.rendering.values import plain

MONDAY = 1_700_474_400.0  # Monday 20 November 2023, 10:00 UTC: 11:00 in Rome
DAY = 86400.0
RPO_AGE = 15 * DAY
PROFILES = load().by_id


def stand_in(number: str) -> str:
    return f"p1-{number[-4:]}"


def a_call(index: int, **changes: object) -> CallSeen:
    at = MONDAY + index
    call = CallSeen(
        id=f"a{index}",
        lead_id=index,
        number=f"+39333{index:07d}",
        caller_id="+390612345678",
        mode="predictive",
        placed_at=at,
        ringing_at=at + 1.0,
        answered_at=None,
        agent_joined_at=None,
        ended_at=at + 20.0,
        outcome="no_answer",
        agent_id=None,
    )
    return replace(call, **changes)  # type: ignore[arg-type]


def answered(index: int, *, after_ms: int | None, **changes: object) -> CallSeen:
    at = MONDAY + index + 5.0
    joined = None if after_ms is None else at + after_ms / 1000
    outcome = "connected" if joined else "abandoned"
    facts = {"answered_at": at, "agent_joined_at": joined, "outcome": outcome, "cause": 16} | changes
    return a_call(index, **facts)


def bases(*pairs: tuple[CallSeen, Grounds | None]) -> Bases:
    """Why these calls were allowed, as it is counted while calls are read."""
    found = Bases()
    for call, grounds in pairs:
        found.add(grounds, number=call.number, placed_at=call.placed_at, list_id=call.list_id)
    return found


SCRUB = {
    "id": 1,
    "register_name": "RPO",
    "status": "returned",
    "sent": 60,
    "listed": 2,
    "sent_at": MONDAY - DAY,
    "returned_at": MONDAY - DAY + 60.0,
    "receipt": "R1",
    "version": "7",
    "sent_sha256": "ab" * 32,
    "returned_sha256": "cd" * 32,
}


def stored(*calls: CallSeen, **changes: object) -> Stored:
    campaign = CampaignConfig(
        id=3,
        name="Spring & <Co>",
        company=Company(id=1, name="Acme"),
        node_id=1,
        status=CampaignStatus.STOPPED,
        mode="predictive",
        ratio=1.0,
        target_abandon_share=0.03,
        wait_limit_ms=2000,
        ring_limit_ms=25000,
        wrap_up_limit_ms=30000,
        amd="",
        fallback="hangup",
        message="",
        time_zone="Europe/Rome",
        hours=(),
        max_attempts=6,
        created_at=MONDAY - DAY,
        caller_id=None,
        trunks=(),
        rules=(),
        dispositions=(),
    )
    made = Stored(
        until=MONDAY + 30 * DAY,
        campaign=campaign,
        caller_ids={"+390612345678": "desk"},
        lists=[],
        calls=calls,
        suppressed_at={},
        suppressions={},
        checks={},
        scrubs=[],
        consents={},
        requests=[],
        rulings={},
        acts=[],
        integrity={},
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def facts(made: Stored, number: int, *profiles: str) -> Any:
    body = compliance_report(made, [PROFILES[name] for name in profiles or ("IT",)], stand_in)
    return plain(body)["points"][number - 1]["facts"]
