"""The tables of suppression. Rows stay inside the stores, which return frozen dataclasses."""

from sqlalchemy import Boolean, Column, Index, String, false
from sqlmodel import Field, SQLModel

from dialer.storage.columns import BIG_KEY, filled, instant, where

OF_CALL = where("source LIKE 'attempt:%'")


class Suppression(SQLModel, table=True):
    """A number or person that must not be called by a company, by a campaign, or by anyone on this system."""

    __table_args__ = (Index("ix_suppression_digest", "digest"), Index("ix_suppression_call", "source", **OF_CALL))

    scope: str = Field(primary_key=True)  # `all`, `company:<id>` or `campaign:<id>`
    digest: str = Field(primary_key=True)  # of the number, or of the external id of a lead that objected
    of_what: str = Field(default="number", sa_column=Column(String, nullable=False, server_default="number"))
    # A number of a lead that objected: a later row with it and without an external id is the same person.
    holder_known: bool = Field(default=False, sa_column=Column(Boolean, nullable=False, server_default=false()))
    reason: str = ""
    source: str = ""
    added_at: float = instant()
    added_by: str = ""
    repeated: bool = filled(default=False)  # objected to by another way since: no correction of a call takes it back


class LeadObjection(SQLModel, table=True):
    """A lead whose person objected in a scope. It binds every other lead of the person, also one that is linked later.

    It goes when a suppression of the person is lifted in that scope: whoever agrees again is not bound by the lead.
    """

    __tablename__ = "lead_objection"
    __table_args__ = (Index("ix_lead_objection_call", "source", **OF_CALL),)

    lead_id: int = Field(sa_column=Column(BIG_KEY, primary_key=True, autoincrement=False))
    scope: str = Field(primary_key=True)
    reason: str = ""
    source: str = ""
    added_at: float = instant()
    added_by: str = ""
    repeated: bool = filled(default=False)  # as of a suppression
