"""Tokens, sessions, suppressions and the audit on the wire."""

from typing import Any

from pydantic import Field, SecretStr

from api.schemas.wire import Asked, At, AtOrNever, Id, Name, Shown
from dialer.words import Role


class SessionAsked(Asked):
    """The token that a page signs in with."""

    token: SecretStr = Field(min_length=1, max_length=200)


class Me(Shown):
    """Who the caller is."""

    name: str
    role: Role
    agent_id: int | None


class TokenAsked(Asked):
    """A new token. One of the role agent names its agent."""

    name: Name
    role: Role
    agent_id: Id | None = None


class TokenMade(Shown):
    """The secret of a new token, shown this once."""

    secret: str


class TokenShown(Shown):
    """A token without its secret."""

    id: int
    name: str
    role: Role
    agent_id: int | None
    created_at: At
    revoked_at: AtOrNever


class SuppressionsAsked(Asked):
    """Numbers that a controller must not call any more."""

    numbers: list[str] = Field(min_length=1, max_length=1000)
    reason: str = Field(default="", max_length=500)


class SuppressionsAdded(Shown):
    """How many of the numbers were not suppressed before."""

    added: int


class SuppressionShown(Shown):
    """A suppressed number, as its keyed hash: the number itself is not kept."""

    scope: str
    digest: str
    reason: str
    source: str
    added_at: At
    added_by: str


class AuditShown(Shown):
    """One act."""

    id: int
    at: At
    actor: str
    action: str
    subject: str
    facts: dict[str, Any]
    hash: str
