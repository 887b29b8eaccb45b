"""The table of memos. Rows stay in the store, which returns frozen dataclasses."""

from sqlalchemy import BigInteger, Column, Index
from sqlmodel import Field, SQLModel

from dialer.storage.columns import instant, instant_or_none, key, ref


class Memo(SQLModel, table=True):
    """What a supervisor told an agent."""

    __table_args__ = (Index("ix_memo_agent_id_sent_at", "agent_id", "sent_at"),)

    id: int | None = key()
    agent_id: int = ref("agent.id")
    # No foreign key: a team that was dissolved has still been written to.
    team_id: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True))
    kind: str  # MemoKind
    text: str
    sender: str
    actor: str
    sent_at: float = instant()
    read_at: float | None = instant_or_none()
