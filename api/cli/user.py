"""`pronto user`: people who sign in, written on the machine with the database."""

import asyncio
import os
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from api.cli.composition import parts_of_this_machine
from api.cli.output import fail, out
from api.cli.people import agent_named, company_named, day, roles_of, team_named, user_named
from api.cli.texts.machine import PEOPLE
from dialer.access.model import MACHINE, Grant
from dialer.core.enums import Role
from dialer.core.visibility import EVERYTHING

if TYPE_CHECKING:
    from dialer.app.composition import Parts

app = typer.Typer(no_args_is_help=True)

Who = Annotated[str, typer.Argument(help="The user's name or e-mail address.")]
RoleOption = Annotated[Role, typer.Option(help="What the user may do; `GET /api/v1/roles` explains the roles.")]
CompanyOption = Annotated[str | None, typer.Option(help="Only for this company; otherwise for all.")]
TeamOption = Annotated[str | None, typer.Option(help="Only for this team; otherwise for all.")]


@app.command()
def create(
    name: Annotated[str, typer.Argument(help="What the user types to sign in.")],
    role: RoleOption,
    display_name: Annotated[str, typer.Option("--full-name", help="First and last name.")] = "",
    email: Annotated[str | None, typer.Option(help="May be typed instead of the name.")] = None,
    agent: Annotated[str | None, typer.Option(help="The agent that this user is.")] = None,
    company: CompanyOption = None,
    team: TeamOption = None,
) -> None:
    """Write a user and print a link that signs in once."""

    async def work() -> str:
        async with parts_of_this_machine() as parts:
            grant = await _grant(parts, role, company, team)
            user = await parts.service.access.create_user(
                MACHINE,
                name=name,
                display_name=display_name,
                email=email,
                agent_id=await agent_named(parts, agent),
                grants=[grant],
            )
            return await _link(parts, user.id)

    out.print(asyncio.run(work()), soft_wrap=True, highlight=False)


@app.command("list")
def list_() -> None:
    """List every user."""

    async def work() -> Table:
        async with parts_of_this_machine() as parts:
            heads = ("name", "full_name", "email", "roles", "agent", "second_factor", "created", "disabled")
            table = Table("id", *PEOPLE.each(*heads))
            for one in await parts.store.users.list(sees=EVERYTHING):
                table.add_row(
                    str(one.id),
                    one.name,
                    one.display_name,
                    one.email or "",
                    roles_of(one.grants),
                    str(one.agent_id or ""),
                    "✓" if one.totp else "",
                    day(one.created_at),
                    day(one.disabled_at),
                )
            return table

    out.print(asyncio.run(work()))


@app.command()
def link(user: Who) -> None:
    """Print a link that signs the user in once, for whoever has forgotten the password."""

    async def work() -> str:
        async with parts_of_this_machine() as parts:
            return await _link(parts, (await user_named(parts, user)).id)

    out.print(asyncio.run(work()), soft_wrap=True, highlight=False)


@app.command()
def give(user: Who, role: RoleOption, company: CompanyOption = None, team: TeamOption = None) -> None:
    """Give a user a role."""

    async def work() -> None:
        async with parts_of_this_machine() as parts:
            found = await user_named(parts, user)
            await parts.service.access.give_role(MACHINE, found.id, await _grant(parts, role, company, team))

    asyncio.run(work())
    out.print(PEOPLE("given", user=user, role=role.value))


@app.command()
def take(user: Who, role: RoleOption, company: CompanyOption = None, team: TeamOption = None) -> None:
    """Take a role away from a user."""

    async def work() -> None:
        async with parts_of_this_machine() as parts:
            found = await user_named(parts, user)
            wanted = await _grant(parts, role, company, team)
            held = next((one for one in found.grants if one == wanted), None)
            if held is None:
                raise fail(PEOPLE("not_held", user=user, role=role.value))
            await parts.service.access.take_role(MACHINE, found.id, held.id)

    asyncio.run(work())
    out.print(PEOPLE("taken", user=user, role=role.value))


@app.command()
def disable(user: Who) -> None:
    """Keep a user out: sessions, links and keys open nothing more."""

    async def work() -> None:
        async with parts_of_this_machine() as parts:
            await parts.service.access.disable_user(MACHINE, (await user_named(parts, user)).id)

    asyncio.run(work())
    out.print(PEOPLE("user_disabled", user=user))


@app.command()
def enable(user: Who) -> None:
    """Let a disabled user in again."""

    async def work() -> None:
        async with parts_of_this_machine() as parts:
            await parts.service.access.enable_user(MACHINE, (await user_named(parts, user)).id)

    asyncio.run(work())
    out.print(PEOPLE("user_enabled", user=user))


@app.command("remove-second-factor")
def remove_second_factor(user: Who) -> None:
    """Let a user who has lost the second factor sign in without one."""

    async def work() -> None:
        async with parts_of_this_machine() as parts:
            await parts.service.access.remove_second_factor(MACHINE, (await user_named(parts, user)).id)

    asyncio.run(work())
    out.print(PEOPLE("factor_removed", user=user))


async def _grant(parts: "Parts", role: Role, company: str | None, team: str | None) -> Grant:
    return Grant(role=role, company_id=await company_named(parts, company), team_id=await team_named(parts, team))


async def _link(parts: "Parts", user_id: int) -> str:
    secret, _ = await parts.service.access.link(MACHINE, user_id)
    address = os.environ.get("PRONTO_URL", "").rstrip("/") or parts.settings.own_url
    return f"{address}/sign-in#link={secret}"
