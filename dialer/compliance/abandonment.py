"""Abandoned calls by the clock and denominator of each law, all from the same instants of each call.

A rate is computed from calls, never from counters. Instants are epoch seconds, compared in whole milliseconds.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from dialer.compliance.params.abandoning import AbandonmentRate
from dialer.compliance.vocabulary import CallParty, ClockStart, FalseMachine, MachineHangup
from dialer.core.call_times import CallTimes


class Heard(StrEnum):
    """Who answered, as heard by an agent (disposition) or by an audit of recordings."""

    PERSON = "person"
    MACHINE = "machine"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnsweredCall(CallTimes):
    """One answered call. `unserved_at`: the wait limit was reached and the message or hang-up began.

    `taken_for_machine`: machine detection ended the call.
    """

    answered_at: float = field()
    ended_at: float | None = None
    ended_by_person: bool = False  # the called person hung up
    taken_for_machine: bool = False
    heard: Heard | None = None


class Standing(StrEnum):
    """How a call is counted under one rule."""

    ABANDONED = "abandoned"  # in the numerator and the denominator
    SERVED = "served"  # in the denominator
    SCREENED = "screened"  # taken for a machine; how many of these were people is estimated
    OUTSIDE = "outside"  # in neither


NEAR_LIMIT: Final = 0.8
"""Part of a limit from which its rate counts as near it: alerts, boards and pages warn from there on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """Abandoned calls, all calls counted, and the share. Estimates make both counts fractional.

    Pacing has the same share of its own account (`pacing/budget.py`), since it stands without the dialer.
    """

    abandoned: float
    counted: float

    @property
    def share(self) -> float:
        """Abandoned calls per call counted; 0 before the first."""
        return self.abandoned / self.counted if self.counted else 0.0


def classify(call: AnsweredCall, params: AbandonmentRate) -> Standing:
    """How the rule counts this call."""
    if call.taken_for_machine:
        return _screened(call, params)
    if params.share_of is CallParty.PEOPLE and call.heard is Heard.MACHINE:
        return Standing.OUTSIDE
    started_at = _clock_start(call, params.timer.start)
    if call.agent_joined_at is not None and _ms(call.agent_joined_at - started_at) < params.timer.limit_ms:
        return Standing.SERVED
    served_or_treated = call.agent_joined_at is not None or call.unserved_at is not None
    gave_up = call.ended_by_person and not served_or_treated and call.ended_at is not None
    if gave_up and call.ended_at is not None and _ms(call.ended_at - started_at) < params.timer.limit_ms:
        return Standing.OUTSIDE  # hung up before the limit: an agent might still have come
    return Standing.ABANDONED


def _screened(call: AnsweredCall, params: AbandonmentRate) -> Standing:
    if params.machine_hangup is MachineHangup.ABANDONED:
        return Standing.ABANDONED
    if call.heard is Heard.PERSON:
        return {
            FalseMachine.ABANDONED: Standing.ABANDONED,
            FalseMachine.COUNTED: Standing.SERVED,
            FalseMachine.EXCLUDED: Standing.OUTSIDE,
        }[params.false_machine]
    return Standing.OUTSIDE if call.heard is Heard.MACHINE else Standing.SCREENED


def _clock_start(call: AnsweredCall, start: ClockStart) -> float:
    heard = {
        ClockStart.ANSWER: call.answered_at,
        ClockStart.GREETING_START: call.greeting_started_at,
        ClockStart.GREETING_END: call.greeting_ended_at,
    }[start]
    return call.answered_at if heard is None else heard


def _ms(seconds: float) -> int:
    return round(seconds * 1000)


def rate(calls: Iterable[AnsweredCall], params: AbandonmentRate, *, false_machine_share: float = 0.0) -> Rate:
    """The rate of these calls. `false_machine_share`: the share of unaudited machine results that were people."""
    return rate_of(Counter(classify(call, params) for call in calls), params, false_machine_share=false_machine_share)


def rate_of(counts: Counter[Standing], params: AbandonmentRate, *, false_machine_share: float = 0.0) -> Rate:
    """The rate of calls already counted by standing."""
    people = counts[Standing.SCREENED] * false_machine_share
    abandoned, counted = float(counts[Standing.ABANDONED]), float(counts[Standing.ABANDONED] + counts[Standing.SERVED])
    if params.false_machine is not FalseMachine.EXCLUDED:
        counted += people
    if params.false_machine is FalseMachine.ABANDONED:
        abandoned += people
    return Rate(abandoned=abandoned, counted=counted)
