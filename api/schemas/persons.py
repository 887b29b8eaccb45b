"""Persons' rights, retention and unmasking on the wire."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from api.schemas.suppressions import Number
from api.schemas.wire import Asked, At, Country, Id, Instant, Line, Shown
from dialer.core.enums import RecordingAnswer
from dialer.persons.service import Asked as Inner


class DocumentForm(StrEnum):
    """How a document is given."""

    JSON = "json"
    HTML = "html"
    TEXT = "text"


class PersonWanted(Asked):
    """Whose data is meant: whoever has this number, this external id, or both at once.

    `country` is that of a number written without one; otherwise that of all the controller's lists.
    """

    number: Number | None = None
    country: Country = ""
    external_id: Annotated[Line, Field(max_length=200)] | None = None
    received_at: Instant | None = None

    def asked(self, controller_id: int) -> Inner:
        """The form for the service."""
        return Inner(
            controller_id=controller_id, number=self.number, external_id=self.external_id, country=self.country
        )

    @property
    def received(self) -> float | None:
        """When the person made the request, epoch seconds; None for now."""
        return self.received_at.timestamp() if self.received_at else None


class ErasureWanted(PersonWanted):
    """The same, and whether every number of the person is suppressed first."""

    suppress: bool = True


class ErasureShown(Shown):
    """How many rows were emptied or deleted, and how many numbers are suppressed that were not before."""

    leads: int
    phones: int
    attempts: int
    rejected_rows: int
    suppressed: int


class RecordingConsentAsked(Asked):
    """What a person said about being recorded, and whether notice was given before."""

    answer: RecordingAnswer
    notice_given: bool


class ConsentShown(Shown):
    """What a person said about being recorded."""

    lead_id: int
    attempt_id: str | None
    answer: RecordingAnswer
    notice_given: bool
    at: At
    actor: str


class UnmaskAsked(Asked):
    """A report's stand-in for a number, and why the number has to be seen."""

    pseudonym: Line = Field(min_length=3, max_length=60)
    reason: Line = Field(min_length=5, max_length=500)


class Unmasked(Shown):
    """The number."""

    number: str


class RotationAsked(Asked):
    """Whether older stand-ins shall fit nobody any more."""

    forget: bool = False


class RotationDone(Shown):
    """The name of the new key."""

    key: Id
