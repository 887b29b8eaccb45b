"""ZIP files: what is in them, and the tables among it, unpacked within bounds."""

import zipfile
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from tempfile import NamedTemporaryFile
from typing import IO, Final
from zlib import error as ZlibError  # noqa: N812 - it is an exception

from dialer.leads.bad_file import BadFile

UNPACKED_BYTES_AT_MOST: Final = 2_000_000_000  # some twenty million rows
TABLES: Final = (".csv", ".tsv", ".tab", ".txt", ".xlsx", ".ods")
TABLES_AT_MOST: Final = 100
_ENCRYPTED: Final = 0x1
_BLOCK_BYTES: Final = 1 << 20


def spreadsheet_kind(path: Path) -> str:
    """`xlsx` or `ods` if the ZIP file is such a spreadsheet, else nothing. Raises BadFile."""
    with _opened(path) as packed:
        names = set(packed.namelist())
        if "xl/workbook.xml" in names:
            kind = "xlsx"
        elif "content.xml" in names:
            kind = "ods"
        else:
            return ""
        if sum(one.file_size for one in packed.infolist()) > UNPACKED_BYTES_AT_MOST:
            raise _too_large()
    return kind


def unpack(path: Path, *, limit: int = UNPACKED_BYTES_AT_MOST) -> list[tuple[Path, str]]:
    """Unpack the tables of a ZIP file beside it; return where each is, and its name inside. Raises BadFile.

    The sizes that the file states are not believed: no more than `limit` bytes are ever written, all together.
    """
    unpacked: list[tuple[Path, str]] = []
    with _opened(path) as packed:
        try:
            for inside, name in _tables(packed):
                with NamedTemporaryFile(dir=path.parent, prefix="upload-", delete=False) as to:
                    unpacked.append((Path(to.name), name))
                    limit -= _unpack_one(packed, inside, to, limit)
        except BaseException:
            remove(unpacked)
            raise
    return unpacked


def remove(unpacked: Sequence[tuple[Path, str]]) -> None:
    """Take away what `unpack` has written."""
    for path, _ in unpacked:
        path.unlink(missing_ok=True)


def _unpack_one(packed: zipfile.ZipFile, inside: zipfile.ZipInfo, to: IO[bytes], limit: int) -> int:
    try:
        with packed.open(inside) as source:
            while block := source.read(_BLOCK_BYTES):
                if to.tell() + len(block) > limit:
                    raise _too_large()
                to.write(block)
    except (zipfile.BadZipFile, ZlibError, EOFError, NotImplementedError, RuntimeError) as error:
        raise BadFile(f"The ZIP file is broken ({error}). Pack it anew.") from None
    return to.tell()


def _opened(path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise BadFile(f"The ZIP file is broken ({error}). Pack it anew.") from None


def _tables(packed: zipfile.ZipFile) -> list[tuple[zipfile.ZipInfo, str]]:
    """The tables in the order of their names, each by its name alone where that tells it from the others."""
    found = [one for one in packed.infolist() if not one.is_dir() and not _is_aside(one.filename)]
    tables = [one for one in found if PurePosixPath(one.filename).suffix.lower() in TABLES]
    if not tables and len(found) > 1:
        raise BadFile(f"None of the {len(found)} files in the ZIP file ends in {', '.join(TABLES)}. Pack tables.")
    tables = sorted(tables or found, key=lambda one: one.filename)
    if not tables:
        raise BadFile("The ZIP file is empty.")
    if len(tables) > TABLES_AT_MOST:
        raise BadFile(f"The ZIP file holds {len(tables)} tables; {TABLES_AT_MOST} is the most. Part it into several.")
    if any(one.flag_bits & _ENCRYPTED for one in tables):
        raise BadFile("The ZIP file is protected by a password. Pack it without one.")
    names = [PurePosixPath(one.filename).name for one in tables]
    return [(one, name if names.count(name) == 1 else one.filename) for one, name in zip(tables, names, strict=True)]


def _is_aside(name: str) -> bool:
    """What operating systems put beside the files that somebody meant."""
    return name.startswith("__MACOSX/") or PurePosixPath(name).name.startswith((".", "Thumbs.db", "desktop.ini"))


def _too_large() -> BadFile:
    return BadFile(
        f"Unpacked, the file is larger than {UNPACKED_BYTES_AT_MOST // 1_000_000} MB. Part it into several lists."
    )
