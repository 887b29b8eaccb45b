"""Long work that a running Pronto does: how far it is, asked for again and again, or shown from the live stream."""

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
"""For the request: it says nothing until all is done."""
INTERRUPTED: Final = 130  # as shells tell it
POLL_S = 0.5
SILENCE_S = 300.0  # of a Pronto that starts again, or whose database is busy: the work goes on, and so does the wait
QUIET_S = 20.0  # a file of numbers that is being read is heard of more often


def look(client: httpx.Client, path: str, again: str, busy: Callable[[], None]) -> Any:
    """What is told there, asked for again where nobody answers, or its database is away: `busy` is told of that.

    Ends the command with the problem's words; and when nobody has answered for `SILENCE_S`, with `again` too.
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
    """Whoever ends the wait inside by Ctrl-C is told what is to be known of the work."""
    try:
        yield
    except KeyboardInterrupt:
        out.print(say(), soft_wrap=True)
        raise typer.Exit(INTERRUPTED) from None


def watched(client: httpx.Client, kind: str, title: str) -> dict[str, Any] | None:
    """Show how far the work of this kind is, to its end, and return how it ended; None if none is under way."""
    with (
        Progress(TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn(), console=out) as bar,
        client.stream("GET", "/api/v1/live", timeout=STREAM_TIMEOUT_S) as answer,
    ):
        if not answer.is_success:
            answer.read()
            read(answer)
        return show(events(_until_quiet(answer.iter_lines(), kind)), bar, bar.add_task(title, total=None), kind, {})


def _until_quiet(lines: Iterable[str], kind: str) -> Iterator[str]:
    """The stream's lines, until there was nothing of this kind for long. It says something at least every 15 s."""
    heard_at = time.monotonic()
    for line in lines:
        if line == f"event: {kind}":
            heard_at = time.monotonic()
        elif time.monotonic() - heard_at >= QUIET_S:
            return
        yield line


@contextmanager
def followed(client: httpx.Client, kind: str, title: str, about: Mapping[str, Any]) -> Iterator[None]:
    """Show how far it is while the request inside is under way: by the events of this kind whose body says `about`."""
    with Progress(TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn(), console=out) as bar:
        task = bar.add_task(title, total=None)
        Thread(target=_listen, args=(client, bar, task, kind, about), daemon=True).start()
        yield


def _listen(client: httpx.Client, bar: Progress, task: TaskID, kind: str, about: Mapping[str, Any]) -> None:
    # A courtesy: what became of it, and why not, the request itself says. It may end the client before us.
    trouble = suppress(httpx.HTTPError, httpx.StreamError, RuntimeError)
    with trouble, client.stream("GET", "/api/v1/live", timeout=STREAM_TIMEOUT_S) as answer:
        if answer.is_success:
            show(events(answer.iter_lines()), bar, task, kind, about)


def show(
    news: Iterable[tuple[str, Any]], bar: Progress, task: TaskID, kind: str, about: Mapping[str, Any]
) -> dict[str, Any] | None:
    """Move the bar by each event that is about it, up to the last, and return that one; None if it never came."""
    for event, body in news:
        if event != kind or not about.items() <= body.items():
            continue
        bar.update(task, completed=body["rows"], total=body.get("total", body["rows"]))
        if body["status"] != "running":
            return dict(body)
    return None
