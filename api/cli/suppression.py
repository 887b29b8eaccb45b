"""`pronto suppression`: numbers that must not be called, asked of a running Pronto, so that living calls end too."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import httpx
import typer
from rich.table import Table

from api.cli.client import ask, connect, find_campaign
from api.cli.number_options import Country
from api.cli.refusals import of_what
from api.cli.texts.common import COMMON
from api.cli.texts.people import SUPPRESSION
from api.cli.words import fail, out

app = typer.Typer(help="Numbers that must not be called.", no_args_is_help=True)
CHUNK_BYTES = 256 * 1024
IMPORT_TIMEOUT_S = 3600.0
BY_HAND = "by hand"  # the source of what was suppressed in one request
Controller = Annotated[str | None, typer.Option(help="For this controller alone.")]
Campaign = Annotated[str | None, typer.Option(help="For this campaign alone.")]


@app.command()
def add(
    numbers: Annotated[list[str], typer.Argument(help="As in +390212345678, or without the country.")],
    *,
    controller: Controller = None,
    campaign: Campaign = None,
    country: Country = "",
    reason: Annotated[str, typer.Option(help="Why, as the audit will say.")] = "",
) -> None:
    """Let these numbers not be called any more, from now on."""
    with connect() as client:
        body = {"scope": scope_of(client, controller, campaign), "numbers": numbers}
        body |= {"country": country, "reason": reason}
        done = ask(client, "POST", "/api/v1/suppressions", json=body)
    out.print(SUPPRESSION("added", **done))


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
    out.print(SUPPRESSION("loaded", **done))
    for row in done["rejected"]:
        out.print(COMMON("line", line=row["line"], why=of_what(row["reason"])))


@app.command()
def remove(
    number: Annotated[str, typer.Argument(help="As in +390212345678, or without the country.")],
    *,
    controller: Controller = None,
    campaign: Campaign = None,
    country: Country = "",
) -> None:
    """Let a number be called again."""
    with connect() as client:
        body = {"scope": scope_of(client, controller, campaign), "number": number, "country": country}
        ask(client, "POST", "/api/v1/suppressions/remove", json=body)
    out.print(SUPPRESSION("removed"))


@app.command()
def check(
    number: Annotated[str, typer.Argument(help="As in +390212345678, or without the country.")],
    *,
    controller: Controller = None,
    country: Country = "",
) -> None:
    """Say what keeps a number from being called."""
    with connect() as client:
        controller_id = controller_named(client, controller) if controller else None
        body = {"number": number, "country": country, "controller_id": controller_id}
        found = ask(client, "POST", "/api/v1/suppressions/check", json=body)
    if not found:
        out.print(SUPPRESSION("none"))
        return
    table = Table(*SUPPRESSION.each("scope", "since", "reason", "source", "by"))
    for one in found:
        source = SUPPRESSION("by_hand") if one["source"] == BY_HAND else one["source"]
        table.add_row(_scope(one["scope"]), one["added_at"], one["reason"], source, one["added_by"])
    out.print(table)


def scope_of(client: httpx.Client, controller: str | None, campaign: str | None) -> str:
    """The scope that the options name: a campaign, a controller, or everyone."""
    if campaign is not None:
        return f"campaign:{find_campaign(client, campaign)['id']}"
    return "all" if controller is None else f"controller:{controller_named(client, controller)}"


def controller_named(client: httpx.Client, name: str) -> int:
    """The id of the controller of this name."""
    found = {one["name"]: int(one["id"]) for one in ask(client, "GET", "/api/v1/controllers")}
    if name not in found:
        raise fail(COMMON("no_controller", name=name, names=", ".join(found) or COMMON("none_yet")))
    return found[name]


def _scope(scope: str) -> str:
    kind, _, id_ = scope.partition(":")
    return SUPPRESSION(kind, id=id_)


def _chunks(file: Path) -> Iterator[bytes]:
    with file.open("rb") as source:
        while chunk := source.read(CHUNK_BYTES):
            yield chunk
