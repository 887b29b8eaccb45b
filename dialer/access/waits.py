"""How long to wait after failed log-ins: longer the more there were, and never for ever.

Failures are counted for the account, for the client's address, and for both together; a wait ends by itself. An account
that strangers try from elsewhere stays open to the addresses it was used from before: nobody can lock a user out.
"""

import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any, Final, TypeVar

from limits import RateLimitItem, RateLimitItemPerDay, RateLimitItemPerHour, RateLimitItemPerMinute
from limits.aio.storage import MemoryStorage, Storage
from limits.aio.strategies import FixedWindowRateLimiter
from limits.errors import StorageError
from limits.storage import storage_from_string

from dialer.core.settings import Settings

log = logging.getLogger(__name__)
T = TypeVar("T")

# Of one account from one address: a minute after five, ten minutes after ten, an hour after twenty.
BOTH: Final = (RateLimitItemPerMinute(5), RateLimitItemPerMinute(10, 10), RateLimitItemPerHour(20))
CLIENT: Final = (RateLimitItemPerMinute(30), RateLimitItemPerHour(200))  # an office may share one address
ACCOUNT: Final = (RateLimitItemPerMinute(20), RateLimitItemPerHour(100))
KEYS: Final = (RateLimitItemPerMinute(10),)  # unknown keys from one address
ONCE: Final = RateLimitItemPerMinute(1, 10)  # a secret that is taken once within ten minutes
KNOWN: Final = RateLimitItemPerDay(1, 30)  # an address is known for 30 days after a good log-in
REMEMBERED_AT_MOST: Final = 20_000  # counters in memory; beyond them all are forgotten
REDIS_TIMEOUT_S: Final = 1.0

_Counted = tuple[tuple[RateLimitItem, ...], tuple[str, ...]]


class Waits:
    """Counts failures: in Redis where several processes serve, in memory otherwise."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._memory = MemoryStorage()
        self._shared: Storage | None = None

    async def sign_in_wait_s(self, account: str, client: str) -> float:
        """Seconds until this account may be tried again from this client; 0 if it may now."""
        known = not await self._ask(lambda limiter: limiter.test(KNOWN, "known", account, client))
        counted = _counted(account, client)
        return await self._wait_s(counted[:2] if known else counted)

    async def sign_in_failed(self, account: str, client: str) -> None:
        """Count a failure."""
        await self._hit(_counted(account, client))

    async def signed_in(self, account: str, client: str) -> None:
        """Note that the account was used from this client."""
        await self._hit([((KNOWN,), ("known", account, client))])

    async def is_first(self, digest: str) -> bool:
        """Whether nobody has come with this secret before."""
        return await self._ask(lambda limiter: limiter.hit(ONCE, "once", digest))

    async def key_wait_s(self, client: str) -> float:
        """Seconds until this client is told again that a key is unknown; 0 if it may now."""
        return await self._wait_s([(KEYS, ("key", client))])

    async def key_failed(self, client: str) -> None:
        """Count an unknown key."""
        await self._hit([(KEYS, ("key", client))])

    async def close(self) -> None:
        """Close the connections to Redis."""
        if self._shared is not None:
            await self._shared.bridge.storage.aclose()  # type: ignore[attr-defined]

    async def _wait_s(self, counted: list[_Counted]) -> float:
        async def longest(limiter: FixedWindowRateLimiter) -> float:
            wait = 0.0
            for items, names in counted:
                for item in items:
                    if not await limiter.test(item, *names):
                        ends_at = (await limiter.get_window_stats(item, *names)).reset_time
                        wait = max(wait, ends_at - time.time(), 1.0)  # noqa: TID251 - the clock of `limits`
            return wait

        return await self._ask(longest)

    async def _hit(self, counted: list[_Counted]) -> None:
        async def count(limiter: FixedWindowRateLimiter) -> None:
            for items, names in counted:
                for item in items:
                    await limiter.hit(item, *names)

        if len(self._memory.storage) > REMEMBERED_AT_MOST:
            await self._memory.reset()
        await self._ask(count)

    async def _ask(self, ask: Callable[[FixedWindowRateLimiter], Awaitable[T]]) -> T:
        """Ask Redis; while it is away each process counts for itself."""
        if self._settings.redis_url is not None:
            try:
                return await ask(FixedWindowRateLimiter(self._storage()))
            except StorageError as error:
                log.warning("failed log-ins are counted without Redis: %s", type(error.__cause__ or error).__name__)
        return await ask(FixedWindowRateLimiter(self._memory))

    def _storage(self) -> Storage:
        if self._shared is None:
            url = (self._settings.redis_url or "").replace("unix://", "redis+unix://", 1)
            options: dict[str, Any] = {
                "implementation": "redispy",
                "wrap_exceptions": True,
                "key_prefix": f"{self._settings.redis_prefix}:waits",
                "socket_timeout": REDIS_TIMEOUT_S,
                "socket_connect_timeout": REDIS_TIMEOUT_S,
            }
            made = storage_from_string(f"async+{url}", **options)
            assert isinstance(made, Storage)
            self._shared = made
        return self._shared


def _counted(account: str, client: str) -> list[_Counted]:
    """What is counted. Without an account, as with a link, only the client: others must not wait for its failures."""
    own: list[_Counted] = [(CLIENT, ("client", client))]
    if account:
        own = [(BOTH, ("both", account, client)), *own, (ACCOUNT, ("account", account))]
    return own
