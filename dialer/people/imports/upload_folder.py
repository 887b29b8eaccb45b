"""The folder of uploads: a file arrives as a stream, and stays until it is loaded."""

import asyncio
import os
import tempfile
from collections.abc import AsyncIterator, Collection
from contextlib import suppress
from pathlib import Path
from typing import IO

from dialer.core.request_errors import UploadsFull

WRITE_BYTES = 1_000_000  # gathered before each write to disk


async def keep(folder: Path, chunks: AsyncIterator[bytes], *, limit_bytes: int) -> Path:
    """Write an arriving file into the folder; an interrupted one leaves nothing.

    Raises `UploadsFull` if all files in the folder together would exceed the limit.
    """
    await asyncio.to_thread(folder.mkdir, mode=0o700, parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=folder, prefix="upload-", delete=False) as file:
        path = Path(file.name)
        gathered = bytearray()
        try:
            async for chunk in chunks:
                gathered += chunk
                if len(gathered) >= WRITE_BYTES:
                    await asyncio.to_thread(_write, file, bytes(gathered), limit_bytes)
                    gathered.clear()
            await asyncio.to_thread(_write, file, bytes(gathered), limit_bytes)
        except BaseException:
            remove(path)
            raise
    return path


def _write(file: IO[bytes], gathered: bytes, limit_bytes: int) -> None:
    if held_bytes(Path(file.name).parent) + len(gathered) > limit_bytes:
        raise UploadsFull(limit_bytes=limit_bytes)
    file.write(gathered)
    file.flush()


def held_bytes(folder: Path) -> int:
    """The disk space of all files in the folder."""
    held = 0
    for one in os.scandir(folder):
        with suppress(FileNotFoundError):  # deleted meanwhile
            held += one.stat().st_size
    return held


def remove(path: Path) -> None:
    """Delete a file, if it exists, and what its readers have unpacked beside it."""
    path.unlink(missing_ok=True)
    for beside in path.parent.glob(f"{path.name}.*"):
        beside.unlink(missing_ok=True)


def remove_left_over(folder: Path, before: float, wanted: Collection[str]) -> None:
    """Delete files that were not written to since an instant and whose names are not in `wanted`."""
    for path in folder.glob("upload-*"):
        with suppress(FileNotFoundError):  # deleted meanwhile
            if path.name.partition(".")[0] not in wanted and path.stat().st_mtime < before:
                remove(path)
