"""Users, their roles, and teams."""

from typing import Annotated

from fastapi import APIRouter, Request

from api.answer_language import AnswerLanguage
from api.auth import Context, Needs
from api.callers import SignedIn, link_url
from api.dependencies import PathId, QueryId
from api.etags import IfMatch, Versioned
from api.locations import located
from api.paging import Search, cut_page, sorted_by
from api.problem_kinds import refuses
from api.replaced_values import check_not_null
from api.schemas.access import (
    GrantInput,
    GrantShown,
    LinkMade,
    RoleShown,
    SignedOut,
    TeamInput,
    TeamPage,
    TeamShown,
    UserChange,
    UserInput,
    UserPage,
    UserShown,
)
from dialer.access.errors import GrantsTooMuch
from dialer.access.roles import MEANINGS, ROLES
from dialer.core.errors import BadReference, InUse, LastAdministrator, NameTaken, NotFound, UnknownUser
from dialer.i18n.catalogue import in_words
from dialer.storage.pages import PageRequest

router = APIRouter(tags=["people"], route_class=Versioned)

Reads = Annotated[Context, Needs("user.read")]
Writes = Annotated[Context, Needs("user.write")]


@router.get("/roles")
async def list_roles(spoken: AnswerLanguage, _caller: SignedIn) -> list[RoleShown]:
    """List the roles with their permissions, and what each permission lets one do."""
    return [
        RoleShown(role=role, permissions={one: in_words(what, spoken) for one, what in MEANINGS.items() if one in held})
        for role, held in ROLES.items()
    ]


@router.get("/users")
async def list_users(
    ctx: Reads,
    page: Annotated[PageRequest, sorted_by("name", "created_at", "id")],
    agent_id: QueryId = None,
    q: Search = "",
) -> UserPage:
    """List the users all of whose roles lie within your own companies and teams, disabled ones too."""
    items, more = cut_page(await ctx.store.users.list(agent_id=agent_id, q=q, page=page, sees=ctx.sees), page)
    return UserPage(items=[UserShown.of(one) for one in items], next=more)


@router.post("/users", status_code=201)
@located("/users/{id}")
@refuses(NameTaken, BadReference, GrantsTooMuch)
async def create_user(body: UserInput, ctx: Writes) -> UserShown:
    """Write a new user, without password: hand over a link next."""
    grants = [one.inner() for one in body.grants]
    values = body.model_dump(exclude={"grants"})
    return UserShown.of(await ctx.service.access.create_user(ctx.caller, **values, grants=grants))


@router.get("/users/{user_id}")
@refuses(UnknownUser)
async def read_user(user_id: PathId, ctx: Reads) -> UserShown:
    """Read a user."""
    return UserShown.of(await ctx.store.users.get(user_id, sees=ctx.sees))


@router.patch("/users/{user_id}")
@refuses(UnknownUser, NameTaken, BadReference, GrantsTooMuch)
async def change_user(user_id: PathId, body: UserChange, ctx: Writes, if_match: IfMatch) -> UserShown:
    """Change a user's name, e-mail address, language or agent. A null e-mail address or agent is taken away."""
    before = await ctx.store.users.get(user_id, sees=ctx.sees)
    if_match.check(UserShown.of(before))
    said = body.model_dump(exclude_unset=True)
    check_not_null(said, "name", "display_name", "language")
    expected = before.version if if_match else None
    return UserShown.of(await ctx.service.access.update_user(ctx.caller, user_id, said, expected=expected))


@router.post("/users/{user_id}/disable")
@refuses(UnknownUser, GrantsTooMuch, LastAdministrator)
async def disable_user(user_id: PathId, ctx: Writes) -> UserShown:
    """Keep a user out from now on: sessions, links and keys open nothing more. The last administrator stays."""
    return UserShown.of(await ctx.service.access.disable_user(ctx.caller, user_id))


@router.post("/users/{user_id}/enable")
@refuses(UnknownUser, GrantsTooMuch)
async def enable_user(user_id: PathId, ctx: Writes) -> UserShown:
    """Let a disabled user in again."""
    return UserShown.of(await ctx.service.access.enable_user(ctx.caller, user_id))


