"""Start and end of a long-running process: loads the rules, notes both in the audit, and handles signals."""

import asyncio
import contextlib
import logging
import os
import signal
from collections.abc import Iterator

from dialer.app.composition import Parts
from dialer.audit.actions import PROCESS_START, PROCESS_STOP
from dialer.core.settings import unknown_variables
from dialer.profiles.service import ProfileService
from dialer.storage.database import TROUBLE

log = logging.getLogger(__name__)


async def begin(parts: Parts, subject: str) -> None:
    """Load the rules' files, and note the start in the audit. Raises `RulesLoosened`, and `BadProfiles`."""
    await ProfileService(parts.store.rule_files, parts.store.audit, parts.settings, parts.clock).take_up(actor="start")
    await _note(parts, PROCESS_START, subject)
    await _warn_of_misspelt(parts)


async def end(parts: Parts, subject: str) -> None:
    """Note an orderly end in the audit."""
    await _note(parts, PROCESS_STOP, subject)


async def _warn_of_misspelt(parts: Parts) -> None:
    """Log variables that nothing reads: whoever set one believes that it has an effect."""
    secrets = frozenset(node.secret_env for node in await parts.store.nodes.list())
    if names := unknown_variables(os.environ, known=secrets):
        log.warning("nothing reads %s: is the name misspelt?", ", ".join(names))


async def _note(parts: Parts, action: str, subject: str) -> None:
    """Note a start or an end in the audit: a start that follows a start shows that the process before it crashed."""
    try:
        await parts.store.audit.add(actor="pronto", action=action, subject=subject, now=parts.clock())
    except TROUBLE as error:
        log.warning("the audit does not tell this %s: %s", action, type(error).__name__)


@contextlib.contextmanager
def signals(stop: asyncio.Event) -> Iterator[None]:
    """Set `stop` at SIGTERM or SIGINT, and cancel the calling task at a second one."""
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
