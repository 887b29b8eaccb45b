"""Points about dialled numbers: redialling after an abandoned call, and number of attempts."""

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from dialer.compliance.params.abandoning import Cap, RedialLockout
from dialer.compliance.profile import Profile
from dialer.compliance.vocabulary import Kind
from dialer.core.enums import Outcome
from dialer.documents.compliance_report import terms
from dialer.documents.compliance_report.call_endings import causes
from dialer.documents.compliance_report.terms import MODE, NUMBER, RULE
from dialer.documents.store.report_input import CallElsewhere, CallSeen, Stored
from dialer.i18n.message import Message, msg, pmark
from dialer.rendering.values import Instant, Worded, instant, worded

UNAHEAD: Final = frozenset({"preview", "manual", "guaranteed"})
VIOLATION: Final = pmark("report", "violation")
TRIES: Final = msg("numbers by attempts")
THIS: Final = msg("this campaign")
Elsewhere = Mapping[str, Sequence[CallElsewhere]]  # calls of other campaigns by number, in order


def lockouts(stored: Stored, profiles: Sequence[Profile], stand_in: Callable[[str], str]) -> dict[Message, Any] | None:
    """Each abandoned call: when the number may be redialled, and its next call from any campaign.

    Calls abandoned by another campaign of the company are included if this campaign called next.
    """
    if not stored.calls:
        return None
    rules: list[tuple[str, RedialLockout]] = [
        (rule.id, rule.params)
        for profile in profiles
        for rule in profile.of_kind(Kind.REDIAL_LOCKOUT, stored.until)
        if rule.params.after == "abandoned"
    ]
    rows = [
        _lockout(number, call, after, rule_id, params, stand_in)
        for number, past in _with_abandoned(stored.calls, stored.elsewhere).items()
        for call, after in zip(past, [*past[1:], None], strict=True)
        if call.outcome == Outcome.ABANDONED and "" in (call.campaign, after.campaign if after else None)
        for rule_id, params in rules
    ]
    return {
        pmark("report", "rules"): [rule_id for rule_id, _ in rules],
        pmark("report", "violations"): sum(row[VIOLATION] for row in rows),
        pmark("report", "rows"): rows,
    }


def _with_abandoned(calls: Sequence[CallSeen], elsewhere: Elsewhere) -> dict[str, list[CallElsewhere]]:
    """By number with an abandoned call, its calls that rang, in order; this campaign's have an empty name."""
    abandoned = {call.number for call in calls if call.outcome == Outcome.ABANDONED}
    abandoned |= {number for number, past in elsewhere.items() if any(one.outcome == "abandoned" for one in past)}
    found: dict[str, list[CallElsewhere]] = {call.number: [] for call in calls if call.number in abandoned}
    for call in calls:
        if call.number in abandoned and call.outcome != Outcome.NOT_PLACED:
            found[call.number].append(_ours(call))
    for number, past in found.items():
        past += [one for one in elsewhere.get(number, ()) if one.outcome != Outcome.NOT_PLACED]
        past.sort(key=lambda one: one.placed_at)
    return found


def _ours(call: CallSeen) -> CallElsewhere:
    return CallElsewhere(
        campaign="", mode=call.mode, placed_at=call.placed_at, ended_at=call.ended_at, outcome=call.outcome
    )


def _lockout(
    number: str,
    call: CallElsewhere,
    after: CallElsewhere | None,
    rule_id: str,
    params: RedialLockout,
    stand_in: Callable[[str], str],
) -> dict[Message, Any]:
    allowed_at = params.lasts.after(call.ended_at)
    early = after is not None and after.placed_at < allowed_at
    guaranteed = after is not None and after.mode in UNAHEAD
    allowed = (guaranteed and params.meanwhile != "never") if early else (guaranteed or params.afterwards == "any")
    return {
        NUMBER: stand_in(number),
        RULE: rule_id,
        msg("abandoned at"): Instant(call.ended_at),
        msg("next allowed"): Instant(allowed_at),
        msg("next call"): instant(after.placed_at if after else None),
        MODE: worded(after.mode, terms.MODES) if after else None,
        msg("agent reserved before"): guaranteed if after else None,
        VIOLATION: after is not None and not allowed,
        msg("abandoned by"): call.campaign or THIS,
        msg("next called by"): (after.campaign or THIS) if after else None,
    }


def attempts(stored: Stored, zone: ZoneInfo, profiles: Sequence[Profile]) -> dict[Message, Any] | None:
    """Calls per number, in total and per day, and how many calls exceeded a rule's caps.

    Caps also count calls of the company's other campaigns.
    """
    if not stored.calls:
        return None
    of_number = Counter(call.number for call in stored.calls)
    of_day = Counter((call.number, datetime.fromtimestamp(call.placed_at, zone).date()) for call in stored.calls)
    spread = Counter(of_number.values())
    rang = [call for call in stored.calls if call.outcome != Outcome.NOT_PLACED]
    return {
        msg("unanswered, by what the network said"): causes(stored.calls),
        TRIES: {str(count): spread[count] for count in sorted(spread)},
        msg("most to one number"): max(of_number.values(), default=0),
        msg("most to one number on one day"): max(of_day.values(), default=0),
        msg("calls of other campaigns at these numbers"): sum(map(len, stored.elsewhere.values())),
        msg("over the caps"): {
            Worded(
                f"{rule.id}: {cap.max} in {cap.per.text}",
                msg("{rule}: {most} in {per}", rule=rule.id, most=cap.max, per=cap.per),
            ): _over(rang, stored.elsewhere, cap)
            for profile in profiles
            for rule in profile.of_kind(Kind.ATTEMPT_CAP, stored.calls[-1].placed_at)
            for cap in rule.params.caps
        },
    }


def _over(calls: Sequence[CallSeen], elsewhere: Elsewhere, cap: Cap) -> int:
    """Calls of this campaign to a number that had already reached its cap; `calls` are in order."""
    before: dict[str, list[float]] = defaultdict(list)
    theirs = {
        number: deque(one.placed_at for one in past if one.outcome != Outcome.NOT_PLACED)
        for number, past in elsewhere.items()
    }
    over = 0
    for call in calls:
        past, others = before[call.number], theirs.get(call.number)
        while others and others[0] <= call.placed_at:
            past.append(others.popleft())
        over += len(past) >= cap.max and call.placed_at < cap.per.after(past[-cap.max])
        past.append(call.placed_at)
    return over
