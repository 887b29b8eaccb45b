"""Suppressions on the wire. No answer has a number or an external id: only keyed hashes are kept."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from api.answer_language import Said
from api.schemas.wire import Asked, At, Country, Id, Line, Shown

Scope = Annotated[str, StringConstraints(pattern=r"^(all|controller:\d{1,18}|campaign:\d{1,18})$")]
Number = Annotated[Line, Field(max_length=40)]
ExternalId = Annotated[Line, Field(min_length=1, max_length=200)]


class SuppressionsAsked(Asked):
    """Numbers and people, by their external ids, that a controller must not call any more.

    Whoever alone has a number in the controller's lists has said no: the person is not called at any other number
    either. Where several have it, it binds that number, and `external_ids` names the one who said it.
    `country` is that of numbers written without one; otherwise that of all the controller's or campaign's lists.
    """

    numbers: list[Number] = Field(default=[], max_length=1000)
    external_ids: list[ExternalId] = Field(default=[], max_length=1000)
    country: Country = ""
    reason: Line = Field(default="", max_length=500)


class ScopedSuppressionsAsked(SuppressionsAsked):
    """The same within a scope: `all`, `controller:<id>` or `campaign:<id>`."""

    scope: Scope


class SuppressionsAdded(Shown):
    """How many of the numbers were not suppressed before, and how many calls to them were called off.

    `others` are further numbers of those who said no, and `people` their external ids, that were not suppressed before;
    `withdrawn` leads are called no more. Of `shared` numbers several people have: each binds the number alone, until
    `external_ids` names who said no.
    """

    added: int
    called_off: int
    others: int
    people: int
    withdrawn: int
    shared: int


class SuppressionLifted(Asked):
    """A number or a person, by the external id, that may be called again within a scope; each by itself.

    Leads that were withdrawn stay so: the person comes in anew.
    """

    scope: Scope
    number: Number | None = None
    external_id: ExternalId | None = None
    country: Country = ""


class SuppressionWanted(Asked):
    """The number or external id that is asked about, in the body, so that no log of addresses holds it."""

    number: Number | None = None
    external_id: ExternalId | None = None
    country: Country = ""
    controller_id: Id | None = None
    campaign_id: Id | None = None


class SuppressionShown(Shown):
    """A suppressed number or person: `digest` is the keyed hash of the number or of the external id."""

    scope: str
    digest: str
    of_what: Literal["number", "person"]
    reason: str
    source: str
    added_at: At
    added_by: str
    locked_by: str = Field(
        description="The rule by which others may not know which agent wrote it down, while the call lives in which "
        "the person said no: `added_by` is empty."
    )


class RejectedShown(Shown):
    """A row of which not every number was taken: where, why, how to mend it, and its cells."""

    line: int
    column: str
    reason: Said
    mend: Said
    row: list[str]
    table: str
    table_line: int


class FileShown(Shown):
    """What became of a file of numbers. `known` are numbers that were suppressed before. `header` names cells.

    `rejected` are the first of `rejected_rows`, and `rejected_more` are not among them.
    """

    rows: int
    added: int
    known: int
    called_off: int
    rejected_rows: int
    rejected_more: int
    header: list[str]
    rejected: list[RejectedShown]
