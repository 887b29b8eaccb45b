"""`pronto campaign`: start, pause, stop and watch."""

from typing import Annotated, Any

import typer
from rich.live import Live

from api.cli import explain
from api.cli import fields as fields_of
from api.cli import penetration as penetration_of
from api.cli.board import terminal_board
from api.cli.client import ask, connect, find_campaign, live
from api.cli.words import out
from dialer import clock

app = typer.Typer(help="Start, pause, stop and watch campaigns.", no_args_is_help=True)
app.command("why")(explain.why)
app.command("calibration")(explain.calibration)
app.command("fields")(fields_of.fields)
app.command("penetration")(penetration_of.penetration)
Name = Annotated[str, typer.Argument(help="The campaign's name.")]


@app.command()
def start(name: Name) -> None:
    """Start dialling, as soon as agents are ready."""
    _change(name, "start")


@app.command()
def pause(name: Name) -> None:
    """Place no new calls; those that live go on."""
    _change(name, "pause")


@app.command()
def stop(name: Name) -> None:
    """Place no new calls and give the claimed leads back."""
    _change(name, "stop")


@app.command()
def status(
    name: Name,
    *,
    watch: Annotated[bool, typer.Option("--watch", help="Stay, and show what changes.")] = False,
    language: Annotated[str, typer.Option(help="Language of the reasons: en or it.")] = "en",
) -> None:
    """Show what a campaign does, and why."""
    with connect() as client:
        find_campaign(client, name)
        if not watch:
            board = _only(ask(client, "GET", "/api/v1/board"), name)
            out.print(terminal_board(board, now=clock.now(), language=language))
            return
        with Live(console=out, auto_refresh=False, screen=out.is_terminal) as screen:
            for event, body in live(client):
                if event == "board":
                    screen.update(terminal_board(_only(body, name), now=clock.now(), language=language), refresh=True)


def _change(name: str, verb: str) -> None:
    with connect() as client:
        campaign = find_campaign(client, name)
        changed = ask(client, "POST", f"/api/v1/campaigns/{campaign['id']}/{verb}")
        out.print(f"{changed['name']}: {changed['status']}")


def _only(board: dict[str, Any], name: str) -> dict[str, Any]:
    """Return the board with this campaign alone."""
    return {**board, "campaigns": [one for one in board.get("campaigns", ()) if one["name"] == name]} if board else {}
