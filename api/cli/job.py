"""`pronto job`: background work of a running Pronto, how far it is, and reports that were made in the background."""

import os
import time
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from api.cli.client import ask, connect, read
from api.cli.files import writable
from api.cli.job_progress import POLL_S, interrupted
from api.cli.output import fail, local, out
from api.cli.texts.jobs import JOB

app = typer.Typer(no_args_is_help=True)
Id = Annotated[int, typer.Argument(help="As `pronto job list` shows it.")]


@app.command("list")
def list_(
    kind: Annotated[str, typer.Option(help="Of this kind only, as in import.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many, newest first.")] = 20,
) -> None:
    """Show the last jobs, newest first."""
    with connect() as client:
        found = ask(client, "GET", "/api/v1/jobs", params={"kind": kind, "limit": limit})["items"]
    table = Table(*JOB.each("id", "kind", "subject", "status", "far", "actor", "since", "message"))
    for one in found:
        said = one["message"] or (one["phase"] if one["status"] == "running" else "")
        since = local(one["created_at"], "UTC")
        table.add_row(
            str(one["id"]), one["kind"], one["subject"], JOB(one["status"]), _far(one), one["actor"], since, said
        )
    out.print(table)


@app.command()
def watch(job_id: Id) -> None:
    """Follow a job to its end. Ends with 1 if it failed."""
    with (
        connect() as client,
        interrupted(lambda: JOB("goes_on")),
        Progress(TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn(), console=out) as bar,
    ):
        task = bar.add_task("", total=None)
        while (job := ask(client, "GET", f"/api/v1/jobs/{job_id}"))["ended_at"] is None:
            words = job["message"] or job["phase"] or job["kind"]
            bar.update(task, description=words, completed=job["done"], total=job["total"])
            time.sleep(POLL_S)
    if job["status"] == "failed":
        raise fail(JOB("has_failed", id=job_id, why=job["message"]))
    out.print(JOB("has_ended", id=job_id))


@app.command()
def fetch(
    job_id: Id,
    *,
    to: Annotated[Path, typer.Option("--out", help="Where to write the report.", dir_okay=False)],
) -> None:
    """Fetch the report that a job has made: within a day, by whoever has asked for it."""
    writable(to)
    with connect() as client, client.stream("GET", f"/api/v1/jobs/{job_id}/file") as answer:
        if not answer.is_success:
            answer.read()
            read(answer)
        # It may hold people's data: only its owner may read it.
        with os.fdopen(os.open(to, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.writelines(answer.iter_bytes())
    out.print(JOB("fetched", file=to))


def _far(job: dict[str, Any]) -> str:
    return f"{job['done']}" if job["total"] is None else f"{job['done']} / {job['total']}"
