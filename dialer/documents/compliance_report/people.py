"""Points about people: treatment of unserved people, what agents said, and agents' working conditions."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence, Set
from typing import Any, Final

from dialer.compliance.code_names import DEMANDED
from dialer.compliance.params.abandoning import AbandonTreatment
from dialer.compliance.profile import Profile
from dialer.compliance.settings import LawSettings
from dialer.compliance.vocabulary import Kind
from dialer.documents.compliance_report import terms
from dialer.documents.compliance_report.call_endings import delays, treated
from dialer.documents.compliance_report.terms import CLOCK_STARTS, MESSAGE, NONE, RULE, SHA256, TIME_ALLOWED
from dialer.documents.store.report_input import AgentSeen, CallSeen, Stored
from dialer.i18n.message import Message, msg, pmark
from dialer.rendering.values import Instant, Share, worded

STAYED: Final = msg("seconds that unserved people stayed")
UNKNOWN: Final = pmark("report", "unknown")
STAYED_S: Final = (1, 2, 3, 4, 6, 10, 20, 30)


def treatment(stored: Stored, profiles: Sequence[Profile], stand_in: Callable[[str], str]) -> dict[Message, Any] | None:
    """The treatment for answered people without an agent, how long they stayed, and opt-outs by key."""
    unserved = [call for call in stored.calls if call.answered_at is not None and call.outcome == "abandoned"]
    opted_out = [call for call in stored.calls if call.opted_out_at is not None]
    if not stored.calls:
        return None
    law = stored.campaign.law
    rules = [rule for profile in profiles for rule in profile.of_kind(Kind.ABANDON_TREATMENT, stored.until)]
    return {
        MESSAGE: stored.campaign.message or NONE,
        msg("version of the message"): law.message_version or msg("none named"),
        msg("what it says"): terms.several(law.message_says, terms.DISCLOSURES),
        msg("opt-outs inside the message"): len(opted_out),
        msg("suppressed before or with the end of the call"): sum(
            stored.suppressed_at.get(call.number, float("inf")) <= call.ended_at for call in opted_out
        ),
        STAYED: _stayed(unserved),
        msg("sound files when the campaign was started"): [
            {
                pmark("report", "file"): one["file"],
                pmark("report", "bytes"): one["bytes"],
                pmark("report", "changed"): Instant(one["changed_at"]),
                SHA256: one["sha256"] or msg("not read"),
                msg("first start"): Instant(one["first_start"]),
                msg("last start"): Instant(one["last_start"]),
            }
            for one in stored.sounds
        ],
        pmark("report", "rules"): [
            {**_rule(rule.id, rule.params), msg("treatment began"): treated(unserved, rule.params)} for rule in rules
        ],
        msg("each abandoned call"): delays(unserved, rules, stand_in),
    }


def _rule(rule_id: str, params: AbandonTreatment) -> dict[Message, Any]:
    noise = params.comfort_noise
    return {
        RULE: rule_id,
        CLOCK_STARTS: worded(params.limit.start.value, terms.CLOCKS),
        TIME_ALLOWED: params.limit.limit_ms,
        msg("at the limit"): worded(params.at_limit, DEMANDED),
        msg("noise within ms"): noise.within_ms if noise is not None else None,
    }


def _stayed(calls: Sequence[CallSeen]) -> dict[Any, int]:
    waits = [call.ended_at - call.answered_at for call in calls if call.answered_at is not None and call.is_end_seen]
    bounds = list(zip((0, *STAYED_S), STAYED_S, strict=False))
    counts = {f"{low}-{high} s": sum(low <= wait < high for wait in waits) for low, high in bounds}
    return {**counts, msg("over {most} s", most=STAYED_S[-1]): sum(wait >= STAYED_S[-1] for wait in waits)}


def disclosures(stored: Stored, profiles: Sequence[Profile]) -> dict[Message, Any] | None:
    """Talks in which all disclosures were confirmed, sales without them, and agents' countries."""
    talks = [call for call in stored.calls if call.agent_joined_at is not None]
    if not talks:
        return None
    needed = {
        item
        for profile in profiles
        for rule in profile.of_kind(Kind.SCRIPT_DISCLOSURE, stored.until)
        if rule.hard and rule.params.moment != "first_call"
        for item in rule.params.items
    }
    successes = {one.code for one in stored.campaign.dispositions if one.is_success}
    sales = [call for call in talks if call.disposition in successes]
    items = Counter(item for call in talks for item in stored.disclosed.get(call.id, ()))
    whole = sum(needed <= set(stored.disclosed.get(call.id, ())) for call in talks)
    return {
        pmark("report", "talks"): len(talks),
        msg("with items confirmed"): sum(call.id in stored.disclosed for call in talks),
        msg("asked for at the start of each talk"): terms.several(sorted(needed), terms.DISCLOSURES),
        msg("with all of them confirmed"): whole,
        msg("share with all of them"): Share(round(whole / len(talks), 4)),
        pmark("report", "confirmed"): {worded(item, terms.DISCLOSURES): items[item] for item in sorted(items)},
        pmark("report", "sales"): len(sales),
        msg("sales without all of them"): sum(not needed <= set(stored.disclosed.get(call.id, ())) for call in sales),
        msg("talks by country of the agent"): _by_country(talks, stored.agents, stored.campaign.law),
    }


