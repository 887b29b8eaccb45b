"""Retention on the wire."""

from pydantic import Field

from api.schemas.wire import Asked, At, AtOrNever, Line, Shown


class RetentionAsked(Asked):
    """What to empty or delete. `dry` only counts."""

    limits: dict[Line, float] = Field(
        default={},
        max_length=20,
        description="Days by kind of rows, for all data; without any, the rules of each campaign set the limits.",
    )
    dry: bool = False


class PartShown(Shown):
    """One kind of rows of one campaign or list; `name` is empty for everything.

    `limit` is an ISO 8601 duration and `rule` the one that sets it; both are empty where nothing bounds the kind.
    `countries` (ISO 3166) are those that it holds for, by the number itself, or else its list; empty for all.
    """

    name: str
    kind: str
    limit: str
    rule: str
    cutoff: AtOrNever
    countries: list[str] = Field(default=[])
    rows: int


class RetentionShown(Shown):
    """What was too old: rows by kind (`expired`), and part by part."""

    at: At
    dry: bool
    expired: dict[str, int]
    parts: list[PartShown]


class RunShown(Shown):
    """A run and its report. `day` is that of a daily run; without `ended_at` it goes on."""

    id: int
    day: str | None
    actor: str
    started_at: At
    ended_at: AtOrNever
    report: list[PartShown]
