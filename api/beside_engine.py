"""The API's process beside an engine, which starts it and ends it: dialer/app/api_keeper.py.

`python -m api.beside_engine LISTENER [LINK]`: the numbers of the listening socket and of the link to the engine that
the process inherits; without a link, Redis carries the messages. It imports while the engine does, and opens the
database when a line on its standard input says that it may. A line on its standard output says that it serves; then it
gives back there each further line of its standard input, and ends when that does, as when the engine's process is gone.
SIGTERM and SIGINT, which reach all processes of a service or terminal, are the engine's business: it starts with them
blocked.
"""

import os
import socket
import sys
import threading
from importlib import import_module
from typing import Final

NICENESS: Final = 10  # of the imports: where both want the same core, the engine's come first


def main() -> None:
    """Serve with the sockets whose numbers are on the command line."""
    imports = threading.Thread(target=_import)
    imports.start()
    told = os.read(sys.stdin.fileno(), 1)
    imports.join()
    if told:
        _serve()
    # else the engine's process has ended at its start


def _import() -> None:
    """Import all that serving needs, in a thread of its own: the priority of a thread goes with it (setpriority(2))."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)
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
    listener, *link = (socket.socket(fileno=int(one)) for one in sys.argv[1:])
    try:
        run_loop(serve(settings, listener, link[0] if link else None))
    except* TROUBLE as errors:
        logging.getLogger("api.beside_engine").error(
            "the API ends: %s", "; ".join(type(one).__name__ for one in errors.exceptions)
        )
        sys.exit(1)


if __name__ == "__main__":
    main()
