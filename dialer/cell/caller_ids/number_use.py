"""How often each number was shown within the last hour and the last 24 hours, whatever campaign showed it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from dialer.cell.trunks.hour_use import Window
from dialer.core.time_units import DAY_S
from dialer.telephony.caller_ids.model import PastShows, PoolNumber

DAY_STEP_S: Final = 600.0
LOOK_AGAIN_S: Final = 60.0  # other engines alone are over the cap


def _day() -> Window:
    return Window(step_s=DAY_STEP_S, steps=round(DAY_S / DAY_STEP_S))


@dataclass(slots=True)
class NumberUse:
    """One number's calls."""

    hour: Window = field(default_factory=Window)
    day: Window = field(default_factory=_day)
    last_at: float = 0.0
    others_hour: int = 0  # calls of other engines within the last hour, by the last look
    others_day: int = 0

    def started(self, now: float) -> None:
        """Count a call that shows the number."""
        for window in (self.hour, self.day):
            window.pass_time(now)  # here too: nobody asks for the caps of a number that has none
            window.add(1.0, now)
        self.last_at = now

    def full_until(self, one: PoolNumber, now: float) -> float | None:
        """When the caps let the number be shown again; None if they do."""
        until: float | None = None
        spans = (self.hour, self.others_hour, one.calls_per_hour), (self.day, self.others_day, one.calls_per_day)
        for window, others, most in spans:
            if most is None:
                continue
            window.pass_time(now)
            if (excess := window.total + others - most) > -0.5:
                freed = window.frees_at(excess) or now + LOOK_AGAIN_S
                until = freed if until is None else max(until, freed)
        return until


@dataclass(slots=True)
class NumberUses:
    """The numbers that calls have shown, shared by the cells of an engine."""

    by_number: dict[str, NumberUse] = field(default_factory=dict)
    restored: set[str] = field(default_factory=set)  # numbers whose rows of the last 24 hours are counted

    def of(self, number: str) -> NumberUse:
        """A number's use."""
        if (found := self.by_number.get(number)) is None:
            found = self.by_number[number] = NumberUse()
        return found

    def turn(self, number: str) -> tuple[float, float]:
        """What puts numbers in turn, the next one first: when one was last shown, and how often within the hour.

        Calls of one instant show several numbers: by the instant alone, the first of them would come next once more.
        """
        found = self.by_number.get(number)
        return (0.0, 0.0) if found is None else (found.last_at, found.hour.total)

    def full_until(self, one: PoolNumber, now: float) -> float | None:
        """When the caps of a pool let its number be shown again; None if they do."""
        found = self.by_number.get(one.number)
        return None if found is None else found.full_until(one, now)

    def hear(self, others: Mapping[str, tuple[int, int]]) -> None:
        """Take in how often other engines have shown numbers within the last hour and the last 24 hours."""
        for number, use in self.by_number.items():
            use.others_hour, use.others_day = others.get(number, (0, 0))

    def restore(self, numbers: Iterable[str], past: Iterable[PastShows], now: float) -> None:
        """Count anew what these numbers were shown in within the last 24 hours, by the rows of their attempts."""
        made = {number: NumberUse() for number in numbers}
        for one in sorted(past, key=lambda shows: shows.at):
            use = made.get(one.number)
            if use is None:
                continue
            if one.length_s <= use.hour.step_s:
                use.hour.add(one.calls, one.at)
            else:
                use.day.add(one.calls, one.at)
            use.last_at = max(use.last_at, one.last_at)
        for use in made.values():
            use.hour.pass_time(now)
            use.day.pass_time(now)
        self.by_number |= made
        self.restored |= made.keys()
