"""The table of issue reports. Rows stay in the store, which returns frozen dataclasses."""

from sqlalchemy import BigInteger, Column, Index
from sqlmodel import Field, SQLModel

from dialer.storage.columns import instant, instant_or_none, key, ref, where


class IssueReport(SQLModel, table=True):
    """Something that an agent reports as wrong."""

    __tablename__ = "issue_report"
    __table_args__ = (Index("ix_issue_report_open", "made_at", "id", **where("resolved_at IS NULL")),)

    id: int | None = key()
    agent_id: int = ref("agent.id", index=True)
    # No foreign keys: what was wrong may be mended when the campaign or the call is gone.
    campaign_id: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True, index=True))
    attempt_id: str | None = None
    kind: str
    note: str = ""
    made_at: float = instant()
    resolved_at: float | None = instant_or_none()
    resolved_by: str = ""
    answer: str = ""
