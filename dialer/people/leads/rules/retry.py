"""What follows an attempt: a retry at a time and on a phone, or the end."""

from collections.abc import Mapping
from dataclasses import dataclass

from dialer.core.enums import LeadState, Then
from dialer.core.time_units import DAY_S, HOUR_S
from dialer.people.leads.rules.day_parts import Times, another_part

LONGEST_WAIT_S = 30 * DAY_S  # upper limit of growing waits
REFUSED_FOR_S = HOUR_S  # a refusal that people can remedy is asked again after this, or at once when it is remedied
# For a refusal that holds a whole list: the remedy has its leads asked again at once (store/recheck.py), and
# asking for a hundred thousand leads in vain every hour would delay the other lists.
HELD_FOR_S = DAY_S
USED_UP = "attempts_used_up"


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryRule:
    """A campaign's rule for one result: an outcome, or `disposition:<code>`."""

    on: str
    then: Then
    wait_s: float = 0.0
    at_most: int = 0  # attempts with this result before the lead is retired; 0: no limit of its own
    next_phone: bool = False  # the next attempt goes to the lead's next phone, if it has one
    other_time: bool = False  # the next attempt is in another part of the day
    growth: float = 1.0  # factor between one wait and the next


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadStep:
    """The lead's next state, as the store writes it."""

    state: LeadState
    due_at: float = 0.0
    next_phone: int | None = None  # None: unchanged
    reason: str = ""
    suppress: bool = False  # the number must not be called again for this company
    callback_id: int | None = None  # the call-back that waits again, since this attempt did not keep it
    counts: bool = True  # as one of the lead's allowed attempts; a call that we called off does not


# For results without a rule. A disposition may be a no: a person who talked to an agent is not called again unasked.
_RETRY = RetryRule(on="", then=Then.RETRY, wait_s=HOUR_S)
_RETIRE = RetryRule(on="", then=Then.RETIRE)


def next_step(
    result: str,
    *,
    rules: Mapping[str, RetryRule],
    attempts_with_result: int,
    attempts: int,
    max_attempts: int,
    phones: int,
    phone_position: int,
    now: float,
    callback_at: float | None = None,
    times: Times | None = None,
) -> LeadStep:
    """Decide what follows `result`, the outcome or disposition of the attempt that just ended.

    `attempts` and `attempts_with_result` include that attempt. `phones` is the lead's number of phones,
    `phone_position` the one just dialled. Rules that want another part of the day need `times`. A promised call-back at
    `callback_at` overrides the rule's wait and the limits, because it was promised to a person.
    """
    rule = rules.get(result) or (_RETIRE if result.startswith("disposition:") else _RETRY)
    if rule.then is Then.SUPPRESS:
        return LeadStep(state=LeadState.DONE, reason=result, suppress=True)
    if callback_at is not None:
        return LeadStep(state=LeadState.BOOKED, due_at=callback_at, next_phone=phone_position)
    phone = _next_phone(rule, phones=phones, phone_position=phone_position)
    due_at = _due_at(rule, attempts_with_result, times, now)
    if rule.then is Then.RETIRE:
        if phone is None:
            return LeadStep(state=LeadState.DONE, reason=result)
        return LeadStep(state=LeadState.OPEN, due_at=due_at, next_phone=phone)
    if attempts >= max_attempts:
        return LeadStep(state=LeadState.DONE, reason=USED_UP)
    if rule.at_most and attempts_with_result >= rule.at_most:
        return LeadStep(state=LeadState.DONE, reason=result)
    if phone is None:
        phone = 0 if rule.next_phone else phone_position  # after the last phone comes the first again
    return LeadStep(state=LeadState.OPEN, due_at=due_at, next_phone=phone)


def _next_phone(rule: RetryRule, *, phones: int, phone_position: int) -> int | None:
    """The phone after the one just dialled, or None if the rule stays on it or no phone is left untried."""
    if rule.next_phone and phone_position + 1 < phones:
        return phone_position + 1
    return None


def _due_at(rule: RetryRule, attempts_with_result: int, times: Times | None, now: float) -> float:
    """When the next attempt is due."""
    wait_s = min(rule.wait_s * rule.growth ** max(attempts_with_result - 1, 0), max(LONGEST_WAIT_S, rule.wait_s))
    if not rule.other_time or times is None:
        return now + wait_s
    return another_part(times, earliest=now + wait_s)
