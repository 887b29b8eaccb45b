"""How calls ended: which side hung up, the network's cause, and when treatment began for unserved people."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

from dialer.compliance.params.abandoning import AbandonTreatment
from dialer.compliance.profile import Rule
from dialer.compliance.vocabulary import ClockStart
from dialer.core.enums import Side
from dialer.documents.compliance_report.terms import ANSWERED, CALLS, NUMBER, OUTCOMES
from dialer.documents.store.report_input import CallSeen
from dialer.i18n.message import Message, msg
from dialer.rendering.values import Instant, Worded, worded

_BY: Final = {
    Side.THEIRS.value: msg("the called side"),
    Side.OURS.value: "Pronto",
    None: msg("the dialplan or the agent's phone, or it was not seen"),
}


def who_ended(calls: Sequence[CallSeen]) -> dict[Message, dict[Any, int]]:
    """Which side ended answered calls, by whether an agent had joined, as Asterisk reported."""
    answered = [call for call in calls if call.answered_at is not None]
    return {
        msg("ended, with an agent, by"): _by(call for call in answered if call.agent_joined_at is not None),
        msg("ended, without an agent, by"): _by(call for call in answered if call.agent_joined_at is None),
    }


def _by(calls: Iterable[CallSeen]) -> dict[Any, int]:
    counts = Counter(call.ended_by for call in calls)
    return {words: counts[side] for side, words in _BY.items() if counts[side]}


def causes(calls: Sequence[CallSeen]) -> dict[Worded, int]:
    """Unanswered calls by outcome, Q.850 cause and SIP response."""
    counts = Counter((call.outcome, _cause(call)) for call in calls if call.answered_at is None)
    return {
        Worded(
            f"{outcome} {cause}".strip(),
            msg("{outcome} {cause}", outcome=worded(outcome, OUTCOMES), cause=cause) if cause else OUTCOMES[outcome],
        ): count
        for (outcome, cause), count in sorted(counts.items())
    }


def _cause(call: CallSeen) -> str:
    said = (f"Q.850 {call.cause}" if call.cause else "", f"SIP {call.tech_cause}" if call.tech_cause else "")
    return " ".join(filter(None, said))


def treated(calls: Sequence[CallSeen], params: AbandonTreatment) -> dict[Message, Any]:
    """When treatment began for people without an agent, from the start of the rule's clock, as Pronto observed it.

    A greeting whose start or end was not detected counts from the answer, the strict side.
    """
    waits = [
        round((call.unserved_at - _start(call, params.limit.start)) * 1000)
        for call in calls
        if call.answered_at is not None and call.unserved_at is not None
    ]
    return {CALLS: len(waits), msg("soonest ms"): min(waits, default=None), msg("latest ms"): max(waits, default=None)}


def delays(
    calls: Sequence[CallSeen], rules: Sequence[Rule[AbandonTreatment]], stand_in: Callable[[str], str]
) -> list[dict[Any, Any]]:
    """Each unserved call: when its treatment began, from the answer and from the start of the rule's clock."""
    return [
        {
            NUMBER: stand_in(call.number),
            ANSWERED: Instant(call.answered_at),
            msg("after the answer ms"): _delay(call, ClockStart.ANSWER),
            **{f"{rule.id} ms": _delay(call, rule.params.limit.start) for rule in rules},
            msg("stayed ms"): round((call.ended_at - call.answered_at) * 1000) if call.is_end_seen else None,
            msg("ended by"): _BY[call.ended_by],
        }
        for call in calls
        if call.answered_at is not None
    ]


def _delay(call: CallSeen, start: ClockStart) -> int | None:
    """The delay in ms; None if the person had hung up before, or it was not observed."""
    return None if call.unserved_at is None else round((call.unserved_at - _start(call, start)) * 1000)


def _start(call: CallSeen, start: ClockStart) -> float:
    assert call.answered_at is not None
    heard = {
        ClockStart.ANSWER: None,
        ClockStart.GREETING_START: call.greeting_started_at,
        ClockStart.GREETING_END: call.greeting_ended_at,
    }[start]
    return call.answered_at if heard is None else heard
