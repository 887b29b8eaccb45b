"""People and programs, their grants, and what these let them see."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final, Literal

from dialer.access.roles import INSTALLATION, PERMISSIONS, ROLES, Permission
from dialer.core.enums import Role
from dialer.core.time_units import HOUR_S
from dialer.core.visibility import NOTHING, Visibility

CallerKind = Literal["user", "key", "board", "machine"]
Stage = Literal["code_wanted", "signed_in"]
Way = Literal["password", "link", "provider", "board"]

OWN: Final[frozenset[Permission]] = frozenset({"agent.self"})
"""Permissions that concern the caller alone, and are given whether or not the giver has them."""

DEPARTURE_LIFE_S: Final = 600  # from the sign-in page to the identity provider and back
CONFIRMED_S: Final = 300.0  # for how long a password or code that was given again counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """A role, for one company or all (None), and for one team or all (None)."""

    role: Role
    company_id: int | None = None
    team_id: int | None = None
    id: int = field(default=0, compare=False)

    @property
    def permissions(self) -> frozenset[Permission]:
        """What the role allows where this grant reaches."""
        held = ROLES[self.role]
        return held if self.company_id is None and self.team_id is None else held - INSTALLATION


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who makes a request: a user, an API key, a shared board, or a command on Pronto's machine."""

    kind: CallerKind
    id: int
    name: str
    grants: tuple[Grant, ...]
    agent_id: int | None = None  # the agent that this user is, or that this key acts for
    session_id: int | None = None  # None: the request carries a key
    confirmed_until: float | None = None  # epoch seconds; None: the caller never needs to confirm (a key)
    scopes: frozenset[Permission] | None = None  # if it has fewer permissions than its roles
    board: str = ""  # the one board that a shared board's link opens
    owner_id: int | None = None  # of a key
    owner: tuple[Grant, ...] | None = None  # the grants of a key's owner, whom the key never exceeds

    @property
    def actor(self) -> str:
        """The caller's name in the audit."""
        return self.name if self.kind == "machine" else f"{self.kind}:{self.name}"

    def may(self, permission: Permission) -> bool:
        """Whether any grant holds the permission."""
        return (
            _holds(self.grants, permission)
            and (self.scopes is None or permission in self.scopes)
            and (self.owner is None or permission in OWN or _holds(self.owner, permission))
        )

    def sees(self, permission: Permission) -> Visibility:
        """What the permission reaches: the union over the grants that hold it."""
        if not self.may(permission):
            return NOTHING
        reached = _reach(self.grants, permission)
        return reached if self.owner is None or permission in OWN else reached & _reach(self.owner, permission)

    def permissions(self) -> frozenset[Permission]:
        """All that the caller may do somewhere."""
        return frozenset(one for one in PERMISSIONS if self.may(one))

    def covers(self, grants: Iterable[Grant]) -> bool:
        """Whether the caller may do all that these grants allow, wherever they do: only those may be given on."""
        return all(
            self.sees(permission).covers(grant.company_id, grant.team_id)
            for grant in grants
            for permission in grant.permissions - OWN
        )

    def is_agent(self, agent_id: int | None) -> bool:
        """Whether the caller is this agent."""
        return agent_id is not None and self.agent_id == agent_id


MACHINE: Final = Caller(kind="machine", id=0, name="cli", grants=(Grant(role=Role.ADMIN),))
"""Whoever runs commands on Pronto's machine, with its database."""


def _holds(grants: Iterable[Grant], permission: Permission) -> bool:
    return any(permission in grant.permissions for grant in grants)


def _reach(grants: Iterable[Grant], permission: Permission) -> Visibility:
    held = [grant for grant in grants if permission in grant.permissions]
    return Visibility(_union([one.company_id for one in held]), _union([one.team_id for one in held]))


