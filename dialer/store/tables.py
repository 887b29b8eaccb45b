"""The tables of the call centre. Rows stay below `dialer.store`; what leaves it are frozen dataclasses.

Instants are epoch seconds (float, UTC), so that the engine's one clock, SQLite and PostgreSQL agree without conversion.
"""

from typing import Any

from sqlalchemy import JSON, Boolean, Column, Float, ForeignKey, Index, String, UniqueConstraint, false
from sqlmodel import Field, SQLModel

from dialer.store.columns import BIG_KEY, instant, instant_or_none, key, loose, ref, where

# Attempts that count for the rate of abandoned calls; said here as the index that holds them has it.
COUNTED = "agent_joined_at IS NOT NULL OR unserved_at IS NOT NULL OR outcome IN ('abandoned', 'machine')"


class Controller(SQLModel, table=True):
    """The company on whose behalf people are called."""

    id: int | None = key()
    name: str = Field(unique=True)
    privacy: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False, server_default="{}"))


class Node(SQLModel, table=True):
    """One Asterisk. Its secret is never stored: `secret_env` names the environment variable that holds it."""

    id: int | None = key()
    name: str = Field(unique=True)
    host: str
    port: int = 5038
    username: str = "pronto"
    secret_env: str = "PRONTO_AMI_SECRET"  # noqa: S105 - the name of a variable, not its content
    tls: bool = False
    max_channels: int = 200
    calls_per_second: float = 10.0
    dial_patterns: list[str] = Field(  # dial strings allowed besides PJSIP endpoints
        default_factory=list, sa_column=Column(JSON, nullable=False, server_default="[]")
    )
    retired_at: float | None = instant_or_none()  # since when nobody uses it; it stays for the history of calls


class Trunk(SQLModel, table=True):
    """A way out to the public network; `dial` holds `{number}`, as in `PJSIP/{number}@carrier`."""

    __table_args__ = (UniqueConstraint("node_id", "name"),)

    id: int | None = key()
    node_id: int = ref("node.id")
    name: str  # the PJSIP endpoint
    dial: str
    number_format: str = "e164"  # or "plain": E.164 without the plus
    max_channels: int = 60
    calls_per_second: float = 5.0
    enabled: bool = True
    country: str = ""  # ISO 3166, where its calls enter the public network; empty for unknown
    provider_proof: bool = False  # the provider vouches for home numbers that come from abroad
    retired_at: float | None = instant_or_none()  # since when nobody uses it; it stays for the history of calls


class Campaign(SQLModel, table=True):
    """How a set of lists is dialled."""

    __table_args__ = (
        Index("ix_campaign_status", "status"),
        Index("ix_campaign_budget", "shared_budget", **where("shared_budget <> ''")),
    )

    id: int | None = key()
    name: str = Field(unique=True)
    controller_id: int = ref("controller.id")
    node_id: int = ref("node.id")
    caller_id_id: int | None = ref("caller_id.id", nullable=True)
    status: str = "stopped"
    mode: str = "progressive"
    ratio: float = 1.0
    target_abandon_share: float = 0.03
    wait_limit_ms: int = 2000  # from answer; the media path keeps it
    ring_limit_ms: int = 25000
    wrap_up_limit_ms: int = 30000  # then the agent is ready again, disposition or not
    amd: str = ""  # arguments of Asterisk's AMD(), empty for off, "default" for its own
    fallback: str = "hangup"  # or "message": what an answered person gets when no agent comes
    message: str = ""  # sound of that message
    time_zone: str = "Europe/Rome"  # of leads that have none
    hours: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    max_attempts: int = 6
    caps: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    retries: str = "first"
    callback_hold_s: float = instant(default=30.0)
    callback_grace_s: float = instant(default=900.0)
    callback_fallback: str = "anyone"
    stock_version: int = 0  # grows whenever it changes which leads are dialled next
    shared_budget: str = ""  # of abandoned calls: its name, or none
    law: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))  # compliance.settings
    field_types: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))  # custom
    created_at: float = instant()


