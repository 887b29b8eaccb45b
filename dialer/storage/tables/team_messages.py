"""The table of team messages. Rows stay in the store, which returns frozen dataclasses."""

from sqlalchemy import BigInteger, Column, Index
from sqlmodel import Field, SQLModel

from dialer.storage.columns import instant, instant_or_none, key, ref


class TeamMessage(SQLModel, table=True):
    """What a supervisor told an agent."""

    __tablename__ = "team_message"
    __table_args__ = (Index("ix_team_message_agent_id_sent_at", "agent_id", "sent_at"),)

    id: int | None = key()
    agent_id: int = ref("agent.id")
    # No foreign key: a team that was dissolved has still been written to.
    team_id: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True))
    kind: str  # TeamMessageKind
    text: str
    sender: str
    actor: str
    sent_at: float = instant()
    read_at: float | None = instant_or_none()
