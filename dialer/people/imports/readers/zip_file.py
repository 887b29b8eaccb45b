"""ZIP files: their contents, and the tables in them, unpacked within limits."""

import struct
import zipfile
from collections.abc import Sequence
from copy import copy
from pathlib import Path, PurePosixPath
from tempfile import NamedTemporaryFile
from typing import IO, Final
from zlib import error as ZlibError  # noqa: N812 - it is an exception

from dialer.core.file_fault import BadFile
from dialer.i18n.message import msg

FILES_AT_MOST: Final = 10_000  # in a ZIP file, whether tables or not
_DIRECTORY_BYTES_AT_MOST: Final = FILES_AT_MOST * 400
_END, _END_64 = b"PK\x05\x06", b"PK\x06\x06"  # records with the size of a ZIP file's directory
_END_BYTES: Final = 22
_BEFORE_END_64: Final = 76  # bytes between the two
_END_WITHIN: Final = (1 << 16) + 128  # bytes from the end of the file
TABLES: Final = (".csv", ".tsv", ".tab", ".txt", ".xlsx", ".ods")
TABLES_AT_MOST: Final = 100
_ENCRYPTED: Final = 0x1
_BLOCK_BYTES: Final = 1 << 20


def spreadsheet_kind(path: Path) -> str:
    """`xlsx` or `ods` if the ZIP file is such a spreadsheet, else empty. Raises BadFile."""
    with _opened(path) as packed:
        names = set(packed.namelist())
        if "xl/workbook.xml" in names:
            kind = "xlsx"
        elif "content.xml" in names:
            kind = "ods"
        else:
            return ""
    return kind


def check_unpacked(paths: Sequence[Path], *, limit: int) -> None:
    """Raise BadFile if the unpacked spreadsheets together state too large a size.

    A false statement does not help: each is measured when it is opened.
    """
    stated = 0
    for path in paths:
        if zipfile.is_zipfile(path):
            with _opened(path) as packed:
                stated += sum(one.file_size for one in packed.infolist())
    if stated > limit:
        raise too_large(limit)


def unpack(path: Path, *, limit: int) -> tuple[list[tuple[Path, str]], list[str]]:
    """Unpack the tables of a ZIP file beside it; return the path and inner name of each. Raises BadFile.

    The second part has the names of the files that are no tables. Sizes stated in the file are not trusted: at most
    `limit` bytes are written in total.
    """
    unpacked: list[tuple[Path, str]] = []
    left = limit
    with _opened(path) as packed:
        try:
            tables, others = _tables(packed)
            for inside, name in tables:
                with NamedTemporaryFile(dir=path.parent, prefix=f"{path.name}.", delete=False) as to:
                    unpacked.append((Path(to.name), name))
                    left -= _unpack_one(packed, inside, to, left, limit)
        except BaseException:
            remove(unpacked)
            raise
    return unpacked, others


def remove(unpacked: Sequence[tuple[Path, str]]) -> None:
    """Delete what `unpack` has written."""
    for path, _ in unpacked:
        path.unlink(missing_ok=True)


def _unpack_one(packed: zipfile.ZipFile, inside: zipfile.ZipInfo, to: IO[bytes], left: int, limit: int) -> int:
    try:
        with open_measured(packed, inside, left) as source:
            while block := source.read(_BLOCK_BYTES):
                if to.tell() + len(block) > left:
                    raise too_large(limit)
                to.write(block)
    except (zipfile.BadZipFile, ZlibError, EOFError, NotImplementedError, RuntimeError) as error:
        raise BadFile(msg("The ZIP file is broken ({why}). Create it again.", why=str(error))) from None
    return to.tell()


def open_measured(packed: zipfile.ZipFile, inside: zipfile.ZipInfo, limit: int) -> IO[bytes]:
    """The real content, up to one block beyond the limit; the stated size is not trusted.

    Other readers continue to the end of the packed bytes; Python's would stop at the stated size.
    """
    measured = copy(inside)
    measured.file_size = max(limit, 0) + _BLOCK_BYTES
    return packed.open(measured)


def _check_directory(path: Path) -> None:
    """Raise BadFile if the directory lists too many files: Python would make an object of each."""
    with path.open("rb") as file:
        file.seek(max(path.stat().st_size - _END_WITHIN, 0))
        tail = file.read()
    end = tail.rfind(_END)
    if not 0 <= end <= len(tail) - _END_BYTES:
        return  # the reader that opens it reports that it is broken
    [listed] = struct.unpack_from("<L", tail, end + 12)
    if tail[max(end - _BEFORE_END_64, 0) :].startswith(_END_64):
        [listed] = struct.unpack_from("<Q", tail, end - _BEFORE_END_64 + 40)
    if listed > _DIRECTORY_BYTES_AT_MOST:
        raise _too_many_files()


def _opened(path: Path) -> zipfile.ZipFile:
    _check_directory(path)
    try:
        packed = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise BadFile(msg("The ZIP file is broken ({why}). Create it again.", why=str(error))) from None
    if len(packed.filelist) > FILES_AT_MOST:
        packed.close()
        raise _too_many_files()
    return packed


def _tables(packed: zipfile.ZipFile) -> tuple[list[tuple[zipfile.ZipInfo, str]], list[str]]:
    """The tables in the order of their names; by the file name alone where that is unique. And the other files."""
    found = [one for one in packed.infolist() if not one.is_dir() and not _is_aside(one.filename)]
    tables = [one for one in found if PurePosixPath(one.filename).suffix.lower() in TABLES]
    if not tables and len(found) > 1:
        reason = msg(
            "None of the {count} files in the ZIP file ends in {kinds}. Pack tables.", count=len(found), kinds=TABLES
        )
        raise BadFile(reason)
    tables = sorted(tables or found, key=lambda one: one.filename)
    if not tables:
        raise BadFile(msg("The ZIP file is empty."))
    if len(tables) > TABLES_AT_MOST:
        reason = msg(
            "The ZIP file holds {count} tables; {most} is the most. Part it into several.",
            count=len(tables),
            most=TABLES_AT_MOST,
        )
        raise BadFile(reason)
    if any(one.flag_bits & _ENCRYPTED for one in tables):
        raise BadFile(msg("The ZIP file is protected by a password. Pack it without one."))
    names = [PurePosixPath(one.filename).name for one in tables]
    named = [(one, name if names.count(name) == 1 else one.filename) for one, name in zip(tables, names, strict=True)]
    return named, sorted(one.filename for one in packed.infolist() if _is_skipped(one, tables))


def _is_skipped(one: zipfile.ZipInfo, tables: Sequence[zipfile.ZipInfo]) -> bool:
    """Whether a person who packed the file would miss it."""
    return one not in tables and not one.is_dir() and not _is_of_system(one.filename)


def _is_aside(name: str) -> bool:
    """Whether it is a hidden file, or one of those that operating systems add."""
    return _is_of_system(name) or PurePosixPath(name).name.startswith(".")


def _is_of_system(name: str) -> bool:
    """Whether it is one of the files that operating systems add."""
    return name.startswith("__MACOSX/") or PurePosixPath(name).name.startswith(
        (".DS_Store", "Thumbs.db", "desktop.ini")
    )


def _too_many_files() -> BadFile:
    return BadFile(msg("The ZIP file holds more than {most:,} files. Pack the tables alone.", most=FILES_AT_MOST))


def too_large(limit: int) -> BadFile:
    """The refusal of a file that unpacks to too much."""
    megabytes = limit // 1_000_000
    return BadFile(msg("Unpacked, the file is larger than {most:,} MB. Split it into several files.", most=megabytes))
