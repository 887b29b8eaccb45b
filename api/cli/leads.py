"""`pronto list`: lists of leads, from files."""

import time
from pathlib import Path
from typing import Annotated, Any

import httpx
import typer
from rich.progress import BarColumn, Progress, TaskID, TextColumn

from api.cli.client import ask, connect
from api.cli.words import fail, out

app = typer.Typer(help="Lists of leads.", no_args_is_help=True)
POLL_S = 0.5
CHUNK_BYTES = 256 * 1024


@app.callback()
def callback() -> None:
    """Keep `import` a sub-command while it is the only one."""


@app.command("import")
def import_(
    name: Annotated[str, typer.Argument(help="Name of the list; made if it does not exist.")],
    file: Annotated[Path, typer.Argument(help="CSV file.", exists=True, dir_okay=False, readable=True)],
    *,
    campaign: Annotated[str | None, typer.Option(help="Campaign to give a new list to.")] = None,
    controller: Annotated[str | None, typer.Option(help="Controller of a new list, where there are several.")] = None,
    country: Annotated[str, typer.Option(help="Country of numbers written without one.")] = "IT",
    watch: Annotated[bool, typer.Option("--watch/--no-watch", help="Wait until the file is read.")] = True,
    rejected: Annotated[Path | None, typer.Option(help="Where to write rows that were not loaded.")] = None,
) -> None:
    """Load a CSV file into a list."""
    with connect() as client:
        list_id = _list(client, name, campaign=campaign, controller=controller, country=country)
        with Progress(TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[say]}")) as bar:
            task = bar.add_task("sending", total=file.stat().st_size, say="")
            started = _send(client, list_id, file, bar, task)
            ended = _wait(client, started["id"], bar) if watch else None
        if ended is None:
            out.print(f"Import {started['id']} has begun.")
        else:
            _say(client, ended, rejected)


def _list(client: httpx.Client, name: str, *, campaign: str | None, controller: str | None, country: str) -> int:
    """Return the id of the list of this name, which is made if need be."""
    if found := ask(client, "GET", "/api/v1/lists", params={"name": name}):
        return int(found[0]["id"])
    campaign_id = None
    controllers = ask(client, "GET", "/api/v1/controllers")
    if campaign is not None:
        campaigns = ask(client, "GET", "/api/v1/campaigns", params={"name": campaign})
        if not campaigns:
            raise fail(f"There is no campaign {campaign}.")
        campaign_id = campaigns[0]["id"]
        of_campaign = ask(client, "GET", f"/api/v1/campaigns/{campaign_id}")["controller"]
        controllers = [of_campaign]
    chosen = [one for one in controllers if controller in (None, one["name"])]
    if len(chosen) != 1:
        names = ", ".join(one["name"] for one in controllers) or "none: make one first"
        raise fail(f"Say with --controller for whom the list is called. There are: {names}.")
    body = {"name": name, "controller_id": chosen[0]["id"], "campaign_id": campaign_id, "country": country}
    return int(ask(client, "POST", "/api/v1/lists", json=body)["id"])


def _send(client: httpx.Client, list_id: int, file: Path, bar: Progress, task: TaskID) -> dict[str, Any]:
    def chunks() -> Any:
        with file.open("rb") as source:
            while chunk := source.read(CHUNK_BYTES):
                bar.update(task, advance=len(chunk))
                yield chunk

    started: dict[str, Any] = ask(
        client,
        "POST",
        f"/api/v1/lists/{list_id}/import",
        params={"filename": file.name},
        content=chunks(),
        headers={"Content-Type": "text/csv", "Content-Length": str(file.stat().st_size)},
    )
    return started


def _wait(client: httpx.Client, import_id: int, bar: Progress) -> dict[str, Any]:
    task = bar.add_task("reading", total=None, say="")
    while True:
        now: dict[str, Any] = ask(client, "GET", f"/api/v1/imports/{import_id}")
        bar.update(task, say=f"{now['rows']} rows, {now['loaded']} loaded, {now['rejected']} rejected")
        if now["status"] != "running":
            return now
        time.sleep(POLL_S)


def _say(client: httpx.Client, ended: dict[str, Any], rejected: Path | None) -> None:
    if ended["status"] == "failed":
        raise fail(f"The file could not be read: {ended['message']}")
    out.print(
        f"{ended['loaded']} leads loaded, {ended['duplicates']} were there already, {ended['rejected']} rows rejected."
    )
    if ended["rejected"] and rejected is not None:
        answer = client.get(f"/api/v1/imports/{ended['id']}/rejected.csv")
        rejected.write_bytes(answer.content)
        out.print(f"The rejected rows, with line and reason, are in {rejected}.")
    elif ended["rejected"]:
        out.print("Write them to a file with --rejected FILE, mend them and import that file.")
