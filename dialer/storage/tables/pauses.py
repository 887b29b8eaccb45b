"""The tables of pauses. Rows stay in the stores, which return frozen dataclasses."""

from typing import Any

from sqlalchemy import JSON, Column, Index
from sqlmodel import Field, SQLModel

from dialer.storage.columns import instant, instant_or_none, key, ref


class PauseReasons(SQLModel, table=True):
    """The reasons to pause of the installation, or of a team, in their order."""

    __tablename__ = "pause_reasons"

    scope: str = Field(primary_key=True)  # empty: the installation; else the id of a team
    reasons: list[dict[str, Any]] = Field(sa_column=Column(JSON, nullable=False))


class AgentPause(SQLModel, table=True):
    """A pause that an agent took; of several at once only the last is open."""

    __tablename__ = "agent_pause"
    __table_args__ = (Index("ix_agent_pause_agent_id_started_at", "agent_id", "started_at"),)

    id: int | None = key()
    agent_id: int = ref("agent.id")
    reason: str
    rests: bool
    started_at: float = instant()
    ended_at: float | None = instant_or_none()
