"""Reports log-ins to log and audit, in bounded amounts: audit lines are never deleted, and attackers send many.

Each good sign-in of a person is one line; the use of a key is one a day for each address. Refused keys and refused
sign-ins are counted and reported together: at most one line of each a minute, which names the most frequent clients.
"""

import logging
from collections import Counter, OrderedDict
from collections.abc import Callable
from typing import Final, Literal

from dialer.access.model import Way
from dialer.audit.buffer import AuditLater
from dialer.audit.store import Audit, NewLine
from dialer.core.time_units import DAY_S

log = logging.getLogger(__name__)

NAMED_AT_MOST: Final = 20  # clients per line about what was refused
REMEMBERED_AT_MOST: Final = 10_000

Refusal = Literal["key.refused", "sign_in.refused"]


class LogIns:
    """Reports good and refused log-ins in the background; no log-in waits for it."""

    def __init__(self, audit: Audit, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._known: OrderedDict[tuple[int, str], float] = OrderedDict()  # when each was last reported
        self._good: list[NewLine] = []
        self._refused: dict[Refusal, Counter[str]] = {"key.refused": Counter(), "sign_in.refused": Counter()}
        self._audit = AuditLater(audit, self._collect)

    def key_used(self, key_id: int, actor: str, client: str) -> None:
        """Report the use of a key from this client, once a day."""
        now, key = self._clock(), (key_id, client)
        if self._known.get(key) == (day := now // DAY_S):
            return
        self._known[key] = day
        self._known.move_to_end(key)
        if len(self._known) > REMEMBERED_AT_MOST:
            self._known.popitem(last=False)
        log.info("a key is used", extra={"client": client, "actor": actor})
        self._add(NewLine(at=now, actor=actor, action="key.use", subject=f"key:{key_id}", facts={"client": client}))

    def signed_in(self, actor: str, subject: str, client: str, way: Way) -> None:
        """Report that somebody has signed in."""
        log.info("signed in", extra={"client": client, "actor": actor, "way": way})
        facts = {"client": client, "way": way}
        self._add(NewLine(at=self._clock(), actor=actor, action="sign_in", subject=subject, facts=facts))

    def refused(self, client: str, what: Refusal = "key.refused") -> None:
        """Count an invalid key, or a failed sign-in."""
        counts = self._refused[what]
        known = client in counts or len(counts) < REMEMBERED_AT_MOST
        counts[client if known else ""] += 1
        self._audit.begin()

    async def close(self) -> None:
        """Write the pending lines."""
        await self._audit.close()

    def _add(self, line: NewLine) -> None:
        self._good.append(line)
        self._audit.begin()

    def _collect(self) -> list[NewLine]:
        good, self._good = self._good, []
        return [*good, *(line for what in self._refused for line in self._about_refused(what))]

    def _about_refused(self, what: Refusal) -> list[NewLine]:
        counts, self._refused[what] = self._refused[what], Counter()
        if not (attempts := counts.total()):
            return []
        del counts[""]  # clients beyond `REMEMBERED_AT_MOST`, not told apart
        clients = dict(counts.most_common(NAMED_AT_MOST))
        facts = {"attempts": attempts, "clients": clients, "others": attempts - sum(clients.values())}
        return [NewLine(at=self._clock(), actor="unknown", action=what, facts=facts)]
