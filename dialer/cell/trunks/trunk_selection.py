"""Trunks and their limits: which one a call takes, how many calls may be up, how many may start in a second.

Cells share their node's trunks and channel counts. Each cell has its own breaker for each trunk: a carrier may refuse
only one campaign's calls, for the number it shows or the destinations of its list, while others go on.
"""

import math
from collections.abc import Collection
from dataclasses import dataclass, field

from dialer.cell.call.state_machine import Call
from dialer.cell.trunks.breaker import Breaker
from dialer.cell.trunks.capacity import CapacityAlarm
from dialer.trunks.dial_strings import endpoint_of


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


@dataclass(slots=True)
class Line:
    """A trunk, or the node that carries them all: channels in use and starts per second."""

    id: int
    name: str
    max_channels: int
    starts: TokenBucket
    dial: str = ""
    number_format: str = "e164"
    endpoint: str = ""  # its PJSIP endpoint; empty: named as the trunk
    allowed: bool = True  # whether the node may dial this way
    dial_patterns: tuple[str, ...] = ()  # of a node: what may be dialled besides PJSIP endpoints
    up: bool | None = None  # None: not known yet
    in_use: int = 0  # by calls
    started_ever: int = 0  # calls, on a node
    legs: dict[str, float] = field(default_factory=dict)  # channels of agents' phones, and when each was called
    changes: int = 0  # how often it was changed or down: earlier refusals say nothing about it
    alarm: CapacityAlarm = field(default_factory=CapacityAlarm)

    @property
    def used(self) -> int:
        """Channels in use, by calls and by agents' phones."""
        return self.in_use + len(self.legs)

    @property
    def left(self) -> int:
        """How many more channels may be in use."""
        return max(0, self.max_channels - self.used)

    def carries(self, phone: str) -> bool:
        """Whether this phone's dial string goes over this trunk."""
        head, placed, tail = self.dial.partition("{number}")
        by_dial = bool(placed) and phone.startswith(head) and phone.endswith(tail)
        return by_dial or (endpoint_of(phone) or "") == (self.endpoint or self.name)

    def dial_string(self, number: str) -> str:
        """The channel to originate for `number` (E.164)."""
        return self.dial.replace("{number}", number.removeprefix("+") if self.number_format == "plain" else number)


