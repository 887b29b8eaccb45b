"""An alarm for a carrier that refuses calls above a number at once, though `max_channels` allows more.

A carrier that carries no more calls than were bought refuses further ones, and takes the next when one ends. So only
the first refusal after a taken call counts: a fault refuses call after call. REFUSALS of these within WITHIN_S raise
the alarm; it ends WITHIN_S after the last one, or when more calls are up than it says. Dialling does not change: an
admin sets `max_channels`, or asks the carrier for more.
"""

from collections import deque
from dataclasses import dataclass, field
from typing import Final

from dialer.cell.call.hangup_causes import Speaks
from dialer.cell.call.state_machine import Call, CallState
from dialer.cell.trunks.refusal_breaker import has_told, verdict_of

REFUSALS: Final = 10
WITHIN_S: Final = 900.0


@dataclass(slots=True)
class CapacityAlarm:
    """What one trunk's calls have shown of its channels. Instants are epoch seconds."""

    channels: int | None = None  # the most calls up when the carrier refused another; None: no alarm
    since: float = 0.0
    blamed: str = ""  # the last call refused above them
    _up: set[str] = field(default_factory=set)  # calls that the trunk has taken
    _has_taken: bool = False  # a call was taken since the last refusal
    _refused: deque[tuple[float, int]] = field(default_factory=lambda: deque(maxlen=REFUSALS))  # when, and how many up

    def reset(self) -> None:
        """Start again: the trunk's settings were changed."""
        self.channels, self.blamed, self._has_taken = None, "", False
        self._refused.clear()

    def pass_time(self, now: float) -> None:
        """End the alarm when the carrier has refused nothing for long, or the clock was set back."""
        if self._refused and not 0.0 <= now - self._refused[-1][0] <= WITHIN_S:
            self.reset()

    def adopt(self, call: Call) -> None:
        """Count a call that an earlier engine started, if the trunk has taken it."""
        if call.ringing_at is not None or call.answered_at is not None:
            self._up.add(call.id)

    def hear(self, before: Call, call: Call, *, in_use: int, now: float) -> None:
        """Learn from a call's change of state; `in_use` counts the trunk's channels including this call."""
        told = not has_told(before) and has_told(call)
        speaks = verdict_of(before, call, now=now) if told else None
        if speaks is Speaks.NUMBER:
            self._has_taken = True
            self._up.add(call.id)
        if call.state is CallState.ENDED:
            self._up.discard(call.id)
        if speaks is Speaks.TRUNK:
            self._refuse(call.id, in_use - 1, now)
        elif self.channels is not None and len(self._up) > self.channels:
            self.reset()

    def _refuse(self, call_id: str, others: int, now: float) -> None:
        if self.channels is not None and others >= self.channels:
            self.blamed = call_id
        if self._has_taken and self._up:
            self._has_taken = False
            self._refused.append((now, len(self._up)))
            if len(self._refused) == REFUSALS and now - self._refused[0][0] <= WITHIN_S:
                self.since = now if self.channels is None else self.since
                self.channels = max(up for _, up in self._refused)
