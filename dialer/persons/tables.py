"""The tables of persons. Rows stay inside the stores, which return frozen dataclasses."""

from sqlalchemy import Column, ForeignKey, Index
from sqlmodel import Field, SQLModel

from dialer.storage.columns import instant, instant_or_none, key, ref


class DataRequest(SQLModel, table=True):
    """A person's request about their data, and when it was answered. The person is a keyed hash."""

    __tablename__ = "data_request"
    __table_args__ = (Index("ix_data_request_received", "controller_id", "received_at"),)

    id: int | None = key()
    controller_id: int = ref("controller.id")
    kind: str  # access, erasure
    digest: str
    received_at: float = instant()
    due_at: float = instant()
    answered_at: float | None = instant_or_none()
    actor: str = ""


class RecordingConsent(SQLModel, table=True):
    """A person's answer about call recording. The last one on an attempt counts, else the last one on the lead."""

    __tablename__ = "recording_consent"

    id: int | None = key()
    lead_id: int = ref("lead.id", index=True)
    attempt_id: str | None = Field(default=None, sa_column=Column(ForeignKey("attempt.id"), index=True))
    answer: str  # granted, refused, withdrawn
    notice_given: bool
    at: float = instant()
    actor: str = ""
