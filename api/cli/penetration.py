"""Penetration of a campaign's lists: on the terminal board, and for `pronto campaign penetration`."""

from collections.abc import Mapping
from typing import Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from api.cli.client import ask, connect, find_campaign
from api.cli.output import called, local, out, result_called
from api.cli.texts.campaigns import PENETRATION
from dialer.core.enums import CampaignStatus

WIDTH = 24
HEADINGS = ("list", "called", "talked_to", "due_now", "done", "of", "dry_at", "by_reason")


def penetration(name: Annotated[str, typer.Argument(help="The campaign's name.")]) -> None:
    """Show a campaign's penetration of its lists, and when they run out of leads."""
    with connect() as client:
        campaign = find_campaign(client, name)
        told = ask(client, "GET", f"/api/v1/campaigns/{campaign['id']}/penetration")
    table = Table(box=None, pad_edge=False)
    for place, heading in enumerate(PENETRATION.each(*HEADINGS)):
        table.add_column(heading, justify="right" if 0 < place < HEADINGS.index("dry_at") else "left")
    for one in told["lists"]:
        counts = (one["dialled"], one["contacted"], one["due"], sum(one["done"].values()), one["total"])
        reasons = ", ".join(f"{result_called(reason)} {count}" for reason, count in sorted(one["done"].items()))
        dry = local(one["dry_at"], campaign["time_zone"]) if one["dry_at"] is not None else ""
        table.add_row(Text(one["name"]), *map(str, counts), dry, Text(reasons))
    out.print(table)
    if campaign["status"] != CampaignStatus.RUNNING:
        out.print(PENETRATION("at_rest", status=called("campaign", campaign["status"])))
        return
    out.print(PENETRATION("rate", rate=told["calls_per_hour"]))
    if said := outlook(told, campaign["time_zone"]):
        out.print(said)


def outlook(told: Mapping[str, Any], zone: str) -> str:
    """When the lists run dry, in words; empty without a rate."""
    if not any(one["due"] for one in told["lists"] if not one["is_off"]):
        return PENETRATION("is_dry")
    if told["dry_at"] is not None:
        return PENETRATION("dry", at=local(told["dry_at"], zone))
    return PENETRATION("beyond") if told["calls_per_hour"] else ""


def penetration_lines(told: Mapping[str, Any] | None) -> list[Text]:
    """The board's lines: when the lists run dry, and a bar per list with its called and done leads."""
    if not told:
        return []
    lines = [Text(str(told["text"]), style="dim")]
    for one in told["lists"]:
        total = max(one["total"], 1)
        called = min(round(WIDTH * one["dialled"] / total), WIDTH)
        done = min(round(WIDTH * sum(one["done"].values()) / total), called)
        line = Text.assemble(("█" * done, "green"), ("█" * (called - done), "blue"), ("░" * (WIDTH - called), "dim"))
        line.append(f" {100 * one['dialled'] / total:.0f} % ", style="bold")
        line.append(f"{one['name']}: {one['dialled']} / {one['total']}, {one['due']} ", style="")
        line.append(PENETRATION("due"), style="dim")
        lines.append(line)
    return lines
