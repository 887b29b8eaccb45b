"""The audit on the wire."""

from typing import Annotated, Any, Self

from pydantic import BeforeValidator

from api.answer_language import in_answer_language
from api.paging import Page
from api.schemas.wire import Shown
from dialer.audit.rules import AuditLine
from dialer.audit.store import ChainCheck


class AuditShown(Shown, of=AuditLine):
    """An audit entry."""

    facts: Annotated[dict[str, Any], BeforeValidator(in_answer_language)]


class AuditPage(Page[AuditShown]):
    """Audit entries, newest first."""


class ChainCheckShown(Shown):
    """Result of verifying the audit chain. `broken_at` is the id of the first altered line, or null."""

    whole: bool
    lines: int
    broken_at: int | None
    why: str
    last_id: int | None
    last_hash: str | None

    @classmethod
    def of(cls, inner: ChainCheck) -> Self:
        """Show the check."""
        return cls(
            whole=inner.broken_at is None,
            lines=inner.lines,
            broken_at=inner.broken_at,
            why=in_answer_language(inner.why),
            last_id=inner.last.id if inner.last else None,
            last_hash=inner.last.hash if inner.last else None,
        )
