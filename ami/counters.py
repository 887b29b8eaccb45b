"""Counts of one client since it was made, for metrics and for the doctor."""

from dataclasses import dataclass


@dataclass(slots=True)
class Counters:
    """Counts, from the start of the process; they never go back."""

    bytes_in: int = 0
    events: int = 0
    """Events received, wanted or not."""
    unwanted: int = 0
    """Dropped by name, unread: a sign that the event filter in manager.conf is missing."""
    unreadable: int = 0
    before_up: int = 0
    """Dropped because they came before the link was up; the state is asked for then."""
    callback_errors: int = 0
    """Exceptions from the owner's callback."""
    stray_answers: int = 0
    """Answers that came after their deadline."""
    links: int = 0
    """How often a link came up."""
    losses: int = 0
    """How often a link that was up was lost."""
