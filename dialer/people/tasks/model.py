"""A task, and a promise: what is owed to a person by an instant, independent of any database."""

from dataclasses import dataclass
from enum import StrEnum


class TaskKind(StrEnum):
    """What is to be done."""

    SEND = "send"
    ASK = "ask"
    CHECK = "check"
    CALL = "call"


class TaskState(StrEnum):
    """What became of a task."""

    OPEN = "open"
    DONE = "done"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """Something owed to a person, by an agent or by anyone of a team."""

    id: int
    company_id: int
    person_id: int | None
    interaction_id: int | None
    kind: TaskKind
    note: str
    due_at: float
    agent_id: int | None
    team_id: int | None
    state: TaskState
    made_at: float
    made_by: str
    ended_at: float | None
    ended_by: str


class PromiseKind(StrEnum):
    """By which act a promise was made."""

    CALLBACK = "callback"
    MESSAGE = "message"  # that is not sent yet
    TASK = "task"


class PromiseState(StrEnum):
    """How a promise stands."""

    OPEN = "open"
    LATE = "late"  # still owed, and its time is over
    KEPT = "kept"
    KEPT_LATE = "kept_late"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """A line of the promise ledger: a view over call-backs, messages and tasks, never written by hand."""

    kind: PromiseKind
    id: int
    due_at: float
    deadline_at: float  # later it is late
    state: PromiseState
    agent_id: int | None
    agent: str
    team_id: int | None
    company_id: int
    campaign_id: int | None
    campaign: str
    person_id: int | None
    person: str
    about: str  # of a task its kind, of a message its template
    note: str
    attempt_id: str | None = None  # of a call-back: the call in which it was promised

    @property
    def key(self) -> tuple[float, str, int]:
        """Its place in the ledger."""
        return self.due_at, self.kind.value, self.id
