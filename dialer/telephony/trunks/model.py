"""The configuration of trunks, and of groups of them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Trunk:
    """A way out to the public network."""

    id: int
    node_id: int
    name: str
    dial: str
    number_format: str
    max_channels: int
    calls_per_second: float
    enabled: bool
    country: str = ""  # ISO 3166, where its calls enter the public network; empty: unknown
    provider_proof: bool = False  # the provider vouches for home numbers that come from abroad
    retired_at: float | None = None  # None: in use


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignOfTrunk:
    """A campaign that calls over a trunk, by itself or by a group."""

    id: int
    name: str
    is_under_way: bool  # a trunk that such a one uses cannot be retired


@dataclass(frozen=True, slots=True, kw_only=True)
class TrunkUses:
    """Who uses a trunk now, as far as the reader sees them, and how many calls live on it."""

    is_enabled: bool
    live_calls: int
    campaigns: tuple[CampaignOfTrunk, ...] = ()
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupMember:
    """A trunk in a group. Limits of None are those of the trunk itself."""

    trunk_id: int
    order: int = 1  # the lowest is taken first
    weight: int = 1  # its share of the calls, beside the others of its order
    max_channels: int | None = None
    calls_per_second: float | None = None
    number_format: str = ""  # empty: as the trunk has it


@dataclass(frozen=True, slots=True, kw_only=True)
class TrunkGroup:
    """Trunks of one node that campaigns use as one. `failover_on` are causes as of `dialer.telephony.trunks.rules`."""

    id: int
    node_id: int
    name: str
    failover_on: tuple[str, ...] = ()
    members: tuple[GroupMember, ...] = ()  # by order, then as written
