"""A preview is made in a process of its own: what a strange file does to its reader, it does to that process alone."""

import asyncio
import sys
from asyncio.subprocess import PIPE
from collections.abc import Mapping
from typing import Any, Final

import orjson

from dialer.imports.preview import preview
from dialer.imports.reader_process import BROKE_OFF, bound_memory, known_country_or_bad, reading_of, rules_of
from dialer.imports.readers.file_fault import BadFile

WAIT_S: Final = 60.0


async def preview_file(job: Mapping[str, Any]) -> dict[str, Any]:
    """The preview of a file, as `Preview.plain` tells it. Raises BadFile.

    `job` is as for an import: what `dialer.imports.importer.reading_job` says.
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "dialer.imports.preview_worker", stdin=PIPE, stdout=PIPE, stderr=PIPE
    )
    try:
        async with asyncio.timeout(WAIT_S):
            told, _ = await process.communicate(orjson.dumps(job))
    except TimeoutError:
        raise BadFile(f"The file could not be looked through within {WAIT_S:.0f} s.") from None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode:
        raise BadFile(BROKE_OFF)
    found: dict[str, Any] = orjson.loads(told)
    if "failed" in found:
        raise BadFile(found["failed"])
    return found


def main() -> None:
    """Do the job on standard input."""
    bound_memory()
    job = orjson.loads(sys.stdin.buffer.read())
    try:
        known_country_or_bad(job["country"])
        found = preview(reading_of(job, rules_of(job))).plain()
    except BadFile as bad:
        found = {"failed": str(bad)}
    except OSError as error:
        found = {"failed": f"The file could not be read: {error.strerror or error}"}
    sys.stdout.buffer.write(orjson.dumps(found))


if __name__ == "__main__":
    main()
