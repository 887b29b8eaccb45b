"""Registers on the wire: scrubs, answers and their state."""

from typing import Self

from api.paging import Page
from api.schemas.suppressions import Number, RejectedShown
from api.schemas.wire import At, AtOrNever, RequestBody, Resource, Shown
from dialer.people.registers.model import ScrubFacts
from dialer.people.registers.store.registers import RegisterStatus, Scrub


class ScrubShown(Resource):
    """A scrub: a check of a list's numbers against a register. Status is open, sent or returned.

    While its answer is loaded, `done` of `total` rows are read (`phase` reading), numbers written (writing), or the
    remaining numbers completed (concluding); after an interruption they show how far it was. `cancelled_at`: loading
    was cancelled and has not been started again.
    """

    id: int
    company_id: int
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


class ScrubPage(Page[ScrubShown]):
    """A page of scrubs."""


class AnsweredShown(Shown):
    """Result of loading a register's file. `rejected` has the first of `rejected_rows`, without `rejected_more` others.

    A number in a rejected row has no answer; if the file holds the free numbers, it counts as listed.
    """

    scrub: ScrubShown
    rows: int
    answered: int
    rejected_rows: int
    rejected_more: int
    rejected: list[RejectedShown]


class FactsWanted(RequestBody):
    """The number to look up, in the body so that no log of URLs contains it."""

    number: Number


class ScrubFactsShown(Shown, of=ScrubFacts):
    """A register's last answer on a number, for one company."""


class RegisterStatusShown(Shown, of=RegisterStatus):
    """Number of answers a company has of a register, and how many are no longer valid."""
