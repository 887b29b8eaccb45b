"""A trunk that refuses its calls rests: the circuit breaker of one trunk, for one campaign.

A carrier that refuses every call (no credit left, a changed password, a failure of its own) would else be dialled as
fast as the limits let, and each refusal is an attempt of some lead. By RFC 3261 (21.5.4) what answers 503 should be
spared, and another way be taken.

Row. A call that the trunk takes (dialer/cell/telling.py), or that has lived for longer than QUICK_S, ends the row of
those that it refuses. Calls count in the order in which they were started: refusals come at once and phones ring
seconds later, so that at many calls a second the refused ones of a good trunk would seem to come in a row. Who was
called before the row began and answers now says nothing of the trunk as it is. What is refused for want of a channel,
while others are up, is told apart (dialer/cell/channels.py).

Chance. The trunk rests when so long a row is less likely than one in a million on a good one. Of a good trunk's calls
a quarter at most is taken to be refused by reasons of the trunk (a network effectiveness ratio, ITU-T E.425, of 75 % is
a poor one), half by those that may speak of the number as well: ten in a row, or twenty. A list with many dead numbers
makes no row, for these speak of the number. Where a carrier refuses single numbers, the share that it has refused of
late between calls that it took counts if it is larger: with half of them twenty in a row. Beyond three quarters, and 49
in a row, no trunk is good. What no share tells of is a stretch of a list to where the trunk has no route: it rests, and
a number of elsewhere is the trial, if there is one at hand (dialer/cell/hopper.py).

Rest. For FIRST_S, then one call at a time tries it: each refusal doubles the rest, up to LONGEST_S. The first call
started after those refused that rings, is answered or busy makes it whole. FIRST_S and LONGEST_S are chosen: shorter
than what a person takes to look, soon taken again when it is mended, and in a night of eight hours 480 leads called in
vain, not a list. What a trunk refuses while it rests uses up nobody's attempts (dialer/cell/calls.py).
"""

import math
from dataclasses import dataclass, field

from dialer.cell.call import Call
from dialer.cell.outcomes import Speaks
from dialer.cell.telling import QUICK_S, REFUSED_AT_MOST, has_told, told

FIRST_S, LONGEST_S = 15.0, 60.0
ORIGINATE = "Originate"  # the cause, where Asterisk itself made no channel
_UNLIKELY = 1e-6
_STILL_GOOD = 0.75
_KNOWN_CALLS = 20.0  # for how many calls the share that is taken to be usual stands
_REMEMBERED_CALLS = 1000.0
_NEAR = 5  # characters of a number in E.164: its country and the beginning of its area or kind


@dataclass(slots=True)
class Rest:
    """Whether one trunk rests for one cell, and what its calls have told. Instants are epoch seconds."""

    since: float = 0.0
    until: float | None = None  # from when on it is tried; None: it is whole
    cause: str = ""  # of the last refusal
    trial: str | None = None  # the call that tries it
    refused_to: set[str] = field(default_factory=set)  # beginnings of the numbers that it refused since it is not whole
    blamed: str = ""  # the last call that it refused while it rested, or whose refusal made it rest
    row: tuple[Call, ...] = ()  # those that it had refused before that one, when it began to rest
    _due: bool = False
    _next_s: float = FIRST_S
    _refused_at: float = 0.0  # when the last of the refused was started
    _under_way: dict[str, float] = field(default_factory=dict)  # calls that have told nothing yet, and their starts
    _row: list[tuple[float, float, Call]] = field(default_factory=list)  # start, share of a good trunk's calls
    _refused: float = _KNOWN_CALLS * REFUSED_AT_MOST[Speaks.TRUNK]  # between calls that were taken
    _taken: float = _KNOWN_CALLS * (1.0 - REFUSED_AT_MOST[Speaks.TRUNK])

    @property
    def usable(self) -> bool:
        """Whether a call may be started: any, or the one that tries it."""
        return self.until is None or (self._due and self.trial is None)

    def has_refused(self, number: str) -> bool:
        """Whether it has refused a number next to this one since it is not whole: such a trial would tell little."""
        return number[:_NEAR] in self.refused_to

    def pass_time(self, now: float) -> None:
        """A rest that is over lets one call try the trunk; so does a clock that was set back."""
        if self.until is not None and not self.since <= now < self.until:
            self._due = True

    def started(self, call_id: str, now: float) -> None:
        """A call is started over the trunk."""
        self._under_way[call_id] = now
        if self.until is not None:
            self.trial = call_id

    def hear(self, before: Call, call: Call, *, now: float) -> None:
        """Learn from what has become of a call."""
        if call.id not in self._under_way or not has_told(call):
            return
        started_at, speaks = self._under_way.pop(call.id), told(before, call, now=now)
        if speaks is Speaks.NUMBER:
            self._took(call.id, started_at)
        elif speaks is not None:
            self._was_refused(call, started_at, REFUSED_AT_MOST[speaks], now)
        if call.id == self.trial:  # it told nothing: the next one tries
            self.trial = None

    def _took(self, call_id: str, started_at: float) -> None:
        self._taken += 1.0
        if self.until is None:
            self._end_row(started_at)
        elif call_id == self.trial or started_at > self._refused_at:
            self.until, self.trial, self._due, self._next_s = None, None, False, FIRST_S
            self.cause = ""
            self.refused_to.clear()

    def _was_refused(self, call: Call, started_at: float, share: float, now: float) -> None:
        self.cause = _cause(call)
        if self.until is None:
            self._row.append((started_at, share, call))
        if call.id == self.trial or (self.until is None and self._is_unlikely(now)):
            self._refused_at = max([started_at, *(at for at, _, _ in self._row)])
            self.row = tuple(one for _, _, one in self._row if one is not call)
            self.refused_to |= {one.number[:_NEAR] for one in (call, *self.row)}
            self.since, self.until, self._due = now, now + self._next_s, False
            self._next_s = min(2.0 * self._next_s, LONGEST_S)
            self._row.clear()
        if self.until is not None:
            self.blamed = call.id

    def _is_unlikely(self, now: float) -> bool:
        """Whether hardly any good trunk refuses so many, of whom all that were started before have told how they are.

        Who has told nothing for long was not refused, and ends the row.
        """
        first_untold = math.inf
        for started_at in self._under_way.values():  # the earliest first
            if now - started_at <= QUICK_S:
                first_untold = started_at
                break
            self._end_row(started_at)
        usual = min(self._refused / (self._refused + self._taken), _STILL_GOOD)
        return math.prod(max(share, usual) for at, share, _ in self._row if at < first_untold) < _UNLIKELY

    def _end_row(self, taken_at: float) -> None:
        left = [one for one in self._row if one[0] > taken_at]
        self._refused += len(self._row) - len(left)
        self._row = left
        if self._refused + self._taken > _REMEMBERED_CALLS:
            self._refused, self._taken = self._refused / 2.0, self._taken / 2.0


def _cause(call: Call) -> str:
    if call.tech_cause:
        return f"SIP {call.tech_cause.removeprefix('SIP ')}"
    return f"Q.850 {call.cause}" if call.cause else ORIGINATE