@router.post("/users/{user_id}/link", status_code=201)
@located("/users/{user_id}")
@refuses(UnknownUser, GrantsTooMuch)
async def create_link(user_id: PathId, request: Request, ctx: Writes) -> LinkMade:
    """Make a link that signs the user in once, to hand over: for a new user, or one who has forgotten the password.

    Links made before open nothing more. A second factor is still asked for.
    """
    secret, expires_at = await ctx.service.access.link(ctx.caller, user_id)
    return LinkMade(url=link_url(request, secret), expires_at=expires_at)


@router.delete("/users/{user_id}/sessions")
@refuses(UnknownUser, GrantsTooMuch)
async def end_sessions(user_id: PathId, ctx: Writes) -> SignedOut:
    """Sign a user out everywhere."""
    return SignedOut(sessions=await ctx.service.access.sign_out_user(ctx.caller, user_id))


@router.delete("/users/{user_id}/totp", status_code=204)
@refuses(UnknownUser, GrantsTooMuch)
async def remove_user_totp(user_id: PathId, ctx: Writes) -> None:
    """Let a user who has lost the second factor sign in without one."""
    await ctx.service.access.remove_second_factor(ctx.caller, user_id)


@router.get("/users/{user_id}/grants")
@refuses(UnknownUser)
async def list_grants(user_id: PathId, ctx: Reads) -> list[GrantShown]:
    """List a user's roles."""
    return [GrantShown.of(one) for one in (await ctx.store.users.get(user_id, sees=ctx.sees)).grants]


@router.post("/users/{user_id}/grants", status_code=201)
@located("/users/{user_id}/grants")
@refuses(UnknownUser, BadReference, NameTaken, GrantsTooMuch)
async def give_role(user_id: PathId, body: GrantInput, ctx: Writes) -> GrantShown:
    """Give a user a role, for one company or team or for all. Nobody gives what they do not have."""
    return GrantShown.of(await ctx.service.access.give_role(ctx.caller, user_id, body.inner()))


@router.delete("/users/{user_id}/grants/{grant_id}", status_code=204)
@refuses(UnknownUser, NotFound, GrantsTooMuch, LastAdministrator)
async def take_role(user_id: PathId, grant_id: PathId, ctx: Writes) -> None:
    """Take a role away from a user. The last administrator stays."""
    await ctx.service.access.take_role(ctx.caller, user_id, grant_id)


@router.get("/teams")
async def list_teams(
    ctx: Annotated[Context, Needs("team.read")], page: Annotated[PageRequest, sorted_by("name", "id")]
) -> TeamPage:
    """List the teams."""
    items, more = cut_page(await ctx.store.teams.list(page=page), page)
    return TeamPage(items=[TeamShown.of(one) for one in items], next=more)


@router.post("/teams", status_code=201)
@located("/teams/{id}")
@refuses(NameTaken)
async def create_team(body: TeamInput, ctx: Annotated[Context, Needs("team.write")]) -> TeamShown:
    """Write a new team."""
    return TeamShown.of(await ctx.service.access.create_team(ctx.caller, body.name))


@router.get("/teams/{team_id}")
@refuses(NotFound)
async def read_team(team_id: PathId, ctx: Annotated[Context, Needs("team.read")]) -> TeamShown:
    """Read a team."""
    return TeamShown.of(await ctx.store.teams.get(team_id))


@router.patch("/teams/{team_id}")
@refuses(NotFound, NameTaken)
async def rename_team(
    team_id: PathId, body: TeamInput, ctx: Annotated[Context, Needs("team.write")], if_match: IfMatch
) -> TeamShown:
    """Give a team another name."""
    there = await ctx.store.teams.get(team_id)
    if_match.check(TeamShown.of(there))
    expected = if_match.expects(there)
    return TeamShown.of(await ctx.service.access.rename_team(ctx.caller, team_id, body.name, expected=expected))


@router.delete("/teams/{team_id}", status_code=204)
@refuses(NotFound, InUse)
async def delete_team(team_id: PathId, ctx: Annotated[Context, Needs("team.write")], if_match: IfMatch) -> None:
    """Delete a team that no agent belongs to and no role is given for."""
    there = await ctx.store.teams.get(team_id)
    if_match.check(TeamShown.of(there))
    await ctx.service.access.delete_team(ctx.caller, team_id, expected=if_match.expects(there))
