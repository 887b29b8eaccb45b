"""The tables of data protection. Rows stay inside the stores, which return frozen dataclasses."""

from sqlalchemy import Index
from sqlmodel import SQLModel

from dialer.storage.columns import instant, instant_or_none, key, ref


class DataRequest(SQLModel, table=True):
    """A person's request about their data, and when it was answered. The person is a keyed hash."""

    __tablename__ = "data_request"
    __table_args__ = (Index("ix_data_request_received", "company_id", "received_at"),)

    id: int | None = key()
    company_id: int = ref("company.id")
    kind: str  # access, erasure
    digest: str
    received_at: float = instant()
    due_at: float = instant()
    answered_at: float | None = instant_or_none()
    actor: str = ""
