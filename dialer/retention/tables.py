"""The tables of retention. Rows stay in the stores; what leaves them are frozen dataclasses."""

from typing import Any

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel

from dialer.storage.columns import instant, instant_or_none, key


class RetentionRun(SQLModel, table=True):
    """One run of retention, and its report. A day's run is one engine's at a time: whoever holds its lease."""

    __tablename__ = "retention_run"

    id: int | None = key()
    day: str | None = Field(default=None, unique=True)  # as 2026-11-25, of the run that is due; none when asked for
    actor: str = ""
    owner: str = ""  # the process that does it, as dialer/core/process_identity.py names it
    lease_until: float = instant(default=0.0)
    started_at: float = instant()
    ended_at: float | None = instant_or_none()
    report: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
