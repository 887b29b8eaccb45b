"""The circuit breaker of one trunk, for one campaign.

A carrier that refuses every call (no credit, a changed password, a failure of its own) would otherwise be dialled as
fast as the limits allow, and each refusal uses up an attempt of some lead. RFC 3261 (21.5.4) asks not to send more
requests to a server that answers 503, and to try another.

Closed. Refusals in a row open it: ten for reasons of the trunk, twenty for reasons that may be the number's. Calls
count in the order of their starts, once all earlier ones have shown what the trunk did with them: refusals come at
once, and phones ring seconds later. A call that the trunk takes, or that has lived for longer than QUICK_S, ends the
row. A number that is refused again, although the trunk has taken others since, does not count: there may be no route to
it, and such leads come back together, as retries.

Open. For FIRST_S; each refused try doubles that, up to LONGEST_S. Both are chosen: shorter than somebody needs to
react, soon over when the carrier is mended, and in a night of eight hours 480 leads called in vain, not a whole list.

Half-open. One call at a time tries the trunk, to a number that it has not refused before if there is one
(dialer/cell/dialling/hopper.py). The first call that was started after the refused ones and rings, is
answered or is busy closes it. Refusals after its opening use up no attempts (dialer/cell/call/call_handling.py).
"""

import math
from dataclasses import dataclass, field
from typing import Final

from dialer.cell.call.hangup_causes import Speaks, speaks_of
from dialer.cell.call.state_machine import Call, CallState
from dialer.core.enums import Outcome

FIRST_S, LONGEST_S = 15.0, 60.0
QUICK_S: Final = 5.0  # carriers that try several routes first take seconds to refuse
ORIGINATE: Final = "Originate"  # the cause where Asterisk itself could not create a channel
_WEIGHT: Final = {Speaks.TRUNK: 2, Speaks.EITHER: 1}
_OPENS_AT: Final = 20
_REMEMBERED: Final = 5000  # numbers that were refused; chosen: more than fail in a day on a trunk that works
_NEAR: Final = 5  # first characters of a number in E.164: the country and the start of the area or kind


