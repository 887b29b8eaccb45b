"""Reports on the wire."""

from enum import StrEnum


class ReportForm(StrEnum):
    """Format of a report; `events` are its raw events as CSV, one call a line."""

    JSON = "json"
    HTML = "html"
    EVENTS = "events"
