"""Shares, order, filter and archive of lists; long work is a background job, done in chunks."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from types import EllipsisType
from typing import Any, Final

from dialer.core.request_errors import Invalid
from dialer.core.settings import Settings
from dialer.core.visibility import EVERYTHING
from dialer.i18n.message import msg
from dialer.jobs.kinds import ARRANGEMENT
from dialer.jobs.model import Job, JobKind
from dialer.jobs.runner import Runner
from dialer.jobs.worker_process import work_apart
from dialer.messaging.bus import Bus, Topic
from dialer.people.imports.rows.duplicates import Scope
from dialer.people.imports.store.imports import Import
from dialer.people.lists.ordering_worker import arrange, arrange_apart
from dialer.people.lists.rules.call_order import BadOrder, By, read_order
from dialer.people.lists.rules.filter import check_fields, check_masked
from dialer.people.lists.rules.filter_tokens import BadFilter
from dialer.people.lists.rules.lead_fields import OWN
from dialer.people.lists.rules.list_fields import ListField, fields_of
from dialer.people.lists.store.arrangement import Foreseen
from dialer.people.lists.store.lists import LeadList
from dialer.people.lists.store.shares import ListShare
from dialer.stores.people import PeopleStore

PHASES: Final = {
    "rank": msg("Leads are put in order"),
    "archive": msg("Leads are archived"),
    "unarchive": msg("Leads are taken out of the archive"),
}
HERE_AT_MOST = 5000  # leads; a longer list is put in order in a process of its own, like an import


class Arranging:
    """Actions on the order of lists."""

    def __init__(
        self,
        store: PeopleStore,
        runner: Runner,
        bus: Bus,
        settings: Settings,
        clock: Callable[[], float],
    ) -> None:
        self._store, self._runner, self._bus, self._settings, self._clock = store, runner, bus, settings, clock
        runner.add(JobKind(name=ARRANGEMENT, run=self._arrange))

    async def set(
        self,
        list_id: int,
        *,
        weight: int | None = None,
        order_by: str | None = None,
        filter_: str | None = None,
        sees_numbers: bool = False,
        actor: str,
        expected: LeadList | EllipsisType = ...,
    ) -> LeadList:
        """Change the given settings; a job then ranks and filters the leads again.

        A new filter compares masked phone numbers, or whole ones with `sees_numbers`. Raises `UnknownList`, `Invalid`,
        `Changed`.
        """
        before = await self._store.lists.get(list_id, sees=EVERYTHING)
        await self._check(before, order_by, filter_)
        asked = {"weight": weight, "order_by": order_by, "filter": filter_}
        values: dict[str, Any] = {name: value for name, value in asked.items() if value is not None}
        if filter_ is not None:
            kept = filter_ == before.filter and before.filter_sees_numbers
            values["filter_sees_numbers"] = bool(filter_) and (sees_numbers or kept)
            if filter_ and not values["filter_sees_numbers"]:
                _check_masked(filter_)
        places = ("order_by", "filter", "filter_sees_numbers")
        now_other = {name for name in places if name in values and values[name] != getattr(before, name)}
        ranks = bool(now_other) and not before.task
        task = "rank" if ranks or before.task == "rank" else before.task
        changed = await self._store.arranging.begin(
            list_id, values, task=task, action="list.arrange", actor=actor, now=self._clock(), expected=expected
        )
        return self._begun(changed)

    async def weigh(
        self,
        campaign_id: int,
        weights: Mapping[int, int],
        *,
        actor: str,
        expected: Sequence[ListShare] | EllipsisType = ...,
    ) -> Sequence[ListShare]:
        """Give lists of a campaign other weights, all or none; others keep theirs. Raises `Invalid`, `Changed`."""
        own = {one.list_id for one in await self._store.list_shares.of(campaign_id)}
        if strange := sorted(set(weights) - own):
            raise Invalid([("weights", msg("list {list} is not one of this campaign", list=strange[0]))])
        shares = await self._store.list_shares.weigh(
            campaign_id, weights, actor=actor, now=self._clock(), expected=expected
        )
        self._bus.publish(Topic.CAMPAIGN, {"campaign_id": campaign_id})
        return shares

    async def foresee(
        self, list_id: int, *, filter_: str | None, order_by: str | None, sees_numbers: bool
    ) -> tuple[LeadList, Foreseen]:
        """The list as it would be with this filter and order, and what these would do. Nothing is written.

        Numbers are seen as in `set`. Raises `UnknownList`, `Invalid`.
        """
        before = await self._store.lists.get(list_id, sees=EVERYTHING)
        await self._check(before, order_by, filter_)
        wanted = before
        if order_by is not None:
            wanted = replace(wanted, order_by=order_by)
        if filter_ is not None:
            whole = bool(filter_) and (sees_numbers or (filter_ == before.filter and before.filter_sees_numbers))
            if filter_ and not whole:
                _check_masked(filter_)
            wanted = replace(wanted, filter=filter_, filter_sees_numbers=whole)
        return wanted, await self._store.arranging.foresee(wanted, now=self._clock())

    async def fields(self, list_id: int) -> list[ListField]:
        """The fields that orders and filters of a list may use. Raises `UnknownList`."""
        listed = await self._store.lists.get(list_id, sees=EVERYTHING)
        held = await self._store.arranging.field_values(list_id)
        return fields_of(listed.types, held)

    async def archive(self, list_id: int, *, actor: str) -> LeadList:
        """Archive a list: it is no longer dialled, but can still be counted and exported. Raises `InUse`."""
        values = {"archived_at": self._clock()}
        changed = await self._store.arranging.begin(
            list_id, values, task="archive", action="list.archive", actor=actor, now=self._clock()
        )
        return self._begun(changed)

    async def unarchive(self, list_id: int, *, actor: str) -> LeadList:
        """Take a list out of the archive: its leads get their states back."""
        values = {"archived_at": None, "archived_counts": None}
        changed = await self._store.arranging.begin(
            list_id, values, task="unarchive", action="list.unarchive", actor=actor, now=self._clock()
        )
        return self._begun(changed)

    async def loaded(self, ended: Import) -> None:
        """Rank the leads that an import has loaded, however it ended, and those that it changed in other lists."""
        into = await self._store.lists.get(ended.list_id, sees=EVERYTHING)
        for one in [into, *(await self._changed(ended, into) if ended.updated else ())]:
            if (one.order_by or one.filter) and one.archived_at is None and not one.task:
                await self._rank(one.id)
            if one.campaign_id is not None:
                self._bus.publish(Topic.CAMPAIGN, {"campaign_id": one.campaign_id})

    async def _changed(self, ended: Import, into: LeadList) -> list[LeadList]:
        """The other lists in which an import looked for people who were already there."""
        scope = Scope(ended.options["duplicates"]["scope"])
        if scope is Scope.CAMPAIGN and into.campaign_id is not None:
            found = await self._store.lists.list(campaign_id=into.campaign_id, sees=EVERYTHING)
        elif scope is Scope.COMPANY:
            found = [one for one in await self._store.lists.list(sees=EVERYTHING) if one.company_id == into.company_id]
        else:
            return []
        return [one for one in found if one.id != into.id]

    async def typed(self, list_id: int) -> None:
        """Rank a list again after the types of its fields have changed."""
        listed = await self._store.lists.get(list_id, sees=EVERYTHING)
        if (listed.order_by or listed.filter) and listed.archived_at is None and listed.task in ("", "rank"):
            await self._rank(list_id)

    async def _rank(self, list_id: int) -> None:
        await self._store.arranging.begin(
            list_id, {}, task="rank", action="list.rank", actor="pronto", now=self._clock()
        )
        self._runner.wake()

    async def _check(self, listed: LeadList, order_by: str | None, filter_: str | None) -> None:
        there = await self._store.arranging.field_names(listed.id) | set(listed.types)
        known = {name.casefold() for name in there} | OWN
        try:
            if order_by and (order := read_order(order_by)).by is By.FIELD and order.field not in known:
                what = msg("there is no field {field!r}: use {those}", field=order.field, those=sorted(known))
                raise Invalid([("order_by", what)])
            if filter_:
                check_fields(filter_, known)
        except BadOrder as bad:
            raise Invalid([("order_by", bad.message)]) from None
        except BadFilter as bad:
            raise Invalid([("filter", bad.message)]) from None

    def _begun(self, changed: LeadList) -> LeadList:
        if changed.campaign_id is not None:
            self._bus.publish(Topic.CAMPAIGN, {"campaign_id": changed.campaign_id})
        self._runner.wake()
        return changed

    async def _arrange(self, job: Job) -> None:
        def hear(told: Sequence[Any]) -> None:
            task, done, total = told
            self._runner.report(job, done, total, PHASES.get(task, ""))

        listed = await self._store.lists.get(job.arguments["list_id"], sees=EVERYTHING)
        if listed.task and listed.task_total <= HERE_AT_MOST:
            await arrange(self._store.arranging, listed.id, hear)
        elif listed.task:
            await work_apart(arrange_apart, {"url": self._settings.database_url, "list_id": listed.id}, hear)


def _check_masked(filter_: str) -> None:
    try:
        check_masked(filter_)
    except BadFilter as bad:
        raise Invalid([("filter", bad.message)]) from None
