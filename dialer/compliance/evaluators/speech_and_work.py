"""Evaluators on what agents say, and on their work."""

from typing import Final

from dialer.compliance.facts import Ask, Facts
from dialer.compliance.params.speech_and_work import (
    AgentBreaks,
    AgentLocation,
    AgentMonitoring,
    AutomatedVoice,
    ScriptDisclosure,
)
from dialer.compliance.profile import Rule
from dialer.compliance.ruling import Duty, RuleAnswer, allow, defer, known, refuse
from dialer.compliance.vocabulary import BasisKind, countries

_MIN_S: Final = 60.0
_CONSENTS: Final = frozenset({BasisKind.CONSENT, BasisKind.SPECIFIC_CONSENT, BasisKind.WRITTEN_CONSENT})
TEAM_TOTALS: Final = "team_totals"


def disclosed(rule: Rule[ScriptDisclosure], facts: Facts, now: float) -> RuleAnswer | None:
    """Was everything said that a sale requires?"""
    call, params = facts.call, rule.params
    if call.ask is not Ask.SALE or not params.blocks_sale:
        return None
    if params.moment == "first_call" and call.first_call is False:
        return None
    said = known(call.disclosed, "disclosed")
    missing = [item for item in params.items if item not in said]
    return refuse(rule.id, not_said=", ".join(missing)) if missing else allow(rule.id)


def location(rule: Rule[AgentLocation], facts: Facts, now: float) -> RuleAnswer | None:
    """May an agent in this country take the call?"""
    params, agent = rule.params, facts.agent
    country = known(agent.country, "agent_country")
    announce = (Duty.ANNOUNCE_COUNTRY,) if params.announce else ()
    if country in countries(params.home) or not params.transfer_home:
        return allow(rule.id, *announce, agent_country=country)
    if not known(agent.home_group_staffed, "home_group_staffed"):
        return refuse(rule.id, agent_country=country, home_group_staffed=False)
    return allow(rule.id, *announce, Duty.OFFER_TRANSFER, agent_country=country)


def breaks(rule: Rule[AgentBreaks], facts: Facts, now: float) -> RuleAnswer | None:
    """May the agent get another call before the break?"""
    params, agent = rule.params, facts.agent
    if params.collective_agreement_passes and agent.collective_agreement:
        return allow(rule.id, collective_agreement=True)
    minutes = known(agent.unbroken_screen_s, "unbroken_screen_s") / _MIN_S
    if minutes >= params.every_min:
        return defer(rule.id, now + params.break_min * _MIN_S, unbroken_min=minutes, break_min=params.break_min)
    duties = []
    if minutes >= params.not_ahead_from_min:
        duties.append(Duty.NOT_AHEAD)
    if minutes >= params.warn_at_min:
        duties.append(Duty.BREAK_SOON)
    return allow(rule.id, *duties, unbroken_min=minutes)


def monitoring(rule: Rule[AgentMonitoring], facts: Facts, now: float) -> RuleAnswer | None:
    """May this monitoring feature be used on the agent?"""
    params, agent = rule.params, facts.agent
    if agent.feature is None:
        return None
    if agent.feature == TEAM_TOTALS:
        size = known(agent.team_size, "team_size")
        seen = {"team_size": size, "at_least": params.team_at_least}
        return allow(rule.id, **seen) if size >= params.team_at_least else refuse(rule.id, **seen)
    if agent.feature in params.locked and not agent.union_agreement:
        return refuse(rule.id, feature=agent.feature, needs=params.unlocked_by)
    return allow(rule.id, feature=agent.feature, union_agreement=agent.union_agreement)


def without_agent(rule: Rule[AutomatedVoice], facts: Facts, now: float) -> RuleAnswer | None:
    """May the campaign speak with a recorded or artificial voice?"""
    campaign, params = facts.campaign, rule.params
    if params.disclose_ai and known(campaign.artificial_voice, "artificial_voice") and not campaign.discloses_ai:
        return refuse(rule.id, Duty.DISCLOSE_AI, discloses_ai=False)
    if not known(campaign.without_agent, "without_agent"):
        return allow(rule.id, without_agent=False)
    if params.without_agent == "forbidden":
        return refuse(rule.id, without_agent=True)
    kinds = {basis.kind for basis in known(campaign.bases, "bases")}
    others = sorted(kinds - _CONSENTS)
    if others or not kinds:
        return refuse(rule.id, without_agent=True, needs="consent", basis=", ".join(others) or "none")
    return allow(rule.id, without_agent=True)
