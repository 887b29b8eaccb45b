"""Lists, leads and imports on the wire."""

from typing import Any

from pydantic import Field

from api.schemas.wire import Asked, At, AtOrNever, Id, Name, Shown
from dialer.words import LeadState


class ListAsked(Asked):
    """A new list. `country` is that of numbers written without a country code."""

    name: Name
    controller_id: Id
    campaign_id: Id | None = None
    country: str = Field(default="IT", pattern=r"^[A-Z]{2}$")


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
    created_at: At


class ListFigures(ListShown):
    """A list with its leads counted by state."""

    leads: dict[str, int]


class ImportShown(Shown):
    """An upload: `status` is running, finished or failed, the counts are of its rows so far."""

    id: int
    list_id: int
    filename: str
    status: str
    rows: int
    loaded: int
    duplicates: int
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
