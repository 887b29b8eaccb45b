"""Roles, users, teams, keys and the links of boards on the wire."""

from typing import Annotated, Self

from pydantic import Field

from api.paging import Page
from api.schemas.wire import At, Id, Instant, Line, Name, RequestBody, Resource, Shown
from dialer.access.model import BoardToken, Grant, Key, Team, User
from dialer.access.roles import Permission
from dialer.core.enums import Role

Login = Annotated[
    str,
    Field(
        min_length=1,
        max_length=60,
        pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$",
        description="What the user types to sign in; capitals make no difference.",
        examples=["anna"],
    ),
]
Email = Annotated[
    str,
    Field(
        max_length=200,
        pattern=r"^[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+$",
        examples=["anna@example.org"],
    ),
]
SpokenLanguage = Annotated[
    str, Field(pattern=r"^([a-z]{2})?$", description="Empty: as the browser asks.", examples=["it"])
]
Scopes = Annotated[list[Permission], Field(max_length=100)]
Networks = Annotated[
    list[Annotated[Line, Field(max_length=50)]],
    Field(
        max_length=50, description="Addresses and networks that may use it; empty: any.", examples=[["192.0.2.0/24"]]
    ),
]


class RoleShown(Shown):
    """A role: its permissions, and in words what each lets one do."""

    role: Role
    permissions: dict[str, str]


class GrantInput(RequestBody):
    """A role for one company and one team; left out: for all."""

    role: Role
    company_id: Id | None = None
    team_id: Id | None = None

    def inner(self) -> Grant:
        """The grant."""
        return Grant(role=self.role, company_id=self.company_id, team_id=self.team_id)


class GrantShown(Shown, of=Grant):
    """A role that somebody has; without company or team for all."""


class UserInput(RequestBody):
    """A new user, who has no password yet: hand over a link (`POST /users/{user_id}/link`)."""

    name: Login
    display_name: Line = Field(default="", max_length=200, examples=["Anna Rossi"])
    email: Email | None = None
    language: SpokenLanguage = ""
    agent_id: Id | None = Field(default=None, description="The agent that this user is.")
    grants: list[GrantInput] = Field(default=[], max_length=50)


class UserChange(RequestBody):
    """What changes; what is left out stays."""

    name: Login | None = None
    display_name: Line | None = Field(default=None, max_length=200)
    email: Email | None = None
    language: SpokenLanguage | None = None
    agent_id: Id | None = None


class UserShown(Resource, of=User):
    """A user."""

    UNVERSIONED = frozenset({"grants", "totp", "has_password", "has_provider"})

    totp: bool = Field(description="Whether a second factor is set up.")
    has_provider: bool = Field(description="Whether the identity provider has signed the user in.")
    grants: list[GrantShown]

    @classmethod
    def of(cls, inner: User) -> Self:
        """Show a user."""
        return cls.model_validate(inner)


class UserPage(Page[UserShown]):
    """A page of users."""


class LinkMade(Shown):
    """A link that signs the user in once, in the place of a password. Hand it over; it is not shown again."""

    url: str
    expires_at: At


class SignedOut(Shown):
    """How many sessions have ended."""

    sessions: int


class TeamInput(RequestBody):
    """A team's name."""

    name: Name


class TeamShown(Resource, of=Team):
    """A team, and how many agents belong to it."""

    UNVERSIONED = frozenset({"agents"})


class TeamPage(Page[TeamShown]):
    """A page of teams."""


class KeyInput(RequestBody):
    """A new key. One with the role agent names its agent."""

    name: Name
    grants: list[GrantInput] = Field(min_length=1, max_length=50)
    scopes: Scopes | None = Field(default=None, description="Only these permissions of its roles; left out: all.")
    agent_id: Id | None = None
    networks: Networks = Field(default=[])
    expires_at: Instant = Field(description="When it ends; a year from now at the latest.")


class KeyChange(RequestBody):
    """What changes; what is left out stays."""

    name: Name | None = None
    networks: Networks | None = None
    expires_at: Instant | None = None


class KeyShown(Resource, of=Key):
    """A key without its secret."""

    UNVERSIONED = frozenset({"used_at"})

    owner_id: int | None = Field(description="The user who made it and whom it never exceeds; null: a machine.")
    grants: list[GrantShown]
    scopes: list[str] | None


class KeyPage(Page[KeyShown]):
    """A page of keys."""


class KeyMade(Shown):
    """A new key with its secret, shown this once."""

    key: KeyShown
    secret: str


class BoardTokenInput(RequestBody):
    """A link to one board, for a screen on the wall."""

    name: Name
    board: Line = Field(min_length=1, max_length=200, description="Which board its page shows.", examples=["floor"])
    company_id: Id | None = Field(default=None, description="Only this company's campaigns.")
    team_id: Id | None = None
    expires_at: Instant | None = Field(default=None, description="Left out: it opens until it is revoked.")


class BoardTokenShown(Resource, of=BoardToken):
    """A link to one board, without its secret."""

    @classmethod
    def of(cls, inner: BoardToken) -> Self:
        """Show a link."""
        return cls.model_validate(inner)


class BoardTokenPage(Page[BoardTokenShown]):
    """A page of boards' links."""


class BoardTokenMade(Shown):
    """A new link with its secret, shown this once. The secret stands in the fragment, which no server logs."""

    token: BoardTokenShown
    url: str
