"""Rulings: how often each rule gave which answer around calls, and the rules' answers on the report itself.

Rules that never refused are listed too: such a rule may never have been tested.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from dialer.compliance.facts import CampaignFacts, Facts, Figures, ReportFacts, RightsRequest, SystemFacts
from dialer.compliance.profile import Profile
from dialer.compliance.record_keeping import kept_of_campaign
from dialer.compliance.rules import Rulebook, decide
from dialer.compliance.ruling import Answer
from dialer.compliance.ruling_record import WARNED
from dialer.compliance.vocabulary import Point
from dialer.documents.compliance_report.rates import SHARED, WORST
from dialer.documents.compliance_report.terms import (
    ABANDONED,
    ANSWER,
    ANSWERS,
    BINDS,
    COUNTED,
    FACTS,
    KIND,
    KINDS,
    PROFILE,
    RULE,
    SHA256,
    answer_and_rule,
    seen,
)
from dialer.documents.store.report_input import Stored
from dialer.i18n.message import Message, msg, pmark
from dialer.rendering.values import worded

BY_RULE: Final = msg("by answer and rule")
OF_REPORT: Final = msg("of this report")
_COUNTED: Final = {
    Answer.REFUSE: pmark("report", "refused"),
    Answer.DEFER: msg("put off"),
    Answer.DEGRADE: msg("held back"),
    WARNED: pmark("report", "warned"),
}


def rulings(
    stored: Stored, profiles: Sequence[Profile], abandonment: Sequence[Mapping[Message, Any]]
) -> dict[Message, Any] | None:
    """Rulings on calls by count, every rule of the profiles, and the answers on this report."""
    of_report = rulings_of_report(stored, profiles, abandonment)
    if not stored.rulings and not of_report:
        return None
    return {
        BY_RULE: {answer_and_rule(said): count for said, count in stored.rulings.items()},
        msg("each rule"): _each_rule(stored.rulings, profiles),
        OF_REPORT: of_report,
    }


def _each_rule(counts: Mapping[str, int], profiles: Sequence[Profile]) -> list[dict[Message, Any]]:
    """Every rule of the profiles and their overlays, also those that never objected."""
    found: dict[str, dict[Message, Any]] = {}
    for profile in profiles:
        for rule in (*profile.rules, *(rule for overlay in profile.overlays for rule in overlay.rules)):
            said = {label: counts.get(f"{answer} {rule.id}", 0) for answer, label in _COUNTED.items()}
            kind = worded(rule.kind.value, KINDS)
            found.setdefault(rule.id, {RULE: rule.id, KIND: kind, BINDS: rule.hard, **said})
    return list(found.values())


def rulings_of_report(
    stored: Stored, profiles: Sequence[Profile], abandonment: Sequence[Mapping[Message, Any]]
) -> list[dict[Message, Any]]:
    """Each profile's answers at the point `report`; the rates are those of the worst windows of `abandonment`.

    The rule counts campaigns that share an abandonment budget as one.
    """
    facts = _facts(stored, abandonment)
    decided = [(profile, decide(Point.REPORT, Rulebook(profile, ()), facts, stored.until)) for profile in profiles]
    return [
        {
            PROFILE: profile.id,
            SHA256: ruling.profile_hash,
            RULE: answer.rule_id,
            ANSWER: worded(answer.answer.value, ANSWERS),
            BINDS: answer.answer is not Answer.ALLOW and answer not in ruling.warnings,
            FACTS: seen(answer.facts),
        }
        for profile, ruling in decided
        for answer in ruling.answers
    ]


def _facts(stored: Stored, abandonment: Sequence[Mapping[Message, Any]]) -> Facts:
    rates = {
        one[RULE]: Figures(abandoned=span[ABANDONED], counted=span[COUNTED])
        for one in abandonment
        if RULE in one and (span := one.get(SHARED, one)[WORST] or {ABANDONED: 0.0, COUNTED: 0.0})
    }
    requests = tuple(
        RightsRequest(received_at=one["received_at"], answered_at=one["answered_at"]) for one in stored.requests
    )
    return Facts(
        campaign=CampaignFacts(company=stored.campaign.company.first_name, rates=rates),
        report=ReportFacts(
            oldest=dict(stored.oldest),
            kept=kept_of_campaign(stored.campaign.law, message=stored.campaign.message),
            requests=requests,
            unmasks=False,
            key_made_at=stored.key_made_at,
        ),
        system=SystemFacts(log_works=True),  # this ruling is part of the report, whose hash the audit keeps
    )
