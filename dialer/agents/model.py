"""An agent's stored data, independent of any database."""

from dataclasses import dataclass

from dialer.core.enums import AgentWish, LegKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Agent:
    """A person who takes calls."""

    id: int
    name: str
    display_name: str
    phone: str  # dial string, such as `PJSIP/1001`
    leg_kind: LegKind
    language: str
    wish: AgentWish
    pause_reason: str
    campaign_id: int | None
    wish_at: float
    shift_ends_at: float | None = None  # epoch seconds; no call after it
    also_campaign_ids: tuple[int, ...] = ()  # the agent also takes their calls
    break_at: float | None = None  # when the next planned break begins
    country: str = ""  # ISO 3166, where the agent sits; empty: as the campaign says
    retired_at: float | None = None  # None: in use
