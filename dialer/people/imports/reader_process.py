"""The reader of an import: a process beside the one that writes, since each keeps a core busy."""

import gc
import pickle
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import islice
from multiprocessing import get_context
from multiprocessing.connection import Connection as Pipe
from pathlib import Path
from queue import Full, Queue
from threading import Thread
from typing import Any, Final

from dialer.access.companies.model import Company
from dialer.compliance.load import load
from dialer.compliance.settings import read_law
from dialer.core.clock import now
from dialer.core.file_fault import BadFile, unread
from dialer.i18n.message import Message, msg
from dialer.jobs.worker_process import MEMORY_BYTES_AT_MOST, bound_memory, step_back
from dialer.numbers.reader import known_country
from dialer.people.imports.admission import Admission
from dialer.people.imports.readers.file_tables import Part, in_joined, joined_header, parts_of
from dialer.people.imports.readers.limits import Budget, Limits
from dialer.people.imports.readers.table_file import Way, open_tables
from dialer.people.imports.rows.batch import Batch, BatchReader
from dialer.people.imports.rows.day_order import with_orders
from dialer.people.imports.rows.row import Rules
from dialer.people.lists.rules.field_types import WhenUnfit, types_of
from dialer.storage.digests import Digests
from dialer.storage.throttle import FEW_ROWS

BATCH_ROWS: Final = 1000
AHEAD: Final = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What to read, and how. `skip` rows were read before, by an import that was interrupted."""

    path: str
    rules: Rules
    said: Mapping[str, str]  # meanings of columns, by their names
    sheet: str = ""
    header_row: int | None = None  # its line, 0 if there is none; None: it is searched
    skip: int = 0
    limits: Limits = field(default_factory=Limits)
    digests: Digests | None = None  # if numbers are hashed here, on the reader's core

    @property
    def way(self) -> Way:
        """The options for opening the file."""
        return Way(sheet=self.sheet, header_row=self.header_row, said=self.said, limits=self.limits)


def reading_of(job: Mapping[str, Any], rules: Rules, *, skip: int = 0, digests: Digests | None = None) -> Reading:
    """How a file is read, from the result of `dialer.people.imports.importer.reading_job`."""
    return Reading(
        path=job["path"],
        rules=rules,
        said=job["map"],
        sheet=job.get("sheet", ""),
        header_row=job.get("header_row"),
        skip=skip,
        limits=Limits(**job.get("limits", {})),
        digests=digests,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """Known before the first row: the header without skipped columns, and about how many rows follow."""

    header: list[str]
    total: int
    skipped: list[str] = field(default_factory=list)  # files in a ZIP file that are not read


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """The file cannot be read, with the reason."""

    reason: Message


Told = Head | Batch | Failed
BROKE_OFF: Final = msg(
    "The reading of the file broke off. Perhaps it needs more memory than an import may take ({limit} GiB): save the "
    "table as CSV and load that.",
    limit=MEMORY_BYTES_AT_MOST >> 30,
)


def rules_of(job: Mapping[str, Any]) -> Rules:
    """How a list's rows are read, from the result of `dialer.people.imports.importer.reading_job`."""
    return Rules(
        country=job["country"],
        fields=types_of(job["field_types"]),
        consent=job["consent"],
        needs_basis=job["needs_basis"],
        zero_back=job.get("zero_back", False),
        premium=job.get("premium", False),
        keep_unfit=job.get("unfit") == WhenUnfit.KEEP,
        given_by=now(),
        admission=_admission(job["law"]) if job["law"] else None,
    )


def _admission(said: Mapping[str, Any]) -> Admission:
    """The rules at the import, from the result of `law_of`."""
    profiles, law = load(Path(said["profiles"])), read_law(said["settings"])
    named = said["company"]
    company = Company(**{**named, "former_names": tuple(named["former_names"])})
    return Admission.of(profiles, law, country=said["country"], company=company, now=now())


