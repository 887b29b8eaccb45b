"""Makes previews in a separate process: a harmful file can only damage that process."""

from collections.abc import Mapping
from typing import Any, Final

from dialer.core.file_fault import BadFile, unread
from dialer.i18n.message import msg
from dialer.jobs.model import Interrupted
from dialer.jobs.worker_process import bound_computing, bound_memory, work_apart
from dialer.people.imports.preview import preview
from dialer.people.imports.reader_process import BROKE_OFF, known_country_or_bad, reading_of, rules_of

LOOK_S: Final = 60  # of computing, not of waiting: a busy machine is no fault of the file

_LATE: Final = msg("The file could not be looked through within {limit:.0f} s.", limit=LOOK_S)


async def preview_file(job: Mapping[str, Any]) -> dict[str, Any]:
    """The preview of a file, in the form of `Preview.plain`. Raises BadFile.

    `job` comes from `dialer.people.imports.importer.reading_job`, as for an import.
    """
    try:
        found: dict[str, Any] = await work_apart(look_through, job)
    except Interrupted:
        raise BadFile(BROKE_OFF) from None
    return found


def look_through(job: dict[str, Any]) -> dict[str, Any]:
    """Make the preview in this process. Raises BadFile."""
    bound_memory()
    bound_computing(LOOK_S, BadFile(_LATE))
    known_country_or_bad(job["country"])
    try:
        return preview(reading_of(job, rules_of(job))).plain()
    except OSError as error:
        raise unread(error) from None
