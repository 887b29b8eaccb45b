"""What the rules say at the point `report`: whether the figures keep their limits, and what was kept, and shown."""

from collections.abc import Mapping, Sequence
from typing import Any

from dialer.compliance.facts import CampaignFacts, Facts, Figures, ReportFacts, RightsRequest, SystemFacts
from dialer.compliance.profile import Profile
from dialer.compliance.record_keeping import kept_of_campaign
from dialer.compliance.rules import Rulebook, decide
from dialer.compliance.verdict import Answer
from dialer.compliance.vocabulary import Point
from dialer.report.rates import SHARED
from dialer.report.stored import Stored


def ruled(
    stored: Stored, profiles: Sequence[Profile], abandonment: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Each verdict of each profile on this report; the rates are those of the worst windows of `abandonment`.

    Where a budget of abandoned calls is shared, its campaigns are one before the rule.
    """
    facts = _facts(stored, abandonment)
    rulings = [(profile, decide(Point.REPORT, Rulebook(profile, ()), facts, stored.until)) for profile in profiles]
    return [
        {
            "profile": profile.id,
            "sha256": ruling.profile_hash,
            "rule": verdict.rule_id,
            "answer": verdict.answer.value,
            "binds": verdict.answer is not Answer.ALLOW and verdict not in ruling.warnings,
            "facts": dict(verdict.facts),
        }
        for profile, ruling in rulings
        for verdict in ruling.verdicts
    ]


def _facts(stored: Stored, abandonment: Sequence[Mapping[str, Any]]) -> Facts:
    rates = {
        one["rule"]: Figures(abandoned=span["abandoned"], counted=span["counted"])
        for one in abandonment
        if "rule" in one and (span := one.get(SHARED, one)["worst window"] or {"abandoned": 0.0, "counted": 0.0})
    }
    requests = tuple(
        RightsRequest(received_at=one["received_at"], answered_at=one["answered_at"]) for one in stored.requests
    )
    return Facts(
        campaign=CampaignFacts(controller=stored.campaign.controller.name, rates=rates),
        report=ReportFacts(
            oldest=dict(stored.oldest),
            kept=kept_of_campaign(stored.campaign.law, message=stored.campaign.message),
            requests=requests,
            unmasks=False,
            key_made_at=stored.key_made_at,
        ),
        system=SystemFacts(log_works=True),  # this ruling is part of the report, whose hash the audit keeps
    )
