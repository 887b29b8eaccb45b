"""The tables of leads. Rows stay in the stores, which return frozen dataclasses."""

from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    UniqueConstraint,
)
from sqlmodel import Field, SQLModel

from dialer.storage.columns import BIG_KEY, filled, instant, key, loose, ref, where


def _counted() -> Any:
    """A count of rows, for a column that was added later."""
    return Field(default=0, sa_column=Column(Integer, nullable=False, server_default="0"))


class Lead(SQLModel, table=True):
    """One person to call."""

    __table_args__ = (
        Index(
            "ix_lead_claim",
            *("list_id", "state", "zone_key", "priority", "due_at", "rank", "id"),
            **where("state <> 'archived'"),
        ),
        Index("ix_lead_done", "list_id", "done_reason", **where("state = 'done'")),
        Index("ix_lead_wrapping", "list_id", **where("state = 'wrapping'")),
        UniqueConstraint("list_id", "external_id"),
    )

    id: int | None = key()
    list_id: int = Field(sa_column=Column(BIG_KEY, loose("lead_list.id"), nullable=False))
    external_id: str | None = None
    name: str = ""
    language: str = ""
    fields: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    zone_key: str = ""  # every zone where the person may be, sorted, joined by "|"; empty: the campaign's
    state: str = "open"
    priority: int = 0  # smaller is sooner
    due_at: float = instant(default=0.0)  # 0 before the first attempt: until then the rank decides its turn
    rank: float = Field(default=0.0, sa_column=Column(Float(53), nullable=False, server_default="0"))
    wait_reason: str = Field(default="", sa_column=Column(String, nullable=False, server_default=""))  # till `due_at`
    callback_id: int | None = Field(default=None, sa_column=Column(BIG_KEY))  # the call-back for which it is booked
    attempts: int = 0
    next_phone: int = 0  # position of the phone to dial next
    done_reason: str = ""
    notes: str = filled("")
    postcode: str = filled("")
    owner: str = filled("")  # name of the agent to whom the lead belongs
    consent: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    import_id: int | None = Field(default=None, sa_column=Column(BIG_KEY))  # that added it, or last changed it


class LeadPhone(SQLModel, table=True):
    """A phone of a lead."""

    __tablename__ = "lead_phone"
    __table_args__ = ({"sqlite_with_rowid": False},)  # rows lie in the key itself: one tree fewer to write

    lead_id: int = Field(sa_column=Column(BIG_KEY, loose("lead.id", ondelete="CASCADE"), primary_key=True))
    position: int = Field(primary_key=True)
    number: str = Field(index=True)  # E.164
    label: str = ""


class LeadRequest(SQLModel, table=True):
    """A request that added a lead, kept for some days so that it is done once. Key and body are keyed hashes."""

    __tablename__ = "lead_request"

    list_id: int = Field(sa_column=Column(BIG_KEY, ForeignKey("lead_list.id"), primary_key=True))
    key: str = Field(primary_key=True)
    body: str
    lead_id: int = ref("lead.id")
    became: str  # Became
    dialled_next: bool
    suppressed: int
    made_at: float = Field(sa_column=Column(Float(53), nullable=False, index=True))


class LeadClaim(SQLModel, table=True):
    """A lead in a cell's hopper, until its owner's lease ends or code that moves the lead on drops the claim.

    No foreign key: PostgreSQL would look up every lead, which costs more than the rest of a claim. A row for a lead
    that has moved on is without effect (dialer/people/leads/store/claim/claims.py), and expires.
    """

    __tablename__ = "lead_claim"

    lead_id: int = Field(
        sa_column=Column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False)
    )
    owner: str


class ClaimLease(SQLModel, table=True):
    """Until when all claims of an owner are valid, unless it renews the lease."""

    __tablename__ = "claim_lease"

    owner: str = Field(primary_key=True)
    until: float = Field(sa_column=Column(Float(53), nullable=False))


class LeadShelf(SQLModel, table=True):
    """Which zone keys and priorities a list's leads have: the few places that a claim must search."""

    __tablename__ = "lead_shelf"

    list_id: int = Field(sa_column=Column(BIG_KEY, ForeignKey("lead_list.id", ondelete="CASCADE"), primary_key=True))
    zone_key: str = Field(primary_key=True)
    priority: int = Field(primary_key=True)


class LeadStock(SQLModel, table=True):
    """The version of a campaign's leads: it grows with each change of which are dialled next. No row: none was made."""

    __tablename__ = "lead_stock"

    campaign_id: int = Field(sa_column=Column(BIG_KEY, ForeignKey("campaign.id", ondelete="CASCADE"), primary_key=True))
    version: int
