"""Errors of files that a command cannot read or write, and how to fix them."""

import errno
from pathlib import Path
from typing import Final

from api.cli.output import fail
from api.cli.texts.common import FILES

_FAULTS: Final = {
    errno.EACCES: "not_allowed",
    errno.EPERM: "not_allowed",
    errno.EROFS: "not_allowed",
    errno.ENOENT: "missing",
    errno.ENOTDIR: "not_a_folder",
    errno.EEXIST: "not_a_folder",
    errno.EISDIR: "a_folder",
    errno.ENOSPC: "full",
    errno.EDQUOT: "full",
}


def of_file(error: OSError, file: Path | None = None) -> str:
    """What is wrong with `file`, or else with the file that the error names, in the command's language."""
    file = file or Path(str(error.filename))
    if _is_of_the_state(file):
        return FILES("state", file=file, why=FILES(f"why_{_FAULTS.get(error.errno or 0, 'other')}", why=error.strerror))
    if error.errno == errno.ENOENT and not file.absolute().parent.is_dir():
        return FILES("no_folder", file=file, folder=file.parent)
    fault = _FAULTS.get(error.errno or 0, "other")
    return FILES("is", file=file, why=FILES(f"why_{fault}", why=error.strerror), mend=FILES(f"mend_{fault}"))


def writable(*files: Path | None) -> None:
    """End the command before any work if a file to write is a folder, or its folder does not exist."""
    for file in files:
        if file is not None and file.is_dir():
            raise fail(FILES("is", file=file, why=FILES("why_a_folder"), mend=FILES("mend_a_folder")))
        if file is not None and not file.absolute().parent.is_dir():
            raise fail(FILES("no_folder", file=file, folder=file.parent))


def _is_of_the_state(file: Path) -> bool:
    from dialer.core.settings import SettingsError, read_settings

    try:
        folder = read_settings().state_dir
    except SettingsError:
        return False
    return file.absolute().is_relative_to(folder)
