"""Lists on the wire."""

from typing import Annotated, Any, Literal

from pydantic import Field

from api.schemas.fields import FieldTypes
from api.schemas.wire import Asked, At, AtOrNever, Id, Line, Name, Resource, Shown

Basis = Literal[
    "consent",
    "specific_consent",
    "written_consent",
    "contract",
    "existing_customer",
    "legitimate_interest",
    "public_directory",
    "request",
    "purchase",
    "inquiry",
    "told_no_objection",
    "not_on_register",
]


class ConsentAsked(Asked):
    """What allows the calls of rows that do not say it themselves.

    `evidence_id` is the number under which its proof is kept. A list with a `list_provider` is a bought one: European
    rules ask how its people were told (`notice_given`).
    `obtained_at` is ISO 8601, or as people of the list's country write it: `31/12/2025`, `31.12.25`, `31 Dec 2025`.
    """

    basis: Basis | None = None
    source: Name | None = None
    obtained_at: Annotated[Name, Field(examples=["2025-12-31T10:00:00Z", "31/12/2025"])] | None = None
    text_version: Name | None = None
    channel: Name | None = None
    controller: Name | None = None
    evidence_id: Name | None = None
    list_provider: Name | None = None
    notice_given: Name | None = None

    def inner(self) -> dict[str, str]:
        """The form of a row in a file."""
        said: dict[str, str] = self.model_dump(exclude_none=True)
        return said


class ListAsked(Asked):
    """A new list. `country` is that of numbers written without a country code.

    `field_types` says what those custom fields hold that its campaign does not type: a cell that does not fit rejects
    its row. With `needs_basis` a row without a legal basis is rejected, unless `consent` gives it one.
    """

    name: Name
    controller_id: Id
    campaign_id: Id | None = None
    country: str = Field(default="IT", pattern=r"^[A-Z]{2}$")
    field_types: FieldTypes = Field(default={})
    consent: ConsentAsked = ConsentAsked()
    needs_basis: bool = False

    def inner(self) -> dict[str, Any]:
        """The form for the service."""
        return {**self.model_dump(mode="json", exclude={"consent"}), "consent": self.consent.inner()}


class ListChange(Asked):
    """What to change of a list: what is left out stays."""

    campaign_id: Id | None = None
    enabled: bool | None = None
    field_types: FieldTypes | None = Field(default=None, description="Of fields that its campaign does not type.")
    weight: int | None = Field(default=None, ge=0, le=1000, description="Its share among its campaign's lists.")
    order_by: Line | None = Field(default=None, max_length=200, examples=["score desc", "newest", "random 7"])
    filter: Line | None = Field(default=None, max_length=2000, examples=["score >= 50 and city in ('Roma', 'Milano')"])


class ListShown(Shown):
    """A list."""

    id: int
    name: str
    controller_id: int
    campaign_id: int | None
    country: str
    enabled: bool
    field_types: dict[str, Any] = Field(description="What the list says itself.")
    types: dict[str, Any] = Field(description="What its fields hold in effect, by folded name: the campaign's first.")
    consent: dict[str, Any]
    needs_basis: bool
    created_at: At
    weight: int
    order_by: str
    filter: str
    filter_sees_numbers: bool = Field(
        description="It compares phone numbers whole: an administrator wrote it, or an older version kept it."
    )
    archived_at: AtOrNever
    archived_counts: dict[str, int] | None
    task: str = Field(description="What is being done to its leads: rank, archive, unarchive; empty for nothing.")
    task_done: int
    task_total: int


class ListFigures(ListShown, Resource):
    """A list with its leads counted by state."""

    UNVERSIONED = frozenset({"leads", "task", "task_done", "task_total"})

    leads: dict[str, int]


class ListPenetrationShown(Shown):
    """How far into one list a campaign has come: leads called once at least, talked to, due now, done by reason; and
    when nobody in it will be left to be called, by its share of the campaign's rate and within calling hours.
    """

    list_id: int
    name: str
    dialled: int
    contacted: int
    total: int
    due: int
    done: dict[str, int]
    dry_at: AtOrNever
    is_off: bool = Field(description="It is switched off, or in the archive: nobody in it is called.")


class PenetrationShown(Shown):
    """A campaign's lists, and when those due now will all have been called at the present rate: that of
    the last 15 minutes, as far as it dialled in them, and within calling hours.
    """

    lists: list[ListPenetrationShown]
    calls_per_hour: float
    dry_at: AtOrNever
