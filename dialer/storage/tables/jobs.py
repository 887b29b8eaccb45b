"""The table of jobs."""

from typing import Any

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel

from dialer.storage.columns import filled, instant, instant_or_none, key


class Job(SQLModel, table=True):
    """Background work: an open job, or a done one with a result."""

    id: int | None = key()
    kind: str
    subject: str = ""
    key: str | None = Field(default=None, unique=True)  # unique key of work to be done only once
    arguments: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    status: str = "queued"  # queued, running, done, failed
    owner: str = ""  # the process that runs it, named by dialer/core/process_identity.py
    lease_until: float = instant(default=0.0)  # until then only its owner works on it
    due_at: float = instant(default=0.0)
    message: str = ""  # what it waits for, or why it failed
    done: int = filled(0)
    total: int | None = None
    phase: str = filled("")
    result: Any = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    actor: str = ""
    created_at: float = instant()
    ended_at: float | None = instant_or_none()
