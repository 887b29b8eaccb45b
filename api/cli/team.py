"""`pronto team`: teams of agents."""

import asyncio
from typing import Annotated

import typer
from rich.table import Table

from api.cli.composition import parts_of_this_machine
from api.cli.output import out
from api.cli.people import day, team_named
from api.cli.texts.machine import PEOPLE
from dialer.access.model import MACHINE

app = typer.Typer(no_args_is_help=True)

Which = Annotated[str, typer.Argument(help="The team's name.")]


@app.command()
def create(name: Which) -> None:
    """Write a team."""

    async def work() -> None:
        async with parts_of_this_machine() as parts:
            await parts.service.access.create_team(MACHINE, name)

    asyncio.run(work())
    out.print(PEOPLE("team_created", team=name))


@app.command("list")
def list_() -> None:
    """List every team."""

    async def work() -> Table:
        async with parts_of_this_machine() as parts:
            table = Table("id", *PEOPLE.each("name", "agents", "created"))
            for one in await parts.store.teams.list():
                table.add_row(str(one.id), one.name, str(one.agents), day(one.created_at))
            return table

    out.print(asyncio.run(work()))


@app.command()
def rename(name: Which, new_name: Annotated[str, typer.Argument(help="Its new name.")]) -> None:
    """Give a team another name."""

    async def work() -> None:
        async with parts_of_this_machine() as parts:
            team_id = await team_named(parts, name)
            assert team_id is not None
            await parts.service.access.rename_team(MACHINE, team_id, new_name)

    asyncio.run(work())
    out.print(PEOPLE("team_renamed", team=name, name=new_name))


@app.command()
def delete(name: Which) -> None:
    """Delete a team that no agent belongs to."""

    async def work() -> None:
        async with parts_of_this_machine() as parts:
            team_id = await team_named(parts, name)
            assert team_id is not None
            await parts.service.access.delete_team(MACHINE, team_id)

    asyncio.run(work())
    out.print(PEOPLE("team_deleted", team=name))
