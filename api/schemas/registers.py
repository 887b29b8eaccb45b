"""Registers on the wire: scrubs, answers and their state."""

from typing import Self

from api.schemas.suppressions import Number, RejectedShown
from api.schemas.wire import Asked, At, AtOrNever, Resource, Shown
from dialer.registers.model import AnswerState
from dialer.registers.store.registers import Scrub


class ScrubShown(Resource):
    """One asking of a register. Status is open, sent or returned.

    While its answer is taken in, `done` of `total` rows are read (`phase` is reading), numbers written (writing), or
    those that it does not name gone through (concluding); after a stop in the middle they say how far it was.
    `cancelled_at`: the last one was cancelled on its way in, and none has been begun since.
    """

    id: int
    controller_id: int
    register_name: str
    list_id: int | None
    status: str
    sent: int
    listed: int
    sent_at: At
    sent_by: str
    sent_sha256: str
    returned_at: AtOrNever
    returned_by: str
    returned_sha256: str
    receipt: str
    version: str
    phase: str
    done: int
    total: int
    cancelled_at: AtOrNever

    @classmethod
    def of(cls, inner: Scrub) -> Self:
        """Show a scrub."""
        shown = cls.model_validate(inner)
        return shown if inner.cancelled_at is None else shown.model_copy(update={"returned_sha256": ""})


class AnsweredShown(Shown):
    """What a result file brought. `rejected` are the first of `rejected_rows`, and `rejected_more` are not among them.

    Whoever stands in a row that was not read has no answer, or where the file holds the free numbers, counts as listed.
    """

    scrub: ScrubShown
    rows: int
    answered: int
    rejected_rows: int
    rejected_more: int
    rejected: list[RejectedShown]


class FactsWanted(Asked):
    """The number that is asked about, in the body, so that no log of addresses holds it."""

    number: Number


class ScrubFactsShown(Shown):
    """A register's last answer on a number, for one controller."""

    register_name: str
    state: AnswerState
    listed: bool | None
    checked_at: AtOrNever
    age_s: float | None
    valid_until: AtOrNever
    scrub_id: int | None
    receipt: str
    version: str


class RegisterStatusShown(Shown):
    """How many answers a controller has of a register, and how many count no more."""

    register_name: str
    fresh: int
    stale: int
    listed: int
    oldest_fresh_at: AtOrNever