class CampaignTrunk(SQLModel, table=True):
    """Which trunks a campaign uses, best first."""

    __tablename__ = "campaign_trunk"

    campaign_id: int = Field(sa_column=Column(BIG_KEY, ForeignKey("campaign.id"), primary_key=True))
    trunk_id: int = Field(sa_column=Column(BIG_KEY, ForeignKey("trunk.id"), primary_key=True))
    position: int = 0


class RecycleRule(SQLModel, table=True):
    """What becomes of a lead after an outcome or a disposition of this campaign."""

    __tablename__ = "recycle_rule"
    __table_args__ = (UniqueConstraint("campaign_id", "on"),)

    id: int | None = key()
    campaign_id: int = ref("campaign.id")
    on: str  # an Outcome, or `disposition:<code>`
    then: str  # Then
    wait_s: float = 0.0
    at_most: int = 0  # attempts with this result; 0 for the campaign's max_attempts
    next_phone: bool = False
    other_time: bool = False
    growth: float = instant(default=1.0)


class DispositionCode(SQLModel, table=True):
    """A result an agent may choose."""

    __tablename__ = "disposition"
    __table_args__ = (UniqueConstraint("campaign_id", "code"),)

    id: int | None = key()
    campaign_id: int = ref("campaign.id")
    code: str
    label: str
    label_it: str = ""
    needs_callback: bool = False  # the agent must say when
    is_success: bool = False
    is_machine: bool = Field(default=False, sa_column=Column(Boolean, nullable=False, server_default=false()))
    is_refusal: bool = Field(default=False, sa_column=Column(Boolean, nullable=False, server_default=false()))
    position: int = 0


class LeadList(SQLModel, table=True):
    """Where leads came from. A list belongs to one campaign at a time."""

    __tablename__ = "lead_list"

    id: int | None = key()
    name: str = Field(unique=True)
    controller_id: int = ref("controller.id")
    campaign_id: int | None = ref("campaign.id", nullable=True, index=True)
    country: str = "IT"  # of numbers written without a country code
    enabled: bool = True
    field_types: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    consent: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))  # where rows say none
    needs_basis: bool = False  # a row without a legal basis is rejected
    weight: int = 0  # its share among the lists of its campaign; 0: none, it comes after those that have one
    order_by: str = ""  # in what order leads not yet tried are dialled: dialer/leads/ordering.py
    filter: str = ""  # which leads are dialled at all: dialer/leads/filters.py
    filter_sees_numbers: bool = Field(
        default=False, sa_column=Column(Boolean, nullable=False, server_default=false())
    )  # whoever wrote it may see them whole
    archived_at: float | None = instant_or_none()
    archived_counts: dict[str, int] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    task: str = ""  # what a process is doing to its leads: rank, archive, unarchive
    task_done: int = 0  # leads
    task_total: int = 0
    task_after: int = Field(default=0, sa_column=Column(BIG_KEY, nullable=False))  # id of the last lead that is done
    created_at: float = instant()


class ListAssignment(SQLModel, table=True):
    """A list was given to a campaign, and the audit does not say yet what the campaign's rules say of its leads."""

    __tablename__ = "list_assignment"

    id: int | None = key()
    list_id: int = Field(sa_column=Column(BIG_KEY, nullable=False))  # this and the next may be deleted since
    campaign_id: int = Field(sa_column=Column(BIG_KEY, nullable=False))
    at: float = instant()


class Lead(SQLModel, table=True):
    """One person to call."""

    __table_args__ = (
        Index(
            "ix_lead_claim",
            *("list_id", "state", "zone_key", "priority", "due_at", "rank", "id"),
            **where("state <> 'archived'"),
        ),
        Index("ix_lead_done", "list_id", "done_reason", **where("state = 'done'")),
        Index("ix_lead_claimed", "lease_until", "lease_owner", **where("state = 'claimed'")),
        Index("ix_lead_wrapping", "list_id", **where("state = 'wrapping'")),
        UniqueConstraint("list_id", "external_id"),
    )

    id: int | None = key()
    list_id: int = Field(sa_column=Column(BIG_KEY, loose("lead_list.id"), nullable=False))
    external_id: str | None = None
    name: str = ""
    language: str = ""
    fields: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    zone_key: str = ""  # every zone the person may be in, sorted, joined by "|"; empty: the campaign's
    state: str = "open"
    priority: int = 0  # smaller is sooner
    due_at: float = instant(default=0.0)  # 0 until it was tried: then its rank tells its turn
    rank: float = Field(default=0.0, sa_column=Column(Float(53), nullable=False, server_default="0"))
    wait_reason: str = Field(default="", sa_column=Column(String, nullable=False, server_default=""))  # till `due_at`
    callback_id: int | None = Field(default=None, sa_column=Column(BIG_KEY))  # the call-back that it is booked for
    lease_owner: str | None = None  # this and the next: of engines before revision 0091; claims are in `lead_claim`
    lease_until: float = instant(default=0.0)
    attempts: int = 0
    next_phone: int = 0  # position of the phone to dial next
    done_reason: str = ""
    notes: str = ""
    postcode: str = ""
    owner: str = ""  # name of the agent whose lead it is
    consent: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    import_id: int | None = Field(default=None, sa_column=Column(BIG_KEY))  # which import brought it


