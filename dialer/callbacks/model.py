"""Call-backs: a call at a promised instant, by one agent or by anyone; or a lead that is to be dialled next of all."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from dialer.core.enums import CallbackFallback, CallbackKind, CallbackState

OFF: Final = "callbacks_off"  # the sentence of those on a list that is off
BY_HAND: Final = ": by hand"  # so end the names of lists of calls by hand, which are disabled, and whose promises count
ALERT_S: Final = 300.0  # how long before the deadline a call-back that was not placed yet is called out
NEXT_FOR_S: Final = 300.0  # how long a lead that should be dialled next is better than any other
NEXT_FOR_AT_MOST_S: Final = 86_400.0
EXPECTED_S: Final = 900.0  # how long after the instant that a person asked for the call is still what was asked for


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCallback:
    """A call-back to be written with the disposition that promises it. Instants are epoch seconds."""

    agent_id: int | None  # None: whoever is free
    due_at: float
    deadline_at: float
    note: str = ""
    asked: bool = False  # the person asked for this very time, as the agent who talked confirms


@dataclass(frozen=True, slots=True, kw_only=True)
class Callback:
    """A call-back as it stands."""

    id: int
    campaign_id: int
    lead_id: int
    kind: CallbackKind
    agent_id: int | None
    due_at: float
    deadline_at: float
    state: CallbackState
    note: str
    attempt_id: str | None  # in which it was promised
    made_at: float
    made_by: str
    ended_at: float | None
    ended_by: str
    asked_at: float | None = None  # the instant the person asked for, wherever the rules have moved the call; or nobody
    confirmed_at: float | None = None  # when somebody who talked with the person confirmed that; None: nobody did
    confirmed_by: str = ""  # who
    agent_name: str = ""  # where it was read with it: of an agent who is not there nothing else tells the name
    locked_by: str = ""  # the rule by which others are not shown whose it is just now; never stored

    def is_expected(self, now: float) -> bool:
        """Whether the person wants the call at `now`: around the instant asked for, not whenever it is made at last.

        By the person's own word alone, which somebody has confirmed: that a call is promised for an instant, or moved
        to it, does not say so.
        """
        if self.confirmed_at is None or self.asked_at is None:
            return False
        return self.asked_at <= now <= self.asked_at + EXPECTED_S

    def is_for(self, fallback: CallbackFallback, now: float) -> int | None:
        """The agent who alone may take it at `now`; None when whoever is free may."""
        may_pass_on = fallback is CallbackFallback.ANYONE and self.kind is not CallbackKind.MANUAL
        passed_on = may_pass_on and now >= self.deadline_at
        return None if passed_on else self.agent_id


@dataclass(frozen=True, slots=True, kw_only=True)
class OffList:
    """A list that is disabled or archived, and how many promises to call back wait on it until it is on again."""

    campaign_id: int
    name: str
    waiting: int


class Alert(StrEnum):
    """Why somebody should look at a call-back."""

    AWAY = "callback_agent_away"  # it is due soon or now, and its agent is not logged in
    RISK = "callback_at_risk"  # its deadline nears
    MISSED = "callback_missed"  # its deadline has passed


def alert_of(callback: Callback, *, agent_here: bool, hold_s: float, now: float) -> Alert | None:
    """What is wrong with a call-back that was not placed yet, if anything."""
    if callback.kind is not CallbackKind.PROMISE or callback.state is not CallbackState.WAITING:
        return None
    if now >= callback.deadline_at:
        return Alert.MISSED
    if now >= max(callback.due_at, callback.deadline_at - ALERT_S):
        return Alert.RISK
    if callback.agent_id is not None and not agent_here and now >= callback.due_at - max(hold_s, ALERT_S):
        return Alert.AWAY
    return None
