"""The tables of leads that are booked for an instant, and of how far dialling has come into each list."""

from sqlalchemy import Column, ForeignKey, Index
from sqlmodel import Field, SQLModel

from dialer.store.columns import BIG_KEY, instant, instant_or_none, key, ref, where


class ListTally(SQLModel, table=True):
    """How far into a list dialling has come; counted as calls end."""

    __tablename__ = "list_tally"

    list_id: int = Field(sa_column=Column(BIG_KEY, ForeignKey("lead_list.id"), primary_key=True))
    dialled: int = 0  # leads called at least once
    contacted: int = 0  # leads that an agent talked to at least once


class Callback(SQLModel, table=True):
    """A call at a promised instant, by one agent or by anyone; or a lead that is to be dialled next of all."""

    __table_args__ = (
        Index("ix_callback_waiting", "campaign_id", "due_at", **where("state = 'waiting'")),
        Index("ix_callback_lead", "lead_id"),
    )

    id: int | None = key()
    campaign_id: int = ref("campaign.id")
    lead_id: int = ref("lead.id")
    kind: str = "promise"  # CallbackKind
    agent_id: int | None = ref("agent.id", nullable=True, index=True)
    due_at: float = instant()
    deadline_at: float = instant()
    state: str = "waiting"  # CallbackState
    note: str = ""
    attempt_id: str | None = None  # in which it was promised
    made_at: float = instant()
    made_by: str = ""
    ended_at: float | None = instant_or_none()
    ended_by: str = ""
