"""The API's server: the application with limits on connections, and its shutdown."""

import asyncio
import contextlib
import ipaddress
import logging
import resource
import socket
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any, Final, cast

import uvicorn
from starlette.types import Receive, Scope, Send

from api.app import create_app
from api.connections import GuardedProtocol, GuardedWebSocket, time_for_body
from api.live.web_socket import MESSAGE_BYTES
from api.quota import quota_of
from dialer.app.composition import Parts

log = logging.getLogger(__name__)

GRACE_S: Final = 1.5  # for running answers at shutdown
OWN_FILES: Final = 256  # open files besides connections: database, uploads, import processes
ENOUGH_FILES: Final = 1 << 20  # if the system has no limit


class Server(uvicorn.Server):
    """uvicorn with limits, without its signal handling, and with a quiet shutdown in bounded time."""

    def __init__(self, parts: Parts) -> None:
        settings = parts.settings
        self._app = create_app(parts)
        in_all = min(settings.connection_limit, max(raise_open_files() - OWN_FILES, OWN_FILES))
        if in_all < settings.connection_limit:
            log.warning("this machine allows %d connections, fewer than PRONTO_CONNECTION_LIMIT", in_all)
        body_s = time_for_body(settings.upload_limit_bytes)
        super().__init__(
            uvicorn.Config(
                self._answer,
                http=cast("Any", partial(GuardedProtocol, quota=quota_of(settings, in_all), body_s=body_s)),
                interface="asgi3",
                ws=GuardedWebSocket,
                ws_max_size=MESSAGE_BYTES,
                ws_per_message_deflate=False,  # each reader would have its own compression, and its memory
                # Access lines would contain searched numbers; acts are in the audit, failures in the log.
                log_config=None,
                access_log=False,
                lifespan="off",
                timeout_graceful_shutdown=round(2 * GRACE_S),
                server_header=False,
                forwarded_allow_ips=_as_seen(settings.trusted_proxies),
            )
        )

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Accept no more requests, send streams their last event, and drop requests not answered in time."""
        await self._app.state.live.end()
        asyncio.get_running_loop().call_later(GRACE_S, self._let_go)
        await super().shutdown(sockets)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals to the caller: the engine must finish first."""
        yield

    def _let_go(self) -> None:
        for connection in list(self.server_state.connections):
            cast("GuardedProtocol | GuardedWebSocket", connection).let_go()

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self._app(scope, receive, send)
        except asyncio.CancelledError:
            if not self.should_exit:
                raise


def raise_open_files() -> int:
    """Raise this process's limit on open files to the maximum and return it: each connection is one file."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = ENOUGH_FILES if hard == resource.RLIM_INFINITY else hard
    if soft == resource.RLIM_INFINITY or soft >= most:
        return most
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
    except (OSError, ValueError):  # a container or a system call filter may refuse it
        return soft
    return most


def _as_seen(networks: Iterable[str]) -> list[str]:
    """These networks, plus the IPv4-mapped form of IPv4 ones for a dual-stack port such as `::`."""
    read = [ipaddress.ip_network(one) for one in networks]
    mapped = [f"::ffff:{one.network_address}/{96 + one.prefixlen}" for one in read if one.version == 4]
    return [*map(str, read), *mapped]
