"""Call-backs: a call at a promised instant, by one agent or by anyone; or a lead to be dialled next."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from dialer.core.enums import CallbackFallback, CallbackKind, CallbackState
from dialer.core.time_units import DAY_S

OFF: Final = "callbacks_off"  # the reason code of call-backs on a list that is off
BY_HAND: Final = ": by hand"  # suffix of lists of calls by hand: disabled, but their promises count
ALERT_S: Final = 300.0  # how long before its deadline a call-back that was not placed raises an alert
NEXT_FOR_S: Final = 300.0  # how long a lead to be dialled next comes before all others
NEXT_FOR_AT_MOST_S: Final = DAY_S
EXPECTED_S: Final = 900.0  # how long after the instant that a person asked for the call still counts as asked for


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCallback:
    """A call-back to be written with the disposition that promises it. Instants are epoch seconds."""

    agent_id: int | None  # None: any agent
    due_at: float
    deadline_at: float
    note: str = ""
    asked: bool = False  # the person asked for this very time, as the agent confirms


@dataclass(frozen=True, slots=True, kw_only=True)
class Callback:
    """The present state of a call-back."""

    id: int
    campaign_id: int
    lead_id: int
    kind: CallbackKind
    agent_id: int | None
    due_at: float
    deadline_at: float
    state: CallbackState
    note: str
    attempt_id: str | None  # the attempt in which it was promised
    made_at: float
    made_by: str
    ended_at: float | None
    ended_by: str
    asked_at: float | None = None  # the instant that the person asked for, even if rules moved the call
    confirmed_at: float | None = None  # when somebody who talked with the person confirmed that; None: nobody did
    confirmed_by: str = ""  # by whom
    agent_name: str = ""  # if read along: the only source for the name of an agent who is not logged in
    locked_by: str = ""  # the rule that now hides from others whose it is; never stored

    def is_expected(self, now: float) -> bool:
        """Whether the person expects the call at `now`: near the instant asked for, not whenever it is made at last.

        Only a confirmed request of the person counts: a promised or moved instant alone is none.
        """
        if self.confirmed_at is None or self.asked_at is None:
            return False
        return self.asked_at <= now <= self.asked_at + EXPECTED_S

    def is_for(self, fallback: CallbackFallback, now: float) -> int | None:
        """The only agent who may take it at `now`; None if any agent may."""
        may_pass_on = fallback is CallbackFallback.ANYONE and self.kind is not CallbackKind.MANUAL
        passed_on = may_pass_on and now >= self.deadline_at
        return None if passed_on else self.agent_id


@dataclass(frozen=True, slots=True, kw_only=True)
class OffList:
    """A list that is disabled or archived, and how many promised call-backs wait until it is on again."""

    campaign_id: int
    name: str
    waiting: int


class Alert(StrEnum):
    """Why somebody should look at a call-back."""

    AWAY = "callback_agent_away"  # it is due, or soon will be, and its agent is not logged in
    RISK = "callback_at_risk"  # its deadline is near
    MISSED = "callback_missed"  # its deadline has passed


def alert_of(callback: Callback, *, agent_here: bool, hold_s: float, now: float) -> Alert | None:
    """The problem of a call-back that was not placed yet, if any."""
    if callback.kind is not CallbackKind.PROMISE or callback.state is not CallbackState.WAITING:
        return None
    if now >= callback.deadline_at:
        return Alert.MISSED
    if now >= max(callback.due_at, callback.deadline_at - ALERT_S):
        return Alert.RISK
    if callback.agent_id is not None and not agent_here and now >= callback.due_at - max(hold_s, ALERT_S):
        return Alert.AWAY
    return None
