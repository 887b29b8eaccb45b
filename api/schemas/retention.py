"""Retention on the wire."""

from pydantic import Field

from api.paging import Page
from api.schemas.wire import At, AtOrNever, Line, RequestBody, Shown
from dialer.data_protection.retention.service import Part
from dialer.data_protection.retention.store.runs import Run


class RetentionInput(RequestBody):
    """What to delete or empty. `dry` only counts."""

    limits: dict[Line, float] = Field(
        default={},
        max_length=20,
        description="Limits in days by kind of data, for all campaigns; by default the rules of each campaign apply.",
    )
    dry: bool = False


class PartShown(Shown, of=Part):
    """Data of one kind in one campaign or list; `name` is empty for all.

    `limit` is an ISO 8601 duration and `rule` the rule that sets it; both are empty if there is no limit. `countries`
    (ISO 3166) are those of the numbers, or else of the list, to which it applies; empty for all.
    """

    cutoff: AtOrNever
    countries: list[str] = Field(default=[])


class RetentionShown(Shown):
    """Data older than its limit: rows by kind (`expired`), and by campaign or list."""

    at: At
    dry: bool
    expired: dict[str, int]
    parts: list[PartShown]


class RunShown(Shown, of=Run):
    """A retention run and its report. `day` is set for a daily run; without `ended_at` it is still running."""

    report: list[PartShown]


class RetentionRunPage(Page[RunShown]):
    """A page of retention runs."""
