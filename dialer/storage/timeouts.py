"""Time limits for PostgreSQL: a silent server becomes an error, not an endless wait.

A host that dies, or a network that drops everything, closes no connection. TCP keep-alive finds these; a server that
accepts everything and answers nothing is given up after a time limit.
"""

import socket
from typing import Any, Final

WRITE_S: Final = 60.0  # the longest write is a chunk of an import, some seconds; migrations have no limit
READ_S: Final = 600.0  # reports and counts over ten million leads
SILENT_S: Final = 10  # silence before the kernel's first keep-alive probe
ASK_EVERY_S: Final = 5  # between two probes
ASK_TIMES: Final = 3  # unanswered probes that end the connection
UNSENT_MS: Final = 25_000  # how long sent data may stay unacknowledged


def watch(raw: socket.socket | None) -> None:
    """Let the kernel end the connection when the peer is gone, by those of these options that the system has."""
    if raw is None or raw.family not in (socket.AF_INET, socket.AF_INET6):
        return
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    options = {"TCP_KEEPIDLE": SILENT_S, "TCP_KEEPINTVL": ASK_EVERY_S, "TCP_KEEPCNT": ASK_TIMES}
    for name, value in (options | {"TCP_USER_TIMEOUT": UNSENT_MS}).items():
        if (option := getattr(socket, name, None)) is not None:
            raw.setsockopt(socket.IPPROTO_TCP, option, value)


def watch_connection(connection: Any, _record: Any) -> None:
    """Pool listener for new connections: asyncpg has no public access to its socket."""
    transport = connection.driver_connection._transport
    watch(transport.get_extra_info("socket"))
