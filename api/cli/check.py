"""`pronto check campaign`: before a start, everything that would stop or delay dialling."""

from typing import Annotated, Any

import typer
from rich.table import Table

from api.cli.client import COUNT_TIMEOUT_S, ask, connect, find_campaign
from api.cli.output import local, out
from api.cli.texts.campaigns import CHECK

app = typer.Typer(no_args_is_help=True)


@app.callback()
def callback() -> None:
    """Keep `campaign` a sub-command while it is the only one."""


@app.command()
def campaign(
    name: Annotated[str, typer.Argument(help="The campaign's name.")],
) -> None:
    """Show everything that would stop or delay dialling, what to do about it, and when it could begin.

    Exits with 1 if something prevents the start.
    """
    with connect() as client:
        found = find_campaign(client, name)
        checked = ask(client, "GET", f"/api/v1/campaigns/{found['id']}/check", timeout=COUNT_TIMEOUT_S)
    _show(checked, found["time_zone"])
    if not checked["may_start"]:
        raise typer.Exit(1)


def _show(checked: dict[str, Any], zone: str) -> None:
    for profile in checked["profiles"]:
        out.print(f"{profile['id']} {profile['version']}, {profile['hash'][:16]}: {profile['title']}", soft_wrap=True)
    if checked["findings"]:
        table = Table(box=None, show_header=False)
        for finding in checked["findings"]:
            rule = f" ({finding['rule']})" if finding["rule"] else ""
            facts = f": {finding['facts']}" if finding["facts"] else ""
            until = f", {CHECK('until', at=local(finding['until'], zone))}" if finding["until"] else ""
            mend = f"\n{CHECK('mend')}: {finding['mend']}" if finding["mend"] else ""
            said = f"{finding['what']}{rule}{facts}{until}{mend}"
            table.add_row(CHECK(finding["weight"]), CHECK(finding["about"]), said)
        out.print(table)
    _end(checked, zone)


def _end(checked: dict[str, Any], zone: str) -> None:
    name = checked["campaign"]
    if not checked["may_start"]:
        out.print(CHECK("may_not", name=name))
        return
    holds = "; ".join(one["what"] for one in checked["findings"] if one["holds"])
    out.print(CHECK("holds", name=name, what=holds) if holds else CHECK("may", name=name), soft_wrap=True)
    if checked["starts_at"]:
        out.print(CHECK("then" if holds else "when", at=local(checked["starts_at"], zone)))
