"""Jobs, kinds of jobs, and the interruption of a job."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any, Final, Protocol

from dialer.core.errors import DialerError
from dialer.core.file_fault import BadFile
from dialer.core.time_units import DAY_S
from dialer.i18n.message import Message, message_of, msg, to_plain

QUEUED: Final = "queued"
RUNNING: Final = "running"
DONE: Final = "done"
FAILED: Final = "failed"
CANCELLED: Final = "cancelled"  # told of a job that went with what it worked on; it is in no row
OPEN: Final = (QUEUED, RUNNING)

KEPT_S: Final = 7 * DAY_S  # an ended job; one with a result is kept for ever
MOST_TRIES: Final = 4
FAULT: Final = msg("Pronto failed; its log says more.")
LEFT: Final = msg("The process that did it ended before it was done: ask for it again.")
ASKER_LEFT: Final = msg("Who asked for it went away before it was done.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a job is: `done` of `total` (None: not known) in the units of its kind, and its phase."""

    done: int = 0
    total: int | None = None
    phase: Message | str = ""


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
    message: Message | str  # what it waits for, or why it failed
    done: int
    total: int | None
    phase: Message | str
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


class Turns(Protocol):
    """A limit of how many requests do something at once, as `dialer.jobs.turns.AtOnce`."""

    def check(self) -> None:
        """Raise the refusal if no more may wait."""

    def turn(self) -> AbstractAsyncContextManager[None]:
        """Wait for a turn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JobKind:
    """How jobs of one kind are run.

    `run` starts or continues one. With `failed`, a failing job is given up and `failed` is called; without, it is
    retried for ever. A kind without `run` is only attended: a request does it itself, nobody else can, and what a dead
    process has left is ended as failed. `turns` limits how many requests do it at once.
    """

    name: str
    run: Callable[[Job], Awaitable[Any]] | None = None
    turns: Turns | None = None
    at_once: int | None = None  # at most, in one process; None: no limit
    failed: Callable[[Job, Exception], Awaitable[None]] | None = None
    is_here: Callable[[Job], bool] = lambda _: True  # whether this machine has what the job needs
    waits: Callable[[Job, Message], None] = lambda _job, _message: None  # called with what a job waits for
    queued: Callable[[Sequence[Job]], None] = lambda _: None  # called with the jobs that wait, the next one first


_TOLD: Final = (
    "id",
    "kind",
    "subject",
    "status",
    "actor",
    "created_at",
    "ended_at",
    "done",
    "total",
    "phase",
    "message",
)


def as_told(job: Job) -> Mapping[str, Any]:
    """What the stream tells of a job, as a JSON value: all but its arguments, its result and who runs it."""
    return {name: to_plain(getattr(job, name)) for name in _TOLD}


def why_failed(error: BaseException) -> Message | str:
    """What a failed job says of the error that ended it."""
    match error:
        case BadFile(reason=reason):
            return reason
        case Interrupted(why=why):
            return why
        case DialerError():
            return message_of(error)
        case Exception():
            return FAULT
        case _:
            return ASKER_LEFT
