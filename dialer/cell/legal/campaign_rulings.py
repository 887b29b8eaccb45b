"""What the rules say of a campaign as a whole, kept by its cell."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from dialer.cell.legal.held_lists import HeldList
from dialer.compliance.facts import CampaignFacts
from dialer.compliance.verdict import Ruling


@dataclass(slots=True)
class Whole:
    """What the rules last said of the campaign as a whole; looked at anew every minute, and when figures change."""

    look_at: float = 0.0  # when to look again
    refused: Ruling | None = None  # the campaign may not dial
    held: Ruling | None = None  # it may not dial ahead of its agents
    told: tuple[str, str] = ("", "")  # the rule that holds it so whatever rings now, and its guard's step, as logged
    watching_locked_by: str = ""  # the rule that keeps agents' names from the board, as it was logged
    lists: Mapping[int, HeldList] = field(default_factory=dict)  # those that are not dialled, by id
    figures: tuple[object, ...] = ()
    facts: CampaignFacts = field(default_factory=CampaignFacts)
    facts_of: tuple[object, ...] = ()
    screens: dict[int, tuple[float, float]] = field(default_factory=dict)
    """Of agents who left: since when each had worked without a break, and when that ended."""
