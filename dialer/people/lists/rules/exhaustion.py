"""When lists run dry: their due leads, divided by the present rate, within calling hours.

Each list has its share of the rate. Leads that become due later, and rate left over by lists that are dry, are
ignored: the forecast is repeated every half minute.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

from dialer.core.time_units import DAY_S

HORIZON_S: Final = 7 * DAY_S  # nothing is forecast beyond this


class Hours(Protocol):
    """When leads of a zone key may be called; instants in epoch seconds."""

    def opens(self, zone_key: str, at: float) -> float | None:
        """When calling starts: `at` itself if it may start then, None for never."""

    def closes(self, zone_key: str, at: float) -> float:
        """An instant until which leads that may be called at `at` may be called without a break."""


class Always:
    """No hours."""

    def opens(self, zone_key: str, at: float) -> float | None:
        """At once."""
        return at

    def closes(self, zone_key: str, at: float) -> float:
        """After any horizon."""
        return at + HORIZON_S


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """A dialled list: its share, and its due leads by zone key."""

    list_id: int
    share: float  # relative to the other lists; a list with 0 comes after those with a share
    due: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dry:
    """When nobody is left to be called, by list and overall; None if it cannot be foreseen."""

    lists: Mapping[int, float | None]
    campaign: float | None


def run_dry(queues: Sequence[Queue], rate: float, hours: Hours, now: float) -> Dry:
    """When each list runs dry at `rate` calls a second; no list later than the whole campaign."""
    if rate <= 0.0 or not queues:
        return Dry(lists={queue.list_id: None for queue in queues}, campaign=None)
    whole = sum(queue.share for queue in queues)
    keys = {key for queue in queues for key in queue.due}
    campaign = _called_by(sum(sum(queue.due.values()) for queue in queues) / rate, keys, hours, now)
    lists = {}
    for queue in queues:
        due = sum(queue.due.values())
        alone = _called_by(due / (rate * queue.share / whole), queue.due, hours, now) if due and queue.share else None
        lists[queue.list_id] = now if not due else min((at for at in (alone, campaign) if at is not None), default=None)
    return Dry(lists=lists, campaign=campaign)


def _called_by(work_s: float, zone_keys: Collection[str], hours: Hours, now: float) -> float | None:
    """When `work_s` seconds have passed in which leads of at least one of these zone keys may be called."""
    at = now
    while work_s > 0.0:
        opens = {key: hours.opens(key, at) for key in zone_keys}
        begins = [begin for begin in opens.values() if begin is not None]
        if len(begins) < len(opens) or min(begins) - now > HORIZON_S:
            return None
        at = min(begins)
        closes = max(hours.closes(key, at) for key, begin in opens.items() if begin == at)
        worked_s = min(work_s, max(closes - at, 1.0))
        at, work_s = at + worked_s, work_s - worked_s
    return at if at - now <= HORIZON_S else None
