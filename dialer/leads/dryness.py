"""When lists run dry: the campaign's calls are dealt out among its lists as claims deal them, hour by hour.

A fluid is a good enough picture of a million leads: each list has its share of the campaign's rate, by its weight, and
within a list the time zones that are in calling hours share by how many wait in them. Out of hours nothing flows.
"""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from math import inf
from typing import Final, Protocol

HORIZON_S: Final = 7 * 86_400.0  # what comes later nobody can foretell
_MOST_STEPS: Final = 20_000
_NOBODY: Final = 1e-6  # of a lead
_LEAST_S: Final = 1.0  # of an opening


class Hours(Protocol):
    """When leads of a zone key may be called; instants in epoch seconds."""

    def opens(self, zone_key: str, at: float) -> float | None:
        """From when on; `at` itself if then, None for never."""

    def closes(self, zone_key: str, at: float) -> float:
        """Until when leads that may be called at `at` may be called without a break, at least."""


class Always:
    """No hours."""

    def opens(self, zone_key: str, at: float) -> float | None:
        """At once."""
        return at

    def closes(self, zone_key: str, at: float) -> float:
        """Never, as far as anybody looks."""
        return at + HORIZON_S


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """A list that is dialled: its share, its leads that are due, and when more come due, by zone key."""

    list_id: int
    share: float  # among those of all lists; lists without one come behind the others
    due: Mapping[str, float] = field(default_factory=dict)
    later: Sequence[tuple[float, str, int]] = ()  # in how many seconds, of which zone key, how many leads


@dataclass(frozen=True, slots=True, kw_only=True)
class Dry:
    """When nobody is left to be called: in each list, and in all of them; None where it is not foreseeable."""

    lists: Mapping[int, float | None]
    campaign: float | None


def run_dry(queues: Sequence[Queue], rate: float, hours: Hours, now: float) -> Dry:
    """When each list runs dry at `rate` calls a second.

    Those that come due before all others of their list are called, are called too; those that come later find it dry,
    and take their part of the rate from the others.
    """
    if rate <= 0.0 or not queues:
        return Dry(lists={queue.list_id: None for queue in queues}, campaign=None)
    flow = _Flow(queues, rate, hours, now)
    for _ in range(_MOST_STEPS):
        flow.note()
        if flow.done or not flow.step():
            break
    return Dry(lists={queue.list_id: flow.dry.get(queue.list_id) for queue in queues}, campaign=flow.all_dry_at)


@dataclass(slots=True)
class _Span:
    """What is known of a zone key's hours: they open at `begin`, or are open since, and close at `end`."""

    begin: float
    end: float


class _Flow:
    """Where the calls are at an instant. Times within are seconds from now: of an epoch's too few digits are left."""

    def __init__(self, queues: Sequence[Queue], rate: float, hours: Hours, now: float) -> None:
        self._rate, self._hours, self._now = rate, hours, now
        self._share = {queue.list_id: max(queue.share, 0.0) for queue in queues}
        self._due = {queue.list_id: {key: float(leads) for key, leads in queue.due.items()} for queue in queues}
        coming = ((in_s, queue.list_id, key, leads) for queue in queues for in_s, key, leads in queue.later)
        self._later = deque(sorted(one for one in coming if one[0] <= HORIZON_S))
        self._spans: dict[str, _Span] = {}
        self._at = 0.0
        self.dry: dict[int, float] = {}
        self.all_dry_at: float | None = None

    @property
    def done(self) -> bool:
        """Whether there is nothing left to be found."""
        return self.all_dry_at is not None and len(self.dry) == len(self._due)

    def note(self) -> None:
        """Write down which lists are dry by now: for the first time, whatever comes into them later."""
        for list_id, due in self._due.items():
            if list_id not in self.dry and not due:
                self.dry[list_id] = self._now + self._at
        if self.all_dry_at is None and not any(self._due.values()):
            self.all_dry_at = self._now + self._at

    def step(self) -> bool:
        """Go on to the next instant at which something changes; whether there is one that counts."""
        flows = self._flows()
        ends = [self._at + self._due[list_id][key] / flow for (list_id, key), flow in flows.items()]
        until = min([self._changes_at(), *ends])
        if until > HORIZON_S:
            return False
        for (list_id, key), flow in flows.items():
            due = self._due[list_id]
            due[key] -= flow * (until - self._at)
            if due[key] <= _NOBODY:
                del due[key]
        self._at = until
        while self._later and self._later[0][0] <= until:
            _, list_id, key, leads = self._later.popleft()
            self._due[list_id][key] = self._due[list_id].get(key, 0.0) + leads
        return True

    def _flows(self) -> dict[tuple[int, str], float]:
        """How many calls a second each list's leads of a zone key get now."""
        waiting = {
            list_id: {key: leads for key, leads in due.items() if self._span(key).begin <= self._at}
            for list_id, due in self._due.items()
        }
        waiting = {list_id: due for list_id, due in waiting.items() if due}
        shares = {list_id: self._share[list_id] for list_id in waiting}
        if not any(shares.values()):  # those behind all others: the longer a list, the more of it
            shares = {list_id: sum(due.values()) for list_id, due in waiting.items()}
        whole = sum(shares.values())
        return {
            (list_id, key): self._rate * share / whole * leads / sum(waiting[list_id].values())
            for list_id, share in shares.items()
            if share > 0.0
            for key, leads in waiting[list_id].items()
        }

    def _changes_at(self) -> float:
        """When more leads come due, or the hours of some that wait open or close."""
        spans = [self._span(key) for key in {key for due in self._due.values() for key in due}]
        found = [span.begin if span.begin > self._at else span.end for span in spans]
        return min([*found, *(one[0] for one in islice(self._later, 1))], default=inf)

    def _span(self, key: str) -> _Span:
        """The hours of a zone key that are open now, or open next."""
        known = self._spans.get(key)
        if known is None or self._at >= known.end:
            opens = self._hours.opens(key, self._now + self._at)
            begin = inf if opens is None else opens - self._now
            end = self._hours.closes(key, self._now + begin) - self._now if begin <= HORIZON_S else inf
            known = self._spans[key] = _Span(begin, max(end, begin + _LEAST_S))
        return known
