"""`pronto pause-reason`: why agents pause, for the installation or a team."""

import asyncio
import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.composition import parts_of_this_machine
from api.cli.output import fail, out
from api.cli.people import team_named
from api.cli.texts.workday import WORKDAY
from dialer.access.model import MACHINE

if TYPE_CHECKING:
    from dialer.work.pauses.model import PauseReason

app = typer.Typer(no_args_is_help=True)

Team = Annotated[str | None, typer.Option("--team", help="The team's name; the whole installation without it.")]


@app.command("show")
def show(team: Team = None) -> None:
    """Print the reasons as JSON, as `load` reads them."""

    async def work() -> list[dict[str, object]]:
        async with parts_of_this_machine() as parts:
            team_id = await team_named(parts, team)
            return [asdict(one) for one in await parts.store.pauses.reasons(team_id)]

    typer.echo(json.dumps(asyncio.run(work()), indent=1, ensure_ascii=False))


@app.command()
def load(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A JSON list of reasons.")],
    team: Team = None,
) -> None:
    """Replace the reasons by those of a file; an empty list goes back to those above."""
    reasons = _read(file)

    async def work() -> int:
        async with parts_of_this_machine() as parts:
            team_id = await team_named(parts, team)
            return len(await parts.service.pauses.replace(team_id, reasons, actor=MACHINE.actor))

    out.print(WORKDAY("reasons_written", count=asyncio.run(work())))


def _read(file: Path) -> "list[PauseReason]":
    from pydantic import TypeAdapter, ValidationError

    from api.schemas.workday import PauseReasonWire

    try:
        wire = TypeAdapter(list[PauseReasonWire]).validate_json(file.read_bytes())
    except ValidationError as error:
        first = error.errors()[0]
        where = "/".join(str(part) for part in first["loc"])
        raise fail(WORKDAY("bad_reasons", file=file, where=where, what=first["msg"])) from None
    return [one.inner() for one in wire]