def _union(ids: list[int | None]) -> frozenset[int] | None:
    return None if None in ids else frozenset(one for one in ids if one is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """A person who signs in."""

    id: int
    name: str
    display_name: str
    email: str | None
    language: str
    agent_id: int | None
    created_at: float
    disabled_at: float | None
    version: int
    has_password: bool
    totp: bool  # whether a second factor is set up
    has_provider: bool  # whether the identity provider has signed this user in
    grants: tuple[Grant, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Whom an identity provider has signed in, by its checked ID token."""

    issuer: str
    subject: str  # the provider's own name for the person, which it never gives to another
    email: str  # lower case; empty if the provider names none
    is_email_verified: bool
    name: str  # as people say it; may be empty
    groups: frozenset[str]
    authenticated_at: float  # when the person last proved who they are; 0 if the provider does not say

    @property
    def key(self) -> str:
        """What is kept of it with the user."""
        return f"{self.issuer} {self.subject}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderAnswer:
    """What the browser brings back from the provider."""

    state: str = field(repr=False)
    code: str | None = field(default=None, repr=False)
    error: str | None = None
    issuer: str | None = None  # RFC 9207


@dataclass(frozen=True, slots=True, kw_only=True)
class Proofs:
    """How a user proves who they are. It stays inside the services: it is never shown and never logged."""

    user_id: int
    password_hash: str | None = field(repr=False)
    totp_secret: str | None = field(repr=False)  # encrypted
    totp_step: int
    totp_offered: str | None = field(repr=False)  # encrypted
    subject: str | None  # at the identity provider


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """Agents who are led together."""

    id: int
    name: str
    created_at: float
    agents: int = 0  # how many belong to it


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """An API key without its secret."""

    id: int
    name: str
    owner_id: int | None
    agent_id: int | None
    scopes: tuple[Permission, ...] | None
    networks: tuple[str, ...]
    created_at: float
    expires_at: float
    used_at: float | None
    revoked_at: float | None
    version: int
    grants: tuple[Grant, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """A wallboard; `settings` belong to its page, which reads them and writes them as a whole."""

    name: str
    settings: Mapping[str, Any]
    changed_by: str
    changed_at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardToken:
    """A link to one board, without its secret."""

    id: int
    name: str
    board: str
    company_id: int | None
    team_id: int | None
    created_by: str
    created_at: float
    expires_at: float | None
    revoked_at: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A browser in which a user or a board is signed in."""

    id: int
    user_id: int | None
    board_token_id: int | None
    stage: Stage
    way: Way
    client: str
    agent_string: str
    created_at: float
    seen_at: float
    idle_s: float | None
    ends_at: float | None
    confirmed_at: float | None


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a session may last: without a request, and in all; None: without end."""

    idle_s: float | None
    absolute_s: float | None


LIMITS: Final[Mapping[Role, Limits]] = MappingProxyType(
    {
        **dict.fromkeys(Role, Limits(0.5 * HOUR_S, 12 * HOUR_S)),
        # A talk may be long, and the agent's page asks for nothing meanwhile: a shift is the limit.
        Role.AGENT: Limits(None, 12 * HOUR_S),
        Role.WALLBOARD: Limits(None, None),
    }
)


def limits_of(grants: Iterable[Grant]) -> Limits:
    """The limits of a session with these grants: the shortest of their roles."""
    found = [LIMITS[grant.role] for grant in grants] or [LIMITS[Role.ADMIN]]
    return Limits(_least(one.idle_s for one in found), _least(one.absolute_s for one in found))


def _least(limits: Iterable[float | None]) -> float | None:
    return min((one for one in limits if one is not None), default=None)


class AccountChange(StrEnum):
    """A change to how a user signs in, of which they are told; the mail's template has a sentence for each."""

    PASSWORD = "password"  # noqa: S105 - a kind of change
    SECOND_FACTOR_ADDED = "second_factor_added"
    SECOND_FACTOR_REMOVED = "second_factor_removed"
    BACKUP_CODES = "backup_codes"
    LINK = "link"
