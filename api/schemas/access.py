"""Tokens, sessions and the audit on the wire."""

from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, Secret

from api.answer_language import worded
from api.schemas.wire import Asked, At, AtOrNever, Id, Line, Name, Shown
from dialer.audit.store import Verdict
from dialer.core.enums import Role


def _unwrapped(said: Any) -> Any:
    return said.strip() if isinstance(said, str) else said


class SessionAsked(Asked):
    """The token that a page signs in with."""

    token: Secret[Annotated[Line, Field(min_length=1, max_length=200), BeforeValidator(_unwrapped)]]
    """Spaces and new lines around it, as they come with a pasted one, are taken off."""


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


class AuditShown(Shown):
    """One act."""

    id: int
    at: At
    actor: str
    action: str
    subject: str
    facts: dict[str, Any]
    hash: str


class VerdictShown(Shown):
    """What following the audit's chain found. `broken_at` is the first wrong line's id, or null when it is whole."""

    whole: bool
    lines: int
    broken_at: int | None
    why: str
    last_id: int | None
    last_hash: str | None

    @classmethod
    def of(cls, inner: Verdict) -> Self:
        """Show a verdict."""
        return cls(
            whole=inner.broken_at is None,
            lines=inner.lines,
            broken_at=inner.broken_at,
            why=worded(inner.why),
            last_id=inner.last.id if inner.last else None,
            last_hash=inner.last.hash if inner.last else None,
        )
