"""The tables of simulations and of what happened. Rows stay in the stores, which return frozen dataclasses."""

from typing import Any

from sqlalchemy import JSON, Column, Float, ForeignKey, Index
from sqlmodel import Field, SQLModel

from dialer.storage.columns import BIG_KEY, instant, instant_or_none, key, ref


class Simulation(SQLModel, table=True):
    """What a campaign would do at several paces, by its own past calls; and which of them it got."""

    __table_args__ = (Index("ix_simulation_campaign_id_id", "campaign_id", "id"),)

    id: int | None = key()
    campaign_id: int = ref("campaign.id")
    actor: str
    asked_at: float = instant()
    job_id: int | None = Field(default=None, sa_column=Column(BIG_KEY))  # jobs are swept, simulations stay
    asked: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    found: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    points: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    ended_at: float | None = instant_or_none()
    failed: str = ""
    chosen: int | None = None
    chosen_at: float | None = instant_or_none()
    replaced_at: float | None = instant_or_none()


class CampaignWork(SQLModel, table=True):
    """How the day of a campaign stood at the end of one of its quarters of an hour: sums since the day began."""

    __tablename__ = "campaign_work"

    campaign_id: int = Field(sa_column=Column(BIG_KEY, ForeignKey("campaign.id"), primary_key=True))
    at: float = Field(sa_column=Column(Float(53), primary_key=True))  # when the quarter began, epoch seconds
    day: str  # as 2026-11-29, by the campaign's clock
    staffed_s: float = instant(default=0.0)  # of all agents together
    busy_s: float = instant(default=0.0)  # talk and wrap-up
    served: int = 0
    abandoned: int = 0
