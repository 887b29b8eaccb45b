"""The table of trunks' versions. Rows stay in the store, which returns frozen dataclasses."""

from typing import Any

from sqlalchemy import JSON, Column, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from dialer.storage.columns import instant, instant_or_none, key, ref, where


class TrunkVersion(SQLModel, table=True):
    """One version of a trunk that Pronto writes into Asterisk. Of each trunk at most one stands.

    `sealed` is the password, encrypted with a key of the state folder.
    """

    __tablename__ = "trunk_version"
    __table_args__ = (
        UniqueConstraint("node_id", "name", "number"),
        Index("ix_trunk_version_standing", "node_id", "name", unique=True, **where("state = 'standing'")),
    )

    id: int | None = key()
    node_id: int = ref("node.id")
    name: str  # of the trunk
    number: int
    state: str  # VersionState
    settings: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    sealed: str | None = None
    told: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    outcome: list[Any] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    drift: list[Any] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    compared_at: float | None = instant_or_none()
    job_id: int | None = None
    actor: str
    made_at: float = instant()
    stood_at: float | None = instant_or_none()
