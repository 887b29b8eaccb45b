"""A schedule by which a campaign's results are sent, and its runs, independent of any database."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from dialer.campaigns.results.model import Dimension


class Rhythm(StrEnum):
    """How often a report is sent: of the day before, or of the seven days before."""

    DAILY = "daily"
    WEEKLY = "weekly"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportSchedule:
    """Which results are sent to whom, and when. Instants are epoch seconds."""

    id: int
    campaign_id: int
    rhythm: Rhythm
    weekday: int  # 0 is Monday; of weekly reports
    at: str  # the time of day, as 07:30
    time_zone: str  # by whose clocks that is
    figures: tuple[Dimension, ...]  # what the results are broken down by, besides the funnel
    recipients: tuple[str, ...]
    language: str
    is_paused: bool
    created_by: str
    created_at: float
    next_at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportRun:
    """One report of a schedule: over which days, and what became of its messages."""

    id: int
    schedule_id: int
    due_at: float
    first_day: date
    last_day: date
    made_at: float | None  # None: not yet
    messages: tuple[int, ...]
