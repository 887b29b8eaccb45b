"""The tables of campaigns. Rows stay in the stores, which return frozen dataclasses."""

from typing import Any

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Index, Integer, UniqueConstraint, false
from sqlmodel import Field, SQLModel

from dialer.storage.columns import BIG_KEY, filled, instant, key, ref, where


def _counted() -> Any:
    """A count of rows, for a column that was added later."""
    return Field(default=0, sa_column=Column(Integer, nullable=False, server_default="0"))


class Campaign(SQLModel, table=True):
    """How a set of lists is dialled."""

    __table_args__ = (
        Index("ix_campaign_status", "status"),
        Index("ix_campaign_budget", "shared_budget", **where("shared_budget <> ''")),
    )

    id: int | None = key()
    name: str = Field(unique=True)
    company_id: int = ref("company.id")
    node_id: int = ref("node.id")
    caller_id_id: int | None = ref("caller_id.id", nullable=True)
    status: str = "stopped"
    mode: str = "progressive"
    ratio: float = 1.0
    target_abandon_share: float = 0.03
    wait_limit_ms: int = 2000  # from answer; the dialplan enforces it
    ring_limit_ms: int = 25000
    wrap_up_limit_ms: int = 30000  # after it the agent is ready again, even without a disposition
    amd: str = ""  # arguments of Asterisk's AMD(); empty: off, "default": its own
    fallback: str = "hangup"  # or "message": what an answered person hears when no agent comes
    message: str = ""  # the sound of that message
    time_zone: str = "Europe/Rome"  # of leads that have none
    hours: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    max_attempts: int = 6
    caps: list[dict[str, Any]] = Field(
        default_factory=list, sa_column=Column(JSON, nullable=False, server_default="[]")
    )
    retries: str = filled("first")
    callback_hold_s: float = instant(default=30.0, server_default="30")
    callback_grace_s: float = instant(default=900.0, server_default="900")
    callback_fallback: str = filled("anyone")
    shared_budget: str = filled("")  # name of the shared abandonment budget, or empty
    law: dict[str, Any] = Field(
        default_factory=dict, sa_column=Column(JSON, nullable=False, server_default="{}")
    )  # compliance.settings
    field_types: dict[str, Any] = Field(
        default_factory=dict, sa_column=Column(JSON, nullable=False, server_default="{}")
    )  # custom
    created_at: float = instant()
    on_machine: str = filled("hangup")  # core.enums.OnMachine
    machine_message: str = filled("")  # the sound that a machine is left, or a handset introduced with
    handset_wait_ms: int = filled(20000)  # after an introduction
    hold_music: str = filled("")  # the music class of Asterisk that is heard on hold; empty: comfort noise
    language: str = filled("")  # in which recordings speak to people whose own is not known, as in "it"
    mask_numbers: bool = Field(default=False, sa_column=Column(Boolean, nullable=False, server_default=false()))


class CampaignTrunk(SQLModel, table=True):
    """Which trunks a campaign uses, best first."""

    __tablename__ = "campaign_trunk"

    campaign_id: int = Field(sa_column=Column(BIG_KEY, ForeignKey("campaign.id"), primary_key=True))
    trunk_id: int = Field(sa_column=Column(BIG_KEY, ForeignKey("trunk.id"), primary_key=True))
    position: int = 0


class RetryRule(SQLModel, table=True):
    """What happens to a lead after an outcome or a disposition of this campaign."""

    __tablename__ = "retry_rule"
    __table_args__ = (UniqueConstraint("campaign_id", "on"),)

    id: int | None = key()
    campaign_id: int = ref("campaign.id")
    on: str  # an Outcome, or `disposition:<code>`
    then: str  # Then
    wait_s: float = 0.0
    at_most: int = 0  # attempts with this result; 0: the campaign's max_attempts
    next_phone: bool = False
    other_time: bool = filled(False)
    growth: float = instant(default=1.0, server_default="1")


class DispositionCode(SQLModel, table=True):
    """A result that an agent may choose."""

    __tablename__ = "disposition"
    __table_args__ = (UniqueConstraint("campaign_id", "code"),)

    id: int | None = key()
    campaign_id: int = ref("campaign.id")
    code: str
    label: str = ""  # empty: Pronto's own
    needs_callback: bool = False  # the agent must give a time
    is_success: bool = False
    is_machine: bool = Field(default=False, sa_column=Column(Boolean, nullable=False, server_default=false()))
    is_refusal: bool = Field(default=False, sa_column=Column(Boolean, nullable=False, server_default=false()))
    position: int = 0
    requires: list[str] = Field(
        default_factory=list, sa_column=Column(JSON, nullable=False, server_default="[]")
    )  # what an agent must give with it: Required
    reasons: list[dict[str, Any]] = Field(
        default_factory=list, sa_column=Column(JSON, nullable=False, server_default="[]")
    )  # sub-reasons to choose from: {"code": …, "labels": {language: text}}
    is_wrong_party: bool = Field(default=False, sa_column=Column(Boolean, nullable=False, server_default=false()))


class CellMemory(SQLModel, table=True):
    """What a cell's pacer has learned, so that it survives a restart."""

    __tablename__ = "cell_memory"

    campaign_id: int = Field(sa_column=Column(BIG_KEY, ForeignKey("campaign.id"), primary_key=True))
    saved_at: float = instant()
    learned: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
