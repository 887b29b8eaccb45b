"""Evaluators on abandoned calls: rate, treatment, lockout, ringing, machine detection."""

from typing import Final

from dialer.compliance.facts import Ask, DialMode, Facts
from dialer.compliance.params.abandoning import AbandonmentRate, AbandonTreatment, Amd, Message, MinRing, RedialLockout
from dialer.compliance.profile import Rule
from dialer.compliance.ruling import Duty, Fact, Manner, RuleAnswer, allow, defer, degrade, known, refuse
from dialer.compliance.vocabulary import ClockStart

AHEAD: Final = (None, DialMode.PREDICTIVE)  # an unknown mode may be predictive
_WITH_AGENT: Final = (DialMode.PREVIEW, DialMode.MANUAL)  # an agent is assigned before the call
_ASK_AGAIN_S: Final = 60.0
THROTTLES, STOPS = "throttle", "stop"  # values of the fact `guard`


def over_dialling(rule: Rule[AbandonmentRate], facts: Facts, now: float) -> RuleAnswer | None:
    """May a call be dialled ahead of the agents? Only if the rate stays at or below `one_to_one_at` even if every call
    that now rings ahead is abandoned.

    The fact `guard` says that the rate has reached the throttle or the stop level.
    """
    mode = facts.campaign.mode
    if mode not in AHEAD:
        return allow(rule.id, mode=mode or "")
    figures = facts.campaign.rates.get(rule.id)
    if figures is None:
        return degrade(rule.id, Manner.PROGRESSIVE, unknown="rates")
    guard = rule.params.guard
    if figures.counted < guard.min_denominator:
        return degrade(rule.id, Manner.PROGRESSIVE, counted=figures.counted, at_least=guard.min_denominator)
    worst = (figures.abandoned + figures.ahead) / max(figures.counted + figures.ahead, 1)
    seen: dict[str, Fact] = {"rate": (rate := figures.share), "worst": worst, "level": guard.one_to_one_at}
    if rate >= guard.stop_predictive_at:
        return degrade(rule.id, Manner.PROGRESSIVE, guard=STOPS, **seen)
    if worst > guard.one_to_one_at:
        return degrade(rule.id, Manner.PROGRESSIVE, **seen)
    return allow(rule.id, guard=THROTTLES, **seen) if rate >= guard.throttle_at else allow(rule.id, **seen)


def within_limit(rule: Rule[AbandonmentRate], facts: Facts, now: float) -> RuleAnswer | None:
    """Is the campaign's rate within the limit?"""
    figures = known(facts.campaign.rates.get(rule.id), "rates")
    params = rule.params
    seen = {"abandoned": figures.abandoned, "counted": figures.counted, "limit": params.limit, "aim": params.aim}
    if figures.share > params.limit:
        return refuse(rule.id, rate=figures.share, **seen)
    return allow(rule.id, rate=figures.share, **seen)


def treatment_ready(rule: Rule[AbandonTreatment], facts: Facts, now: float) -> RuleAnswer | None:
    """Is the treatment of unserved people configured as the rule requires?"""
    params, campaign = rule.params, facts.campaign
    wait_ms = known(campaign.wait_limit_ms, "wait_limit_ms")
    if wait_ms > params.limit.limit_ms:
        return refuse(rule.id, wait_limit_ms=wait_ms, at_most=params.limit.limit_ms)
    if params.comfort_noise is not None:
        within_ms = known(campaign.comfort_noise_within_ms, "comfort_noise_within_ms")
        if within_ms > params.comfort_noise.within_ms:
            return refuse(rule.id, comfort_noise_within_ms=within_ms, at_most=params.comfort_noise.within_ms)
    at_limit = known(campaign.at_limit, "at_limit")
    if at_limit == "message" and params.message_forbidden:
        return refuse(rule.id, at_limit=at_limit, forbidden="message")
    if params.message is None:
        return allow(rule.id, at_limit=at_limit, wait_limit_ms=wait_ms)
    if at_limit != "message":
        return refuse(rule.id, at_limit=at_limit, required="message")
    return _message_ready(rule, params.message, facts)


def _message_ready(rule: Rule[AbandonTreatment], wanted: Message, facts: Facts) -> RuleAnswer:
    message = known(facts.campaign.message, "message")
    missing = set(wanted.says) - message.says
    if missing:
        return refuse(rule.id, message=message.version, does_not_say=", ".join(sorted(missing)))
    excess = set(wanted.must_not_say) & message.says
    if excess:
        return refuse(rule.id, message=message.version, says=", ".join(sorted(excess)))
    if not message.opt_out & set(wanted.opt_out.by):
        return refuse(rule.id, message=message.version, opt_out_by=", ".join(wanted.opt_out.by))
    lacking = set(wanted.opt_out.number_must_be) - message.number_is
    if lacking:
        return refuse(rule.id, message=message.version, number_is_not=", ".join(sorted(lacking)))
    by_key_or_voice = bool(message.opt_out & {"key", "voice"})
    if wanted.opt_out.suppress_before_hangup and by_key_or_voice and not message.suppresses_before_hangup:
        return refuse(rule.id, message=message.version, suppresses_before_hangup=False)
    return allow(rule.id, message=message.version)


