"""Lists, leads and imports on the wire."""

from typing import Annotated, Any, Literal

from pydantic import Field

from api.schemas.wire import Asked, At, AtOrNever, Id, Instant, Name, Shown
from dialer.leads.typed import FieldKind
from dialer.words import LeadState

Basis = Literal["consent", "contract", "legitimate_interest", "public_directory", "existing_customer"]


class FieldTypeAsked(Asked):
    """What a field of a list's own holds; `choices` are the words of a `choice`."""

    kind: FieldKind
    choices: tuple[Annotated[str, Field(min_length=1, max_length=200)], ...] = ()


class ConsentAsked(Asked):
    """What allows the calls of rows that do not say it themselves."""

    basis: Basis | None = None
    source: Name | None = None
    obtained_at: Instant | None = None
    text_version: Name | None = None
    channel: Name | None = None
    controller: Name | None = None


class ListAsked(Asked):
    """A new list. `country` is that of numbers written without a country code.

    `field_types` says what the list's own fields hold: a cell that does not fit rejects its row. With `needs_basis` a
    row without a legal basis is rejected, unless `consent` gives it one.
    """

    name: Name
    controller_id: Id
    campaign_id: Id | None = None
    country: str = Field(default="IT", pattern=r"^[A-Z]{2}$")
    field_types: dict[Annotated[str, Field(max_length=200)], FieldTypeAsked] = Field(default={})
    consent: ConsentAsked = ConsentAsked()
    needs_basis: bool = False


class ListChange(Asked):
    """What to change of a list: what is left out stays."""

    campaign_id: Id | None = None
    enabled: bool | None = None


class ListShown(Shown):
    """A list."""

    id: int
    name: str
    controller_id: int
    campaign_id: int | None
    country: str
    enabled: bool
    field_types: dict[str, Any]
    consent: dict[str, Any]
    needs_basis: bool
    created_at: At


class ListFigures(ListShown):
    """A list with its leads counted by state."""

    leads: dict[str, int]


class ImportShown(Shown):
    """An upload: `status` is running, finished, failed or cancelled; the counts are of its rows so far.

    `total` is how many rows the file has, as far as it could be told beforehand. `updated` rows changed a lead that was
    there, `duplicates` said nothing new, `suppressed` have only numbers that must not be called and were not loaded.
    """

    id: int
    list_id: int
    filename: str
    status: str
    rows: int
    total: int
    loaded: int
    updated: int
    duplicates: int
    suppressed: int
    rejected: int
    message: str
    header: list[str]
    started_at: At
    ended_at: AtOrNever


class PhoneShown(Shown):
    """A phone of a lead."""

    position: int
    number: str
    label: str


class PastAttemptShown(Shown):
    """An earlier attempt."""

    attempt_id: str
    outcome: str | None
    disposition: str | None
    placed_at: At
    phone_position: int


class LeadShown(Shown):
    """A lead."""

    lead_id: int
    list_id: int
    external_id: str | None
    name: str
    language: str
    fields: dict[str, Any]
    zone_key: str
    state: LeadState
    priority: int
    due_at: At
    attempts: int
    next_phone: int
    done_reason: str
    phones: list[PhoneShown]
    history: list[PastAttemptShown]
