"""What an agent reports as wrong, independent of any database."""

from dataclasses import dataclass
from enum import StrEnum


class IssueReportKind(StrEnum):
    """What is wrong."""

    SCRIPT = "script"
    PRICE = "price"
    LIST = "list"  # who is called
    LINE = "line"  # how it sounds
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueReport:
    """An agent's issue report, and what came of it. Instants are epoch seconds."""

    id: int
    agent_id: int
    agent_name: str
    campaign_id: int | None
    attempt_id: str | None  # the call in which it was noticed
    kind: IssueReportKind
    note: str
    made_at: float
    resolved_at: float | None
    resolved_by: str
    answer: str
