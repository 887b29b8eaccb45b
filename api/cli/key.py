"""`pronto key`: keys of programs, made on the machine with the database."""

import asyncio
from typing import Annotated

import typer
from rich.table import Table

from api.cli.composition import parts_of_this_machine
from api.cli.output import out
from api.cli.people import agent_named, company_named, day, roles_of, team_named
from api.cli.texts.machine import PEOPLE
from dialer.access.model import MACHINE, Grant
from dialer.core.enums import Role
from dialer.core.time_units import DAY_S
from dialer.core.visibility import EVERYTHING

app = typer.Typer(no_args_is_help=True)

DAYS = 365


@app.command()
def create(
    name: Annotated[str, typer.Argument(help="What the key is for.")],
    role: Annotated[Role, typer.Option(help="What its holder may do.")],
    agent: Annotated[str | None, typer.Option(help="The agent's name, for the role agent.")] = None,
    company: Annotated[str | None, typer.Option(help="Only for this company; otherwise for all.")] = None,
    team: Annotated[str | None, typer.Option(help="Only for this team; otherwise for all.")] = None,
    days: Annotated[int, typer.Option(help="How long it opens.", min=1, max=DAYS)] = DAYS,
    network: Annotated[list[str] | None, typer.Option(help="Where it may be used from; may be repeated.")] = None,
) -> None:
    """Make a key and print its secret, this once."""

    async def work() -> str:
        async with parts_of_this_machine() as parts:
            grant = Grant(
                role=role,
                company_id=await company_named(parts, company),
                team_id=await team_named(parts, team),
            )
            _, secret = await parts.service.access.create_key(
                MACHINE,
                name=name,
                grants=[grant],
                agent_id=await agent_named(parts, agent),
                networks=network or (),
                expires_at=parts.clock() + days * DAY_S,
            )
            return secret

    out.print(asyncio.run(work()), soft_wrap=True, highlight=False)


@app.command("list")
def list_() -> None:
    """List every key, without secrets."""

    async def work() -> Table:
        async with parts_of_this_machine() as parts:
            owners = {one.id: one.name for one in await parts.store.users.list(sees=EVERYTHING)}
            heads = ("name", "roles", "agent", "owner", "created", "expires", "used", "revoked")
            table = Table("id", *PEOPLE.each(*heads))
            for key in await parts.store.keys.list(sees=EVERYTHING):
                table.add_row(
                    str(key.id),
                    key.name,
                    roles_of(key.grants),
                    str(key.agent_id or ""),
                    owners.get(key.owner_id or 0, ""),
                    *(day(at) for at in (key.created_at, key.expires_at, key.used_at, key.revoked_at)),
                )
            return table

    out.print(asyncio.run(work()))


@app.command()
def revoke(key_id: Annotated[int, typer.Argument(help="Its id, as `pronto key list` shows it.")]) -> None:
    """Let a key open nothing any more."""

    async def work() -> None:
        async with parts_of_this_machine() as parts:
            await parts.service.access.revoke_key(MACHINE, key_id)

    asyncio.run(work())
    out.print(PEOPLE("key_revoked", id=key_id))
