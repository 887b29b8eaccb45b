"""Persons' rights, retention and unmasking on the wire."""

from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field

from api.paging import Page
from api.schemas.suppressions import Number
from api.schemas.wire import Country, Id, Instant, Line, RequestBody, Shown
from dialer.core.enums import RecordingAnswer
from dialer.data_protection.service import Erasure
from dialer.data_protection.service import PersonQuery as Inner
from dialer.people.persons.model import KeptRequest
from dialer.people.persons.store.consents import RecordingConsent


class DocumentForm(StrEnum):
    """Format of a document."""

    JSON = "json"
    HTML = "html"
    TEXT = "text"


class PersonWanted(RequestBody):
    """The person: whoever has this number, this external id, or both.

    `country` (ISO 3166) is that of a number without a country code; by default that of the company's lists.
    """

    number: Number | None = None
    country: Country = ""
    external_id: Annotated[Line, Field(max_length=200)] | None = None
    received_at: Instant | None = None

    def asked(self, company_id: int) -> Inner:
        """The form for the service."""
        return Inner(company_id=company_id, number=self.number, external_id=self.external_id, country=self.country)

    @property
    def received(self) -> float | None:
        """When the person made the request, epoch seconds; None for now."""
        return self.received_at.timestamp() if self.received_at else None


class DataRequestShown(Shown, of=KeptRequest, without=("company_id", "digest")):
    """A person's request about their data, and when it was answered. The person is a key, not a number."""

    kind: Literal["access", "erasure"]
    person: str = Field(description="The same for each request of the same number or external id.")

    @classmethod
    def of_request(cls, inner: KeptRequest) -> Self:
        """Show a request."""
        return cls.model_validate(
            {
                **{name: getattr(inner, name) for name in cls.model_fields if name != "person"},
                "person": inner.digest[:16],
            }
        )


class DataRequestPage(Page[DataRequestShown]):
    """A page of requests, newest first."""


class ErasureWanted(PersonWanted):
    """The person, and whether all the person's numbers are suppressed first."""

    suppress: bool = True


class ErasureShown(Shown, of=Erasure):
    """Numbers of rows emptied or deleted, and of newly suppressed numbers."""


class RecordingConsentInput(RequestBody):
    """What a person said about being recorded, and whether notice was given before."""

    answer: RecordingAnswer
    notice_given: bool


class ConsentShown(Shown, of=RecordingConsent):
    """What a person said about being recorded."""


class UnmaskInput(RequestBody):
    """A pseudonym of a report, and the reason for resolving it."""

    pseudonym: Line = Field(min_length=3, max_length=60)
    reason: Line = Field(min_length=5, max_length=500)


class Unmasked(Shown):
    """The number."""

    number: str


class RotationInput(RequestBody):
    """Whether older pseudonyms become impossible to resolve."""

    forget: bool = False


class RotationDone(Shown):
    """The name of the new key."""

    key: Id
