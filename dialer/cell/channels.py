"""How many channels a trunk really has, where its carrier lets fewer calls through than its settings say.

Such a carrier refuses the calls beyond, whichever campaign's they are, and takes all others. The trunk is dialled
within that number then, instead of resting for those beyond (dialer/cell/rest.py), and one more is tried now and then.

Carried. Calls count in the order in which they were started, once all started before have told what the trunk did with
them. So it is known of each how many calls the trunk carried as it was started, also of whom that was not told by then.
One that ended within TRANSIT_S may have made room on the way: it does not count where the next was taken.

Formula. A call that is taken while n others are carried shows n + 1 channels. One that is refused while n are carried
may have been refused for want of a channel if there are no more than n. So with s the most channels shown since, the
refusal is explained by every number N of channels with s <= N <= n; once s > n it had another reason. A number N is
believed when on a trunk with more channels the refusals that it explains would all come with a probability below
UNLIKELY: the product over them of the share of a good trunk's calls that end so (REFUSED_AT_MOST,
dialer/cell/telling.py), or of the share that this trunk refuses for other reasons, if it is larger. Of several such
numbers the largest is believed: ten refusals, or twenty that may be the number's.

Only the first refusal after a call that was taken counts. What is refused for another reason (a fault, no route) comes
in stretches, in which talks end and no later call shows that there was room. Between refusals for want of a channel
lie calls that are taken. By simulation of a call a second, a carrier's ten of twenty channels are found within three
minutes, two of five within a quarter of an hour. Where a quarter or more of all calls is refused by chance, one day of
thirty brought too small a number, which trials raised again.

Trial. After FIRST_S one call more than the number may be up. It is taken: the number is larger by one, and the next is
tried at once. It is refused: that uses up nobody's attempt, and the next is tried after twice the time, at most
LONGEST_S. These two are chosen: a channel that was bought is found within minutes, and a day of eight hours costs fifty
refused calls. A smaller number than the one believed is found as that one was.
"""

import math
from dataclasses import dataclass, field
from typing import Final

from dialer.cell.call import Call, CallState
from dialer.cell.outcomes import Speaks
from dialer.cell.telling import QUICK_S, REFUSED_AT_MOST, has_told, told
from dialer.words import Outcome

UNLIKELY: Final = 1e-6  # as for a rest
FIRST_S, LONGEST_S = 60.0, 600.0
TRANSIT_S: Final = 0.5
_STILL_GOOD: Final = 0.75
_KNOWN_CALLS: Final = 20.0  # for how many calls the share that is taken to be usual stands
_REMEMBERED_CALLS: Final = 1000.0
_REFUSALS_KEPT: Final = 50


@dataclass(slots=True)
class _Started:
    at: float
    has_told: bool = False
    told: Speaks | None = None
    ended_at: float | None = None


@dataclass(slots=True)
class _Refusal:
    carried: int  # by the trunk, as the call was started
    share: float  # of a good trunk's calls
    shown: int = 0  # the most channels that were since


