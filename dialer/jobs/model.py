"""A job, the kinds of them, and what breaks one off."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from dialer.i18n.message import Message

QUEUED: Final = "queued"
RUNNING: Final = "running"
DONE: Final = "done"  # kept where it has a result; every other job is deleted at its end

MOST_TRIES: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Work of one kind on one subject. Until `lease_until` (epoch seconds) it is its owner's alone."""

    id: int
    kind: str
    subject: str
    arguments: Mapping[str, Any]
    status: str
    owner: str  # a process, as dialer/core/process_identity.py names it; empty: anybody's
    lease_until: float
    due_at: float  # it is not taken up before
    message: Message | str  # what it waits for
    result: Any
    actor: str
    created_at: float
    ended_at: float | None


@dataclass(eq=False)
class Interrupted(Exception):  # noqa: N818 - reads as what it is
    """A job was broken off: its process died, or the database did not do what it was asked.

    `absent`: the database could not be reached; `full`: it had no room; `unusable`: it is so until somebody mends it.
    """

    why: Message | str
    died: bool = False
    absent: bool = False
    full: bool = False
    unusable: bool = False
    is_further: bool = False  # than when it was begun this time
    tries: int = 1  # so far

    @property
    def is_final(self) -> bool:
        """Whether no further try is worth it."""
        if self.full:
            return False
        stuck = self.died and self.tries > 1 and not self.is_further
        return stuck or self.tries >= MOST_TRIES or not (self.died or self.absent)


@dataclass(frozen=True, slots=True, kw_only=True)
class JobKind:
    """How jobs of a kind are done.

    `run` does one, or goes on with it; what it returns is kept. With `failed`, a job that cannot be done is given up,
    and `failed` told; without, it is tried again for ever.
    """

    name: str
    run: Callable[[Job], Awaitable[Any]]
    at_once: int | None = None  # in one process; None: as many as there are
    failed: Callable[[Job, Exception], Awaitable[None]] | None = None
    is_here: Callable[[Job], bool] = lambda _: True  # whether this machine has what the job needs
    waits: Callable[[Job, Message], None] = lambda _job, _message: None  # told what a job waits for
    queued: Callable[[Sequence[Job]], None] = lambda _: None  # told which wait for their turn, the next one first
