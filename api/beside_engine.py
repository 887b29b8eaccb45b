"""The API process next to an engine, which starts and ends it (dialer/app/api_keeper.py).

`python -m api.beside_engine NICENESS LISTENER [LINK]`: how much its imports stand back (setpriority(2)), and the file
descriptors of the inherited listening socket and link to the engine; without a link, messages go over Redis. The
process imports in parallel with the engine, and opens the database when its standard input gets a line. It writes a
line to standard output once it serves, then echoes its standard input there, and ends when the input ends; with an
engine that is killed, Linux kills it. SIGTERM and SIGINT, which reach all processes of a service or terminal, are
handled by the engine: this process starts with them blocked.
"""

import os
import signal
import socket
import sys
import threading
from importlib import import_module
from typing import Final

PR_SET_PDEATHSIG: Final = 1  # prctl(2)


def main() -> None:
    """Serve on the sockets given on the command line."""
    _die_with_engine()
    imports = threading.Thread(target=_import, args=[int(sys.argv[1])])
    imports.start()
    told = os.read(sys.stdin.fileno(), 1)
    imports.join()
    if told:
        _serve()
    # else the engine has ended during its start


def _die_with_engine() -> None:
    """Let the kernel kill this process with the engine, whatever it hangs on: it would keep the port from the next one.

    An engine that died before this call has closed the input, which is seen next.
    """
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def _import(niceness: int) -> None:
    """Import everything for serving. Runs in its own thread, to lower only that thread's priority."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), niceness)
    import_module("api.serving")


def _serve() -> None:
    import logging

    from api.serving import serve
    from dialer.app import logging_setup
    from dialer.app.event_loop import run_loop
    from dialer.core.settings import read_settings
    from dialer.storage.database import TROUBLE

    settings = read_settings()
    logging_setup.set_up(level=settings.log_level, form=settings.log_format)
    listener, *link = (socket.socket(fileno=int(one)) for one in sys.argv[2:])
    try:
        run_loop(serve(settings, listener, link[0] if link else None))
    except* TROUBLE as errors:
        logging.getLogger("api.beside_engine").error(
            "the API ends: %s", "; ".join(type(one).__name__ for one in errors.exceptions)
        )
        sys.exit(1)


if __name__ == "__main__":
    main()
