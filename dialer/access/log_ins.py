"""Reports log-ins to log and audit, in bounded amounts: audit lines are never deleted, and attackers send many.

A good token is reported once a day for each address and way (header or cookie). Refused tokens are counted and reported
together: at most one line per minute, which names the most frequent clients.
"""

import logging
from collections import Counter, OrderedDict
from collections.abc import Callable
from typing import Final, Literal

from dialer.access.store.tokens import Token
from dialer.audit.buffer import AuditLater
from dialer.audit.store import NewLine
from dialer.stores import Store

log = logging.getLogger(__name__)

NAMED_AT_MOST: Final = 20  # clients per line about refused tokens
REMEMBERED_AT_MOST: Final = 10_000
_DAY_S: Final = 86_400.0

By = Literal["bearer", "cookie"]


class LogIns:
    """Reports good and refused tokens in the background; no log-in waits for it."""

    def __init__(self, store: Store, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._known: OrderedDict[tuple[int, str, By], float] = OrderedDict()  # when each was last reported
        self._good: list[NewLine] = []
        self._refused: Counter[str] = Counter()
        self._audit = AuditLater(store, self._collect)

    def good(self, token: Token, client: str, by: By) -> None:
        """Report the use of a token from this client, once a day."""
        now, key = self._clock(), (token.id, client, by)
        if self._known.get(key) == (day := now // _DAY_S):
            return
        self._known[key] = day
        self._known.move_to_end(key)
        if len(self._known) > REMEMBERED_AT_MOST:
            self._known.popitem(last=False)
        actor = f"{token.role}:{token.name}"
        log.info("a token is used", extra={"client": client, "by": by, "actor": actor})
        facts = {"client": client, "by": by}
        self._good.append(NewLine(at=now, actor=actor, action="token.use", subject=f"token:{token.id}", facts=facts))
        self._audit.begin()

    def refused(self, client: str) -> None:
        """Count an invalid token."""
        known = client in self._refused or len(self._refused) < REMEMBERED_AT_MOST
        self._refused[client if known else ""] += 1
        self._audit.begin()

    async def close(self) -> None:
        """Write the pending lines."""
        await self._audit.close()

    def _collect(self) -> list[NewLine]:
        good, self._good = self._good, []
        return [*good, *self._about_refused()]

    def _about_refused(self) -> list[NewLine]:
        counts, self._refused = self._refused, Counter()
        if not (attempts := counts.total()):
            return []
        del counts[""]  # clients beyond `REMEMBERED_AT_MOST`, not told apart
        clients = dict(counts.most_common(NAMED_AT_MOST))
        facts = {"attempts": attempts, "clients": clients, "others": attempts - sum(clients.values())}
        return [NewLine(at=self._clock(), actor="unknown", action="token.refused", facts=facts)]
