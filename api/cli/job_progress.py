"""Progress of long work in a running Pronto, polled or shown from the live stream."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from http import HTTPStatus
from threading import Thread
from typing import Any, Final

import httpx
import typer
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from api.cli.client import CONNECT_TIMEOUT_S, STREAM_TIMEOUT_S, events, read, unreachable
from api.cli.output import out

AS_LONG_AS_IT_TAKES: Final = httpx.Timeout(None, connect=CONNECT_TIMEOUT_S)
"""For a request that answers only when all is done."""
INTERRUPTED: Final = 130  # the shells' exit code for Ctrl-C
POLL_S = 0.5
SILENCE_S = 300.0  # a restarting Pronto or a busy database may be silent so long while the work goes on
QUIET_S = 20.0  # events on a file of numbers come more often


def look(client: httpx.Client, path: str, again: str, busy: Callable[[], None]) -> Any:
    """The answer at `path`, retried while no Pronto answers; `busy` is called while its database is unreachable.

    Ends the command with the problem's text; after `SILENCE_S` without an answer, also with `again`.
    """
    until = time.monotonic() + SILENCE_S
    while True:
        try:
            answer = client.get(path)
            if answer.status_code != HTTPStatus.SERVICE_UNAVAILABLE or time.monotonic() >= until:
                return read(answer)
            busy()
        except httpx.HTTPError as error:
            if time.monotonic() >= until:
                out.print(again, soft_wrap=True)
                raise unreachable(client, error) from None
        time.sleep(POLL_S)


@contextmanager
def interrupted(say: Callable[[], str]) -> Iterator[None]:
    """On Ctrl-C inside, print `say()` about the continuing work and end the command."""
    try:
        yield
    except KeyboardInterrupt:
        out.print(say(), soft_wrap=True)
        raise typer.Exit(INTERRUPTED) from None


def watched(client: httpx.Client, kind: str, title: str) -> dict[str, Any] | None:
    """Show the progress of work of this kind to its end and return its result; None if none is running."""
    with (
        Progress(TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn(), console=out) as bar,
        client.stream("GET", "/api/v1/live", timeout=STREAM_TIMEOUT_S) as answer,
    ):
        if not answer.is_success:
            answer.read()
            read(answer)
        return show(events(_until_quiet(answer.iter_lines(), kind)), bar, bar.add_task(title, total=None), kind, {})


def _until_quiet(lines: Iterable[str], kind: str) -> Iterator[str]:
    """The stream's lines, until no event of this kind has come for `QUIET_S`. A line comes at least every 15 s."""
    heard_at = time.monotonic()
    for line in lines:
        if line == f"event: {kind}":
            heard_at = time.monotonic()
        elif time.monotonic() - heard_at >= QUIET_S:
            return
        yield line


@contextmanager
def followed(client: httpx.Client, kind: str, title: str, about: Mapping[str, Any]) -> Iterator[None]:
    """Show progress while the request inside runs, from events of this kind whose body contains `about`."""
    with Progress(TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn(), console=out) as bar:
        task = bar.add_task(title, total=None)
        Thread(target=_listen, args=(client, bar, task, kind, about), daemon=True).start()
        yield


def _listen(client: httpx.Client, bar: Progress, task: TaskID, kind: str, about: Mapping[str, Any]) -> None:
    # Optional: the request itself gives the result. It may close the client before this thread ends.
    trouble = suppress(httpx.HTTPError, httpx.StreamError, RuntimeError)
    with trouble, client.stream("GET", "/api/v1/live", timeout=STREAM_TIMEOUT_S) as answer:
        if answer.is_success:
            show(events(answer.iter_lines()), bar, task, kind, about)


def show(
    news: Iterable[tuple[str, Any]], bar: Progress, task: TaskID, kind: str, about: Mapping[str, Any]
) -> dict[str, Any] | None:
    """Move the bar by each matching event up to the last, and return that one; None if it never came."""
    for event, body in news:
        if event != kind or not about.items() <= body.items():
            continue
        bar.update(task, completed=body["rows"], total=body.get("total", body["rows"]))
        if body["status"] != "running":
            return dict(body)
    return None
