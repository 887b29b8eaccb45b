"""The table of leads that cells hold."""

from sqlalchemy import BigInteger, Column, Float, Integer
from sqlmodel import Field, SQLModel


class LeadClaim(SQLModel, table=True):
    """A lead in a cell's hopper until an instant, or until whoever moves the lead takes the claim away.

    No foreign key: PostgreSQL would look every lead up, which costs more than all the rest of a claim. What stands here
    of a lead that has gone on says nothing (dialer/store/holding.py), and ends by itself.
    """

    __tablename__ = "lead_claim"

    lead_id: int = Field(
        sa_column=Column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False)
    )
    owner: str
    until: float = Field(sa_column=Column(Float(53), nullable=False, index=True))
