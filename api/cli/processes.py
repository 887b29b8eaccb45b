"""`pronto run`, `pronto engine`, `pronto api`: the long-running processes."""

import errno
import os
import socket
import sys
from collections.abc import Callable, Coroutine
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import typer

from api.cli.output import fail, settings_or_fail
from api.cli.texts.machine import SERVE

if TYPE_CHECKING:
    from dialer.core.settings import Settings

_NO_PORT: Final = {errno.EADDRINUSE: "no_port", errno.EACCES: "not_this_port"}
BACKLOG = 2048  # clients that wait while the API starts or restarts


def run() -> None:
    """Run the engine and the API on this machine, with SQLite and no other service."""
    from dialer.app.api_keeper import Api

    settings = settings_or_fail()
    os.umask(0o077)
    listener = _listen_or_fail(settings)
    api = Api(listener, linked=settings.redis_url is None)
    api.start()  # it imports in parallel with this process
    _start(settings, lambda: _engine(settings, api, partial(_say_where, listener)))


def engine() -> None:
    """Run only the engine; the API runs in another process, connected through Redis."""
    settings = _apart()
    _start(settings, lambda: _engine(settings))


def api() -> None:
    """Run only the API; the engine runs in another process, connected through Redis."""
    settings = _apart()
    listener = _listen_or_fail(settings)
    _start(settings, lambda: _api(settings, listener))


def _apart() -> "Settings":
    settings = settings_or_fail()
    if settings.redis_url is None:
        raise fail(SERVE("needs_redis"))
    return settings


def _engine(*beside: Any) -> Coroutine[Any, Any, None]:
    from dialer.app.engine_process import run_engine

    return run_engine(*beside)


def _api(settings: "Settings", listener: socket.socket) -> Coroutine[Any, Any, None]:
    from api.serving import run_api

    return run_api(settings, listener, partial(_say_where, listener))


def _start(settings: "Settings", main: Callable[[], Coroutine[Any, Any, None]]) -> None:
    from api.cli.composition import database_away
    from api.cli.refusals import of_error, of_profiles
    from dialer.app import logging_setup
    from dialer.app.event_loop import run_loop
    from dialer.compliance.problems import BadProfiles
    from dialer.core.errors import DialerError
    from dialer.storage.error_messages import AWAY

    os.umask(0o077)  # database and uploads contain people's names and numbers
    logging_setup.set_up(level=settings.log_level, form=settings.log_format)
    try:
        run_loop(main())
    except* BadProfiles as errors:
        said = [of_profiles(error) for error in errors.exceptions if isinstance(error, BadProfiles)]
        raise fail("\n".join(said), code=2) from None
    except* DialerError as errors:
        raise fail(
            "; ".join(of_error(error) for error in errors.exceptions if isinstance(error, DialerError))
        ) from None
    except* AWAY as errors:
        raise database_away(errors.exceptions[0], settings) from None
    except* OSError as errors:
        raise fail("; ".join(map(_of_system, errors.exceptions))) from None


def _of_system(error: BaseException) -> str:
    """The text of an OSError: that of a port is clear already, that of a file needs our words."""
    from api.cli.files import of_file

    return of_file(error) if isinstance(error, OSError) and error.filename is not None else str(error)


def _listen_or_fail(settings: "Settings") -> socket.socket:
    try:
        return listen(settings)
    except OSError as error:
        raise fail(str(error)) from None


def listen(settings: "Settings") -> socket.socket:
    """Bind the API's port. Raises `OSError` with what to do."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((settings.host, settings.port))
        listener.listen(BACKLOG)  # from here on clients wait instead of being refused
    except OSError as error:
        listener.close()
        said = _NO_PORT.get(error.errno or 0, "no_host")
        raise OSError(SERVE(said, host=settings.host, port=settings.port, why=error.strerror)) from error
    return listener


def url_of(listener: socket.socket) -> str:
    """The URL for a browser on this machine."""
    host, port = listener.getsockname()[:2]
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    return f"http://{shown}:{port}"


def _say_where(listener: socket.socket, written: Path | None) -> None:
    """Print the board's URL and, until somebody can sign in, the first administrator's link.

    It is printed on a terminal alone: what a service prints is kept in a journal that others may read.
    """
    typer.echo(SERVE("listens", url=url_of(listener)), err=True)
    if written is not None:
        if sys.stderr.isatty():
            said = SERVE("first_start", url=url_of(listener), secret=written.read_text().strip())
        else:
            said = SERVE("first_start_file", url=url_of(listener), file=written)
        typer.echo(said, err=True)
