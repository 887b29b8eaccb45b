"""Suppressions on the wire. No answer holds a number: only its keyed hash is kept."""

from typing import Annotated

from pydantic import Field, StringConstraints

from api.schemas.wire import Asked, At, Country, Id, Line, Shown

Scope = Annotated[str, StringConstraints(pattern=r"^(all|controller:\d{1,18}|campaign:\d{1,18})$")]
Number = Annotated[Line, Field(max_length=40)]


class SuppressionsAsked(Asked):
    """Numbers that a controller must not call any more.

    `country` is that of numbers written without one; otherwise that of all the controller's or campaign's lists.
    """

    numbers: list[Number] = Field(min_length=1, max_length=1000)
    country: Country = ""
    reason: Line = Field(default="", max_length=500)


class ScopedSuppressionsAsked(SuppressionsAsked):
    """Numbers that must not be called any more within a scope: `all`, `controller:<id>` or `campaign:<id>`."""

    scope: Scope


class SuppressionsAdded(Shown):
    """How many of the numbers were not suppressed before, and how many calls to them were called off."""

    added: int
    called_off: int


class SuppressionLifted(Asked):
    """A number that may be called again within a scope."""

    scope: Scope
    number: Number
    country: Country = ""


class SuppressionWanted(Asked):
    """The number that is asked about, in the body, so that no log of addresses holds it."""

    number: Number
    country: Country = ""
    controller_id: Id | None = None
    campaign_id: Id | None = None


class SuppressionShown(Shown):
    """A suppressed number, as its keyed hash."""

    scope: str
    digest: str
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
    reason: str
    mend: str
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
