"""How many calls may start in a second."""

import math
from dataclasses import dataclass


@dataclass(slots=True)
class TokenBucket:
    """Calls per second, as a bucket that holds a quarter second's calls (at least one) and refills steadily.

    In any `t` seconds it lets through at most `rate * t` calls plus its content. At a rate of 0 it lets none through.
    """

    rate: float  # per second
    brake: float = math.inf  # per second: a temporary lower rate while the node is overloaded
    tokens: float = 0.0
    at: float = 0.0

    @property
    def braked(self) -> bool:
        """Whether fewer calls start than the settings allow."""
        return self.brake < self.rate

    @property
    def _per_s(self) -> float:
        return min(self.rate, self.brake)

    @property
    def _size(self) -> float:
        return max(1.0, self._per_s / 4) if self._per_s > 0 else 0.0  # small, so that bursts stay small

    def brake_to(self, brake: float, now: float) -> None:
        """Let at most so many start per second from now on; infinity: as many as the settings allow."""
        if brake != self.brake:
            self._fill(now)
            self.brake = brake

    def available(self, now: float) -> int:
        self._fill(now)
        return max(0, int(self.tokens + 1e-9))

    def owes(self, now: float) -> bool:
        """Whether a start was taken in advance, or no start is ever allowed."""
        self._fill(now)
        return self._per_s <= 0 or self.tokens < 0

    def take(self, now: float) -> None:
        self._fill(now)
        self.tokens -= 1.0

    def next_at(self, now: float) -> float:
        """When the next call may start; infinity for never."""
        self._fill(now)
        if self._per_s <= 0:
            return math.inf
        return now if self.tokens >= 1.0 else now + (1.0 - self.tokens) / self._per_s

    def _fill(self, now: float) -> None:
        if self.at == 0.0:
            self.tokens = self._size
        elif now > self.at:
            self.tokens = min(self._size, self.tokens + (now - self.at) * self._per_s)
        self.at = max(self.at, now)
