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

from api.cli.client import CONNECT_TIMEOUT_S, followed_stream, read, unreachable
from api.cli.output import out
from api.live.board_parts import Parts, updated

AS_LONG_AS_IT_TAKES: Final = httpx.Timeout(None, connect=CONNECT_TIMEOUT_S)
"""For a request that answers only when all is done."""
INTERRUPTED: Final = 130  # the shells' exit code for Ctrl-C
POLL_S = 0.5
SILENCE_S = 300.0  # a restarting Pronto or a busy database may be silent so long while the work goes on
QUIET_S = 20.0  # events on a file of numbers come more often
PROGRESS: Final = frozenset({"snapshot", "set", "merge"})


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


def watched(client: httpx.Client, channel: str, title: str) -> dict[str, Any] | None:
    """Show the progress of a channel's work to its end and return its result; None if none is running."""
    with Progress(TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn(), console=out) as bar:
        return show(_until_quiet(followed_stream(client, channel)), bar, bar.add_task(title, total=None), {})


def _until_quiet(news: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """The events of a channel, until none but heartbeats have come for `QUIET_S`."""
    heard_at = time.monotonic()
    for event in news:
        if event["op"] in PROGRESS:
            heard_at = time.monotonic()
        elif time.monotonic() - heard_at >= QUIET_S:
            return
        yield event


@contextmanager
def followed(client: httpx.Client, channel: str, title: str, about: Mapping[str, Any]) -> Iterator[None]:
    """Show progress while the request inside runs, from a channel's events whose body contains `about`."""
    with Progress(TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn(), console=out) as bar:
        task = bar.add_task(title, total=None)
        Thread(target=_listen, args=(client, bar, task, channel, about), daemon=True).start()
        yield


def _listen(client: httpx.Client, bar: Progress, task: TaskID, channel: str, about: Mapping[str, Any]) -> None:
    # Optional: the request itself gives the result. It may close the client before this thread ends.
    with suppress(httpx.HTTPError, httpx.StreamError, RuntimeError, typer.Exit):
        show(followed_stream(client, channel), bar, task, about)


def show(
    news: Iterable[Mapping[str, Any]], bar: Progress, task: TaskID, about: Mapping[str, Any]
) -> dict[str, Any] | None:
    """Move the bar by each matching event up to the last, and return that one; None if it never came.

    What the snapshot tells of work that is over was told before.
    """
    parts: Parts = {}
    for event in news:
        parts = updated(parts, event)
        body = parts.get("progress", {})
        is_over = body.get("status") != "running"
        if event["op"] not in PROGRESS or not body or not about.items() <= body.items():
            continue
        if event["op"] == "snapshot" and is_over:
            continue
        bar.update(task, completed=body["rows"], total=body.get("total", body["rows"]))
        if is_over:
            return dict(body)
    return None
