"""What a trunk has called within the last hour, its caps, and the alarms about destinations.

Calls count when they start, minutes and spend when calls end. A cap that is reached keeps the trunk from starting
calls until enough of the hour has passed; what is under way goes on.
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from dialer.core.time_units import HOUR_S
from dialer.telephony.destinations.model import Alarm, Destinations, HourCap, PastUse, Refusal
from dialer.telephony.destinations.rules import Guard, guard_of

STEP_S: Final = 60.0
STEPS: Final = 60
NEAR: Final = 5  # first characters of a number in E.164: the country and the start of the area or kind
KINDS_KEPT: Final = 200  # of refused tries, by reason and first characters


@dataclass(slots=True)
class Window:
    """Amounts of the last hour by the minute: what falls into the oldest minute is forgotten as a whole.

    Or of another time by other steps.
    """

    total: float = 0.0
    step_s: float = STEP_S
    steps: int = STEPS
    _steps: deque[list[float]] = field(default_factory=deque)  # number of the minute, amount

    def add(self, amount: float, at: float) -> None:
        """Count an amount at an instant; instants that lie an hour back count for nothing once time passes."""
        number = float(at // self.step_s)
        if self._steps and self._steps[-1][0] >= number:
            step = next((one for one in self._steps if one[0] >= number), self._steps[-1])
            step[1] += amount
        else:
            self._steps.append([number, amount])
        self.total += amount

    def pass_time(self, now: float) -> None:
        """Forget what is older than an hour."""
        oldest = now // self.step_s - self.steps
        steps = self._steps
        while steps and steps[0][0] <= oldest:
            self.total -= steps.popleft()[1]
        if not steps:
            self.total = 0.0  # nothing stays of rounding

    def frees_at(self, excess: float) -> float | None:
        """When more than `excess` of the total will have been forgotten; None if it never is."""
        left = excess
        for number, amount in self._steps:
            left -= amount
            if left < 0.0:
                return (number + self.steps) * self.step_s
        return None


@dataclass(slots=True)
class _Tries:
    """Refused tries of one reason and of numbers that begin alike."""

    told_at: float
    more: int = 0  # since the last alarm


@dataclass(slots=True)
class HourUse:
    """One trunk's destinations and caps with what was used of them."""

    guard: Guard
    trunk: str = ""
    calls: Window = field(default_factory=Window)
    minutes: Window = field(default_factory=Window)
    spend: Window = field(default_factory=Window)
    refused: Window = field(default_factory=Window)  # tries of refused destinations
    last: Alarm | None = None  # the last refused try that raised an alarm
    reached: dict[HourCap, float] = field(default_factory=dict)  # caps that are reached, and since when
    is_full: bool = False
    _alarms: list[Alarm] = field(default_factory=list)
    _tries: dict[tuple[Refusal, str], _Tries] = field(default_factory=dict)
    _told_caps: dict[HourCap, float] = field(default_factory=dict)  # when each raised its last alarm

    @property
    def settings(self) -> Destinations:
        """The trunk's destinations and caps as they are set."""
        return self.guard.settings

    def configure(self, settings: Destinations, country: str, trunk: str, now: float) -> None:
        """Take over new settings; what was used stays."""
        self.trunk = trunk
        if (self.guard.settings, self.guard.country) != (settings, country):
            self.guard = guard_of(settings, country)
            self._tries.clear()
            self._told_caps.clear()
            self.pass_time(now)

    def restore(self, past: Iterable[PastUse], now: float) -> None:
        """Count what earlier engines called over this trunk within the last hour."""
        for one in sorted(past, key=lambda use: use.ended_at or 0.0):
            if one.began_at > now - HOUR_S:
                self.calls.add(one.calls, one.began_at)
            if one.ended_at is not None and one.ended_at > now - HOUR_S:
                self._count_talk(one.prefix, one.answered_s, one.ended_at)
        self.pass_time(now)

    def started(self, now: float) -> None:
        """Count a call that starts."""
        self.calls.add(1.0, now)
        self._look(now)

    def ended(self, number: str, answered_s: float, now: float) -> None:
        """Count a call that has ended; `answered_s` is the time from answer to end."""
        if answered_s > 0.0:
            self._count_talk(number, answered_s, now)
            self._look(now)

    def _count_talk(self, number: str, answered_s: float, at: float) -> None:
        minutes = answered_s / 60.0
        self.minutes.add(minutes, at)
        if price := self.guard.price(number):
            self.spend.add(minutes * price, at)

    def pass_time(self, now: float) -> None:
        """Forget what is older than an hour, and let caps go that are not reached any more."""
        for window in (self.calls, self.minutes, self.spend, self.refused):
            window.pass_time(now)
        if self.last is not None and now - self.last.at > HOUR_S:
            self.last = None
        self._look(now)

    def left(self) -> float:
        """How many more calls may start within this hour; infinity without a cap on calls."""
        most = self.settings.calls_per_hour
        return float("inf") if most is None else max(most - self.calls.total, 0.0)

    def frees_at(self, now: float) -> float:
        """When the reached caps will let calls start again."""
        freed = [now]
        for kind in self.reached:
            window, most = self._window(kind), self.settings.caps[kind]
            freed.append(window.frees_at(window.total - most) or now)
        return max(freed)

    def used(self) -> dict[HourCap, float]:
        """What was used within the last hour."""
        return {kind: self._window(kind).total for kind in HourCap}

    def refuse(self, number: str, why: Refusal, now: float, campaign: str = "") -> None:
        """A refused number was tried: the first of its kind within an hour raises an alarm at once."""
        self.refused.add(1.0, now)
        key = why, number[:NEAR]
        tries = self._tries.get(key)
        if tries is not None and 0.0 <= now - tries.told_at < HOUR_S:
            tries.more += 1
            return
        if len(self._tries) >= KINDS_KEPT:
            self._tries.pop(next(iter(self._tries)))
        self._tries.pop(key, None)
        self._tries[key] = _Tries(told_at=now)
        calls = 1 + (tries.more if tries is not None else 0)
        self.last = Alarm(
            trunk_id=self.settings.trunk_id,
            trunk=self.trunk,
            at=now,
            what=why,
            prefix=number[:NEAR],
            calls=calls,
            campaign=campaign,
        )
        self._alarms.append(self.last)

    def take_alarms(self) -> list[Alarm]:
        """The alarms raised since the last call of this; each is returned once."""
        alarms, self._alarms = self._alarms, []
        return alarms

    def _look(self, now: float) -> None:
        """Note which caps are reached; one raises an alarm at most once an hour."""
        if not (caps := self.settings.caps):
            self.reached, self.is_full = {}, False
            return
        before, self.reached = self.reached, {}
        for kind, most in caps.items():
            used = self._window(kind).total
            if used < most - 1e-9:
                continue
            self.reached[kind] = before.get(kind, now)
            if now - self._told_caps.get(kind, -HOUR_S) >= HOUR_S:
                self._told_caps[kind] = now
                trunk_id = self.settings.trunk_id
                self._alarms.append(
                    Alarm(trunk_id=trunk_id, trunk=self.trunk, at=now, what=kind, calls=0, used=used, most=most)
                )
        self.is_full = bool(self.reached)

    def _window(self, kind: HourCap) -> Window:
        return {HourCap.CALLS: self.calls, HourCap.MINUTES: self.minutes, HourCap.SPEND: self.spend}[kind]
