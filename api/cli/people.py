"""What the commands about users, teams and keys share: names into ids, and how things are shown."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from api.cli.output import fail, those
from api.cli.texts.common import COMMON
from api.cli.texts.machine import PEOPLE
from dialer.access.model import Grant, User
from dialer.core.visibility import EVERYTHING

if TYPE_CHECKING:
    from dialer.app.composition import Parts


async def user_named(parts: "Parts", name: str) -> User:
    """The user with this name or e-mail address. Ends the command if there is none."""
    found = await parts.store.users.by_login(name)
    if found is None:
        users = await parts.store.users.list(sees=EVERYTHING)
        raise fail(PEOPLE("no_user", name=name, those=those(one.name for one in users)))
    return found


async def agent_named(parts: "Parts", name: str | None) -> int | None:
    """The id of the agent with this name; None without a name. Ends the command if there is none."""
    if name is None:
        return None
    found = await parts.store.agents.by_name(name)
    if found is None:
        names = [one.name for one in await parts.store.agents.list(sees=EVERYTHING)]
        raise fail(COMMON("no_agent", name=name, those=those(names)))
    return found.id


async def team_named(parts: "Parts", name: str | None) -> int | None:
    """The id of the team with this name; None without a name. Ends the command if there is none."""
    if name is None:
        return None
    teams = {one.name: one.id for one in await parts.store.teams.list()}
    if name not in teams:
        raise fail(PEOPLE("no_team", name=name, those=those(teams)))
    return teams[name]


async def company_named(parts: "Parts", name: str | None) -> int | None:
    """The id of the company with this name; None without a name. Ends the command if there is none."""
    if name is None:
        return None
    found = await parts.store.companies.by_name(name, sees=EVERYTHING)
    if found is None:
        names = [one.name for one in await parts.store.companies.list(sees=EVERYTHING)]
        raise fail(PEOPLE("no_company", name=name, those=those(names)))
    return found.id


def roles_of(grants: Iterable[Grant]) -> str:
    """Roles in a cell of a table."""
    return ", ".join(one.role.value for one in grants)


def day(at: float | None) -> str:
    """An instant in a cell of a table."""
    return "" if at is None else datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d %H:%M UTC")
