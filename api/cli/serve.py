"""`pronto run`, `pronto engine`, `pronto api`: the processes that stay."""

import asyncio
import contextlib
import errno
import logging
import os
import signal
import socket
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any, Final

from rich.console import Console

from api.cli.files import of_file
from api.cli.loop import run_loop
from api.cli.parts import database_away
from api.cli.refusals import of_error
from api.cli.speech import spoken
from api.cli.texts.machine import SERVE
from api.cli.words import fail, settings_or_fail
from api.keeper import keep_api
from dialer import clock, logs
from dialer.build import Parts, build
from dialer.compliance.problems import BadProfiles
from dialer.engine.engine import Engine
from dialer.errors import DialerError
from dialer.live.bus import TO_ENGINE, Topic
from dialer.settings import Settings, unknown_variables
from dialer.store.database import TROUBLE
from dialer.store.explained import AWAY
from dialer.store.proving import ENGINE, PROCESS_START, PROCESS_STOP

log = logging.getLogger(__name__)
console = Console(stderr=True)

LOOK_S = 60.0  # between looks at whether the day's retention is due
_NO_PORT: Final = {errno.EADDRINUSE: "no_port", errno.EACCES: "not_this_port"}
BACKLOG = 2048  # clients that wait while the API starts, or is started again


def run() -> None:
    """Run the engine, and the API in a process beside it: SQLite, no other service."""
    settings = settings_or_fail()
    _start(settings, lambda: run_engine(settings, listen(settings)))


def engine() -> None:
    """Run the engine alone; its API is another process, reached over Redis."""
    settings = _apart()
    _start(settings, lambda: run_engine(settings, None))


def api() -> None:
    """Run the API alone; its engine is another process, reached over Redis."""
    settings = _apart()
    _start(settings, lambda: run_api(settings, listen(settings)))


def _apart() -> Settings:
    settings = settings_or_fail()
    if settings.redis_url is None:
        raise fail(SERVE("needs_redis"))
    return settings


def _start(settings: Settings, main: Callable[[], Coroutine[Any, Any, None]]) -> None:
    os.umask(0o077)  # the database and the uploads hold people's names and numbers
    logs.set_up(level=settings.log_level, form=settings.log_format)
    try:
        run_loop(main())
    except* BadProfiles as errors:
        said = [error.said(spoken()) for error in errors.exceptions if isinstance(error, BadProfiles)]
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
    """A port says in its own words what is wrong with it, a file or folder does not."""
    return of_file(error) if isinstance(error, OSError) and error.filename is not None else str(error)


async def run_engine(settings: Settings, listener: socket.socket | None) -> None:
    """Run until SIGTERM or SIGINT: then the engine finishes its calls, and after it the API on `listener` ends.

    A second signal ends everything at once.
    """
    async with build(settings, hears=TO_ENGINE) as parts, asyncio.TaskGroup() as group:
        stop, serves, ended = asyncio.Event(), asyncio.Event(), asyncio.Event()
        await _begin(parts, ENGINE)
        beside = [group.create_task(_keep_limits(parts), name="retention")]
        machine = Engine(store=parts.store, bus=parts.bus, settings=settings, clock=clock.now)
        with _signals(stop):
            if listener is not None:
                written = await parts.service.access.admin_token_file()
                group.create_task(keep_api(parts.bus, listener, serves, ended), name="api")
                beside.append(group.create_task(_say_where(listener, serves, written), name="address"))
            await machine.run(stop)
            ended.set()
            for one in beside:
                one.cancel()
            await _note(parts, PROCESS_STOP, ENGINE)


async def run_api(settings: Settings, listener: socket.socket) -> None:
    """Serve until SIGTERM or SIGINT."""
    from api.server import Server, recover  # an engine's start does not wait for all that is imported there

    async with build(settings, hears=frozenset(Topic) - TO_ENGINE) as parts, asyncio.TaskGroup() as group:
        stop, serves = asyncio.Event(), asyncio.Event()
        await _begin(parts, "api")
        server = Server(parts)
        with _signals(stop):
            await recover(parts)
            written = await parts.service.access.admin_token_file()
            serving = group.create_task(server.serve(sockets=[listener]), name="api")
            serves.set()
            await _say_where(listener, serves, written)
            await stop.wait()
            server.should_exit = True
            await serving
            await _note(parts, PROCESS_STOP, "api")


async def _begin(parts: Parts, subject: str) -> None:
    await parts.service.rule_files.take_up(actor="start")
    await _note(parts, PROCESS_START, subject)
    await _warn_of_misspelt(parts)


async def _warn_of_misspelt(parts: Parts) -> None:
    """Say which variables nothing reads: whoever set one believes that it holds."""
    secrets = frozenset(node.secret_env for node in await parts.store.nodes.list())
    if names := unknown_variables(os.environ, known=secrets):
        log.warning("nothing reads %s: is the name misspelt?", ", ".join(names))


async def _keep_limits(parts: Parts) -> None:
    """Look once a minute whether the day's retention is due; what fails is tried again."""
    while True:
        try:
            await parts.service.retention.look()
        except (*TROUBLE, DialerError) as error:
            log.warning(
                "retention waits a minute: %s", error if isinstance(error, DialerError) else type(error).__name__
            )
        except Exception:  # whatever is wrong with retention must never end calls
            log.exception("retention failed, and waits a minute")
        await asyncio.sleep(LOOK_S)


async def _note(parts: Parts, action: str, subject: str) -> None:
    """Let the audit tell starts and ends: a start that follows a start has had no good end before it."""
    try:
        await parts.store.audit.add(actor="pronto", action=action, subject=subject, now=parts.clock())
    except TROUBLE as error:
        log.warning("the audit does not tell this %s: %s", action, type(error).__name__)


def listen(settings: Settings) -> socket.socket:
    """Bind the API's port. Raises `OSError` that says what to do."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((settings.host, settings.port))
        listener.listen(BACKLOG)  # from here on a client waits instead of being turned away
    except OSError as error:
        listener.close()
        said = _NO_PORT.get(error.errno or 0, "no_host")
        raise OSError(SERVE(said, host=settings.host, port=settings.port, why=error.strerror)) from error
    return listener


def url_of(listener: socket.socket) -> str:
    """Return the address that a browser on this machine opens."""
    host, port = listener.getsockname()[:2]
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    return f"http://{shown}:{port}"


async def _say_where(listener: socket.socket, serves: asyncio.Event, written: Path | None) -> None:
    """Once it is so, tell where the board is and, at the very first start, where the admin token was written."""
    await serves.wait()
    console.print(SERVE("listens", url=url_of(listener)))
    if written is not None:
        console.print(SERVE("first_start", file=written))


@contextlib.contextmanager
def _signals(stop: asyncio.Event) -> Iterator[None]:
    loop = asyncio.get_running_loop()
    main = asyncio.current_task()
    assert main is not None

    def asked(name: str) -> None:
        if stop.is_set():
            log.warning("%s again: ending at once", name)
            main.cancel()
            return
        log.info("%s: finishing calls, placing no new ones; once more ends at once", name)
        stop.set()

    for one in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(one, asked, one.name)
    try:
        yield
    finally:
        for one in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(one)
