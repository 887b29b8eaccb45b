"""The tables of interactions. Rows stay inside the stores, which return frozen dataclasses."""

from typing import Any

from sqlalchemy import JSON, Column, ForeignKey, Index
from sqlmodel import Field, SQLModel

from dialer.storage.columns import BIG_KEY, instant, instant_or_none, key, ref, where


class Interaction(SQLModel, table=True):
    """One contact of an agent with a person on one channel. Outcome and disposition of a call stay in its attempt."""

    __table_args__ = (
        Index("ix_interaction_person", "person_id", "started_at"),
        Index("ix_interaction_unfinished", "agent_id", **where("finished_at IS NULL")),
        Index("ix_interaction_noted", "started_at", **where("mood IS NOT NULL OR customer_type <> ''")),
    )

    id: int | None = key()
    company_id: int = ref("company.id")
    person_id: int | None = ref("person.id", nullable=True)
    lead_id: int | None = ref("lead.id", nullable=True, index=True)
    attempt_id: str | None = Field(default=None, sa_column=Column(ForeignKey("attempt.id"), unique=True))
    campaign_id: int | None = ref("campaign.id", nullable=True)
    agent_id: int | None = ref("agent.id", nullable=True, index=True)
    channel: str = "phone"  # Channel
    direction: str = "out"  # Direction
    started_at: float = instant()
    ended_at: float | None = instant_or_none()  # of a call its attempt says it
    topic: str = ""
    topic_2: str = ""
    mood: int | None = None  # -2 to 2, as an agent typed it; goes after 90 days
    customer_type: str = ""  # goes after 90 days
    facts: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    draft: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    typed_at: float | None = instant_or_none()  # when the draft was typed, by the page's clock
    saved_at: float | None = instant_or_none()
    finished_at: float | None = instant_or_none()  # a disposition has been given, or there is none to give


class MoodCount(SQLModel, table=True):
    """How many contacts of a month had a mood and a customer type: what stays when those go from the interactions."""

    __tablename__ = "mood_count"

    campaign_id: int = Field(sa_column=Column(BIG_KEY, ForeignKey("campaign.id"), primary_key=True))
    month: str = Field(primary_key=True)  # such as 2026-11, in UTC
    mood: str = Field(primary_key=True)  # empty: not noted
    customer_type: str = Field(primary_key=True)
    contacts: int