def read_table(reading: Reading, few: Callable[[], bool] = bool) -> Iterator[Told]:
    """Read a file's tables in batches, one after the other. Errors of a whole file are yielded, not raised.

    While `few` returns True, batches are small.
    """
    try:
        known_country_or_bad(reading.rules.country)
        with open_tables(Path(reading.path), reading.way) as file:
            parts, skipped = parts_of(file, reading.said, Budget(reading.limits))
            yield from _batches(parts, skipped, reading, few)
    except BadFile as bad:
        yield Failed(reason=bad.reason)
    except OSError as error:
        yield Failed(reason=unread(error).reason)


def known_country_or_bad(country: str) -> None:
    """Raise BadFile if phone numbers of the country cannot be read."""
    if not known_country(country):
        raise BadFile(msg("The list's country {country} is not one whose phone numbers can be read.", country=country))


def _batches(parts: Sequence[Part], skipped: list[str], reading: Reading, few: Callable[[], bool]) -> Iterator[Told]:
    header = joined_header(parts) if len(parts) > 1 else parts[0].kept
    yield Head(header=header, total=sum(part.rows for part in parts), skipped=skipped)
    skip, before = reading.skip, 0  # rows to skip, and the last line of the previous tables
    for part in parts:
        orders, records = with_orders(part.columns, reading.rules, part.records(), part.records)
        rules, line = replace(reading.rules, exact=part.exact, month_first=orders), 1
        reader = BatchReader(part.columns, rules)
        for line, _ in islice(records, skip):  # noqa: B007 - counted down while they are skipped
            skip -= 1
        while chunk := list(islice(records, FEW_ROWS if few() else BATCH_ROWS)):
            line = chunk[-1][0]
            batch = reader.read(chunk)
            if part.name:
                batch = replace(batch, rejected=in_joined(part, header, batch.rejected, before))
            if reading.digests is not None:
                batch.digests.extend(reading.digests.many(number for phones in batch.phones for number, _ in phones))
            yield batch
        before += line
    if ruled := reader.end():
        yield Batch(rows=0, leads=[], phones=[], rejected=[], ruled=ruled)


class ReaderProcess:
    """The reader, forked. It works up to `AHEAD` batches ahead of its consumer, then waits."""

    def __init__(self, reading: Reading) -> None:
        forked = get_context("fork")
        self._pipe, theirs = forked.Pipe(duplex=False)
        self._few = forked.Value("b", True, lock=False)
        self._process = forked.Process(target=_tell, args=(reading, theirs, self._pipe, self._few), daemon=True)
        self._process.start()
        theirs.close()
        self._told: Queue[bytes] = Queue(AHEAD)
        # A pipe holds less than one batch: without this thread, the reader would stop while a batch is written. It only
        # moves bytes; unpickling here would delay the thread that writes.
        self._taker = Thread(target=self._take, name="import-take", daemon=True)
        self._closed = False

    def beside(self, *, dialling: bool) -> None:
        """Say whether a campaign dials: until this is known, and while one does, batches are small."""
        self._few.value = dialling

    def __iter__(self) -> Iterator[Told]:
        self._taker.start()
        while (told := self._next()) is not None:
            yield told
            if isinstance(told, Failed):
                return

    def _next(self) -> Told | None:
        if not (came := self._told.get()):
            return Failed(reason=BROKE_OFF)
        told: Told | None = pickle.loads(came)  # noqa: S301 - from the process that we forked
        return told

    def _take(self) -> None:
        """Queue what arrives, and an empty text at the end."""
        while not self._closed:
            try:
                self._put(self._pipe.recv_bytes())
            except (EOFError, OSError):
                self._put(b"")
                return

    def _put(self, came: bytes) -> None:
        while not self._closed:
            with suppress(Full):
                self._told.put(came, timeout=1.0)
                return

    def close(self) -> None:
        """End the process, finished or not."""
        self._closed = True
        self._process.terminate()
        self._process.join()
        if self._taker.ident is not None:
            self._taker.join()
        self._pipe.close()


def _tell(reading: Reading, pipe: Pipe, theirs: Pipe, few: Any) -> None:
    theirs.close()  # otherwise this process would wait for itself after the reader has gone
    step_back()
    # Rows form no cycles, and the search for some among a million new tuples takes as long as reading them.
    gc.disable()
    bound_memory()
    try:
        for told in read_table(reading, lambda: bool(few.value)):
            pipe.send(told)
        pipe.send(None)
    except BrokenPipeError:
        return  # the consumer has gone
