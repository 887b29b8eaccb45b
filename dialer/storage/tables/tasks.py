"""The table of tasks. Rows stay inside the stores, which return frozen dataclasses."""

from sqlalchemy import Index
from sqlmodel import SQLModel

from dialer.storage.columns import instant, instant_or_none, key, ref, where


class Task(SQLModel, table=True):
    """Something owed to a person by an instant: to send, to ask, to check, to call."""

    __table_args__ = (
        Index("ix_task_open", "company_id", "due_at", **where("state = 'open'")),
        Index("ix_task_agent", "agent_id", **where("state = 'open'")),
    )

    id: int | None = key()
    company_id: int = ref("company.id")
    person_id: int | None = ref("person.id", nullable=True, index=True)
    interaction_id: int | None = ref("interaction.id", nullable=True, index=True)
    kind: str  # TaskKind
    note: str = ""
    due_at: float = instant()
    agent_id: int | None = ref("agent.id", nullable=True)
    team_id: int | None = ref("team.id", nullable=True)
    state: str = "open"  # TaskState
    made_at: float = instant()
    made_by: str = ""
    ended_at: float | None = instant_or_none()
    ended_by: str = ""