@dataclass(slots=True)
class Lines:
    """A node and its trunks, shared by all cells on the node, with one cell's breakers."""

    node: Line
    trunks: dict[int, Line] = field(default_factory=dict)
    _breakers: dict[int, tuple[int, Breaker]] = field(default_factory=dict)  # by trunk, with its `changes`

    def of_cell(self) -> "Lines":
        """The same trunks for another cell."""
        return Lines(self.node, self.trunks)

    def breaker(self, line: Line) -> Breaker:
        """The trunk's breaker for this cell; a new one if the trunk was changed or down."""
        changes, breaker = self._breakers.get(line.id, (-1, None))
        if breaker is None or changes != line.changes:
            breaker = Breaker()
            self._breakers[line.id] = line.changes, breaker
        return breaker

    def usable(self, trunk_ids: tuple[int, ...]) -> list[Line]:
        """The campaign's trunks that are neither known to be down nor suspended, best first."""
        return [self.trunks[i] for i in trunk_ids if i in self.trunks and self._is_usable(self.trunks[i])]

    def _is_usable(self, line: Line) -> bool:
        return line.allowed and line.up is not False and self.breaker(line).usable

    def _one_at_a_time(self, line: Line, left: int) -> int:
        """`left`, limited to one while the trunk is only tried."""
        return left if self.breaker(line).until is None else min(left, 1)

    def pass_time(self, now: float) -> None:
        """Let suspensions and alarms end when due."""
        for _, breaker in self._breakers.values():
            breaker.pass_time(now)
        for line in self.trunks.values():
            line.alarm.pass_time(now)

    def free(self, trunk_ids: tuple[int, ...]) -> int:
        """How many more channels these trunks may have."""
        usable = self.usable(trunk_ids)
        on_trunks = sum(self._one_at_a_time(line, line.left) for line in usable)
        return min(on_trunks, self.node.left)

    def starts(self, trunk_ids: tuple[int, ...], now: float) -> int:
        """How many calls the calls-per-second limits allow now."""
        on_trunks = sum(self._one_at_a_time(line, line.starts.available(now)) for line in self.usable(trunk_ids))
        return min(on_trunks, self.node.starts.available(now))

    def overloaded(self, starts: int, now: float) -> bool:
        """Whether no more than `starts` calls may start now, on any trunk, because the node is overloaded."""
        return self.node.starts.braked and self.node.starts.available(now) <= starts

    def next_start_at(self, trunk_ids: tuple[int, ...], now: float) -> float | None:
        """When the limits allow the next call; None without a usable trunk."""
        usable = self.usable(trunk_ids)
        if not usable:
            return None
        return max(self.node.starts.next_at(now), min(line.starts.next_at(now) for line in usable))

    def take(self, trunk_ids: tuple[int, ...], now: float) -> Line | None:
        """Take a channel and a start on the best trunk that has both; None if none has."""
        line = self.best(trunk_ids, now)
        if line is not None:
            line.starts.take(now)
            self.node.starts.take(now)
            self.node.started_ever += 1
            self.hold(line.id)
        return line

    def best(self, trunk_ids: tuple[int, ...], now: float) -> Line | None:
        """The trunk that `take` would take."""
        if self.node.left < 1 or self.node.starts.available(now) < 1:
            return None
        for line in self.usable(trunk_ids):
            if line.left > 0 and line.starts.available(now) >= 1:
                return line
        return None

    def trial(self, trunk_ids: tuple[int, ...], now: float) -> Breaker | None:
        """The breaker of the trunk that the next call would try; None if that trunk is closed, or there is none."""
        if all(breaker.until is None for _, breaker in self._breakers.values()):
            return None
        line = self.best(trunk_ids, now)
        breaker = self.breaker(line) if line is not None else None
        return breaker if breaker is not None and breaker.until is not None else None

    def started(self, line: Line, call_id: str, now: float) -> None:
        """A call is started over the trunk."""
        self.breaker(line).started(call_id, now)

    def hear(self, line: Line, before: Call, call: Call, *, now: float) -> None:
        """Pass a call's change of state to its trunk; its channel is still counted."""
        line.alarm.hear(before, call, in_use=line.in_use, now=now)
        self.breaker(line).hear(before, call, now=now)

    def blames(self, call: Call) -> bool:
        """Whether a suspended trunk, or a carrier above its channels, has just refused the call: no phone rang."""
        line = self.trunks.get(call.trunk_id)
        return line is not None and call.id in (self.breaker(line).blamed, line.alarm.blamed)

    def may_ring(self, phone: str, now: float) -> bool:
        """Whether an agent's phone may be called now, by the channels and starts of the node and of its trunk, if any.

        It does not wait for a whole start, since running campaigns may take each as it comes: it takes one in advance,
        and calls wait for the next.
        """
        return all(line.left > 0 and not line.starts.owes(now) for line in self._ways_to(phone))

    def ring(self, leg_id: str, phone: str, now: float) -> None:
        """Count the channel and the start of a call to an agent's phone."""
        self.adopt_leg(leg_id, phone, now)
        for line in self._ways_to(phone):
            line.starts.take(now)

    def adopt_leg(self, leg_id: str, phone: str, now: float) -> None:
        """Count the channel of an agent's phone, once."""
        for line in self._ways_to(phone):
            line.legs.setdefault(leg_id, now)

    def leg_gone(self, leg_id: str) -> None:
        """The channel of an agent's phone is gone."""
        for line in (self.node, *self.trunks.values()):
            line.legs.pop(leg_id, None)

    def keep_legs(self, living: Collection[str], *, asked_before: float) -> None:
        """Forget channels of phones that were called before `asked_before` and are not among the living."""
        for leg_id in [one for one, at in self.node.legs.items() if at < asked_before and one not in living]:
            self.leg_gone(leg_id)

    def _ways_to(self, phone: str) -> list[Line]:
        return [self.node, *(line for line in self.trunks.values() if line.carries(phone))]

    def hold(self, trunk_id: int) -> None:
        """Count a channel that is up on the trunk."""
        self.node.in_use += 1
        if trunk_id in self.trunks:
            self.trunks[trunk_id].in_use += 1

    def give_back(self, trunk_id: int) -> None:
        """A channel of the trunk is gone."""
        self.node.in_use -= 1
        if trunk_id in self.trunks:
            self.trunks[trunk_id].in_use -= 1
