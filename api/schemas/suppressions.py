"""Suppressions on the wire. No answer has a number or an external id: only keyed hashes are kept."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from api.answer_language import AnswerText
from api.paging import Page
from api.schemas.wire import Country, Id, Line, RequestBody, Shown
from dialer.people.imports.rows.rejected_row import Rejected
from dialer.people.suppression.service import FileLoaded
from dialer.people.suppression.store.suppressions import Suppressed, Suppression

Scope = Annotated[str, StringConstraints(pattern=r"^(all|company:\d{1,18}|campaign:\d{1,18})$")]
Number = Annotated[Line, Field(max_length=40)]
ExternalId = Annotated[Line, Field(min_length=1, max_length=200)]


class SuppressionsInput(RequestBody):
    """Numbers, and people by external id, that a company must no longer call.

    If only one person in the company's lists has a number, that person is not called at any other number either. If
    several have it, only the number is suppressed, and `external_ids` names who objected. `country` (ISO 3166) is that
    of numbers without a country code; by default that of the company's or campaign's lists.
    """

    numbers: list[Number] = Field(default=[], max_length=1000)
    external_ids: list[ExternalId] = Field(default=[], max_length=1000)
    country: Country = ""
    reason: Line = Field(default="", max_length=500)


class ScopedSuppressionsInput(SuppressionsInput):
    """Numbers and people to suppress within a scope: `all`, `company:<id>` or `campaign:<id>`."""

    scope: Scope


class SuppressionsAdded(Shown, of=Suppressed, without=("live",)):
    """Number of newly suppressed numbers, and of calls to them that were cancelled.

    `others` are newly suppressed further numbers of those who objected, `people` their newly suppressed external ids;
    `withdrawn` leads are no longer called. `shared` numbers belong to several people: only the number is suppressed,
    until `external_ids` names who objected.
    """

    called_off: int


class SuppressionLifted(RequestBody):
    """A number, or a person by external id, whose suppression within a scope is lifted.

    Withdrawn leads stay withdrawn; the person must be imported again.
    """

    scope: Scope
    number: Number | None = None
    external_id: ExternalId | None = None
    country: Country = ""
    reason: Line = Field(default="", max_length=500, description="Kept in the audit.")


class SuppressionWanted(RequestBody):
    """The number or external id to look up, in the body so that no log of URLs contains it."""

    number: Number | None = None
    external_id: ExternalId | None = None
    country: Country = ""
    company_id: Id | None = None
    campaign_id: Id | None = None


class SuppressionShown(Shown, of=Suppression, without=("holder_known", "repeated")):
    """A suppressed number or person: `digest` is the keyed hash of the number or of the external id."""

    of_what: Literal["number", "person"]
    locked_by: str = Field(
        description="The rule that hides from others which agent added it, while the call in which the person"
        " objected is live: `added_by` is empty."
    )


class LeadSuppressionShown(SuppressionShown):
    """What suppresses a lead: the phone at `position`, or the person where it is null."""

    position: int | None


class SuppressionPage(Page[SuppressionShown]):
    """A page of suppressions."""


class RejectedShown(Shown, of=Rejected):
    """A rejected row: its line, reason, remedy and cells."""

    reason: AnswerText
    mend: AnswerText


class FileShown(Shown, of=FileLoaded, without=("live",)):
    """Result of a file of numbers. `known` were suppressed before. `header` names the cells of rows.

    `rejected` has the first of `rejected_rows`, without `rejected_more` others.
    """

    called_off: int
    rejected_more: int
    rejected: list[RejectedShown]
