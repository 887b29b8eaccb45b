"""Limits on concurrent use of the API, in total and per client; refusals are counted and logged."""

import asyncio
import ipaddress
import logging
from collections import Counter
from collections.abc import Iterable
from typing import Final

from api.client_addresses import client_name
from api.problem_kinds import TOO_MANY_CONNECTIONS, TOO_MANY_OF_CLIENT
from api.problems import Problem
from dialer.core.settings import Settings
from dialer.i18n.message import msg

log = logging.getLogger(__name__)

LOG_EVERY_S: Final = 10.0
_LOOPBACK: Final = ("127.0.0.0/8", "::1/128")

_FULL: Final = Problem(
    TOO_MANY_CONNECTIONS,
    msg(
        "Pronto has reached its limit of open connections. Try again in a moment; PRONTO_CONNECTION_LIMIT "
        "sets the limit."
    ),
    headers={"Retry-After": "5"},
)
_CROWDED: Final = Problem(
    TOO_MANY_OF_CLIENT,
    msg(
        "Your address has as many connections and requests open as one may. Close some, or try again in a moment; "
        "PRONTO_CONNECTION_LIMIT_PER_CLIENT sets how many."
    ),
    headers={"Retry-After": "5"},
)


class Refusals:
    """Refusals by reason: the first is logged at once, then at most one line per reason in ten seconds."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._said_at: dict[str, float] = {}

    def add(self, slug: str, client: str) -> None:
        """Count one refusal."""
        now = asyncio.get_running_loop().time()
        self._counts[slug] += 1
        if now - self._said_at.get(slug, -LOG_EVERY_S) >= LOG_EVERY_S:
            self._said_at[slug] = now
            log.warning("%s: %d refused, the last from %s", slug, self._counts.pop(slug), client)


def quota_of(settings: Settings, in_all: int) -> "Quota":
    """Make the quota from the settings, with `in_all` as the total."""
    return Quota(in_all, settings.connection_limit_per_client, settings.trusted_proxies)


class Quota:
    """The number open at a time, in total and per client.

    `exempt` are networks whose addresses stand for many clients; this machine's own addresses are always exempt.
    """

    def __init__(self, in_all: int, each: int, exempt: Iterable[str] = ()) -> None:
        self.in_all, self.each = in_all, each
        self.open = 0
        self._by_client: Counter[str] = Counter()
        self._exempt = [ipaddress.ip_network(one) for one in (*exempt, *_LOOPBACK)]
        self.refusals = Refusals()

    def enter(self, host: str) -> Problem | None:
        """Count one more for the client at `host`, or return why not. Each `enter` needs a `leave`."""
        client = client_name(host)
        if self.open >= self.in_all:
            return self._refused(_FULL, client)
        if self._by_client[client] >= self.each and not self._is_exempt(host):
            return self._refused(_CROWDED, client)
        self.open += 1
        self._by_client[client] += 1
        return None

    def headers(self, host: str) -> dict[str, str]:
        """How many requests the client may have open at once, and how many more just now, for its answers.

        draft-ietf-httpapi-ratelimit-headers-10, with the unit `concurrent-requests`.
        """
        if self._is_exempt(host):
            name, most, used = "all", self.in_all, self.open
        else:
            name, most, used = "client", self.each, self._by_client[client_name(host)]
        left = max(0, most - used)
        return {"RateLimit-Policy": f'"{name}";q={most};qu="concurrent-requests"', "RateLimit": f'"{name}";r={left}'}

    def leave(self, host: str) -> None:
        """Count one less for the client at `host`."""
        client = client_name(host)
        self.open -= 1
        self._by_client[client] -= 1
        if not self._by_client[client]:
            del self._by_client[client]

    def _refused(self, why: Problem, client: str) -> Problem:
        self.refusals.add(why.kind.slug, client)
        return why

    def _is_exempt(self, host: str) -> bool:
        try:
            read = ipaddress.ip_address(host.partition("%")[0])
        except ValueError:
            return False
        read = getattr(read, "ipv4_mapped", None) or read
        return any(read in network for network in self._exempt)
