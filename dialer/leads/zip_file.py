"""ZIP files: what is in them, and the one table among it, unpacked within bounds."""

import zipfile
from pathlib import Path, PurePosixPath
from tempfile import NamedTemporaryFile
from typing import Final
from zlib import error as ZlibError  # noqa: N812 - it is an exception

from dialer.leads.bad_file import BadFile

UNPACKED_BYTES_AT_MOST: Final = 2_000_000_000  # some twenty million rows
TABLES: Final = (".csv", ".tsv", ".tab", ".txt", ".xlsx", ".ods")
SHOWN: Final = 5
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


def unpack(path: Path, *, limit: int = UNPACKED_BYTES_AT_MOST) -> tuple[Path, str]:
    """Unpack the one table of a ZIP file beside it; return where it is, and its name inside. Raises BadFile.

    The sizes that the file states are not believed: no more than `limit` bytes are ever written.
    """
    with _opened(path) as packed:
        inside = _the_table(packed)
        try:
            with (
                packed.open(inside) as source,
                NamedTemporaryFile(dir=path.parent, prefix="upload-", delete=False) as to,
            ):
                unpacked = Path(to.name)
                try:
                    while block := source.read(_BLOCK_BYTES):
                        if to.tell() + len(block) > limit:
                            raise _too_large()
                        to.write(block)
                except BaseException:
                    unpacked.unlink()
                    raise
        except (zipfile.BadZipFile, ZlibError, EOFError, NotImplementedError, RuntimeError) as error:
            raise BadFile(f"The ZIP file is broken ({error}). Pack it anew.") from None
    return unpacked, PurePosixPath(inside.filename).name


def _opened(path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise BadFile(f"The ZIP file is broken ({error}). Pack it anew.") from None


def _the_table(packed: zipfile.ZipFile) -> zipfile.ZipInfo:
    found = [one for one in packed.infolist() if not one.is_dir() and not _is_aside(one.filename)]
    tables = [one for one in found if PurePosixPath(one.filename).suffix.lower() in TABLES] or found
    if len(tables) != 1:
        names = ", ".join(PurePosixPath(one.filename).name for one in tables[:SHOWN])
        more = f" and {len(tables) - SHOWN} more" if len(tables) > SHOWN else ""
        what = f"holds {len(tables)} files ({names}{more})" if tables else "is empty"
        raise BadFile(f"The ZIP file {what}; a list comes from one table. Load each by itself.")
    if tables[0].flag_bits & _ENCRYPTED:
        raise BadFile("The ZIP file is protected by a password. Pack it without one.")
    return tables[0]


def _is_aside(name: str) -> bool:
    """What operating systems put beside the files that somebody meant."""
    return name.startswith("__MACOSX/") or PurePosixPath(name).name.startswith((".", "Thumbs.db", "desktop.ini"))


def _too_large() -> BadFile:
    return BadFile(
        f"Unpacked, the file is larger than {UNPACKED_BYTES_AT_MOST // 1_000_000} MB. Part it into several lists."
    )
