"""Reports on the wire."""

from enum import StrEnum


class ReportForm(StrEnum):
    """How a report is given: `events` are the raw events that it is made of, a call a line, as CSV."""

    JSON = "json"
    HTML = "html"
    EVENTS = "events"
