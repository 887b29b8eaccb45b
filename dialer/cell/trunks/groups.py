"""A group of trunks as the cells of one node use it: the share of each trunk, and how much of it the group may use."""

import math
from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from dialer.cell.trunks.token_bucket import TokenBucket
from dialer.telephony.trunks.model import GroupMember, TrunkGroup

NO_LIMIT: Final = 1_000_000


@dataclass(slots=True)
class _Member:
    """A trunk of the group, with its calls per second within the group; None: the trunk's own limit alone."""

    settings: GroupMember
    starts: TokenBucket | None = None


@dataclass(slots=True)
class Group:
    """One group, shared by the cells whose campaigns use it: its limits hold for all of them together."""

    id: int
    failover_on: tuple[str, ...] = ()
    used: Counter[int] = field(default_factory=Counter)  # channels of its campaigns' calls, by trunk
    _members: dict[int, _Member] = field(default_factory=dict)

    def configure(self, wanted: TrunkGroup) -> None:
        """Take over the settings; what is counted stays."""
        self.failover_on = wanted.failover_on
        before, self._members = self._members, {one.trunk_id: _Member(one) for one in wanted.members}
        for trunk_id, member in self._members.items():
            rate, known = member.settings.calls_per_second, before.get(trunk_id)
            if rate is not None:
                member.starts = known.starts if known is not None and known.starts is not None else TokenBucket(rate)
                member.starts.rate = rate

    def order_of(self, trunk_id: int) -> int:
        """Trunks of a higher order are taken when those before cannot be."""
        member = self._members.get(trunk_id)
        return 0 if member is None else member.settings.order

    def weight_of(self, trunk_id: int) -> int:
        """Its share of the calls, beside the others of its order."""
        member = self._members.get(trunk_id)
        return 1 if member is None else member.settings.weight

    def number_format(self, trunk_id: int) -> str:
        """The form of numbers on this trunk; empty: the trunk's own."""
        member = self._members.get(trunk_id)
        return "" if member is None else member.settings.number_format

    def left(self, trunk_id: int) -> int:
        """How many more channels the group may have on the trunk."""
        member = self._members.get(trunk_id)
        most = None if member is None else member.settings.max_channels
        return NO_LIMIT if most is None else max(0, most - self.used[trunk_id])

    def starts(self, trunk_id: int, now: float) -> int:
        """How many calls the group may start on the trunk now."""
        bucket = self._bucket(trunk_id)
        return NO_LIMIT if bucket is None else bucket.available(now)

    def next_at(self, trunk_id: int, now: float) -> float:
        """When the group may start the next call on the trunk."""
        bucket = self._bucket(trunk_id)
        return -math.inf if bucket is None else bucket.next_at(now)

    def take_start(self, trunk_id: int, now: float) -> None:
        """Count a call that is started on the trunk."""
        if (bucket := self._bucket(trunk_id)) is not None:
            bucket.take(now)

    def _bucket(self, trunk_id: int) -> TokenBucket | None:
        member = self._members.get(trunk_id)
        return None if member is None else member.starts
