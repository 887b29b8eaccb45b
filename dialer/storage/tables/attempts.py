"""The tables of attempts. Rows stay in the stores, which return frozen dataclasses."""

from typing import Any

from sqlalchemy import JSON, Column, Index, String
from sqlmodel import Field, SQLModel

from dialer.storage.columns import filled, instant, instant_or_none, ref, where

COUNTED = "agent_joined_at IS NOT NULL OR unserved_at IS NOT NULL OR outcome IN ('abandoned', 'machine')"


class Attempt(SQLModel, table=True):
    """One dialling of one phone of one lead. Its id is the channel's id at Asterisk."""

    __table_args__ = (
        Index("ix_attempt_live", "node_id", **where("state <> 'ended'")),
        Index("ix_attempt_lead", "lead_id", "placed_at"),
        Index("ix_attempt_placed", "campaign_id", "placed_at"),
        Index("ix_attempt_number", "number", "placed_at"),
        Index("ix_attempt_at", "placed_at", "id"),
        Index("ix_attempt_agent", "agent_id", "placed_at", **where("agent_id IS NOT NULL")),
        Index("ix_attempt_met", "campaign_id", "agent_joined_at", **where("heard = 'machine'")),
        Index(
            "ix_attempt_counted",
            *("campaign_id", "agent_joined_at", "unserved_at", "screened_at", "ended_at", "outcome"),
            **where(COUNTED),
        ),
        Index("ix_attempt_unsaid", "campaign_id", "ended_at", **where("outcome = 'connected' AND disposition IS NULL")),
    )

    id: str = Field(primary_key=True)
    campaign_id: int = ref("campaign.id")
    list_id: int = ref("lead_list.id")
    lead_id: int = ref("lead.id")
    node_id: int = ref("node.id")
    trunk_id: int = ref("trunk.id")
    agent_id: int | None = ref("agent.id", nullable=True)
    number: str
    phone_position: int = 0
    caller_id: str = ""
    mode: str = ""
    state: str = "placed"
    placed_at: float = instant()
    ringing_at: float | None = instant_or_none()
    answered_at: float | None = instant_or_none()
    screened_at: float | None = instant_or_none()
    greeting_started_at: float | None = instant_or_none()  # the first sound, if a law counts from it
    greeting_ended_at: float | None = instant_or_none()  # if machine detection measured it
    agent_joined_at: float | None = instant_or_none()
    unserved_at: float | None = instant_or_none()  # the wait limit passed and the fallback began
    opted_out_at: float | None = instant_or_none()  # by a key press during the message
    ended_at: float | None = instant_or_none()
    outcome: str | None = None
    ended_by: str | None = None  # who asked for the end, if anybody was seen to
    cause: int | None = None  # Q.850
    tech_cause: str = ""
    disposition: str | None = None
    disposed_at: float | None = instant_or_none()
    heard: str | None = None  # `machine`: the agent met one, and said so
    turned_down: bool | None = None  # the person declined the offer, by the disposition's meaning when it was given
    spared: bool | None = None  # its trunk was found to be at fault: it no longer counts for its lead
    note: str = ""
    ruling: str = filled("")  # of the rules when they allowed the call, as compact JSON
    ruled_after: str = Field(default="", sa_column=Column(String, nullable=False, server_default=""))  # at its end
    disposition_reason: str | None = None  # one of the disposition's own reasons
    handset_at: float | None = instant_or_none()  # a handset that screens calls answered, before its person did
    rejoins: int | None = None  # how often the talk went on after the agent's leg had been lost; None: never
    # What an undo gives again: the disposition before this one with its note and call-back; the lead, if called since.
    replaced: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    first_disposed_at: float | None = instant_or_none()  # which ended the wrap-up: a correction does not move it
