"""The folder of uploads: a file comes in as a stream, and lies there until it is loaded."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Collection
from pathlib import Path

WRITE_BYTES = 1_000_000  # what is gathered before the disk is waited for


async def keep(folder: Path, chunks: AsyncIterator[bytes]) -> Path:
    """Write a file that comes in into the folder; nothing is left of one that breaks off."""
    await asyncio.to_thread(folder.mkdir, mode=0o700, parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=folder, prefix="upload-", delete=False) as file:
        path = Path(file.name)
        gathered = bytearray()
        try:
            async for chunk in chunks:
                gathered += chunk
                if len(gathered) >= WRITE_BYTES:
                    await asyncio.to_thread(file.write, bytes(gathered))
                    gathered.clear()
            await asyncio.to_thread(file.write, bytes(gathered))
        except BaseException:
            remove(path)
            raise
    return path


def remove(path: Path) -> None:
    """Take a file out, if it is there."""
    path.unlink(missing_ok=True)


def remove_left_over(folder: Path, before: float, wanted: Collection[str]) -> None:
    """Take out what nobody has written to since an instant, and whose name is not wanted any more."""
    for path in folder.glob("upload-*"):
        if path.name not in wanted and path.stat().st_mtime < before:
            remove(path)
