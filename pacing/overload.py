"""Overload control: how many calls may be started in a second while Asterisk or the engine is behind.

Whoever answers while they are behind is joined late, or finds nobody in the time that a law gives: two seconds, mostly.
No forecast sees that. So the delay itself is watched, and calls are admitted by a rate that it sets: additive increase,
multiplicative decrease (Welsh and Culler, "Adaptive Overload Control for Busy Internet Servers", USITS 2003, section
3.2). There is no gap between the two in which the rate is held: held at nothing it would stay there for as long as the
delay lies in the gap, though no call adds to it. The nearer the delay is to its target, the slower the rate rises. A
decrease is the larger the further the delay is beyond its target, and is given time to work before the next (Kumar et
al., "Swift: Delay is Simple and Effective for Congestion Control in the Datacenter", SIGCOMM 2020, algorithm 1):

    rate := rate * max(1 - BETA * (delay - TARGET) / delay, LEAST_KEPT)

The delay is the mean, over the last `STEPS` steps of `STEP_S`, of the worst that each step has shown: one hiccup is
none, and a machine that stands still for a second every few is found out, though its median is a few milliseconds.
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
EASY_S: Final = TARGET_S / 2  # up to here the rate rises at full speed; beyond it the slower, to none at the target
STOP_S: Final = 1.0  # from here on whoever answers hardly reaches an agent in time: nothing is started
MOST_S: Final = 1.5  # a delay counts no more than this, so that one step alone holds nothing back
BETA: Final = 0.8
LEAST_KEPT: Final = 0.5
CUT_EVERY_S: Final = 2.0  # half of what the delay looks back on
FULL_IN_S: Final = 30.0  # from nothing to the rate at which the trouble began
LEAST_FULL: Final = 1.0  # calls per second


class Lag(StrEnum):
    """What is late; each is a delay that a call's events, or what is done about them, meet. The way is none."""

    ANSWER = "answer"  # Asterisk's answer to a ping
    EVENT = "event"  # an event, from Asterisk's instant to its arrival
    JOIN = "join"  # from the command to join an agent to the event that says so
    LOOP = "loop"  # the engine's own event loop


@dataclass(slots=True)
class OverloadControl:
    """Of one Asterisk and the engine that dials over it. Fed by `late`, and moved by `pass_time` a few times a second.

    `rate`: calls that may be started in a second, infinite as long as nothing is behind. `behind_s`: the delay, of the
    kind named by `cause`; `delays` has all of them.
    """

    rate: float = math.inf
    behind_s: float = 0.0
    cause: Lag | None = None
    delays: Mapping[Lag, float] = field(default_factory=dict)
    _worst: dict[Lag, float] = field(default_factory=dict)  # of the step that runs
    _steps: deque[tuple[float, int, dict[Lag, float]]] = field(default_factory=lambda: deque(maxlen=STEPS))
    _began_at: float | None = None
    _started: int = 0
    _full: float = LEAST_FULL  # the rate at which calls were started when the trouble began
    _cut_at: float = -math.inf

    @property
    def holds_back(self) -> bool:
        """Whether fewer calls may be started than are wanted."""
        return self.rate < math.inf

    def late(self, kind: Lag, seconds: float | None) -> None:
        """So late was something just now; None: nothing was measured."""
        if seconds is not None:
            self._worst[kind] = max(min(seconds, MOST_S), self._worst.get(kind, 0.0))

    def pass_time(self, now: float, started: int) -> None:
        """Look at the step that has ended, if one has; `started` counts the calls started ever."""
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
