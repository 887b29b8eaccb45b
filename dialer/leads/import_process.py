"""The process that loads one uploaded table: a job comes in as JSON, progress goes out as lines of JSON."""

import asyncio
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, Final

import orjson

from dialer.clock import now
from dialer.leads.columns import Columns, NoPhoneColumn, read_header
from dialer.leads.csv_file import read_records
from dialer.leads.lead import NewLead
from dialer.leads.numbers import known_country
from dialer.leads.rows import BadRow, read_row
from dialer.store.database import TROUBLE, Database, open_database
from dialer.store.imports import RejectedRow, change
from dialer.store.loading import load_chunk

CHUNK_ROWS: Final = 100  # SQLite's one write lock is held about 6 ms for it
NICENESS: Final = 10


@dataclass(slots=True)
class Counts:
    """The rows so far."""

    rows: int = 0
    loaded: int = 0
    duplicates: int = 0
    rejected: int = 0
    began_at: float = field(default_factory=now)

    def say(self, import_id: int) -> None:
        """Tell the parent process."""
        rate = self.rows / max(now() - self.began_at, 1e-3)
        counts = {"rows": self.rows, "loaded": self.loaded, "duplicates": self.duplicates, "rejected": self.rejected}
        _say({"import_id": import_id, **counts, "rows_per_s": round(rate, 1)})


def _say(facts: dict[str, Any]) -> None:
    sys.stdout.buffer.write(orjson.dumps(facts) + b"\n")
    sys.stdout.buffer.flush()


async def load(job: dict[str, Any]) -> str:
    """Load the job's file and return why it cannot be loaded, or nothing."""
    if not known_country(job["country"]):
        return f"The list's country {job['country']} is not one whose phone numbers can be read."
    records = read_records(Path(job["path"]))
    _, header = next(records, (1, []))
    try:
        columns = read_header(header)
    except NoPhoneColumn as missing:
        return str(missing)
    async with open_database(job["url"]) as database:
        await _load_rows(database, job, records, columns)
    return ""


async def _load_rows(
    database: Database, job: dict[str, Any], records: Iterator[tuple[int, list[str]]], columns: Columns
) -> None:
    import_id = job["import_id"]
    kept = [index for index in range(len(columns.header)) if index not in columns.ignored]
    header = [columns.header[index] for index in kept]
    await database.write(change, import_id, {"header": header})
    counts = Counts()
    while True:
        free_since = now()
        if not (chunk := list(islice(records, CHUNK_ROWS))):
            return
        leads, rejected = _read_chunk(chunk, columns, job["country"])
        began = now()
        done = await database.write(load_chunk, import_id, job["list_id"], leads, rejected)
        counts.rows += len(chunk)
        counts.loaded += done.loaded
        counts.duplicates += done.duplicates
        counts.rejected += done.rejected
        counts.say(import_id)
        # Whoever waits for SQLite's write lock asks for it in steps, and would never find it free without a pause;
        # mostly, reading the chunk has been pause enough.
        await asyncio.sleep(max((now() - began) - (began - free_since), 0.0))


def _read_chunk(
    chunk: list[tuple[int, list[str]]], columns: Columns, country: str
) -> tuple[list[NewLead], list[RejectedRow]]:
    leads: list[NewLead] = []
    rejected: list[RejectedRow] = []
    for line, row in chunk:
        try:
            leads.append(read_row(row, columns, country))
        except BadRow as bad:
            kept = [cell.replace("\0", "\\0") for index, cell in enumerate(row) if index not in columns.ignored]
            rejected.append(RejectedRow(line=line, reason=str(bad), row=kept))
    return leads, rejected


def main() -> None:
    """Do the job on standard input."""
    os.nice(NICENESS)
    try:
        failed = asyncio.run(load(orjson.loads(sys.stdin.buffer.read())))
    except TROUBLE as error:
        failed = f"The database did not take the rows: {str(error).splitlines()[0]}"
    if failed:
        _say({"failed": failed})


if __name__ == "__main__":
    main()
