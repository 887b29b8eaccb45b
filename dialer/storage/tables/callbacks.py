"""The table of call-backs."""

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from dialer.storage.columns import instant, instant_or_none, key, ref, where


class Callback(SQLModel, table=True):
    """A call at a promised instant, by one agent or by anyone; or a lead to be dialled next."""

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
    attempt_id: str | None = None  # the attempt in which it was promised
    made_at: float = instant()
    made_by: str = ""
    ended_at: float | None = instant_or_none()
    ended_by: str = ""
    asked_at: float | None = instant_or_none()
    confirmed_at: float | None = instant_or_none()
    confirmed_by: str = Field(default="", sa_column_kwargs={"server_default": ""})