@dataclass(slots=True)
class Channels:
    """How many channels one trunk seems to have, and what its calls have told. Instants are epoch seconds."""

    believed: int | None = None  # None: as many as its settings say
    since: float = 0.0
    blamed: str = ""  # the last call beyond that it refused
    _try_at: float = 0.0
    _try_s: float = FIRST_S
    _due: bool = False
    _trial: str | None = None
    _under_way: dict[str, _Started] = field(default_factory=dict)  # not counted yet, in the order of their starts
    _carried: dict[str, _Started] = field(default_factory=dict)  # calls that the trunk took
    _over: dict[str, float] = field(default_factory=dict)  # those of them that have ended, and when
    _refusals: list[_Refusal] = field(default_factory=list)
    _has_taken: bool = False  # since the last refusal
    _refused: float = _KNOWN_CALLS * REFUSED_AT_MOST[Speaks.TRUNK]  # for other reasons
    _taken: float = _KNOWN_CALLS

    def within(self, most: int) -> int:
        """How many channels may be in use, of `most` by the settings."""
        if self.believed is None:
            return most
        return min(most, self.believed + (self._due and self._trial is None))

    def forget(self) -> None:
        """The trunk's settings were changed: believe these."""
        self.believed, self._due, self._trial = None, False, None
        self._refusals.clear()

    def pass_time(self, now: float) -> None:
        """One more is tried when its time has come; so it is by a clock that was set back."""
        if self.believed is not None and not self.since <= now < self._try_at:
            self._due = True

    def carries(self, call_id: str, now: float) -> None:
        """The trunk carries a call that was started before we looked."""
        self._carried[call_id] = _Started(now)

    def started(self, call_id: str, in_use: int, now: float) -> bool:
        """A call is started, with so many channels in use with it. Whether these are more than it seems to have."""
        self._under_way[call_id] = _Started(now)
        tries = self.believed is not None and in_use > self.believed
        if tries:
            self._trial = call_id
        return tries

    def hear(self, before: Call, call: Call, *, most: int, now: float) -> None:
        """Learn from what has become of a call. The trunk has `most` channels by its settings."""
        one = self._under_way.get(call.id) or self._carried.get(call.id)
        if one is None:
            return
        if call.state is CallState.ENDED:
            one.ended_at = now
            if call.id in self._carried:
                self._over[call.id] = now
        if not one.has_told and has_told(call):
            one.has_told = True
            if call.outcome is not Outcome.INVALID_NUMBER:  # which may be said before a channel is looked for
                one.told = told(before, call, now=now)
            if call.id == self._trial:
                self._tried(call.id, one.told, now)
        self._count(now)
        if self.believed is not None and self.believed >= most:
            self.forget()

    def _tried(self, call_id: str, told: Speaks | None, now: float) -> None:
        self._trial = None
        if told is Speaks.NUMBER:
            self._try_s = FIRST_S
        elif told is not None:
            self.blamed, self._due = call_id, False
            self._try_at, self._try_s = now + self._try_s, min(2.0 * self._try_s, LONGEST_S)

    def _count(self, now: float) -> None:
        """Count the calls of whom all started before have told; who has told nothing for long was not refused."""
        while self._under_way:
            call_id, one = next(iter(self._under_way.items()))
            if not one.has_told and now - one.at <= QUICK_S:
                return
            del self._under_way[call_id]
            for gone in [i for i, ended_at in self._over.items() if ended_at <= one.at]:
                del self._over[gone], self._carried[gone]
            if one.told is Speaks.NUMBER or not one.has_told:
                self._took(call_id, one)
            elif one.told is not None:
                self._was_refused(REFUSED_AT_MOST[one.told], now)

    def _took(self, call_id: str, one: _Started) -> None:
        soon_over = sum(ended_at <= one.at + TRANSIT_S for ended_at in self._over.values())
        shown = len(self._carried) - soon_over + 1
        self._carried[call_id] = one
        if one.ended_at is not None:
            self._over[call_id] = one.ended_at
        self._has_taken = True
        for refusal in self._refusals:
            refusal.shown = max(refusal.shown, shown)
        explained = [refusal for refusal in self._refusals if refusal.shown <= refusal.carried]
        self._refused += len(self._refusals) - len(explained)
        self._taken += 1.0
        if self._taken > _REMEMBERED_CALLS:
            self._refused, self._taken = self._refused / 2.0, self._taken / 2.0
        self._refusals = explained
        if self.believed is not None:
            self.believed = max(self.believed, shown)

    def _was_refused(self, share: float, now: float) -> None:
        carried = len(self._carried)
        if not self._has_taken or not 0 < carried < (math.inf if self.believed is None else self.believed):
            return
        self._has_taken = False
        self._refusals = [*self._refusals[1 - _REFUSALS_KEPT :], _Refusal(carried, share)]
        usual = min(self._refused / self._taken, _STILL_GOOD)
        for channels in sorted({refusal.carried for refusal in self._refusals}, reverse=True):
            explained = [one for one in self._refusals if one.shown <= channels <= one.carried]
            if math.prod(max(one.share, usual) for one in explained) < UNLIKELY:
                self._believe(channels, now)
                return

    def _believe(self, channels: int, now: float) -> None:
        self.believed, self.since, self._due, self._trial = channels, now, False, None
        self._try_at, self._try_s = now + FIRST_S, FIRST_S
        self._refusals.clear()
