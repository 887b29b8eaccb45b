"""Trunks and their limits: which one a call takes, and how many calls may be up.

Cells share their node's trunks and channel counts. Each cell has its own breaker for each trunk: a carrier may refuse
only one campaign's calls, for the number it shows or the destinations of its list, while others go on.
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Final

from dialer.cell.call.state_machine import Call
from dialer.cell.trunks.capacity import CapacityAlarm
from dialer.cell.trunks.groups import Group
from dialer.cell.trunks.hour_use import HourUse
from dialer.cell.trunks.refusal_breaker import Breaker
from dialer.cell.trunks.token_bucket import TokenBucket
from dialer.telephony.destinations.model import Refusal
from dialer.telephony.trunks.dial_strings import endpoint_of
from dialer.telephony.trunks.model import TrunkGroup
from dialer.telephony.trunks.number_formats import written_number

NONE: Final[frozenset[int]] = frozenset()


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
    enabled: bool = True  # False: drained, so that no campaign dials over it any more
    dial_patterns: tuple[str, ...] = ()  # of a node: what may be dialled besides PJSIP endpoints
    up: bool | None = None  # None: not known yet
    in_use: int = 0  # by calls
    started_ever: int = 0  # calls, on a node
    legs: dict[str, float] = field(default_factory=dict)  # channels of agents' phones, and when each was called
    changes: int = 0  # how often it was changed or down: earlier refusals say nothing about it
    alarm: CapacityAlarm = field(default_factory=CapacityAlarm)
    hour: HourUse | None = None  # destinations and caps; every trunk of a running engine has them, a node has none

    @property
    def used(self) -> int:
        """Channels in use, by calls and by agents' phones."""
        return self.in_use + len(self.legs)

    @property
    def left(self) -> int:
        """How many more channels may be in use."""
        return max(0, self.max_channels - self.used)

    @property
    def is_full(self) -> bool:
        """Whether a cap of this hour is reached."""
        return self.hour is not None and self.hour.is_full

    def refusal(self, number: str) -> Refusal | None:
        """Why this trunk may not call the number (E.164); None if it may."""
        return None if self.hour is None else self.hour.guard.refusal(number)

    def carries(self, phone: str) -> bool:
        """Whether this phone's dial string goes over this trunk."""
        head, placed, tail = self.dial.partition("{number}")
        by_dial = bool(placed) and phone.startswith(head) and phone.endswith(tail)
        return by_dial or (endpoint_of(phone) or "") == (self.endpoint or self.name)

    def dial_string(self, number: str, number_format: str = "") -> str:
        """The channel to originate for `number` (E.164), in this form of numbers or in the trunk's own."""
        return filled_dial(self.dial, number, number_format or self.number_format)


def filled_dial(dial: str, number: str, number_format: str) -> str:
    """A trunk's dial string with the number (E.164) as the carrier wants it."""
    return dial.replace("{number}", written_number(number, number_format))


