"""Long work that a running Pronto does for one request: how far it is, shown from the live stream beside it."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from threading import Thread
from typing import Any, Final

import httpx
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from api.cli.client import CONNECT_TIMEOUT_S, STREAM_TIMEOUT_S, events
from api.cli.words import out

AS_LONG_AS_IT_TAKES: Final = httpx.Timeout(None, connect=CONNECT_TIMEOUT_S)
"""For the request: it says nothing until all is done."""


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


def show(news: Iterable[tuple[str, Any]], bar: Progress, task: TaskID, kind: str, about: Mapping[str, Any]) -> None:
    """Move the bar by each event that is about it, up to the last."""
    for event, body in news:
        if event != kind or not about.items() <= body.items():
            continue
        bar.update(task, completed=body["rows"], total=body.get("total", body["rows"]))
        if body["status"] != "running":
            return