@dataclass(slots=True)
class Breaker:
    """Whether one trunk is suspended for one cell. Instants are epoch seconds."""

    since: float = 0.0
    until: float | None = None  # when it may be tried again; None: closed
    cause: str = ""  # of the last refusal
    trial: str | None = None  # the call that tries it now
    refused_to: set[str] = field(default_factory=set)  # first characters of the numbers refused since it opened
    blamed: str = ""  # the last call refused while it was open, or whose refusal opened it
    row: tuple[Call, ...] = ()  # calls refused before that one, when it opened
    _due: bool = False
    _next_s: float = FIRST_S
    _refused_at: float = 0.0  # start of the last refused call
    _under_way: dict[str, float] = field(default_factory=dict)  # starts of calls without news yet, by id
    _row: list[tuple[float, int, Call]] = field(default_factory=list)  # start and weight of each refused call
    _taken_at: float = 0.0  # start of the last call that was taken
    _refused: dict[str, float] = field(default_factory=dict)  # start of each number's last refused call, oldest first

    @property
    def usable(self) -> bool:
        """Whether a call may be started: any, or the one that tries it."""
        return self.until is None or (self._due and self.trial is None)

    def has_refused(self, number: str) -> bool:
        """Whether the trunk refused this number when it was last called: such a trial would show little."""
        return number in self._refused

    def has_refused_near(self, number: str) -> bool:
        """Whether it has refused a similar number since it opened: such a trial would show less than another."""
        return number[:_NEAR] in self.refused_to

    def pass_time(self, now: float) -> None:
        """Let one call try the trunk when its suspension is over, or the clock was set back."""
        if self.until is not None and not self.since <= now < self.until:
            self._due = True

    def started(self, call_id: str, now: float) -> None:
        """A call is started over the trunk."""
        self._under_way[call_id] = now
        if self.until is not None:
            self.trial = call_id

    def hear(self, before: Call, call: Call, *, now: float) -> None:
        """Learn from a call's change of state."""
        if call.id not in self._under_way or not has_told(call):
            return
        started_at, speaks = self._under_way.pop(call.id), verdict_of(before, call, now=now)
        if speaks is Speaks.NUMBER:
            self._refused.pop(call.number, None)
            self._take(call.id, started_at)
        elif speaks is not None:
            self._refuse(call, started_at, _WEIGHT[speaks], now)
        if call.id == self.trial:  # it showed nothing: the next one tries
            self.trial = None

    def _take(self, call_id: str, started_at: float) -> None:
        self._taken_at = max(self._taken_at, started_at)
        if self.until is None:
            self._end_row(started_at)
        elif call_id == self.trial or started_at > self._refused_at:
            self.until, self.trial, self._due, self._next_s = None, None, False, FIRST_S
            self.cause = ""
            self.refused_to.clear()

    def _refuse(self, call: Call, started_at: float, weight: int, now: float) -> None:
        is_known = self._refused.get(call.number, math.inf) < self._taken_at
        self._remember(call.number, started_at)
        if is_known and self.until is None:
            return
        self.cause = _cause(call)
        if self.until is None:
            self._row.append((started_at, weight, call))
        if call.id == self.trial or (self.until is None and self._weight(now) >= _OPENS_AT):
            self._refused_at = max([started_at, *(at for at, _, _ in self._row)])
            self.row = tuple(one for _, _, one in self._row if one is not call)
            self.refused_to |= {one.number[:_NEAR] for one in (call, *self.row)}
            self.since, self.until, self._due = now, now + self._next_s, False
            self._next_s = min(2.0 * self._next_s, LONGEST_S)
            self._row.clear()
        if self.until is not None:
            self.blamed = call.id

    def _remember(self, number: str, started_at: float) -> None:
        self._refused.pop(number, None)
        self._refused[number] = started_at
        if len(self._refused) > _REMEMBERED:
            del self._refused[next(iter(self._refused))]

    def _weight(self, now: float) -> int:
        """The weight of the row before the first call without news; one silent for QUICK_S counts as taken."""
        first_untold = math.inf
        for started_at in self._under_way.values():  # earliest first
            if now - started_at <= QUICK_S:
                first_untold = started_at
                break
            self._end_row(started_at)
        return sum(weight for at, weight, _ in self._row if at < first_untold)

    def _end_row(self, taken_at: float) -> None:
        self._row = [one for one in self._row if one[0] > taken_at]


def has_told(call: Call) -> bool:
    """Whether it is known what the trunk did with the call, as far as it ever will be."""
    return call.ringing_at is not None or call.answered_at is not None or call.state is CallState.ENDED


def verdict_of(before: Call, call: Call, *, now: float) -> Speaks | None:
    """NUMBER: the trunk took the call; TRUNK or EITHER: it refused it; None: nothing is learned.

    A trunk has taken a call that rings, is answered or busy, or whose end blames the number. It has refused one that
    the network ended within QUICK_S, before any phone rang, for a reason that blames the trunk, or may. `before` is the
    call before its last change.
    """
    if call.ringing_at is not None or call.answered_at is not None:
        return Speaks.NUMBER
    told_at = before.since if before.state is CallState.FAILING else now
    quick = told_at - call.placed_at <= QUICK_S
    speaks = _speaks_of(before, call)
    if speaks is Speaks.NUMBER or (call.outcome is Outcome.NO_ANSWER and not quick):
        return Speaks.NUMBER
    return speaks if quick else None


def _speaks_of(before: Call, call: Call) -> Speaks | None:
    if call.cancelled:
        return None
    if call.outcome is Outcome.NOT_PLACED:  # otherwise nothing was sent to the trunk
        return Speaks.TRUNK if before.state is CallState.FAILING else None
    return speaks_of(call.cause or 0, call.tech_cause)


def _cause(call: Call) -> str:
    if call.tech_cause:
        return f"SIP {call.tech_cause.removeprefix('SIP ')}"
    return f"Q.850 {call.cause}" if call.cause else ORIGINATE
