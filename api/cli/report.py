"""`pronto report`: documents for inspectors, made on the machine that holds the database."""

import asyncio
import hashlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from api.cli.parts import parts_of_this_machine
from api.cli.texts.common import COMMON
from api.cli.texts.proofs import REPORT
from api.cli.words import fail, out
from dialer.report.compliance_page import compliance_page
from dialer.report.files import canonical
from dialer.service.reports import ComplianceReport

app = typer.Typer(help="Documents for inspectors.", no_args_is_help=True)


@app.callback()
def callback() -> None:
    """Keep `compliance` a sub-command while it is the only one."""


@app.command()
def compliance(
    campaign: Annotated[str, typer.Argument(help="The campaign's name.")],
    *,
    to: Annotated[Path, typer.Option("--out", help="Folder for report.html, report.json, events.csv, SHA256SUMS.")],
    until: Annotated[datetime | None, typer.Option(help="Events up to then, in UTC; up to now without it.")] = None,
) -> None:
    """Write a campaign's compliance report. The same instant gives the same files."""
    at = None if until is None else until.replace(tzinfo=UTC).timestamp()

    async def work() -> ComplianceReport:
        async with parts_of_this_machine() as parts:
            found = await parts.store.campaigns.by_name(campaign)
            if found is None:
                names = ", ".join(one.name for one in await parts.store.campaigns.list()) or COMMON("none_yet")
                raise fail(COMMON("no_campaign", name=campaign, names=names))
            return await parts.service.reports.compliance(found.id, until=at, actor="cli")

    made = asyncio.run(work())
    files = {
        "report.json": canonical(made.body),
        "report.html": compliance_page(made.body, made.sha256),
        "events.csv": made.events,
    }
    try:
        to.mkdir(parents=True, exist_ok=True)
        sums = ""
        for name, text in files.items():
            (to / name).write_bytes(text.encode())
            sums += f"{hashlib.sha256(text.encode()).hexdigest()}  {name}\n"
        (to / "SHA256SUMS").write_text(sums)
    except OSError as error:
        raise fail(str(error)) from None
    out.print(REPORT("written", folder=to, sha256=made.sha256), soft_wrap=True, highlight=False)
