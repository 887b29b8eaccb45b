"""How far a campaign has come into its lists, in a terminal: on the board, and by `pronto campaign penetration`."""

from collections.abc import Mapping
from typing import Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from api.cli.client import ask, connect, find_campaign
from api.cli.words import Language, Spoken, local, out

WIDTH = 24
_HEADINGS = {
    Language.EN: ("list", "called", "talked to", "due now", "done", "of", "done by reason"),
    Language.IT: ("lista", "chiamati", "contattati", "pronti", "conclusi", "di", "conclusi per motivo"),
}
_RATE = {Language.EN: "{rate:.0f} calls an hour.", Language.IT: "{rate:.0f} chiamate all'ora."}
_DRY = {
    Language.EN: "All leads that are due will have been called at {at}, at that rate.",
    Language.IT: "A questo ritmo tutti i contatti pronti saranno stati chiamati alle {at}.",
}


def penetration(
    name: Annotated[str, typer.Argument(help="The campaign's name.")], *, spoken: Spoken = Language.EN
) -> None:
    """Show how far a campaign has come into its lists, and when they run dry."""
    with connect() as client:
        campaign = find_campaign(client, name)
        told = ask(client, "GET", f"/api/v1/campaigns/{campaign['id']}/penetration")
    table = Table(box=None, pad_edge=False)
    for place, heading in enumerate(_HEADINGS[spoken]):
        table.add_column(heading, justify="right" if 0 < place < 6 else "left")
    for one in told["lists"]:
        counts = (one["dialled"], one["contacted"], one["due"], sum(one["done"].values()), one["total"])
        reasons = ", ".join(f"{reason or '–'} {count}" for reason, count in sorted(one["done"].items()))
        table.add_row(Text(one["name"]), *map(str, counts), Text(reasons))
    out.print(table)
    out.print(_RATE[spoken].format(rate=told["calls_per_hour"]))
    if told["dry_at"] is not None:
        out.print(_DRY[spoken].format(at=local(told["dry_at"], campaign["time_zone"])))


def penetration_lines(told: Mapping[str, Any] | None, language: str) -> list[Text]:
    """The board's lines: when the lists run dry, and a bar for each list: called, of these done, of all its leads."""
    if not told:
        return []
    lines = [Text(str(told["text"].get(language, "")), style="dim")]
    for one in told["lists"]:
        total = max(one["total"], 1)
        called = min(round(WIDTH * one["dialled"] / total), WIDTH)
        done = min(round(WIDTH * sum(one["done"].values()) / total), called)
        line = Text.assemble(("█" * done, "green"), ("█" * (called - done), "blue"), ("░" * (WIDTH - called), "dim"))
        line.append(f" {100 * one['dialled'] / total:.0f} % ", style="bold")
        line.append(f"{one['name']}: {one['dialled']} / {one['total']}, {one['due']} ", style="")
        line.append("pronti" if language == "it" else "due", style="dim")
        lines.append(line)
    return lines
