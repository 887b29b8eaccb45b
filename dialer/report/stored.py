"""What a campaign's report is made of, as it was read from the database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dialer.campaigns import CampaignConfig


@dataclass(frozen=True, slots=True, kw_only=True)
class CallSeen:
    """One attempt that has ended; instants are epoch seconds. `number` may be a pseudonym already, beginning with ~."""

    id: str
    lead_id: int
    number: str
    caller_id: str
    mode: str
    placed_at: float
    ringing_at: float | None
    answered_at: float | None
    greeting_ended_at: float | None = None
    agent_joined_at: float | None
    opted_out_at: float | None = None
    ended_at: float
    outcome: str
    agent_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A register's last answer on a number."""

    register_name: str
    listed: bool
    checked_at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """Everything up to `until`, epoch seconds; what was written later is left out, so that a report can be repeated."""

    until: float
    campaign: CampaignConfig
    caller_ids: Mapping[str, str]  # the controller's inventory: number to label
    lists: Sequence[Mapping[str, Any]]
    calls: Sequence[CallSeen]  # in the order they were placed
    suppressed_at: Mapping[str, float]  # numbers that were dialled and are suppressed, since when
    suppressions: Mapping[str, int]  # of the controller and the campaign, by reason
    checks: Mapping[str, Sequence[Check]]  # by dialled number
    scrubs: Sequence[Mapping[str, Any]]
    bases: Mapping[str, int]  # leads that were dialled, by the basis they carry; "none" for those without
    consents: Mapping[str, int]  # recording consents by answer
    requests: Sequence[Mapping[str, Any]]
    rulings: Mapping[str, int]  # `answer rule` by count, as they were logged
    acts: Sequence[Mapping[str, Any]]  # audit lines on this campaign, and retention runs
    integrity: Mapping[str, Any]
