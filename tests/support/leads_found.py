"""Leads found in the store, all at once: tests have few."""

from typing import Any

from dialer.core.visibility import EVERYTHING
from dialer.people.leads.model import LeadRecord, LeadSearch
from dialer.stores.everything import Store


async def leads_found(store: Store, *, number: str = "", **wanted: Any) -> list[LeadRecord]:
    """All leads that a search means, by id; `wanted` are fields of `LeadSearch`, `number` is in E.164."""
    search = LeadSearch(**wanted)
    stretch = await store.finding.extent(search)
    found = await store.finding.within(search, stretch, limit=10_000, sees=EVERYTHING) if stretch else []
    return [lead for lead in found if not number or number in {phone.number for phone in lead.phones}]
