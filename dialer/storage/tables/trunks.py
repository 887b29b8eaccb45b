"""The tables of trunks and of groups of them. Rows stay in the stores, which return frozen dataclasses."""

from sqlalchemy import JSON, Column, Float, ForeignKey, UniqueConstraint
from sqlmodel import Field, SQLModel

from dialer.storage.columns import BIG_KEY, filled, instant_or_none, key, ref


class Trunk(SQLModel, table=True):
    """A way out to the public network; `dial` holds `{number}`, as in `PJSIP/{number}@carrier`."""

    __table_args__ = (UniqueConstraint("node_id", "name"),)

    id: int | None = key()
    node_id: int = ref("node.id")
    name: str  # the PJSIP endpoint
    dial: str
    number_format: str = "e164"  # dialer/telephony/trunks/number_formats.py
    max_channels: int = 60
    calls_per_second: float = 5.0
    enabled: bool = True
    country: str = filled("")  # ISO 3166, where its calls enter the public network; empty for unknown
    provider_proof: bool = filled(False)  # the provider vouches for home numbers that come from abroad
    retired_at: float | None = instant_or_none()  # None: in use; retired ones stay for the history of calls


class TrunkGroup(SQLModel, table=True):
    """Trunks of one node that campaigns use as one."""

    __tablename__ = "trunk_group"

    id: int | None = key()
    node_id: int = ref("node.id")
    name: str = Field(unique=True)
    failover_on: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))


class TrunkGroupMember(SQLModel, table=True):
    """A trunk in a group; limits of None are the trunk's own."""

    __tablename__ = "trunk_group_member"

    group_id: int = Field(sa_column=Column(BIG_KEY, ForeignKey("trunk_group.id"), primary_key=True))
    trunk_id: int = Field(sa_column=Column(BIG_KEY, ForeignKey("trunk.id"), primary_key=True))
    position: int = 0
    order: int = 1  # the lowest is taken first
    weight: int = 1
    max_channels: int | None = None
    calls_per_second: float | None = Field(default=None, sa_column=Column(Float(53)))
    number_format: str = filled("")  # empty: as the trunk has it


class CampaignTrunkGroup(SQLModel, table=True):
    """Which group a campaign uses instead of trunks of its own."""

    __tablename__ = "campaign_trunk_group"

    campaign_id: int = Field(sa_column=Column(BIG_KEY, ForeignKey("campaign.id"), primary_key=True))
    group_id: int = Field(sa_column=Column(BIG_KEY, ForeignKey("trunk_group.id"), nullable=False, index=True))
