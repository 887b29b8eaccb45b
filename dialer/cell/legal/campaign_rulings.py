"""The rulings on a campaign as a whole, kept by its cell."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from dialer.cell.legal.held_lists import HeldList
from dialer.compliance.facts import CampaignFacts
from dialer.compliance.ruling import Ruling


@dataclass(slots=True)
class Whole:
    """The last rulings on the campaign as a whole; renewed every minute, and when figures change."""

    look_at: float = 0.0  # when to look again
    refused: Ruling | None = None  # the campaign may not dial
    held: Ruling | None = None  # it may not dial ahead of its agents
    told: tuple[str, str] = ("", "")  # the rule that holds it whatever rings now, and its guard's step, as logged
    watching_locked_by: str = ""  # the rule that keeps agents' names from the board, as logged
    lists: Mapping[int, HeldList] = field(default_factory=dict)  # held lists, by id
    # Of the pool of caller ids, those that may be shown, by trunk and country of the person called.
    lawful_numbers: dict[tuple[int, str], frozenset[str]] = field(default_factory=dict)
    figures: tuple[object, ...] = ()
    facts: CampaignFacts = field(default_factory=CampaignFacts)
    facts_of: tuple[object, ...] = ()
    screens: dict[int, tuple[float, float]] = field(default_factory=dict)
    """For agents who left: start and end of their last stretch without a break."""
