"""Lists on the wire."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal, Self

from pydantic import Field

from api.paging import Page
from api.schemas.fields import FieldTypes
from api.schemas.wire import AtOrNever, Country, Id, Line, Name, RequestBody, Resource, Shown
from dialer.people.lists.rules.penetration import ListPenetration
from dialer.people.lists.store.lists import LeadList
from dialer.people.lists.store.shares import ListShare

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


class ConsentInput(RequestBody):
    """The legal basis of calls to leads whose rows do not state one.

    `evidence_id` is the reference of its proof. A list with a `list_provider` was bought: European rules require to
    know how people were informed (`notice_given`). `obtained_at` is ISO 8601, or as usual in the list's country:
    `31/12/2025`, `31.12.25`, `31 Dec 2025`.
    """

    basis: Basis | None = None
    source: Name | None = None
    obtained_at: Annotated[Name, Field(examples=["2025-12-31T10:00:00Z", "31/12/2025"])] | None = None
    text_version: Name | None = None
    channel: Name | None = None
    company: Name | None = None
    evidence_id: Name | None = None
    list_provider: Name | None = None
    notice_given: Name | None = None

    def inner(self) -> dict[str, str]:
        """The form of a row in a file."""
        said: dict[str, str] = self.model_dump(exclude_none=True)
        return said


class ListInput(RequestBody):
    """A new list. `country` (ISO 3166) is that of numbers without a country code; by default the company's.

    `field_types` are the types of custom fields that its campaign does not define: a cell that does not fit rejects its
    row. With `needs_basis`, a row without a legal basis is rejected, unless `consent` provides one.
    """

    name: Name
    company_id: Id
    campaign_id: Id | None = None
    country: Country = ""
    field_types: FieldTypes = Field(default={})
    consent: ConsentInput = ConsentInput()
    needs_basis: bool = False

    def inner(self) -> dict[str, Any]:
        """The form for the service."""
        return {**self.model_dump(mode="json", exclude={"consent"}), "consent": self.consent.inner()}


class ListChange(RequestBody):
    """Changes to a list; omitted fields stay unchanged."""

    name: Name | None = None
    campaign_id: Id | None = None
    enabled: bool | None = None
    consent: ConsentInput | None = Field(
        default=None,
        description="The whole legal basis of rows that state none. Leads that have the former one get it too, in the "
        "background; those whose rows said something of their own keep it.",
    )
    field_types: FieldTypes | None = Field(
        default=None, description="Types of custom fields that its campaign does not define."
    )
    weight: int | None = Field(
        default=None, ge=0, le=1000, description="Share of the campaign's calls, relative to its other lists."
    )
    order_by: Line | None = Field(default=None, max_length=200, examples=["score desc", "newest", "random 7"])
    filter: Line | None = Field(default=None, max_length=2000, examples=["score >= 50 and city in ('Roma', 'Milano')"])


class ListWeightInput(RequestBody):
    """A list's part of the campaign's calls, relative to its other lists; 0: after those with a weight."""

    KEY = ("list_id",)

    list_id: Id
    weight: int = Field(ge=0, le=1000)


class ListSharesChange(RequestBody):
    """Weights of a campaign's lists; lists that are left out keep theirs."""

    weights: list[ListWeightInput] = Field(min_length=1, max_length=500)


class ListShareShown(Shown, of=ListShare):
    """A list of a campaign with its weight."""

    is_dialled: bool = Field(description="It is neither off nor archived.")


class ListSharesShown(Resource):
    """The lists of a campaign, and in which parts they take turns."""

    SUBJECT = "campaign"

    id: int = Field(description="The campaign.")
    lists: list[ListShareShown]

    @classmethod
    def seen(cls, campaign_id: int, shares: Sequence[ListShare]) -> Self:
        """Show the shares of a campaign's lists."""
        return cls(id=campaign_id, lists=[ListShareShown.of(one) for one in shares])


class ListShown(Shown, of=LeadList, without=("campaign_field_types",)):
    """A list."""

    field_types: dict[str, Any] = Field(description="Types that the list itself defines.")
    types: dict[str, Any] = Field(description="Types in effect, by case-folded name; the campaign's take precedence.")
    consent: dict[str, Any]
    filter_sees_numbers: bool = Field(
        description="Whether the filter sees whole phone numbers: an administrator wrote it."
    )
    task: str = Field(description="The job that runs on its leads: rank, archive or unarchive; empty if none.")
    job_id: int | None = Field(description="The job that does the task.")


class ListPage(Page[ListShown]):
    """A page of lists."""


class ListFigures(ListShown, Resource):
    """A list with the numbers of its leads by state."""

    UNVERSIONED = frozenset({"leads", "task", "task_done", "task_total", "job_id"})
    SUBJECT = "list"

    leads: dict[str, int]


class ListCountsShown(Shown):
    """The numbers of a list's leads by state; of an archived one, those when it was archived."""

    list_id: int
    leads: dict[str, int]


class ListPenetrationShown(Shown, of=ListPenetration):
    """Penetration of one list, with a forecast of when it runs out of leads.

    Numbers of leads called at least once, talked to, due now, and done by reason. The forecast uses the list's share of
    the campaign's rate within calling hours.
    """

    is_off: bool = Field(description="Whether it is disabled or archived, so that nobody in it is called.")


class PenetrationShown(Shown):
    """Penetration of a campaign's lists, and a forecast when all leads due now will have been called.

    The rate is that of the last 15 minutes, within calling hours.
    """

    lists: list[ListPenetrationShown]
    calls_per_hour: float
    dry_at: AtOrNever
