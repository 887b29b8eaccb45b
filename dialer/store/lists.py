"""Lists: where leads came from, and which campaign dials them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Select, insert, select, update

from dialer.errors import UnknownList
from dialer.store.audit import add_line
from dialer.store.database import Database
from dialer.store.leads import COUNTS_OF_LIST, state_counts
from dialer.store.schema import CAMPAIGN, LEAD_LIST
from dialer.store.statements import refusals
from dialer.words import LeadState


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadList:
    """Where leads came from. `country` is that of numbers written without a country code."""

    id: int
    name: str
    controller_id: int
    campaign_id: int | None
    country: str
    enabled: bool
    field_types: Mapping[str, Any]  # by field: {"kind": …, "choices": […]}
    consent: Mapping[str, str]  # what allows the calls, where a row does not say it itself
    needs_basis: bool  # a row without a legal basis is rejected
    created_at: float
    weight: int = 0  # its share among the lists of its campaign; 0: it comes after those that have one
    order_by: str = ""  # in what order leads never tried are dialled: dialer/leads/ordering.py
    filter: str = ""  # which leads are dialled at all: dialer/leads/filters.py
    archived_at: float | None = None
    archived_counts: Mapping[str, int] | None = None  # leads by state, when it was archived
    task: str = ""  # what is being done to its leads: rank, archive, unarchive
    task_done: int = 0
    task_total: int = 0

    def reading(self) -> dict[str, Any]:
        """How its rows are read, as `dialer.leads.reading.rules_of` takes it, under no campaign's rules."""
        rules = {"country": self.country, "field_types": dict(self.field_types), "consent": dict(self.consent)}
        return {**rules, "needs_basis": self.needs_basis, "law": {}}


LIST_COLUMNS: Final = tuple(LEAD_LIST.c[name] for name in LeadList.__dataclass_fields__)


class Lists:
    """Every list."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def create(
        self,
        *,
        name: str,
        controller_id: int,
        campaign_id: int | None = None,
        country: str = "IT",
        field_types: Mapping[str, Any] | None = None,
        consent: Mapping[str, str] | None = None,
        needs_basis: bool = False,
        now: float,
    ) -> LeadList:
        """Write a new, empty, enabled list. Raises NameTaken, BadReference."""
        row = {"name": name, "controller_id": controller_id, "campaign_id": campaign_id, "country": country}
        row |= {"field_types": dict(field_types or {}), "consent": dict(consent or {}), "needs_basis": needs_basis}
        with refusals(list=name):
            return await self._database.write(_create, {**row, "enabled": True, "created_at": now})

    async def get(self, list_id: int) -> LeadList:
        """One list. Raises UnknownList."""
        found = await self._database.read(_lists, select(*LIST_COLUMNS).where(LEAD_LIST.c.id == list_id))
        if not found:
            raise UnknownList(id=list_id)
        return found[0]

    async def by_name(self, name: str) -> LeadList | None:
        """The list of this name, if there is one."""
        found = await self._database.read(_lists, select(*LIST_COLUMNS).where(LEAD_LIST.c.name == name))
        return found[0] if found else None

    async def list(self, *, campaign_id: int | None = None) -> list[LeadList]:
        """Every list, or those of a campaign, by id."""
        statement = select(*LIST_COLUMNS).order_by(LEAD_LIST.c.id)
        if campaign_id is not None:
            statement = statement.where(LEAD_LIST.c.campaign_id == campaign_id)
        return await self._database.read(_lists, statement)

    async def assign(self, list_id: int, campaign_id: int | None, *, actor: str, now: float) -> LeadList:
        """Give the list to a campaign, or to none. Raises UnknownList, BadReference."""
        with refusals(campaign=campaign_id):
            return await self._database.write(_change, list_id, {"campaign_id": campaign_id}, "list.assign", actor, now)

    async def set_enabled(self, list_id: int, *, enabled: bool, actor: str, now: float) -> LeadList:
        """Let the campaign claim the list's leads, or not. Raises UnknownList."""
        return await self._database.write(_change, list_id, {"enabled": enabled}, "list.enable", actor, now)

    async def counts(self, list_id: int) -> Mapping[LeadState, int]:
        """How many leads are in each state; states without leads count 0."""
        return await self._database.read(state_counts, COUNTS_OF_LIST, {"list": list_id})


def _create(connection: Connection, row: dict[str, Any]) -> LeadList:
    return LeadList(**connection.execute(insert(LEAD_LIST).returning(*LIST_COLUMNS), row).mappings().one())


def _lists(connection: Connection, statement: Select[Any]) -> list[LeadList]:
    return [LeadList(**row) for row in connection.execute(statement).mappings()]


def _change(
    connection: Connection, list_id: int, values: dict[str, Any], action: str, actor: str, now: float
) -> LeadList:
    before = connection.execute(select(LEAD_LIST.c.campaign_id).where(LEAD_LIST.c.id == list_id)).scalar()
    changed = update(LEAD_LIST).where(LEAD_LIST.c.id == list_id).values(values).returning(*LIST_COLUMNS)
    row = connection.execute(changed).mappings().first()
    if row is None:
        raise UnknownList(id=list_id)
    touched = [one for one in {before, row["campaign_id"]} if one is not None]
    if touched:  # an engine that has leads in its hopper asks for them anew
        version = {"stock_version": CAMPAIGN.c.stock_version + 1}
        connection.execute(update(CAMPAIGN).where(CAMPAIGN.c.id.in_(touched)).values(version))
    add_line(connection, actor, action, f"list:{list_id}", values, now)
    return LeadList(**row)
