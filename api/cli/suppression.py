"""`pronto suppression`: numbers that must not be called, asked of a running Pronto, so that living calls end too."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import httpx
import typer
from rich.table import Table

from api.cli.client import ask, connect
from api.cli.words import fail, out

app = typer.Typer(help="Numbers that must not be called.", no_args_is_help=True)
CHUNK_BYTES = 256 * 1024
IMPORT_TIMEOUT_S = 3600.0
Controller = Annotated[str | None, typer.Option(help="For this controller alone.")]
Campaign = Annotated[str | None, typer.Option(help="For this campaign alone.")]


@app.command()
def add(
    numbers: Annotated[list[str], typer.Argument(help="International numbers, as in +390212345678.")],
    *,
    controller: Controller = None,
    campaign: Campaign = None,
    reason: Annotated[str, typer.Option(help="Why, as the audit will say.")] = "",
) -> None:
    """Let these numbers not be called any more, from now on."""
    with connect() as client:
        body = {"scope": scope_of(client, controller, campaign), "numbers": numbers, "reason": reason}
        done = ask(client, "POST", "/api/v1/suppressions", json=body)
    out.print(f"{done['added']} numbers suppressed, {done['called_off']} living calls called off.")


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="One number a row, or CSV.", exists=True, dir_okay=False)],
    *,
    controller: Controller = None,
    campaign: Campaign = None,
    country: Annotated[str, typer.Option(help="Country of numbers written without one.")] = "IT",
    reason: Annotated[str, typer.Option(help="Why, as the audit will say.")] = "",
) -> None:
    """Suppress every number of a file."""
    with connect() as client:
        params = {"scope": scope_of(client, controller, campaign), "country": country, "reason": reason}
        done = ask(
            client,
            "POST",
            "/api/v1/suppressions/import",
            params={**params, "source": file.name},
            content=_chunks(file),
            headers={"Content-Type": "text/csv"},
            timeout=IMPORT_TIMEOUT_S,
        )
    out.print(
        f"{done['rows']} rows: {done['added']} numbers suppressed, {done['called_off']} living calls called off, "
        f"{done['rejected_rows']} rows without a number."
    )
    for row in done["rejected"]:
        out.print(f"line {row['line']}: {row['reason']}")


@app.command()
def remove(
    number: Annotated[str, typer.Argument(help="An international number.")],
    *,
    controller: Controller = None,
    campaign: Campaign = None,
) -> None:
    """Let a number be called again."""
    with connect() as client:
        body = {"scope": scope_of(client, controller, campaign), "number": number}
        ask(client, "POST", "/api/v1/suppressions/remove", json=body)
    out.print("It may be called again.")


@app.command()
def check(
    number: Annotated[str, typer.Argument(help="An international number.")], *, controller: Controller = None
) -> None:
    """Say what keeps a number from being called."""
    with connect() as client:
        controller_id = controller_named(client, controller) if controller else None
        body = {"number": number, "controller_id": controller_id}
        found = ask(client, "POST", "/api/v1/suppressions/check", json=body)
    if not found:
        out.print("Nothing suppresses it.")
        return
    table = Table("scope", "since", "reason", "source", "by")
    for one in found:
        table.add_row(one["scope"], one["added_at"], one["reason"], one["source"], one["added_by"])
    out.print(table)


def scope_of(client: httpx.Client, controller: str | None, campaign: str | None) -> str:
    """The scope that the options name: a campaign, a controller, or everyone."""
    if campaign is not None:
        found = ask(client, "GET", "/api/v1/campaigns", params={"name": campaign})
        if not found:
            raise fail(f"There is no campaign {campaign}.")
        return f"campaign:{found[0]['id']}"
    return "all" if controller is None else f"controller:{controller_named(client, controller)}"


def controller_named(client: httpx.Client, name: str) -> int:
    """The id of the controller of this name."""
    found = [one["id"] for one in ask(client, "GET", "/api/v1/controllers") if one["name"] == name]
    if not found:
        raise fail(f"There is no controller {name}.")
    return int(found[0])


def _chunks(file: Path) -> Iterator[bytes]:
    with file.open("rb") as source:
        while chunk := source.read(CHUNK_BYTES):
            yield chunk
