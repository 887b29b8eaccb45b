"""The tables of requests. Rows stay inside the stores, which return frozen dataclasses."""

from typing import Any

from sqlalchemy import JSON, Column, Float
from sqlmodel import Field, SQLModel


class KeyedRequest(SQLModel, table=True):
    """A write that came with an Idempotency-Key. Key, caller, route and body are kept as keyed hashes."""

    __tablename__ = "keyed_request"

    id: str = Field(primary_key=True)  # of caller, route and key
    body: str
    begun_at: float = Field(sa_column=Column(Float(53), nullable=False, index=True))
    status: int | None = None  # of the answer; null until there is one
    answer: str | None = None  # null if it may not be kept
    headers: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
