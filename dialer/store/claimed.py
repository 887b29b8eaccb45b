"""The tables of leads that cells hold, and of where a claim looks for them."""

from sqlalchemy import BigInteger, Column, Float, ForeignKey, Integer
from sqlmodel import Field, SQLModel

from dialer.store.columns import BIG_KEY


class LeadClaim(SQLModel, table=True):
    """A lead in a cell's hopper while its owner's lease lasts, or until whoever moves the lead takes the claim away.

    No foreign key: PostgreSQL would look every lead up, which costs more than all the rest of a claim. What stands here
    of a lead that has gone on says nothing (dialer/store/holding.py), and ends by itself.
    """

    __tablename__ = "lead_claim"

    lead_id: int = Field(
        sa_column=Column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False)
    )
    owner: str


class ClaimLease(SQLModel, table=True):
    """Until when all that an owner has claimed is its own, unless it renews the lease."""

    __tablename__ = "claim_lease"

    owner: str = Field(primary_key=True)
    until: float = Field(sa_column=Column(Float(53), nullable=False))


class LeadShelf(SQLModel, table=True):
    """Which zone keys and priorities the leads of a list have: the few places where a claim has to look."""

    __tablename__ = "lead_shelf"

    list_id: int = Field(sa_column=Column(BIG_KEY, ForeignKey("lead_list.id", ondelete="CASCADE"), primary_key=True))
    zone_key: str = Field(primary_key=True)
    priority: int = Field(primary_key=True)
