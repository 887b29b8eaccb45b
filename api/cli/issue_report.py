"""`pronto issue-report`: what agents report as wrong."""

import asyncio
from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.table import Table

from api.cli.composition import parts_of_this_machine
from api.cli.output import fail, out
from api.cli.texts.workday import WORKDAY
from dialer.access.model import MACHINE
from dialer.core.errors import NotFound
from dialer.core.visibility import EVERYTHING

app = typer.Typer(no_args_is_help=True)
SHOWN = 100


@app.command("list")
def list_(all_: Annotated[bool, typer.Option("--all", help="Resolved ones too.")] = False) -> None:
    """List what agents report, newest first."""

    async def work() -> Table:
        from dialer.storage.pages import newest

        async with parts_of_this_machine() as parts:
            table = Table("id", *WORKDAY.each("made", "agent", "kind", "call", "note", "answer"))
            is_open = None if all_ else True
            for one in await parts.store.issue_reports.list(is_open=is_open, page=newest(SHOWN), sees=EVERYTHING):
                made = datetime.fromtimestamp(one.made_at, UTC).strftime("%Y-%m-%d %H:%M")
                row = (made, one.agent_name, WORKDAY(one.kind.value), one.attempt_id or "", one.note, one.answer)
                table.add_row(str(one.id), *row)
            return table

    out.print(asyncio.run(work()))


@app.command()
def resolve(
    issue_report_id: Annotated[int, typer.Argument(help="The issue report's number.", metavar="ID")],
    answer: Annotated[str, typer.Argument(help="What came of it, for the agent to read.")] = "",
) -> None:
    """Answer an issue report, and take it off the list."""

    async def work() -> None:
        async with parts_of_this_machine() as parts:
            try:
                await parts.service.issue_reports.resolve(issue_report_id, answer=answer, actor=MACHINE.actor)
            except NotFound:
                raise fail(WORKDAY("no_issue_report", id=issue_report_id)) from None

    asyncio.run(work())
    out.print(WORKDAY("resolved", id=issue_report_id))
