"""Permission: what a route needs, and what the caller's grants let it reach. Who the caller is: api/callers.py."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Request, Security

from api.callers import caller_of
from api.problem_kinds import CONFIRM_FIRST, NOT_ALLOWED, ProblemKind
from api.problems import Problem
from dialer.access.model import Caller
from dialer.access.roles import INSTALLATION, MEANINGS, ROLES, STEP_UP, Permission
from dialer.app.composition import Parts
from dialer.core.visibility import Visibility
from dialer.i18n.message import msg
from dialer.services import Service
from dialer.stores.everything import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Permit:
    """A caller with the permission that a route needs. `sees` is what the permission reaches."""

    caller: Caller
    permission: Permission
    sees: Visibility
    now: float
    of_agent: int | None = None  # only what is this agent's own, where a route serves both agents and others

    @property
    def actor(self) -> str:
        """The caller's name in the audit."""
        return self.caller.actor

    def is_agent(self, agent_id: int | None) -> bool:
        """Whether the caller is this agent."""
        return self.caller.is_agent(agent_id)

    def also(self, permission: Permission) -> Visibility:
        """What is reached by a request that needs a further permission. Raises a 403 problem without it."""
        return self.sees & check_permission(self.caller, permission, self.now)

    def check_all_companies(self) -> None:
        """Raise a 403 problem if the permission reaches single companies only."""
        if self.sees.companies is not None:
            raise _for_all_companies(self.permission)


@dataclass(frozen=True, slots=True, kw_only=True)
class Context(Permit):
    """What a route works with: the permit of its caller, and the parts of the application."""

    parts: Parts

    @property
    def store(self) -> Store:
        """The tables."""
        return self.parts.store

    @property
    def service(self) -> Service:
        """The operations."""
        return self.parts.service


def check_permission(caller: Caller, permission: Permission, now: float) -> Visibility:
    """What the caller's permission reaches. Raises a 403 problem without it, or if it must be confirmed first."""
    if not caller.may(permission):
        holds = any(permission in ROLES[one.role] for one in caller.grants)
        raise _for_all_companies(permission) if holds and permission in INSTALLATION else not_allowed(permission)
    if permission in STEP_UP and _is_confirmation_due(caller, now):
        what = msg("To {what}, give your password or code again first.", what=MEANINGS[permission])
        raise Problem(CONFIRM_FIRST, what)
    return caller.sees(permission)


def _is_confirmation_due(caller: Caller, now: float) -> bool:
    return caller.confirmed_until is not None and caller.confirmed_until < now


def check_confirmed(caller: Caller, now: float) -> None:
    """Raise a 403 problem unless the caller has given a password or code within the last minutes."""
    if _is_confirmation_due(caller, now):
        detail = msg("Give your password or code again first.")
        raise Problem(CONFIRM_FIRST, detail)


def _for_all_companies(permission: Permission) -> Problem:
    return Problem(NOT_ALLOWED, msg("To {what} takes a role for all companies here.", what=MEANINGS[permission]))


def not_allowed(permission: Permission) -> Problem:
    """The problem that names a missing permission."""
    detail = msg("To {what} takes the permission {permission}.", what=MEANINGS[permission], permission=permission)
    return Problem(NOT_ALLOWED, detail)


@dataclass(frozen=True, slots=True)
class _Check:
    permission: Permission
    own_agent: bool
    all_companies: bool
    own_things: bool
    confirmed: bool

    @property
    def refusals(self) -> tuple[ProblemKind, ...]:
        """What a caller is refused with (api/problem_kinds.py)."""
        asks = self.confirmed or self.permission in STEP_UP
        return (NOT_ALLOWED, CONFIRM_FIRST) if asks else (NOT_ALLOWED,)

    async def __call__(self, request: Request, caller: Annotated[Caller, Depends(caller_of)]) -> Context:
        parts: Parts = request.app.state.parts
        now = parts.clock()
        agent_id = str(request.path_params.get("agent_id", ""))  # not yet validated as a number
        if self.own_agent and agent_id.isdecimal() and caller.is_agent(int(agent_id)) and caller.may("agent.self"):
            # Agents are found whatever their team: the path names none but the caller.
            own = Visibility(caller.sees("agent.self").companies)
            return Context(caller=caller, permission="agent.self", sees=own, now=now, parts=parts)
        if self.own_things and not caller.may(self.permission) and caller.may("agent.self") and caller.agent_id:
            own, agent = Visibility(caller.sees("agent.self").companies), caller.agent_id
            return Context(caller=caller, permission="agent.self", sees=own, now=now, parts=parts, of_agent=agent)
        sees = check_permission(caller, self.permission, now)
        context = Context(caller=caller, permission=self.permission, sees=sees, now=now, parts=parts)
        if self.all_companies:
            context.check_all_companies()
        if self.confirmed:
            check_confirmed(caller, now)
        return context


def Needs(  # noqa: N802 - reads as a type in the signature of a route
    permission: Permission,
    *,
    own_agent: bool = False,
    all_companies: bool = False,
    own_things: bool = False,
    confirmed: bool = False,
) -> Any:
    """A route's permission, which the OpenAPI document names as a scope; the route gets a `Context`.

    With `own_agent` the agent whom the path names may do it too; with `own_things` every agent may, with what is the
    agent's own, as the route sees to by `of_agent`. With `all_companies` it touches what is not one
    company's, such as the audit, and a role for single companies does not do. With `confirmed` a session must have
    given its password or code within the last minutes, where the permission alone does not ask for it: exports, links.
    """
    return Security(_Check(permission, own_agent, all_companies, own_things, confirmed), scopes=[permission])
