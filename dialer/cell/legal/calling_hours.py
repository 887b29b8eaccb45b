"""The hours in which a campaign's leads may be called, by law and campaign, for forecasts."""

from collections.abc import Sequence
from dataclasses import dataclass

from dialer.cell.campaign import Campaign
from dialer.cell.legal.held_lists import books_of
from dialer.cell.legal.open_zones import closing_of, opening_of
from dialer.compliance.campaign_limits import Rules
from dialer.compliance.hours import BadHours
from dialer.compliance.rules import Rulebook
from dialer.core.time_units import DAY_S


@dataclass(frozen=True, slots=True)
class LawfulHours:
    """Implements `dialer.people.lists.rules.exhaustion.Hours`. An unknown zone is never open."""

    rules: Rules
    books: Sequence[Rulebook]

    def opens(self, zone_key: str, at: float) -> float | None:
        """When leads of these zones may next be called."""
        try:
            return opening_of(self.rules, tuple(self.books), zone_key, at)
        except BadHours:
            return None

    def closes(self, zone_key: str, at: float) -> float:
        """Until when they may be called, at least."""
        end = closing_of(self.rules, tuple(self.books), zone_key, at)
        return at + DAY_S if end is None else end


def hours_of(campaign: Campaign) -> LawfulHours:
    """The hours of a campaign's leads."""
    return LawfulHours(campaign.rules, books_of(campaign))