def waiting(rule: Rule[AbandonTreatment], facts: Facts, now: float) -> RuleAnswer | None:
    """May the answered person keep waiting for an agent?"""
    call = facts.call
    if call.ask is not Ask.WAIT or call.agent_joined_at is not None:
        return None
    answered_at = known(call.answered_at, "answered_at")
    timer = rule.params.limit
    heard = {
        ClockStart.ANSWER: answered_at,
        ClockStart.GREETING_START: call.greeting_started_at,
        ClockStart.GREETING_END: call.greeting_ended_at,
    }[timer.start]
    waited_ms = round((now - (answered_at if heard is None else heard)) * 1000)
    if waited_ms >= timer.limit_ms:
        return refuse(rule.id, waited_ms=waited_ms, limit_ms=timer.limit_ms, at_limit=rule.params.at_limit)
    return allow(rule.id, waited_ms=waited_ms, limit_ms=timer.limit_ms)


def lockout(rule: Rule[RedialLockout], facts: Facts, now: float) -> RuleAnswer | None:
    """May the number be redialled after an abandoned call, and only with a reserved agent?"""
    params, history = rule.params, known(facts.contact.history, "history")
    at = history.abandoned_at if params.after == "abandoned" else history.machine_at
    if at is None:
        return allow(rule.id)
    ends_at = params.lasts.after(at)
    if now < ends_at:
        if params.meanwhile == "never":
            return defer(rule.id, ends_at, since=at, lasts=params.lasts.text)
        return _with_agent(rule, facts, now, since=at)
    served = history.served_at is not None and history.served_at > at
    if params.afterwards == "any" or served:
        return allow(rule.id, since=at)
    return _with_agent(rule, facts, now, since=at)


def _with_agent(rule: Rule[RedialLockout], facts: Facts, now: float, *, since: float) -> RuleAnswer:
    if facts.contact.agent_reserved or facts.campaign.mode in _WITH_AGENT:
        return allow(rule.id, since=since, agent_reserved=True)
    if known(facts.campaign.agents_free, "agents_free") == 0:
        return defer(rule.id, now + _ASK_AGAIN_S, since=since, agents_free=0)
    return degrade(rule.id, Manner.GUARANTEED, since=since)


def ring_limit(rule: Rule[MinRing], facts: Facts, now: float) -> RuleAnswer | None:
    """Does the campaign let phones ring long enough?"""
    ring_s = known(facts.campaign.ring_limit_s, "ring_limit_s")
    seen = {"ring_limit_s": ring_s, "at_least": rule.params.seconds}
    return allow(rule.id, **seen) if ring_s >= rule.params.seconds else refuse(rule.id, **seen)


def calling_off(rule: Rule[MinRing], facts: Facts, now: float) -> RuleAnswer | None:
    """May Pronto end a ringing call? Always at once if the person has just been suppressed."""
    call, seconds = facts.call, rule.params.seconds
    if call.ask is not Ask.CALL_OFF or call.answered_at is not None:
        return None
    if facts.contact.suppressed:
        return allow(rule.id, suppressed=True)
    ends_at = seconds + (now if call.ringing_at is None else call.ringing_at)
    if now < ends_at:
        return defer(rule.id, ends_at, rings_at_least_s=seconds)
    return allow(rule.id, rings_at_least_s=seconds)


def detection(rule: Rule[Amd], facts: Facts, now: float) -> RuleAnswer | None:
    """May machine detection be on? The campaign runs either way; the duty AMD_OFF turns detection off."""
    params, campaign = rule.params, facts.campaign
    if not known(campaign.amd_on, "amd_on"):
        return allow(rule.id, amd_on=False)
    if params.allowed == "never":
        return allow(rule.id, Duty.AMD_OFF, allowed=params.allowed)
    decision_ms = campaign.amd_decision_ms
    if params.max_decision_ms is not None and (decision_ms is None or decision_ms > params.max_decision_ms):
        return allow(rule.id, Duty.AMD_OFF, decides_in_ms=decision_ms or "unknown", at_most=params.max_decision_ms)
    if params.audit is None:
        return allow(rule.id, amd_on=True)
    audit = campaign.amd_audit
    if audit is None:
        return allow(rule.id, Duty.AMD_OFF, audit="missing")
    if now > params.audit.valid_for.after(audit.at):
        return allow(rule.id, Duty.AMD_OFF, audit="stale", audited_at=audit.at, valid_for=params.audit.valid_for.text)
    if audit.sample < params.audit.min_sample:
        return allow(rule.id, Duty.AMD_OFF, audit="small", sample=audit.sample, at_least=params.audit.min_sample)
    return allow(rule.id, audited_at=audit.at, sample=audit.sample, people=audit.people)


def listening(rule: Rule[Amd], facts: Facts, now: float) -> RuleAnswer | None:
    """May detection keep listening?"""
    call, limit_ms = facts.call, rule.params.max_decision_ms
    if call.ask is not Ask.SCREEN or limit_ms is None:
        return None
    listened_ms = round((now - known(call.answered_at, "answered_at")) * 1000)
    seen = {"listened_ms": listened_ms, "limit_ms": limit_ms}
    return refuse(rule.id, **seen) if listened_ms >= limit_ms else allow(rule.id, **seen)
