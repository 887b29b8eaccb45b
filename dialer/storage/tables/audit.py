"""The tables of audit. Rows stay inside the stores, which return frozen dataclasses."""

from typing import Any

from sqlalchemy import JSON, Column, Index, Integer
from sqlmodel import Field, SQLModel

from dialer.storage.columns import BIG_KEY, filled, instant, key


def _counted() -> Any:
    """A count of rows, in a column added later."""
    return Field(default=0, sa_column=Column(Integer, nullable=False, server_default="0"))


class AuditHead(SQLModel, table=True):
    """The last line of the audit and its hash: one row, locked while lines are added."""

    __tablename__ = "audit_head"

    id: int = Field(primary_key=True)
    line_id: int = Field(sa_column=Column(BIG_KEY, nullable=False))
    hash: str


class AuditLine(SQLModel, table=True):
    """Who did what, in order."""

    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_subject", "subject", "id"),)

    id: int | None = key()
    at: float = instant()
    actor: str
    action: str
    subject: str = ""
    facts: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    hash: str = filled("")  # chains it to the previous line: dialer/audit/rules.py
