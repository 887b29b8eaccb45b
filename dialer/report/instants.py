"""Instants as reports write them."""

from datetime import UTC, datetime


def utc(at: float) -> str:
    """An instant in UTC, to the millisecond."""
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds")
