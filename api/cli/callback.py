"""`pronto callback`: shows, moves and cancels call-backs."""

from collections.abc import Mapping
from typing import Annotated, Any

import httpx
import typer
from rich.table import Table
from rich.text import Text

from api.cli.client import ask, ask_all, connect, find_agent, find_campaign
from api.cli.output import called, fail, instant_of, local, out
from api.cli.texts.leads import CALLBACK
from dialer.core.enums import CallbackState

app = typer.Typer(no_args_is_help=True)
CallbackId = Annotated[int, typer.Argument(help="Id of the call-back, as shown by `pronto callback list`.")]
Campaign = Annotated[str | None, typer.Option(help="Only of this campaign.")]
At = Annotated[
    str | None, typer.Option("--at", help='New time, as in "2026-12-01 15:30", in the campaign\'s time zone.')
]
_HEADINGS = ("id", "due", "deadline", "asked", "lead", "name", "for", "state", "note")


@app.command("list")
def list_(
    *,
    campaign: Campaign = None,
    agent: Annotated[str | None, typer.Option(help="Only of this agent.")] = None,
    state: Annotated[CallbackState, typer.Option(help="State of the call-backs.")] = CallbackState.WAITING,
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 100,
) -> None:
    """Show call-backs, earliest first."""
    with connect() as client:
        params: dict[str, Any] = {"state": state, "limit": limit}
        if campaign is not None:
            params["campaign_id"] = find_campaign(client, campaign)["id"]
        if agent is not None:
            params["agent_id"] = find_agent(client, agent)
        found = ask(client, "GET", "/api/v1/callbacks", params=params)["items"]
        zones = _zones(client)
    _show(found, zones)


@app.command()
def risk(*, campaign: Campaign = None) -> None:
    """Show call-backs that were missed or are about to be, and why. Exits with 1 if there are any."""
    with connect() as client:
        if campaign is not None:
            find_campaign(client, campaign)
        board = ask(client, "GET", "/api/v1/board") or {}
    shown = [one for one in board.get("campaigns", ()) if campaign in (None, one["name"])]
    alerts = [(one["name"], alert) for one in shown for alert in (one.get("callbacks") or {}).get("alerts", ())]
    off = [(one["name"], kept) for one in shown for kept in (one.get("callbacks") or {}).get("off", ())]
    if not alerts and not off:
        out.print(CALLBACK("no_risk"))
        return
    for name, alert in alerts:
        who = _who(alert, alert["agent_name"] or (f"#{alert['agent_id']}" if alert["agent_id"] else None))
        out.print(f"{alert['id']}  {name}  {who}: {alert['text']}", soft_wrap=True)
    for name, kept in off:
        out.print(f"{name}: {kept['text']}", soft_wrap=True)
    raise typer.Exit(1)


@app.command()
def move(
    callback_id: CallbackId,
    *,
    at: At = None,
    agent: Annotated[str | None, typer.Option(help="New agent.")] = None,
    anyone: Annotated[bool, typer.Option("--anyone", help="Any agent may call.")] = False,
    grace_s: Annotated[float | None, typer.Option(help="Seconds from the call-back's time to its deadline.")] = None,
    asked: Annotated[
        bool, typer.Option("--asked", help="The person asked for this time; otherwise the legal calling hours apply.")
    ] = False,
) -> None:
    """Change the time or the agent of a call-back; omitted options stay unchanged."""
    if agent is not None and anyone:
        raise fail(CALLBACK("one_of_both"))
    body: dict[str, Any] = {} if grace_s is None else {"grace_s": grace_s}
    body |= {"asked": True} if asked else {}
    with connect() as client:
        zone = _zones(client)[ask(client, "GET", f"/api/v1/callbacks/{callback_id}")["campaign_id"]]
        body |= {} if at is None else {"due_at": _instant(at, zone)}
        if agent is not None or anyone:
            body["agent_id"] = find_agent(client, agent)
        if not body:
            raise fail(CALLBACK("nothing_said"))
        moved = ask(client, "PATCH", f"/api/v1/callbacks/{callback_id}", json=body)
        names = {one["id"]: one["name"] for one in ask_all(client, "/api/v1/agents")}
    facts = {name: local(moved[name], zone) for name in ("due_at", "deadline_at")}
    who = _who(moved, names.get(moved["agent_id"]))
    out.print(CALLBACK("moved", id=callback_id, who=who, **facts))
    if at is not None and moved["confirmed_at"] is None:
        out.print(CALLBACK("keeps_hours"))


@app.command()
def cancel(
    callback_id: CallbackId,
    *,
    reopen: Annotated[bool, typer.Option("--reopen", help="Return the lead to normal dialling.")] = False,
) -> None:
    """Cancel a call-back."""
    with connect() as client:
        ask(client, "POST", f"/api/v1/callbacks/{callback_id}/cancel", json={"reopen": reopen})
    out.print(CALLBACK("reopened" if reopen else "ended", id=callback_id))


def _zones(client: httpx.Client) -> dict[int, str]:
    """The time zone of each campaign, by its id."""
    return {one["id"]: one["time_zone"] for one in ask_all(client, "/api/v1/campaigns")}


def _who(shown: Mapping[str, Any], name: str | None) -> str:
    """The agent of a call-back, if shown."""
    if rule := shown.get("locked_by"):
        return CALLBACK("unnamed", rule=rule)
    return name or CALLBACK("anyone")


def _instant(text: str, zone: str) -> str:
    try:
        return instant_of(text, zone)
    except ValueError:
        raise fail(CALLBACK("bad_instant", text=text)) from None


def _show(found: list[dict[str, Any]], zones: dict[int, str]) -> None:
    if not found:
        out.print(CALLBACK("none"))
        return
    table = Table(*CALLBACK.each(*_HEADINGS), box=None, pad_edge=False)
    for one in found:
        who = _who(one, one["agent_name"])
        due_at, deadline_at = (local(one[name], zones[one["campaign_id"]]) for name in ("due_at", "deadline_at"))
        asked = CALLBACK("yes" if one["confirmed_at"] else "no")
        cells = (one["id"], due_at, deadline_at, asked, one["lead_id"], one["lead_name"], who)
        table.add_row(*(Text(str(cell)) for cell in (*cells, called("callback", one["state"]), one["note"])))
    out.print(table)
