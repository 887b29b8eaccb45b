"""The table of destinations. Rows stay in the store, which returns frozen dataclasses."""

from typing import Any

from sqlalchemy import JSON, Column, Float, ForeignKey
from sqlmodel import Field, SQLModel

from dialer.storage.columns import BIG_KEY, filled


class TrunkDestinations(SQLModel, table=True):
    """Where a trunk may call and how much in an hour. A trunk without a row may call its own country, without caps."""

    __tablename__ = "trunk_destinations"

    trunk_id: int = Field(sa_column=Column(BIG_KEY, ForeignKey("trunk.id"), primary_key=True, autoincrement=False))
    allowed: list[str] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))  # None: its country
    refused: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False, server_default="[]"))
    premium: bool = filled(False)
    calls_per_hour: int | None = None
    minutes_per_hour: int | None = None
    spend_per_hour: float | None = Field(default=None, sa_column=Column(Float(53)))
    currency: str = filled("EUR")
    prices: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False, server_default="{}"))
