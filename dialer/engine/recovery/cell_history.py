"""What a cell starts with: its campaign's past before this engine."""

from dataclasses import dataclass, field

from dialer.cell.dialling.forecast_accounts import LiveLearned
from dialer.cell.tally import Tally


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """What a campaign's pacer has learned, and the tally of its day."""

    learned: LiveLearned = field(default_factory=LiveLearned)
    tally: Tally = field(default_factory=Tally)