class LeadPhone(SQLModel, table=True):
    """A phone of a lead."""

    __tablename__ = "lead_phone"
    __table_args__ = ({"sqlite_with_rowid": False},)  # its rows lie in the key itself: one tree fewer to write

    lead_id: int = Field(sa_column=Column(BIG_KEY, loose("lead.id", ondelete="CASCADE"), primary_key=True))
    position: int = Field(primary_key=True)
    number: str = Field(index=True)  # E.164
    label: str = ""


class Agent(SQLModel, table=True):
    """Someone who takes calls. What the agent asked for is here; what the agent does now is the engine's."""

    id: int | None = key()
    name: str = Field(unique=True)
    display_name: str = ""
    phone: str  # dial string of the phone, as in `PJSIP/1001`
    leg_kind: str = "standing"
    language: str = "it"
    wish: str = "logged_out"
    pause_reason: str = ""
    campaign_id: int | None = ref("campaign.id", nullable=True, index=True)
    wish_at: float = instant(default=0.0)
    shift_ends_at: float | None = instant_or_none()
    break_at: float | None = instant_or_none()  # of the next planned break
    country: str = ""  # ISO 3166, where the agent sits; empty: where the campaign says
    retired_at: float | None = instant_or_none()  # since when nobody uses it; it stays for the history of calls


class AgentCampaign(SQLModel, table=True):
    """A campaign whose calls a logged-in agent takes besides those of the one that `agent.campaign_id` names."""

    __tablename__ = "agent_campaign"

    agent_id: int = Field(sa_column=Column(BIG_KEY, ForeignKey("agent.id"), primary_key=True))
    campaign_id: int = Field(sa_column=Column(BIG_KEY, ForeignKey("campaign.id"), primary_key=True))


class Attempt(SQLModel, table=True):
    """One dialling of one phone of one lead. Its id is the channel's id at Asterisk."""

    __table_args__ = (
        Index("ix_attempt_live", "node_id", **where("state <> 'ended'")),
        Index("ix_attempt_lead", "lead_id", "placed_at"),
        Index("ix_attempt_placed", "campaign_id", "placed_at"),
        Index("ix_attempt_number", "number", "placed_at"),
        Index("ix_attempt_at", "placed_at", "id"),
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
    greeting_started_at: float | None = instant_or_none()  # the first sound, where a law counts from it
    greeting_ended_at: float | None = instant_or_none()  # where machine detection heard it
    agent_joined_at: float | None = instant_or_none()
    unserved_at: float | None = instant_or_none()  # the time to wait for an agent was over: the treatment began
    opted_out_at: float | None = instant_or_none()  # by a key, while the message played
    ended_at: float | None = instant_or_none()
    outcome: str | None = None
    ended_by: str | None = None  # who asked for its end, where anybody was seen to
    cause: int | None = None  # Q.850
    tech_cause: str = ""
    disposition: str | None = None
    disposed_at: float | None = instant_or_none()
    heard: str | None = None  # `machine`: the agent met one, and said so
    turned_down: bool | None = None  # the person refused the offer, by what the disposition meant when it was given
    note: str = ""
    ruling: str = ""  # what the rules said when the call was allowed, as compact JSON
    ruled_after: str = Field(default="", sa_column=Column(String, nullable=False, server_default=""))  # at its end
