"""`pronto token`: tokens of the API, made on the machine with the database."""

import asyncio
from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.table import Table

from api.cli.composition import parts_of_this_machine
from api.cli.output import fail, out, those
from api.cli.texts.common import COMMON
from api.cli.texts.machine import TOKEN
from dialer.core.enums import Role

app = typer.Typer(no_args_is_help=True)


@app.command()
def create(
    name: Annotated[str, typer.Argument(help="What or whom the token is for.")],
    role: Annotated[Role, typer.Option(help="What its holder may do.")],
    agent: Annotated[str | None, typer.Option(help="The agent's name, for the role agent.")] = None,
) -> None:
    """Make a token and print its secret, this once."""

    async def work() -> str:
        async with parts_of_this_machine() as parts:
            agent_id = None
            if agent is not None:
                found = await parts.store.agents.by_name(agent)
                if found is None:
                    names = [one.name for one in await parts.store.agents.list()]
                    raise fail(COMMON("no_agent", name=agent, those=those(names)))
                agent_id = found.id
            return await parts.service.access.create_token(name=name, role=role, agent_id=agent_id, actor="cli")

    out.print(asyncio.run(work()), soft_wrap=True, highlight=False)


@app.command("list")
def list_() -> None:
    """List every token, without secrets."""

    async def work() -> Table:
        async with parts_of_this_machine() as parts:
            table = Table("id", *TOKEN.each("name", "role", "agent", "created", "revoked"))
            for token in await parts.service.access.tokens():
                agent = "" if token.agent_id is None else str(token.agent_id)
                created, revoked = _day(token.created_at), _day(token.revoked_at)
                table.add_row(str(token.id), token.name, token.role.value, agent, created, revoked)
            return table

    out.print(asyncio.run(work()))


@app.command()
def revoke(token_id: Annotated[int, typer.Argument(help="Its id, as `pronto token list` shows it.")]) -> None:
    """Let a token open nothing any more."""

    async def work() -> None:
        async with parts_of_this_machine() as parts:
            await parts.service.access.revoke_token(token_id, actor="cli")

    asyncio.run(work())
    out.print(TOKEN("is_revoked", id=token_id))


def _day(at: float | None) -> str:
    return "" if at is None else datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d %H:%M UTC")
