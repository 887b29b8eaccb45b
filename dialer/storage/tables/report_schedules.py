"""The tables of scheduled reports. Rows stay in the store, which returns frozen dataclasses."""

from sqlalchemy import JSON, Boolean, Column, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from dialer.storage.columns import instant, instant_or_none, key, ref


class ReportSchedule(SQLModel, table=True):
    """Which results of a campaign are sent to whom, and when."""

    __tablename__ = "report_schedule"
    __table_args__ = (Index("ix_report_schedule_next_at", "next_at"),)

    id: int | None = key()
    campaign_id: int = ref("campaign.id", index=True)
    rhythm: str  # Rhythm
    weekday: int
    at: str
    time_zone: str
    figures: list[str] = Field(sa_column=Column(JSON, nullable=False))
    recipients: list[str] = Field(sa_column=Column(JSON, nullable=False))
    language: str
    is_paused: bool = Field(sa_column=Column(Boolean, nullable=False))
    created_by: str
    created_at: float = instant()
    next_at: float = instant()


class ReportRun(SQLModel, table=True):
    """One report of a schedule."""

    __tablename__ = "report_run"
    __table_args__ = (UniqueConstraint("schedule_id", "due_at"),)

    id: int | None = key()
    schedule_id: int = ref("report_schedule.id")
    due_at: float = instant()
    first_day: str
    last_day: str
    made_at: float | None = instant_or_none()
    messages: list[int] = Field(sa_column=Column(JSON, nullable=False))
