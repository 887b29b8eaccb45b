"""An agent's stored data, independent of any database."""

from dataclasses import dataclass
from typing import Final

from dialer.core.enums import AgentWish, LegKind

WRAP_UP_EXTRA_S: Final = 30.0  # what an agent may add to a wrap-up, once


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
    team_id: int | None = None
    pause_s: float | None = None  # the pause lasts so long; None: until the agent asks to be ready
    pause_rests: bool = True  # it counts as a break from the screen
    hand_at: float | None = None  # since when the agent asks for help
    hand_note: str = ""
    hand_asks: str = ""  # the reason of a pause that needs approval
    rejoin_s: int | None = None  # how long a person is kept if the leg is lost in talk; None: as the phone is
    languages: tuple[str, ...] = ()  # in which the agent talks with people; none: in that of the page
