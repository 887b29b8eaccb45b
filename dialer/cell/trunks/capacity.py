"""An alarm where the carrier of a trunk refuses calls above so many at once, though `max_channels` allows more.

A carrier that lets no more calls through than were bought refuses those beyond and takes the next when one is over. So
only the first refusal after a call that was taken counts: a fault refuses call after call. REFUSALS of them within
WITHIN_S raise the alarm; it is over WITHIN_S after the last one, or when more calls are up than it says. Nothing is
dialled differently for it: an admin sets `max_channels`, or asks the carrier for more.
"""

from collections import deque
from dataclasses import dataclass, field
from typing import Final

from dialer.cell.call.hangup_causes import Speaks
from dialer.cell.call.state_machine import Call, CallState
from dialer.cell.trunks.breaker import has_told, verdict_of

REFUSALS: Final = 10
WITHIN_S: Final = 900.0


@dataclass(slots=True)
class CapacityAlarm:
    """What one trunk's calls have told of its channels. Instants are epoch seconds."""

    channels: int | None = None  # so many calls at most were up when the carrier refused another; None: no alarm
    since: float = 0.0
    blamed: str = ""  # the last call that it refused above them
    _up: set[str] = field(default_factory=set)  # calls that the trunk has taken
    _has_taken: bool = False  # since the last refusal
    _refused: deque[tuple[float, int]] = field(default_factory=lambda: deque(maxlen=REFUSALS))  # when, and how many up

    def reset(self) -> None:
        """The trunk's settings were changed: believe these."""
        self.channels, self.blamed, self._has_taken = None, "", False
        self._refused.clear()

    def pass_time(self, now: float) -> None:
        """Let the alarm end when the carrier has refused nothing for long, or the clock was set back."""
        if self._refused and not 0.0 <= now - self._refused[-1][0] <= WITHIN_S:
            self.reset()

    def hear(self, before: Call, call: Call, *, in_use: int, now: float) -> None:
        """Learn from what has become of a call, the trunk having `in_use` channels in use with it."""
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
