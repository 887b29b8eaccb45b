"""Jobs, kinds of jobs, and the interruption of a job."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from dialer.i18n.message import Message

QUEUED: Final = "queued"
RUNNING: Final = "running"
DONE: Final = "done"  # jobs with a result are kept; others are deleted at their end

MOST_TRIES: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Work of one kind on one subject. Until `lease_until` (epoch seconds) only its owner works on it."""

    id: int
    kind: str
    subject: str
    arguments: Mapping[str, Any]
    status: str
    owner: str  # a process, named by dialer/core/process_identity.py; empty: none
    lease_until: float
    due_at: float  # it does not start before
    message: Message | str  # what it waits for
    result: Any
    actor: str
    created_at: float
    ended_at: float | None


@dataclass(eq=False)
class Interrupted(Exception):  # noqa: N818 - reads as what it is
    """A job was interrupted: its process died, or the database failed.

    `absent`: the database could not be reached; `full`: it had no space; `unusable`: it needs a repair.
    """

    why: Message | str
    died: bool = False
    absent: bool = False
    full: bool = False
    unusable: bool = False
    is_further: bool = False  # it progressed since this start
    tries: int = 1  # tries so far

    @property
    def is_final(self) -> bool:
        """Whether another try is useless."""
        if self.full:
            return False
        stuck = self.died and self.tries > 1 and not self.is_further
        return stuck or self.tries >= MOST_TRIES or not (self.died or self.absent)


@dataclass(frozen=True, slots=True, kw_only=True)
class JobKind:
    """How jobs of one kind are run.

    `run` starts or continues one; its result is kept. With `failed`, a failing job is given up and `failed` is called;
    without, it is retried for ever.
    """

    name: str
    run: Callable[[Job], Awaitable[Any]]
    at_once: int | None = None  # at most, in one process; None: no limit
    failed: Callable[[Job, Exception], Awaitable[None]] | None = None
    is_here: Callable[[Job], bool] = lambda _: True  # whether this machine has what the job needs
    waits: Callable[[Job, Message], None] = lambda _job, _message: None  # called with what a job waits for
    queued: Callable[[Sequence[Job]], None] = lambda _: None  # called with the jobs that wait, the next one first
