"""The tables of suppression. Rows stay inside the stores, which return frozen dataclasses."""

from sqlalchemy import Boolean, Column, Index, String, false
from sqlmodel import Field, SQLModel

from dialer.storage.columns import instant


class Suppression(SQLModel, table=True):
    """A number or person that must not be called by a controller, by a campaign, or by anyone on this system."""

    __table_args__ = (Index("ix_suppression_digest", "digest"),)

    scope: str = Field(primary_key=True)  # `all`, `controller:<id>` or `campaign:<id>`
    digest: str = Field(primary_key=True)  # of the number, or of the external id of a lead that objected
    of_what: str = Field(default="number", sa_column=Column(String, nullable=False, server_default="number"))
    # A number of a lead that objected: a later row with it and without an external id is the same person.
    holder_known: bool = Field(default=False, sa_column=Column(Boolean, nullable=False, server_default=false()))
    reason: str = ""
    source: str = ""
    added_at: float = instant()
    added_by: str = ""
