"""Overload control: how many calls may be started per second while Asterisk or the engine is behind.

A person who answers meanwhile is joined late, or finds nobody in the time that a law gives: two seconds, mostly. No
forecast sees that, so the delay itself is measured, and sets the rate at which calls are admitted: additive increase,
multiplicative decrease (Welsh and Culler, "Adaptive Overload Control for Busy Internet Servers", USITS 2003, section
3.2). There is no band of delays in which the rate is held: held at zero it would stay there while the delay lies in the
band, though no call adds to it. The nearer the delay is to its target, the slower the rate rises. A decrease is larger
the further the delay is beyond its target, and is given time to work before the next (Kumar et al., "Swift: Delay is
Simple and Effective for Congestion Control in the Datacenter", SIGCOMM 2020, algorithm 1):

    rate := rate * max(1 - BETA * (delay - TARGET) / delay, LEAST_KEPT)

The delay is the mean, over the last `STEPS` steps of `STEP_S`, of the worst of each step: a single hiccup does not
count, while a machine that stands still for a second every few is detected, though its median is a few milliseconds.
"""

import math
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

STEP_S: Final = 0.5
STEPS: Final = 8
TARGET_S: Final = 0.25  # an eighth of the two seconds that a person may wait
EASY_S: Final = TARGET_S / 2  # up to here the rate rises at full speed, then more slowly, not at all at the target
STOP_S: Final = 1.0  # from here on an answered call hardly reaches an agent in time: nothing is started
MOST_S: Final = 1.5  # a longer delay counts as this, so that one step alone holds nothing back
BETA: Final = 0.8
LEAST_KEPT: Final = 0.5
CUT_EVERY_S: Final = 2.0  # half of the time over which the delay is averaged
FULL_IN_S: Final = 30.0  # from zero to the rate at which the trouble began
LEAST_FULL: Final = 1.0  # calls per second


class Lag(StrEnum):
    """What is late: delays of a call's events, or of the reaction to them. The round trip is not a delay."""

    ANSWER = "answer"  # Asterisk's answer to a ping
    EVENT = "event"  # an event, from Asterisk's instant to its arrival
    JOIN = "join"  # from the command to join an agent to the event that says so
    LOOP = "loop"  # the engine's own event loop


@dataclass(slots=True)
class OverloadControl:
    """The control of one Asterisk and its engine. Fed by `late`, advanced by `pass_time` a few times a second.

    `rate`: calls that may be started per second, infinite while nothing is behind. `behind_s`: the delay, of the kind
    named by `cause`; `delays` has all of them.
    """

    rate: float = math.inf
    behind_s: float = 0.0
    cause: Lag | None = None
    delays: Mapping[Lag, float] = field(default_factory=dict)
    _worst: dict[Lag, float] = field(default_factory=dict)  # of the present step
    _steps: deque[tuple[float, int, dict[Lag, float]]] = field(default_factory=lambda: deque(maxlen=STEPS))
    _began_at: float | None = None
    _started: int = 0
    _full: float = LEAST_FULL  # the rate of starts when the trouble began
    _cut_at: float = -math.inf

    @property
    def holds_back(self) -> bool:
        """Whether fewer calls may be started than are wanted."""
        return self.rate < math.inf

    def late(self, kind: Lag, seconds: float | None) -> None:
        """Take in a measured delay; None: nothing was measured."""
        if seconds is not None:
            self._worst[kind] = max(min(seconds, MOST_S), self._worst.get(kind, 0.0))

    def pass_time(self, now: float, started: int) -> None:
        """Evaluate the step if it has ended; `started` counts all calls ever started."""
        if self._began_at is None:
            self._began_at, self._started = now, started
        took_s = now - self._began_at
        if took_s < STEP_S:
            return
        self._steps.append((took_s, started - self._started, self._worst))
        self._began_at, self._started, self._worst = now, started, {}
        self._sum_up()
        self._set_rate(now, took_s)

    def _sum_up(self) -> None:
        sums = dict.fromkeys((kind for _, _, worst in self._steps for kind in worst), 0.0)
        for _, _, worst in self._steps:
            for kind, seconds in worst.items():
                sums[kind] += seconds
        self.delays = {kind: total / STEPS for kind, total in sums.items()}
        self.cause = max(self.delays, key=self.delays.__getitem__, default=None)
        self.behind_s = 0.0 if self.cause is None else self.delays[self.cause]

    def _set_rate(self, now: float, took_s: float) -> None:
        if self.behind_s >= STOP_S:
            self._look_at_full()
            self.rate, self._cut_at = 0.0, now
        elif self.behind_s > TARGET_S and now - self._cut_at >= CUT_EVERY_S:
            self._look_at_full()
            kept = max(1.0 - BETA * (self.behind_s - TARGET_S) / self.behind_s, LEAST_KEPT)
            self.rate, self._cut_at = kept * min(self.rate, self._full), now
        elif self.behind_s < TARGET_S and self.holds_back:
            speed = min((TARGET_S - self.behind_s) / (TARGET_S - EASY_S), 1.0)
            self.rate += speed * self._full * took_s / FULL_IN_S
            if self.rate >= self._full:
                self.rate, self._full = math.inf, LEAST_FULL

    def _look_at_full(self) -> None:
        seconds = sum(took_s for took_s, _, _ in self._steps)
        self._full = max(self._full, sum(calls for _, calls, _ in self._steps) / seconds)
