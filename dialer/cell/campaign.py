"""What a cell knows of its campaign, read and checked once."""

from collections.abc import Mapping
from dataclasses import dataclass

from dialer.compliance.gate import Rules
from dialer.leads.recycle import RecycleRule
from dialer.words import CampaignStatus
from pacing.snapshot import Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign:
    """A campaign as its cell runs it. Durations in seconds unless the name says `_ms`."""

    id: int
    name: str
    controller_id: int
    node_id: int
    status: CampaignStatus
    policy: Policy
    rules: Rules
    trunk_ids: tuple[int, ...]  # best first
    caller_id: str
    recycle: Mapping[str, RecycleRule]
    promises: frozenset[str]  # dispositions that promise to call back
    wrap_up_limit_s: float
    wait_limit_ms: int
    ring_limit_ms: int
    amd: str = ""  # arguments of Asterisk's AMD(); empty for off
    fallback: str = "hangup"
    message: str = ""
