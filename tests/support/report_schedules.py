"""A report that is sent each morning, as its row."""

from typing import Any


def each_morning(campaign_id: int, *, next_at: float) -> dict[str, Any]:
    """What is known of it."""
    return {
        "campaign_id": campaign_id,
        "rhythm": "daily",
        "weekday": 0,
        "at": "07:30",
        "time_zone": "Europe/Rome",
        "figures": ["disposition"],
        "recipients": ["boss@example.org"],
        "language": "it",
        "is_paused": False,
        "next_at": next_at,
    }
