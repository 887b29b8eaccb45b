"""The tables of lists. Rows stay in the stores, which return frozen dataclasses."""

from typing import Any

from sqlalchemy import JSON, Boolean, Column, false
from sqlmodel import Field, SQLModel

from dialer.storage.columns import BIG_KEY, filled, instant, instant_or_none, key, ref


class LeadList(SQLModel, table=True):
    """The source of leads. A list belongs to one campaign at a time."""

    __tablename__ = "lead_list"

    id: int | None = key()
    name: str = Field(unique=True)
    company_id: int = ref("company.id")
    campaign_id: int | None = ref("campaign.id", nullable=True, index=True)
    country: str = "IT"  # of numbers written without a country code
    enabled: bool = True
    field_types: dict[str, Any] = Field(
        default_factory=dict, sa_column=Column(JSON, nullable=False, server_default="{}")
    )
    consent: dict[str, Any] = Field(
        default_factory=dict, sa_column=Column(JSON, nullable=False, server_default="{}")
    )  # for rows without
    needs_basis: bool = filled(False)  # a row without a legal basis is rejected
    weight: int = filled(0)  # its share among the lists of its campaign; 0: none, after those with a share
    order_by: str = filled("")  # the order of leads never tried: dialer/people/lists/rules/call_order.py
    filter: str = filled("")  # which leads are dialled at all: dialer/people/lists/rules/filter.py
    filter_sees_numbers: bool = Field(
        default=False, sa_column=Column(Boolean, nullable=False, server_default=false())
    )  # its author may see them whole
    archived_at: float | None = instant_or_none()
    archived_counts: dict[str, int] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    task: str = filled("")  # the task under way on its leads: rank, archive, unarchive
    task_done: int = filled(0)  # leads
    task_total: int = filled(0)
    task_after: int = Field(
        default=0, sa_column=Column(BIG_KEY, nullable=False, server_default="0")
    )  # id of the last lead that is done
    created_at: float = instant()
