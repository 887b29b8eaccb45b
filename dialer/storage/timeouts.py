"""For how long a PostgreSQL is waited for: a server that has gone silent is a failure that can be told, not a wait.

A host that dies, or a network that swallows everything, closes no connection. The kernel notices where it is asked to;
what it cannot notice, a server that takes everything and answers nothing, is given up after a time.
"""

import socket
from typing import Any, Final

WRITE_S: Final = 60.0  # the longest write is a chunk of an import, some seconds; migrations are waited for without end
READ_S: Final = 600.0  # reports and counts over ten million leads
SILENT_S: Final = 10  # before the kernel asks whether the other side is still there,
ASK_EVERY_S: Final = 5  # how often it asks,
ASK_TIMES: Final = 3  # and how many silences are the end
UNSENT_MS: Final = 25_000  # how long what was sent may stay unacknowledged


def watch(raw: socket.socket | None) -> None:
    """Let the kernel end the connection when the other side is gone; by less where it cannot do all of this."""
    if raw is None or raw.family not in (socket.AF_INET, socket.AF_INET6):
        return
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    options = {"TCP_KEEPIDLE": SILENT_S, "TCP_KEEPINTVL": ASK_EVERY_S, "TCP_KEEPCNT": ASK_TIMES}
    for name, value in (options | {"TCP_USER_TIMEOUT": UNSENT_MS}).items():
        if (option := getattr(socket, name, None)) is not None:
            raw.setsockopt(socket.IPPROTO_TCP, option, value)


def watch_connection(connection: Any, _record: Any) -> None:
    """Of SQLAlchemy's pool, for each new connection of asyncpg, which tells nobody its socket."""
    transport = connection.driver_connection._transport  # the one way to it
    watch(transport.get_extra_info("socket"))
