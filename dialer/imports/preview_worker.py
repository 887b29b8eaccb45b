"""Makes previews in a separate process: a harmful file can only damage that process."""

import asyncio
from collections.abc import Mapping
from typing import Any, Final

from dialer.core.file_fault import BadFile, unread
from dialer.i18n.message import Message, msg
from dialer.imports.preview import preview
from dialer.imports.reader_process import BROKE_OFF, known_country_or_bad, reading_of, rules_of
from dialer.jobs.model import Interrupted
from dialer.jobs.worker_process import bound_computing, bound_memory, work_apart

LOOK_S: Final = 60  # of computing: a file that needs more is not waited for
WAIT_S: Final = 300.0  # in all: on a busy machine the process starts late, and gets a core now and then


async def preview_file(job: Mapping[str, Any]) -> dict[str, Any]:
    """The preview of a file, in the form of `Preview.plain`. Raises BadFile.

    `job` comes from `dialer.imports.importer.reading_job`, as for an import.
    """
    try:
        async with asyncio.timeout(WAIT_S):
            found: dict[str, Any] = await work_apart(look_through, job)
    except TimeoutError:
        raise BadFile(_late(WAIT_S)) from None
    except Interrupted:
        raise BadFile(BROKE_OFF) from None
    return found


def look_through(job: dict[str, Any]) -> dict[str, Any]:
    """Make the preview in this process. Raises BadFile."""
    bound_memory()
    bound_computing(LOOK_S, BadFile(_late(LOOK_S)))
    known_country_or_bad(job["country"])
    try:
        return preview(reading_of(job, rules_of(job))).plain()
    except OSError as error:
        raise unread(error) from None


def _late(limit_s: float) -> Message:
    return msg("The file could not be looked through within {limit:.0f} s.", limit=limit_s)
