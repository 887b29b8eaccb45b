"""`pronto campaign why` and `pronto campaign calibration`: the pacer's decisions, and the accuracy of its forecasts."""

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import httpx
import orjson
import typer
from rich.table import Table

from api.cli.client import ask, connect, find_campaign, read, unreachable
from api.cli.files import writable
from api.cli.output import fail, marked, out
from api.cli.texts.campaigns import CAMPAIGN

Name = Annotated[str, typer.Argument(help="The campaign's name.")]


def why(
    name: Name,
    *,
    limit: Annotated[int, typer.Option(min=1, max=500, help="Number of decisions shown.")] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show why a campaign dials as it does: reasons of the last hour, and the latest decisions."""
    with connect() as client:
        campaign = find_campaign(client, name)
        said = ask(client, "GET", f"/api/v1/campaigns/{campaign['id']}/decisions", params={"limit": limit})
    if as_json:
        typer.echo(orjson.dumps(said, option=orjson.OPT_INDENT_2).decode())
        return
    out.print(_by_reason(said["summary"]))
    out.print(_latest(said["decisions"], campaign["time_zone"]))


def _by_reason(summary: list[dict[str, Any]]) -> Table:
    reason, *headings = CAMPAIGN.each("reason", "decisions", "calls", "time")
    table = Table(reason, box=None)
    for heading in headings:
        table.add_column(heading, justify="right")
    total = sum(one["seconds"] for one in summary) or 1.0
    for one in sorted(summary, key=lambda one: -float(one["seconds"])):
        share = f"{100.0 * one['seconds'] / total:.0f} %"
        table.add_row(one["text"], str(one["decisions"]), str(one["dialled"]), share)
    return table


def _latest(decisions: list[dict[str, Any]], zone: str) -> Table:
    at, calls, decision = CAMPAIGN.each("at", "calls", "decision")
    table = Table(f"{at} ({zone})", box=None)
    table.add_column(calls, justify="right")
    table.add_column(decision)
    for one in decisions:
        when = datetime.fromisoformat(one["at"]).astimezone(ZoneInfo(zone))
        table.add_row(f"{when:%H:%M:%S}", str(one["dial"]), f"{one['text']} {one['words']}")
    return table


def calibration(
    name: Name,
    *,
    out_file: Annotated[Path | None, typer.Option("--out", help="Write a picture (SVG) to this file.")] = None,
) -> None:
    """Compare the pacer's forecasts with what happened: answers, and agents becoming free."""
    if out_file is not None and out_file.suffix.lower() != ".svg":
        raise fail(CAMPAIGN("only_svg", file=out_file), code=2)
    writable(out_file)
    with connect() as client:
        campaign = find_campaign(client, name)
        path = f"/api/v1/campaigns/{campaign['id']}/calibration"
        said = ask(client, "GET", path)
        if out_file is not None:
            out_file.write_text(_picture(client, f"{path}.svg"))
            out.print(CAMPAIGN("picture", file=out_file))
    for what in ("answers", "frees"):
        out.print(_account(what, said[what]))


def _picture(client: httpx.Client, path: str) -> str:
    try:
        answer = client.get(path)
    except httpx.HTTPError as error:
        raise unreachable(client, error) from None
    if not answer.is_success:
        read(answer)
    return str(answer.text)


def _account(what: str, account: dict[str, Any]) -> Table:
    title = CAMPAIGN(what)
    if account["ratio"] is not None:
        title = CAMPAIGN("ratio", what=title, ratio=marked(f"{account['ratio']:.2f}"), forecasts=account["forecasts"])
    table = Table(title=title, box=None, title_justify="left")
    for heading in CAMPAIGN.each("foretold", "happened", "forecasts"):
        table.add_column(heading, justify="right")
    for one in account["bins"]:
        table.add_row(*(marked(f"{one[what]:.2f}") for what in ("foretold", "happened")), f"{one['forecasts']:.0f}")
    return table