def contracts(stored: Stored) -> dict[Message, Any] | None:
    """Dispositions that are sales. Pronto records nothing else about contracts."""
    if not stored.calls:
        return None
    successes = {one.code for one in stored.campaign.dispositions if one.is_success}
    return {
        msg("sales that agents reported"): sum(call.disposition in successes for call in stored.calls),
        pmark("report", "bound"): msg("Pronto keeps no contract, and calls none bound"),
    }


def recordings(stored: Stored) -> dict[Message, Any] | None:
    """Recording consents. Pronto itself records no calls."""
    if not stored.calls:
        return None
    return {
        pmark("report", "recordings"): msg("Pronto makes none"),
        msg("what people said of being recorded"): {
            terms.CONSENTS.get(said, said): count for said, count in stored.consents.items()
        },
    }


def _by_country(talks: Sequence[CallSeen], agents: Sequence[AgentSeen], law: LawSettings) -> dict[Any, int]:
    countries = {agent.id: agent.country for agent in agents}
    counts: Counter[Any] = Counter(countries.get(call.agent_id or 0) or law.agent_country or UNKNOWN for call in talks)
    return dict(sorted(counts.items(), key=lambda counted: str(counted[0])))


def work(stored: Stored, profiles: Sequence[Profile]) -> dict[Message, Any] | None:
    """Due breaks and the longest screen time; agents are shown as numbers of this report."""
    if not stored.agents:
        return None
    law = stored.campaign.law
    rules = {rule.id: rule for profile in profiles for rule in profile.of_kind(Kind.AGENT_BREAKS, stored.until)}
    break_s = 60.0 * max((rule.params.break_min for rule in rules.values()), default=0)
    return {
        msg("collective agreement"): law.collective_agreement or NONE,
        msg("agreement on watching agents"): law.union_agreement or _unwatched(stored, profiles),
        msg("by agent"): [
            _agent(place, agent, rules.keys(), break_s) for place, agent in enumerate(stored.agents, start=1)
        ],
    }


def _unwatched(stored: Stored, profiles: Sequence[Profile]) -> Message:
    """What applies without a union agreement; dialer/cell/legal/monitoring_policy.py enforces it."""
    rules = [rule for profile in profiles for rule in profile.of_kind(Kind.AGENT_MONITORING, stored.until)]
    if any(rule.hard for rule in rules):
        return msg("none: boards and live calls name no agent; an agent's page and wishes are the agent's alone")
    return msg("none, and no rule asks for one: boards name agents")


def _agent(place: int, agent: AgentSeen, breaks: Set[str], break_s: float) -> dict[Message, Any]:
    taken, longest_s = stretches(agent.acts, break_s)
    due = [facts for rule, facts in agent.rulings if rule in breaks]
    others = Counter(rule for rule, _ in agent.rulings if rule not in breaks)
    return {
        pmark("report", "agent"): msg("agent {place}", place=place),
        msg("times a break was due"): len(due),
        msg("breaks taken"): taken,
        msg("longest minutes between breaks"): None if longest_s is None else round(longest_s / 60.0, 1),
        msg("longest minutes at the screen when one was due"): max((_minutes(facts) for facts in due), default=None),
        msg("kept from calls by"): dict(sorted(others.items())),
    }


def stretches(acts: Sequence[tuple[float, bool]], break_s: float) -> tuple[int, float | None]:
    """The number of breaks of at least `break_s`, and the longest work without one, in seconds.

    `acts` are (instant, at work from then on). The stretch after the last act is not counted.
    """
    taken, longest_s = 0, None
    began: float | None = None
    stopped: float | None = None
    for at, works in acts:
        if works and stopped is not None and at - stopped >= break_s:
            taken += 1
            began = None
        if works:
            began, stopped = at if began is None else began, None
        elif began is not None and stopped is None:
            stopped = at
            longest_s = max(at - began, longest_s or 0.0)
    return taken, longest_s


def _minutes(facts: Mapping[str, Any]) -> float:
    return round(float(facts.get("unbroken_min", 0.0)), 1)
