"""The tables of companies. Rows stay in the stores, which return frozen dataclasses."""

from typing import Any

from sqlalchemy import JSON, Column, UniqueConstraint
from sqlmodel import Field, SQLModel

from dialer.storage.columns import filled, instant_or_none, key, ref


class Company(SQLModel, table=True):
    """The company on whose behalf people are called."""

    id: int | None = key()
    name: str = Field(unique=True)
    privacy: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False, server_default="{}"))
    former_names: list[str] = Field(
        default_factory=list, sa_column=Column(JSON, nullable=False, server_default="[]")
    )  # oldest first
    retired_at: float | None = instant_or_none()  # None: in use; retired ones stay for what was done in their name


class CallerId(SQLModel, table=True):
    """A number that a company may show to the people it calls."""

    __tablename__ = "caller_id"
    __table_args__ = (UniqueConstraint("company_id", "number"),)

    id: int | None = key()
    company_id: int = ref("company.id")
    number: str  # E.164
    label: str = ""
    classes: list[str] = Field(
        default_factory=list, sa_column=Column(JSON, nullable=False, server_default="[]")
    )  # CliClass
    declared_in: list[str] = Field(
        default_factory=list, sa_column=Column(JSON, nullable=False, server_default="[]")
    )  # registers: ROC …
    tested_at: float | None = instant_or_none()  # when it was last called to see who answers
    test_reached: str = filled("")  # agent, identity_message, or nothing
    owner: str = filled("")  # the company to which the operator assigned the number
    registry_line: str = filled("")  # the name under which it stands in a register of operators
    attestation: str = filled("")  # A, B or C: how far its provider vouches for it (US)
