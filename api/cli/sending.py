"""Sends a file to a running Pronto, with a progress bar."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
from rich.progress import BarColumn, Progress, TextColumn

from api.cli.client import ask
from api.cli.job_progress import AS_LONG_AS_IT_TAKES
from api.cli.texts.lists import LIST

CHUNK_BYTES = 256 * 1024


def send_file(client: httpx.Client, path: str, file: Path, params: dict[str, Any]) -> dict[str, Any]:
    """Send a file as the body and return the answer. Ends the command as `ask` does."""
    size = file.stat().st_size
    with Progress(TextColumn("{task.description}"), BarColumn()) as bar:
        task = bar.add_task(LIST("sending"), total=size)

        def chunks() -> Iterator[bytes]:
            with file.open("rb") as source:
                while chunk := source.read(CHUNK_BYTES):
                    bar.update(task, advance=len(chunk))
                    yield chunk

        found: dict[str, Any] = ask(
            client,
            "POST",
            path,
            params=params,
            content=chunks(),
            headers={"Content-Type": "application/octet-stream", "Content-Length": str(size)},
            timeout=AS_LONG_AS_IT_TAKES,
        )
    return found