@dataclass(slots=True)
class Lines:
    """A node with its trunks and groups of trunks, shared by all cells on the node, with one cell's breakers.

    Without a group the campaign's trunks are taken best first. A group's are taken by their order, and those of one
    order by turns, as often as their weights say.
    """

    node: Line
    trunks: dict[int, Line] = field(default_factory=dict)
    groups: dict[int, Group] = field(default_factory=dict)
    group: Group | None = None  # the one that the cell's campaign uses
    _held: Counter[int] = field(default_factory=Counter)  # channels of the cell's calls, by trunk
    _turns: dict[int, float] = field(default_factory=dict)  # by trunk: how far each is behind its share
    _breakers: dict[int, tuple[int, Breaker]] = field(default_factory=dict)  # by trunk, with its `changes`

    def of_cell(self) -> "Lines":
        """The same trunks for another cell."""
        return Lines(self.node, self.trunks, self.groups)

    def use(self, wanted: TrunkGroup | None) -> None:
        """Use this group of trunks from now on, as it is set now; None: the campaign's own trunks, best first."""
        group = None
        if wanted is not None:
            group = self.groups.setdefault(wanted.id, Group(wanted.id))
            group.configure(wanted)
        if group is not self.group:
            for one, sign in ((self.group, -1), (group, 1)):
                if one is not None:
                    for trunk_id, held in self._held.items():
                        one.used[trunk_id] += sign * held
            self.group = group
            self._turns.clear()

    def breaker(self, line: Line) -> Breaker:
        """The trunk's breaker for this cell; a new one if the trunk was changed or down."""
        changes, breaker = self._breakers.get(line.id, (-1, None))
        if breaker is None or changes != line.changes:
            breaker = Breaker()
            self._breakers[line.id] = line.changes, breaker
        return breaker

    def usable(self, trunk_ids: tuple[int, ...]) -> list[Line]:
        """The campaign's trunks that are neither known to be down nor suspended nor over a cap, best first."""
        return [self.trunks[i] for i in trunk_ids if i in self.trunks and self._is_usable(self.trunks[i])]

    def _is_usable(self, line: Line) -> bool:
        return line.allowed and line.up is not False and not line.is_full and self.breaker(line).usable

    def refusal(self, trunk_ids: tuple[int, ...], number: str) -> tuple[Line, Refusal] | None:
        """The best trunk and why it may not call the number (E.164); None if one of the trunks may.

        A trunk that is down or suspended counts too: the call waits for it.
        """
        first: tuple[Line, Refusal] | None = None
        for trunk_id in trunk_ids:
            line = self.trunks.get(trunk_id)
            if line is None:
                continue
            if (why := line.refusal(number)) is None:
                return None
            first = first or (line, why)
        return first

    def full_until(self, trunk_ids: tuple[int, ...], number: str, now: float) -> float | None:
        """When a cap lets the number be called again, if every trunk that may call it is over a cap; else None."""
        allowed = [self.trunks[i] for i in trunk_ids if i in self.trunks and self.trunks[i].refusal(number) is None]
        if not allowed or not all(line.is_full for line in allowed):
            return None
        return min(line.hour.frees_at(now) for line in allowed if line.hour is not None)

    def _one_at_a_time(self, line: Line, left: int) -> int:
        """`left`, limited to one while the trunk is only tried."""
        return left if self.breaker(line).until is None else min(left, 1)

    def _left(self, line: Line) -> int:
        """How many more channels the campaign may have on the trunk."""
        return line.left if self.group is None else min(line.left, self.group.left(line.id))

    def _starts(self, line: Line, now: float) -> int:
        """How many calls the campaign may start on the trunk now."""
        own = line.starts.available(now)
        if line.hour is not None:
            own = int(min(own, line.hour.left()))
        return own if self.group is None else min(own, self.group.starts(line.id, now))

    def _has_room(self, line: Line, now: float) -> bool:
        return self._left(line) > 0 and self._starts(line, now) >= 1

    def pass_time(self, now: float) -> None:
        """Let suspensions and alarms end when due."""
        for _, breaker in self._breakers.values():
            breaker.pass_time(now)
        for line in self.trunks.values():
            line.alarm.pass_time(now)
            if line.hour is not None:
                line.hour.pass_time(now)

    def free(self, trunk_ids: tuple[int, ...]) -> int:
        """How many more channels these trunks may have."""
        usable = self.usable(trunk_ids)
        on_trunks = sum(self._one_at_a_time(line, self._left(line)) for line in usable)
        return min(on_trunks, self.node.left)

    def starts(self, trunk_ids: tuple[int, ...], now: float) -> int:
        """How many calls the calls-per-second limits allow now."""
        on_trunks = sum(self._one_at_a_time(line, self._starts(line, now)) for line in self.usable(trunk_ids))
        return min(on_trunks, self.node.starts.available(now))

    def overloaded(self, starts: int, now: float) -> bool:
        """Whether no more than `starts` calls may start now, on any trunk, because the node is overloaded."""
        return self.node.starts.braked and self.node.starts.available(now) <= starts

    def next_start_at(self, trunk_ids: tuple[int, ...], now: float) -> float | None:
        """When the limits allow the next call; None without a usable trunk."""
        usable = self.usable(trunk_ids)
        if not usable:
            return None
        return max(self.node.starts.next_at(now), min(self._next_at(line, now) for line in usable))

    def _next_at(self, line: Line, now: float) -> float:
        own = line.starts.next_at(now)
        return own if self.group is None else max(own, self.group.next_at(line.id, now))

    def take(
        self, trunk_ids: tuple[int, ...], now: float, *, avoiding: Collection[int] = NONE, number: str = ""
    ) -> Line | None:
        """Take a channel and a start on the best trunk that has both and may call the number; None if none has."""
        candidates = self._candidates(trunk_ids, now, avoiding, number)
        line = self._next_of(candidates)
        if line is not None:
            self._take_turn(line, candidates)
            line.starts.take(now)
            if self.group is not None:
                self.group.take_start(line.id, now)
            if line.hour is not None:
                line.hour.started(now)
            self.node.starts.take(now)
            self.node.started_ever += 1
            self.hold(line.id)
        return line

    def best(
        self, trunk_ids: tuple[int, ...], now: float, *, avoiding: Collection[int] = NONE, number: str = ""
    ) -> Line | None:
        """The trunk that `take` would take. `avoiding` are those that have refused the call before.

        Without a number, for one that every trunk may call.
        """
        return self._next_of(self._candidates(trunk_ids, now, avoiding, number))

    def _candidates(self, trunk_ids: tuple[int, ...], now: float, avoiding: Collection[int], number: str) -> list[Line]:
        """The trunks among which the next call chooses: the best one, or those of a group's first order with room."""
        if self.node.left < 1 or self.node.starts.available(now) < 1:
            return []
        usable = (
            one
            for one in self.usable(trunk_ids)
            if one.id not in avoiding and self._has_room(one, now) and not (number and one.refusal(number))
        )
        if self.group is None:
            first = next(usable, None)
            return [] if first is None else [first]
        found = list(usable)
        order = min(map(self.group.order_of, (one.id for one in found)), default=0)
        return [one for one in found if self.group.order_of(one.id) == order]

    def _next_of(self, candidates: list[Line]) -> Line | None:
        """The candidate that is furthest behind its share; of equals the first."""
        if len(candidates) < 2 or self.group is None:
            return candidates[0] if candidates else None
        weight_of, turns = self.group.weight_of, self._turns
        return max(candidates, key=lambda one: turns.get(one.id, 0.0) + weight_of(one.id))

    def _take_turn(self, taken: Line, candidates: list[Line]) -> None:
        """Count the turn: each candidate comes closer by its weight, and the taken one waits for all of them.

        Only those that could be taken now are counted, so one that comes back is not made to catch up.
        """
        if len(candidates) < 2 or self.group is None:
            return
        for one in candidates:
            self._turns[one.id] = self._turns.get(one.id, 0.0) + self.group.weight_of(one.id)
        self._turns[taken.id] -= sum(self.group.weight_of(one.id) for one in candidates)

    def has_other(self, trunk_ids: tuple[int, ...], refused: Collection[int], number: str = "") -> bool:
        """Whether one of the campaign's trunks that can be used, and may call the number, has not refused the call."""
        others = (line for line in self.usable(trunk_ids) if line.id not in refused)
        return any(not number or line.refusal(number) is None for line in others)

    def number_format(self, line: Line) -> str:
        """The form of numbers that the group wants on the trunk, or the trunk's own."""
        own = "" if self.group is None else self.group.number_format(line.id)
        return own or line.number_format

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
        self._count(trunk_id, 1)

    def talk_ended(self, trunk_id: int, number: str, answered_s: float, now: float) -> None:
        """Count the minutes of an answered call that has ended."""
        line = self.trunks.get(trunk_id)
        if line is not None and line.hour is not None:
            line.hour.ended(number, answered_s, now)

    def give_back(self, trunk_id: int) -> None:
        """A channel of the trunk is gone."""
        self._count(trunk_id, -1)

    def _count(self, trunk_id: int, by: int) -> None:
        self.node.in_use += by
        self._held[trunk_id] += by
        if trunk_id in self.trunks:
            self.trunks[trunk_id].in_use += by
        if self.group is not None:
            self.group.used[trunk_id] += by
