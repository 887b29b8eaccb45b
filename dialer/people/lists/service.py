"""Actions on lists: create, assign to a campaign, switch on and off, set types of fields, delete."""

from collections.abc import Awaitable, Callable, Mapping
from types import EllipsisType
from typing import Any

from dialer.core.errors import NameTaken
from dialer.core.request_errors import Invalid
from dialer.core.visibility import EVERYTHING
from dialer.i18n.message import msg
from dialer.jobs.runner import Runner
from dialer.messaging.bus import Bus, Topic
from dialer.numbers.reader import known_country
from dialer.people.imports.rows.cell_fault import BadCell, with_mend
from dialer.people.imports.rows.row import dated_in_the_future
from dialer.people.leads.rules.contact_facts import instant_of
from dialer.people.lists.rules.written_days import read_instant
from dialer.people.lists.store.lists import LeadList
from dialer.people.lists.store.lists import Lists as ListRows
from dialer.stores.people import PeopleStore


class Lists:
    """Requests about lists."""

    def __init__(
        self,
        store: PeopleStore,
        bus: Bus,
        clock: Callable[[], float],
        *,
        typed: Callable[[int], Awaitable[None]],
        assigned: Callable[[int, int | None], Awaitable[None]],
        runner: Runner,
    ) -> None:
        self._typed = typed  # called for each list whose field types changed
        self._assigned = assigned  # called for each list that was assigned, with the campaign that it left
        self._store, self._bus, self._clock, self._runner = store, bus, clock, runner

    async def create(
        self,
        *,
        name: str,
        company_id: int,
        campaign_id: int | None,
        country: str = "",
        field_types: Mapping[str, Any] | None = None,
        consent: Mapping[str, str] | None = None,
        needs_basis: bool = False,
        actor: str,
    ) -> LeadList:
        """Create an empty list, of the company's country where none is given.

        Raises `Invalid`, `NameTaken`, `BadReference`, `CampaignClosed`, `CampaignArchived`.
        """
        country = await self._check_new(country, company_id, campaign_id, field_types or {})
        consent = dated(consent or {}, country, self._clock())
        act = self._store.audit.act(
            actor=actor,
            action="list.create",
            subject=lambda made: f"list:{made.id}",
            facts={"name": name, "campaign_id": campaign_id},
            now=self._clock(),
        )
        return await ListRows(act).create(
            name=name,
            company_id=company_id,
            campaign_id=campaign_id,
            country=country,
            field_types=field_types,
            consent=consent,
            needs_basis=needs_basis,
            now=self._clock(),
        )

    async def draft(
        self,
        *,
        name: str,
        company_id: int,
        campaign_id: int | None,
        country: str = "",
        field_types: Mapping[str, Any],
        consent: Mapping[str, str],
        needs_basis: bool,
    ) -> LeadList:
        """The list that `create` would create, with the id 0. Raises `NotFound`, and what `create` raises."""
        country = await self._check_new(country, company_id, campaign_id, field_types)
        company = await self._store.companies.get(company_id, sees=EVERYTHING)
        if await self._store.lists.by_name(name, sees=EVERYTHING) is not None:
            raise NameTaken(list=name)
        campaign = None if campaign_id is None else await self._store.campaigns.get(campaign_id, sees=EVERYTHING)
        return LeadList(
            id=0,
            name=name,
            company_id=company.id,
            campaign_id=campaign_id,
            country=country,
            enabled=True,
            field_types=field_types,
            consent=dated(consent, country, self._clock()),
            needs_basis=needs_basis,
            created_at=self._clock(),
            campaign_field_types=campaign.field_types if campaign else None,
        )

    async def delete(self, list_id: int, *, actor: str, expected: LeadList | EllipsisType = ...) -> None:
        """Delete a list without leads, and the records of its imports. Raises `UnknownList`, `InUse`, `Changed`."""
        now = self._clock()
        dropped = await self._store.lists.delete(list_id, actor=actor, now=now, expected=expected)
        self._store.jobs.tell_cancelled(dropped, now=now)

    async def assign(
        self, list_id: int, campaign_id: int | None, *, actor: str, expected: LeadList | EllipsisType = ...
    ) -> LeadList:
        """Assign a list to an open campaign of its company, or to none.

        Raises `UnknownList`, `Invalid`, `CampaignClosed`, `CampaignArchived`, `Changed`.

        A background job (`RuleChecks`) then writes into the audit what the campaign's rules say about the legal bases
        of its leads; `check` says it too.
        """
        before = await self._store.lists.get(list_id, sees=EVERYTHING)
        await self._check_company(before.company_id, campaign_id)
        after = await self._store.assigning.assign(
            list_id, campaign_id, actor=actor, now=self._clock(), expected=expected
        )
        if campaign_id not in (None, before.campaign_id):
            self._runner.wake()
        if after.types != before.types:
            await self._typed(list_id)
        if campaign_id != before.campaign_id:
            await self._assigned(list_id, before.campaign_id)
            after = await self._store.lists.get(list_id, sees=EVERYTHING)
        self._nudge(before.campaign_id, campaign_id)
        return after

    async def set_enabled(
        self, list_id: int, *, enabled: bool, actor: str, expected: LeadList | EllipsisType = ...
    ) -> LeadList:
        """Allow or forbid dialling of the list's leads. Raises `UnknownList`, `Changed`."""
        changed = await self._store.lists.set_enabled(
            list_id, enabled=enabled, actor=actor, now=self._clock(), expected=expected
        )
        self._nudge(changed.campaign_id)
        return changed

    async def rename(self, list_id: int, name: str, *, actor: str, expected: LeadList | EllipsisType = ...) -> LeadList:
        """Correct a list's name. Raises `UnknownList`, `NameTaken`, `Changed`."""
        return await self._store.lists.rename(list_id, name, actor=actor, now=self._clock(), expected=expected)

    async def type_fields(
        self,
        list_id: int,
        field_types: Mapping[str, Any],
        *,
        actor: str,
        expected: LeadList | EllipsisType = ...,
    ) -> LeadList:
        """Set the types of custom fields that its campaign leaves untyped.

        Raises `UnknownList`, `Invalid`, `Changed`.
        """
        before = await self._store.lists.get(list_id, sees=EVERYTHING)
        await self._check_types(field_types, before.campaign_id)
        after = await self._store.lists.type_fields(
            list_id, field_types, actor=actor, now=self._clock(), expected=expected
        )
        if after.types != before.types:
            await self._typed(list_id)
        return after

    async def get(self, list_id: int) -> LeadList:
        """Read a list. Raises `UnknownList`."""
        return await self._store.lists.get(list_id, sees=EVERYTHING)

    async def _check_new(
        self, country: str, company_id: int, campaign_id: int | None, field_types: Mapping[str, Any]
    ) -> str:
        """The country of the new list's national numbers."""
        if not country:
            country = (await self._store.companies.get(company_id, sees=EVERYTHING)).home_country
        if not known_country(country):
            raise Invalid([("country", msg("use two capital letters, as in IT"))])
        await self._check_company(company_id, campaign_id)
        await self._check_types(field_types, campaign_id)
        return country

    async def _check_company(self, company_id: int, campaign_id: int | None) -> None:
        """Consent is given to one company: only its company's campaigns may dial a list."""
        if campaign_id is None:
            return
        campaign = await self._store.campaigns.get(campaign_id, sees=EVERYTHING)
        if campaign.company.id != company_id:
            what = msg("the campaign calls for another company than the list's")
            raise Invalid([("campaign_id", what)])

    async def _check_types(self, field_types: Mapping[str, Any], campaign_id: int | None) -> None:
        """A campaign's type of a field applies to all its lists."""
        if campaign_id is None or not field_types:
            return
        campaign = await self._store.campaigns.get(campaign_id, sees=EVERYTHING)
        above = {name.casefold(): wanted for name, wanted in campaign.field_types.items()}
        wrong = [name for name, wanted in field_types.items() if above.get(name.casefold(), wanted) != wanted]
        if wrong:
            what = msg(
                "the campaign {campaign} says otherwise of this field: change it there, or leave it out here",
                campaign=campaign.name,
            )
            raise Invalid([(f"field_types.{name}", what) for name in wrong])

    def _nudge(self, *campaign_ids: int | None) -> None:
        for campaign_id in campaign_ids:
            if campaign_id is not None:
                self._bus.publish(Topic.CAMPAIGN, {"campaign_id": campaign_id})


def dated(consent: Mapping[str, str], country: str, now: float) -> dict[str, str]:
    """The consent with its date in ISO 8601, read as the country writes dates. Raises `Invalid`."""
    found = dict(consent)
    if written := found.get("obtained_at"):
        try:
            found["obtained_at"] = read_instant(written, country).isoformat()
        except BadCell as bad:
            raise Invalid([("consent.obtained_at", with_mend(bad.reason, bad.mend))]) from None
    if (at := instant_of(found, country)) is not None and at > now:
        late = dated_in_the_future()
        raise Invalid([("consent.obtained_at", with_mend(late.reason, late.mend))])
    return found
