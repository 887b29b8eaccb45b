"""The table of desk phones. Rows stay in the store, which returns frozen dataclasses."""

from typing import Any

from sqlalchemy import JSON, Column, UniqueConstraint
from sqlmodel import Field, SQLModel

from dialer.storage.columns import instant, instant_or_none, key, ref


class DeskPhone(SQLModel, table=True):
    """A phone whose account Pronto has written into an Asterisk; it is deleted there before it is forgotten here.

    `sealed` is the secret, encrypted with a key of the state folder.
    """

    __tablename__ = "desk_phone"
    __table_args__ = (UniqueConstraint("node_id", "name"),)

    id: int | None = key()
    node_id: int = ref("node.id")
    name: str
    transport: str  # TrunkTransport
    sealed: str
    told: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    drift: list[Any] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    compared_at: float | None = instant_or_none()
    version: int
    actor: str
    made_at: float = instant()
    secret_at: float = instant()
    removed_at: float | None = instant_or_none()
