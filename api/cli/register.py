"""`pronto register`: ask public registers, on the machine that holds the database."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from api.cli.parts import parts_of_this_machine
from api.cli.refusals import of_what
from api.cli.texts.common import COMMON
from api.cli.texts.people import REGISTER
from api.cli.words import fail, out
from dialer.registers import REGISTERS, NumberForm, ResultForm
from dialer.service.registers import Answered

app = typer.Typer(help="Ask public registers of people who do not want to be called.", no_args_is_help=True)
CHUNK_BYTES = 256 * 1024


@app.command("scrub-out")
def scrub_out(
    register: Annotated[str, typer.Argument(help=f"One of {', '.join(REGISTERS)}.")],
    list_name: Annotated[str, typer.Argument(metavar="LIST", help="The list whose numbers are asked.")],
    *,
    to: Annotated[Path, typer.Option("--out", help="Where to write the file for the register.", dir_okay=False)],
    form: Annotated[NumberForm, typer.Option(help="How numbers are written.")] = NumberForm.E164,
    only_after_days: Annotated[
        float | None, typer.Option(help="Leave out what the register answered within these days.")
    ] = None,
) -> None:
    """Write a list's numbers to a file for a register, and note them as asked."""

    async def work() -> tuple[int, int]:
        async with parts_of_this_machine() as parts:
            found = await parts.store.lists.by_name(list_name)
            if found is None:
                names = ", ".join(one.name for one in await parts.store.lists.list()) or COMMON("none_yet")
                raise fail(COMMON("no_list", name=list_name, names=names))
            scrub, chunks = await parts.service.registers.send_out(
                found.id, register, form=form, only_after_days=only_after_days, actor="cli"
            )
            with to.open("wb") as file:
                async for chunk in chunks:
                    file.write(chunk)
            return scrub.id, (await parts.store.registers.get(scrub.id)).sent

    try:
        scrub_id, sent = asyncio.run(work())
    except OSError as error:
        raise fail(str(error)) from None
    out.print(REGISTER("sent", id=scrub_id, sent=sent, file=to), soft_wrap=True)
    out.print(REGISTER("bring", id=scrub_id), soft_wrap=True)


@app.command("scrub-in")
def scrub_in(
    scrub_id: Annotated[int, typer.Argument(help="As `scrub-out` named it.")],
    file: Annotated[Path, typer.Argument(help="The register's answer.", exists=True, dir_okay=False)],
    *,
    receipt: Annotated[str, typer.Option(help="The register's own reference of its answer.")],
    means: Annotated[
        ResultForm, typer.Option(help="listed: it holds the listed numbers; free: the free ones; flags: rows say it.")
    ],
    version: Annotated[str, typer.Option(help="Of the register's data, where it tells.")] = "",
    answered_at: Annotated[
        datetime | None, typer.Option(help="When the register answered, in UTC; now without it.")
    ] = None,
) -> None:
    """Take a register's answer in."""
    at = None if answered_at is None else answered_at.replace(tzinfo=UTC).timestamp()

    async def work() -> Answered:
        async with parts_of_this_machine() as parts:
            return await parts.service.registers.take_in(
                scrub_id,
                _chunks(file),
                form=means,
                receipt=receipt,
                version=version,
                answered_at=at,
                actor="cli",
            )

    done = asyncio.run(work())
    counts = {"answered": done.answered, "not_asked": done.not_asked, "rejected_rows": done.rejected_rows}
    out.print(REGISTER("answered", sent=done.scrub.sent, listed=done.scrub.listed, **counts))
    for line, why in done.rejected:
        out.print(COMMON("line", line=line, why=of_what(why)))


@app.command()
def status() -> None:
    """Show how many answers each controller has, and how many count no more."""

    async def work() -> Table:
        async with parts_of_this_machine() as parts:
            table = Table(*REGISTER.each("controller", "register", "fresh", "listed", "stale", "oldest"))
            for controller in await parts.store.controllers.list():
                for one in await parts.service.registers.status(controller.id):
                    if one.fresh or one.stale:
                        counts = (str(one.fresh), str(one.listed), str(one.stale))
                        table.add_row(controller.name, one.register_name, *counts, _day(one.oldest_fresh_at))
            return table

    out.print(asyncio.run(work()))


async def _chunks(file: Path) -> AsyncIterator[bytes]:
    with file.open("rb") as source:
        while chunk := source.read(CHUNK_BYTES):
            yield chunk


def _day(at: float | None) -> str:
    return "" if at is None else datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d %H:%M UTC")
