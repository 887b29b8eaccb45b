"""`pronto audit`: verifies and exports the audit, on the machine with the database."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.composition import parts_of_this_machine
from api.cli.files import writable
from api.cli.output import fail, out
from api.cli.refusals import of_error
from api.cli.texts.proofs import AUDIT
from dialer.core.errors import DialerError

if TYPE_CHECKING:
    from dialer.audit.store import ChainCheck

app = typer.Typer(no_args_is_help=True)


@app.command()
def verify(
    file: Annotated[
        Path | None, typer.Option(help="Exported file to verify instead.", exists=True, dir_okay=False)
    ] = None,
) -> None:
    """Verify the whole audit chain, and show the first altered line."""

    from dialer.audit.service import verify_export

    async def work() -> "ChainCheck":
        async with parts_of_this_machine() as parts:
            return await parts.service.audit.verify()

    try:
        check = verify_export(file) if file else asyncio.run(work())
    except DialerError as error:
        raise fail(of_error(error)) from None
    if check.broken_at is not None:
        raise fail(AUDIT("broken", line=check.broken_at, why=check.why))
    last = AUDIT("last", line=check.last.id, hash=check.last.hash) if check.last else ""
    out.print(f"{AUDIT('whole', lines=check.lines)}{last}", soft_wrap=True, highlight=False)


@app.command()
def export(file: Annotated[Path, typer.Argument(help="File to write, in JSON Lines.", dir_okay=False)]) -> None:
    """Export the whole audit to a file that `verify --file` can check."""

    async def work() -> None:
        async with parts_of_this_machine() as parts:
            with file.open("wb") as target:
                async for chunk in parts.service.audit.export():
                    target.write(chunk)

    writable(file)
    asyncio.run(work())
    out.print(AUDIT("exported", file=file), soft_wrap=True, highlight=False)
