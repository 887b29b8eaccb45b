"""What is changed in bulk, and what came of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from dialer.core.visibility import Visibility

Thing = Literal["agents", "callbacks", "campaigns", "leads"]
AT_ONCE: Final = 100  # things; more are changed by a job
MOST_NAMED: Final = 10_000  # things; only leads may be more
REFUSALS_KEPT: Final = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkChange:
    """A change of things of one kind: those with these ids, or, of leads, those of a filter. All is JSON."""

    thing: Thing
    change: Mapping[str, Any]
    ids: tuple[int, ...] | None = None
    filter: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkResult:
    """How many were changed, how many were not, and why the first of these were not: id and message, as JSON.

    `job_id`: the job that does it in the background.
    """

    changed: int = 0
    refused: int = 0
    refusals: Sequence[tuple[int, Any]] = ()
    job_id: int | None = None


def as_arguments(asked: BulkChange, sees: Visibility) -> dict[str, Any]:
    """A job's arguments: the change, and whose things it may touch."""
    reach = {"companies": sees.companies, "teams": sees.teams}
    ids = None if asked.ids is None else list(asked.ids)
    return {
        "thing": asked.thing,
        "change": dict(asked.change),
        "ids": ids,
        "filter": dict(asked.filter),
        "sees": {name: None if one is None else sorted(one) for name, one in reach.items()},
    }


def of_arguments(arguments: Mapping[str, Any]) -> tuple[BulkChange, Visibility]:
    """The change and the visibility in a job's arguments."""
    ids = None if arguments["ids"] is None else tuple(arguments["ids"])
    asked = BulkChange(
        thing=arguments["thing"], change=arguments["change"], ids=ids, filter=arguments.get("filter") or {}
    )
    reach = {name: None if one is None else frozenset(one) for name, one in arguments["sees"].items()}
    return asked, Visibility(**reach)
