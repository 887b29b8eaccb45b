"""`pronto campaign`: creates, changes, starts, pauses, stops, shows, closes and archives campaigns."""

from http import HTTPStatus
from typing import Annotated, Any

import typer
from rich.live import Live

from api.cli import campaign_decisions
from api.cli import campaign_settings as settings_of
from api.cli import custom_fields as fields_of
from api.cli import declare as declare_of
from api.cli import penetration as penetration_of
from api.cli.board import boards, terminal_board
from api.cli.client import COUNT_TIMEOUT_S, ask, connect, find_campaign, read, send
from api.cli.output import called, fail, out
from api.cli.texts.campaigns import BOARD, CAMPAIGN
from dialer.core import clock

app = typer.Typer(no_args_is_help=True)
app.command("list")(settings_of.list_)
app.command("show")(settings_of.show)
app.command("create")(settings_of.create)
app.command("set")(settings_of.set_)
app.command("why")(campaign_decisions.why)
app.command("calibration")(campaign_decisions.calibration)
app.command("declare")(declare_of.declare)
app.command("fields")(fields_of.fields)
app.command("penetration")(penetration_of.penetration)
Name = Annotated[str, typer.Argument(help="The campaign's name.")]


@app.command()
def start(name: Name) -> None:
    """Start a campaign: it dials as soon as agents are ready."""
    _change(name, "start")


@app.command()
def pause(name: Name) -> None:
    """Pause a campaign: it places no new calls, and live calls continue."""
    _change(name, "pause")


@app.command()
def stop(name: Name) -> None:
    """Stop a campaign: it places no new calls and releases its claimed leads."""
    _change(name, "stop")


@app.command()
def close(
    name: Name,
    *,
    cancel_callbacks: Annotated[bool, typer.Option("--cancel-callbacks", help="Cancel its call-backs.")] = False,
) -> None:
    """Close a stopped campaign and free its lists. It can be opened again."""
    _change(name, "close", json={"cancel_callbacks": cancel_callbacks})


@app.command("open")
def open_(name: Name) -> None:
    """Reopen a closed campaign: stopped, and without lists."""
    _change(name, "open")


@app.command()
def archive(name: Name) -> None:
    """Archive a closed campaign for good: it stays readable, but cannot be changed."""
    _change(name, "archive")


@app.command()
def status(
    name: Name,
    *,
    watch: Annotated[bool, typer.Option("--watch", help="Keep running and show changes.")] = False,
) -> None:
    """Show what a campaign is doing, and why."""
    with connect() as client:
        campaign = find_campaign(client, name)
        if not watch:
            board = only(ask(client, "GET", "/api/v1/board") or {}, campaign)
            out.print(terminal_board(board, now=clock.now()))
            return
        with Live(console=out, auto_refresh=False, screen=out.is_terminal) as screen:
            for board in boards(client):
                shown = {**campaign, "status": _status_in(board, campaign)}
                screen.update(terminal_board(only(board, shown), now=clock.now()), refresh=True)


def _change(name: str, verb: str, **body: Any) -> None:
    with connect() as client:
        campaign = find_campaign(client, name)
        path = f"/api/v1/campaigns/{campaign['id']}"
        answer = send(client, "POST", f"{path}/{verb}", timeout=COUNT_TIMEOUT_S, **body)
        if answer.status_code == HTTPStatus.CONFLICT and (errors := answer.json().get("errors")):
            raise fail(_missing(name, errors))
        changed = read(answer)
        out.print(CAMPAIGN("changed", name=changed["name"], status=called("campaign", changed["status"])))
        for one in changed.get("held", ()):
            out.print(_held(one), soft_wrap=True)


def _held(one: dict[str, Any]) -> str:
    """A held list, why it is not dialled, and how to fix it."""
    why = f"{one['what']} ({one['rule']}: {one['facts']})"
    return CAMPAIGN("stops", what=_capital(why), mend=_capital(one["mend"]))


def _missing(name: str, errors: list[dict[str, Any]]) -> str:
    """What keeps a campaign from starting, one line each."""
    stops = (CAMPAIGN("stops", what=_whole(one), mend=_capital(one["mend"])) for one in errors)
    return "\n".join([CAMPAIGN("not_ready", name=name), *stops])


def _whole(one: dict[str, Any]) -> str:
    return _capital(one["what"] + (f" ({one['rule']})" if one["rule"] else ""))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _status_in(board: dict[str, Any], campaign: dict[str, Any]) -> str:
    """The campaign's status on this board, which is newer than the one read at first."""
    shown = [one for one in board.get("campaigns", ()) if one["id"] == campaign["id"]]
    return str(shown[0]["status"] if shown else campaign["status"])


def only(board: dict[str, Any], campaign: dict[str, Any]) -> dict[str, Any]:
    """The board with only this campaign, and the status its manager set: an engine may be late or gone."""
    if not board:
        return board
    one = next((one for one in board.get("campaigns", ()) if one["id"] == campaign["id"]), None)
    facts = {name: campaign[name] for name in ("id", "name", "status", "mode", "time_zone")}
    if one is None or one["status"] != campaign["status"]:
        said = BOARD("not_shown" if one is None else "not_yet", status=called("campaign", campaign["status"]))
        facts |= {"why": {"text": said}, "pace": None, "penetration": None, "blocked": None}
    return {**board, "campaigns": [{**(one or {}), **facts}]}
