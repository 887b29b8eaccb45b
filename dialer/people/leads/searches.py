"""Searches for people by number, by callers who see numbers masked: counted, limited and audited.

With enough searches such a caller could find out numbers that are hidden from them.
"""

from collections import Counter
from collections.abc import Callable
from typing import Final, Literal

from dialer.audit.buffer import AuditLater
from dialer.audit.store import Audit, NewLine
from dialer.core.errors import TooManySearches
from dialer.core.time_units import HOUR_S

IN_AN_HOUR: Final = 600

By = Literal["last_digits", "number"]


class NumberSearches:
    """Counts each caller's searches; the audit gets one line a minute for each searching caller."""

    def __init__(self, audit: Audit, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._hour = 0.0
        self._in_hour: Counter[str] = Counter()
        self._untold: dict[str, Counter[str]] = {}
        self._audit = AuditLater(audit, self._collect)

    def count(self, actor: str, by: By) -> None:
        """Count one search, before it is made. Raises `TooManySearches`."""
        now = self._clock()
        if (hour := now // HOUR_S) != self._hour:
            self._hour, self._in_hour = hour, Counter()
        allowed = self._in_hour[actor] < IN_AN_HOUR
        self._in_hour[actor] += 1
        self._untold.setdefault(actor, Counter())[by if allowed else "refused"] += 1
        self._audit.begin()
        if not allowed:
            raise TooManySearches(wait_s=int((hour + 1) * HOUR_S - now) + 1)

    async def close(self) -> None:
        """Write the remaining counts into the audit."""
        await self._audit.close()

    def _collect(self) -> list[NewLine]:
        untold, self._untold = self._untold, {}
        now = self._clock()
        return [
            NewLine(at=now, actor=actor, action="number.search", subject="leads", facts=dict(counts))
            for actor, counts in untold.items()
        ]
