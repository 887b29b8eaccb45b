"""`pronto register`: checks with public registers, on the machine with the database."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn
from rich.table import Table

from api.cli.composition import parts_of_this_machine
from api.cli.files import writable
from api.cli.output import fail, out, those
from api.cli.read_options import HeaderRow, NoHeader, NumberMap, Sheet, ZeroBack, column_meanings, header_at
from api.cli.suppression import say_lines
from api.cli.texts.common import COMMON
from api.cli.texts.people import REGISTER
from dialer.core.visibility import EVERYTHING
from dialer.people.registers.model import REGISTERS, NumberForm, ResultForm

if TYPE_CHECKING:
    from dialer.people.imports.readers.number_file import NumberFileOptions
    from dialer.people.registers.service import Answered, AnswerProgress

app = typer.Typer(no_args_is_help=True)


@app.command("scrub-out")
def scrub_out(
    register: Annotated[str, typer.Argument(help=f"One of {', '.join(REGISTERS)}.")],
    list_name: Annotated[str, typer.Argument(metavar="LIST", help="List whose numbers are checked.")],
    *,
    to: Annotated[Path, typer.Option("--out", help="File for the register.", dir_okay=False)],
    form: Annotated[NumberForm, typer.Option(help="Format of the numbers.")] = NumberForm.E164,
    only_after_days: Annotated[
        float | None, typer.Option(help="Omit numbers that the register answered within this many days.")
    ] = None,
) -> None:
    """Write a list's numbers to a file for a register, and record the request."""

    async def work() -> tuple[int, int]:
        async with parts_of_this_machine() as parts:
            found = await parts.store.lists.by_name(list_name, sees=EVERYTHING)
            if found is None:
                names = [one.name for one in await parts.store.lists.list(sees=EVERYTHING)]
                raise fail(COMMON("no_list", name=list_name, those=those(names)))
            scrub, chunks = await parts.service.registers.send_out(
                found.id, register, form=form, only_after_days=only_after_days, actor="cli"
            )
            with to.open("wb") as file:
                async for chunk in chunks:
                    file.write(chunk)
            return scrub.id, (await parts.store.registers.get(scrub.id, sees=EVERYTHING)).sent

    writable(to)
    scrub_id, sent = asyncio.run(work())
    out.print(REGISTER("sent", id=scrub_id, sent=sent, file=to), soft_wrap=True)
    out.print(REGISTER("bring", id=scrub_id), soft_wrap=True)


@app.command("scrub-in")
def scrub_in(
    scrub_id: Annotated[int, typer.Argument(help="Id of the scrub, as shown by `scrub-out`.")],
    file: Annotated[Path, typer.Argument(help="File with the register's answer.", exists=True, dir_okay=False)],
    *,
    receipt: Annotated[str, typer.Option(help="The register's own reference of its answer.")],
    means: Annotated[
        ResultForm, typer.Option(help="What the file contains: listed numbers, free numbers, or flags in each row.")
    ],
    version: Annotated[str, typer.Option(help="Version of the register's data, if stated.")] = "",
    answered_at: Annotated[
        datetime | None, typer.Option(help="Time of the register's answer, in UTC; by default that of the request.")
    ] = None,
    none_listed: Annotated[
        bool, typer.Option("--none-listed", help="The register lists none of the numbers; the file may be empty.")
    ] = False,
    columns: NumberMap = None,
    sheet: Sheet = "",
    header_row: HeaderRow = None,
    no_header: NoHeader = False,
    zero_back: ZeroBack = False,
) -> None:
    """Load a register's answer. A file that is refused changes nothing."""
    from dialer.people.imports.readers.number_file import NumberFileOptions

    header = header_at(header_row, no_header=no_header)
    read = NumberFileOptions(
        path=str(file), columns=column_meanings(columns), sheet=sheet, header_row=header, zero_back=zero_back
    )
    at = None if answered_at is None else answered_at.replace(tzinfo=UTC).timestamp()
    said = {"form": means, "receipt": receipt, "version": version, "answered_at": at, "none_listed": none_listed}
    done = asyncio.run(_taken(scrub_id, read, said))
    counts = {"answered": done.answered, "sent": done.scrub.sent, "listed": done.scrub.listed}
    out.print(REGISTER("answered", **counts, rejected_rows=done.rejected_rows))
    if done.rejected_rows:
        say_lines(done.rejected, done.rejected_rows)
        out.print(REGISTER(f"left_out_{means.value}", register=done.scrub.register_name))
        raise typer.Exit(1)


async def _taken(scrub_id: int, read: "NumberFileOptions", said: dict[str, Any]) -> "Answered":
    with Progress(TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn(), console=out) as bar:
        tasks: dict[str, TaskID] = {}  # by phase

        def show(now: "AnswerProgress") -> None:
            if now.phase not in tasks:
                tasks[now.phase] = bar.add_task(REGISTER(now.phase))
            bar.update(tasks[now.phase], completed=now.done, total=now.total)

        async with parts_of_this_machine() as parts:
            return await parts.service.registers.take_in(scrub_id, read, actor="cli", on_progress=show, **said)


@app.command()
def cancel(scrub_id: Annotated[int, typer.Argument(help="Id of the scrub, as shown by `scrub-out`.")]) -> None:
    """Stop loading an answer and discard what was loaded. It can be loaded again."""

    async def work() -> None:
        async with parts_of_this_machine() as parts:
            await parts.service.registers.cancel(scrub_id, actor="cli")

    asyncio.run(work())
    out.print(REGISTER("cancelled", id=scrub_id))
    out.print(REGISTER("bring", id=scrub_id), soft_wrap=True)


@app.command()
def status() -> None:
    """Show how many answers each company has, and how many are no longer valid."""

    async def work() -> Table:
        async with parts_of_this_machine() as parts:
            table = Table(*REGISTER.each("company", "register", "fresh", "listed", "stale", "oldest"))
            for company in await parts.store.companies.list(sees=EVERYTHING):
                for one in await parts.service.registers.status(company.id):
                    if one.fresh or one.stale:
                        counts = (str(one.fresh), str(one.listed), str(one.stale))
                        table.add_row(company.name, one.register_name, *counts, _day(one.oldest_fresh_at))
            return table

    out.print(asyncio.run(work()))


def _day(at: float | None) -> str:
    return "" if at is None else datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d %H:%M UTC")
