"""What the rules of the law decided for a campaign, on the wire."""

from typing import Literal, Self

from pydantic import Field

from api.answer_language import AnswerText
from api.schemas.wire import At, Shown
from dialer.compliance.fact_messages import describe_facts
from dialer.compliance.profile import AnyRule
from dialer.compliance.ruling_counts import RuleCount
from dialer.documents.compliance_report.terms import KINDS
from dialer.documents.law_profile.citations import citation
from dialer.i18n.message import Message, joined


class RuleCountShown(Shown):
    """How often a rule gave this answer at this point of a call's way."""

    rule: str
    title: AnswerText = Field(description="What the rule is about.")
    citation: AnswerText
    answer: Literal["allow", "degrade", "defer", "refuse", "warn"]
    point: str = Field(description="`import`, `campaign_start`, `pre_dial`, `in_call`, `post_call`, `agent_routing`.")
    count: int
    last_at: At
    facts: AnswerText = Field(description="What it knew the last time.")

    @classmethod
    def of_count(cls, one: RuleCount, rule: AnyRule | None) -> Self:
        """Show a count; `rule` is the profile's, unless it is gone or Pronto's own."""
        known = "allow" if one.answer not in ("degrade", "defer", "refuse", "warn") else one.answer
        return cls.model_validate(
            {
                "rule": one.rule_id,
                "title": KINDS[rule.kind.value] if rule is not None else Message(""),
                "citation": citation(rule.basis.text) if rule is not None else Message(""),
                "answer": known,
                "point": one.point,
                "count": one.count,
                "last_at": one.last_at,
                "facts": joined(", ", describe_facts(one.facts)),
            }
        )


class RulingsShown(Shown):
    """The rulings on a campaign in a period, by rule."""

    since: At
    until: At
    is_whole: bool = Field(description="False: there were more than were counted, and the oldest are left out.")
    rules: list[RuleCountShown]
