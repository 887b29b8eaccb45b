"""Keeps lists from dialling people of full quota cells, by their filters."""

from collections.abc import Collection
from typing import Final

from dialer.campaigns.scripts.rules.cells import cells_of, closed_filter
from dialer.campaigns.scripts.rules.reading import read_script
from dialer.campaigns.scripts.store.runs import ScriptRuns
from dialer.campaigns.scripts.store.scripts import Scripts
from dialer.core.errors import Changed, NotFound
from dialer.core.request_errors import Invalid
from dialer.core.visibility import EVERYTHING
from dialer.people.lists.arrangement import Arranging
from dialer.people.lists.store.lists import LeadList, Lists

ACTOR = "pronto"
TRIES: Final = 5  # while others change the same list


class QuotaCells:
    """Closes and opens cells in the lists of the campaigns that use a script."""

    def __init__(self, scripts: Scripts, lists: Lists, script_runs: ScriptRuns, arranging: Arranging) -> None:
        self._scripts, self._lists, self._script_runs, self._arranging = scripts, lists, script_runs, arranging

    async def settle(self, script_id: int) -> None:
        """Bring the filters of all lists in line with how full the quotas of the published version are.

        Managers see the clauses in their lists' filters. A list whose leads lack a field that a cell asks for is left
        as it is: nobody in it is known to be in that cell.
        """
        known, full = await self._cells([script_id], [script_id])
        for campaign_id in await self._scripts.campaigns_of(script_id):
            await self._settle_lists(campaign_id, known, full)

    async def settle_campaign(self, campaign_id: int, *, dropped: Collection[int] = ()) -> None:
        """Bring the lists of a campaign in line with its scripts; the clauses of `dropped` scripts are taken away."""
        used = await self._used(campaign_id)
        known, full = await self._cells(used | set(dropped), used)
        await self._settle_lists(campaign_id, known, full)

    async def settle_list(self, list_id: int, left: int | None) -> None:
        """Bring a list in line with the scripts of its campaign, after it left another or none."""
        listed = await self._lists.get(list_id, sees=EVERYTHING)
        used = await self._used(listed.campaign_id)
        known, full = await self._cells(used | await self._used(left), used)
        await self._settle_one(listed, known, full)

    async def _used(self, campaign_id: int | None) -> set[int]:
        return set() if campaign_id is None else set((await self._scripts.use(campaign_id)).roles.values())

    async def _cells(self, script_ids: Collection[int], used: Collection[int]) -> tuple[list[str], list[str]]:
        """The cells of these scripts, and those that are full in the ones that are used."""
        known: dict[str, None] = {}
        full: dict[str, None] = {}
        for script_id in sorted(script_ids):
            record = await self._scripts.get(script_id, sees=EVERYTHING)
            if not record.published:
                continue
            script = read_script((await self._scripts.version(script_id, record.published)).body)
            counts = await self._script_runs.counts(script_id)
            cells = cells_of(script)
            limits = {one.code: one.limit for one in script.quotas}
            known |= dict.fromkeys([*await self._older_cells(script_id, record.published), *cells.values()])
            if script_id in used:
                full |= dict.fromkeys(cell for code, cell in cells.items() if counts.get(code, 0) >= limits[code])
        return list(known), list(full)

    async def _older_cells(self, script_id: int, number: int) -> list[str]:
        """The cells of all versions published before: their clauses may still stand in filters."""
        found: list[str] = []
        for one in await self._scripts.versions(script_id):
            if one.number != number and one.published_at is not None:
                version = await self._scripts.version(script_id, one.number)
                found += cells_of(read_script(version.body)).values()
        return found

    async def _settle_lists(self, campaign_id: int, known: Collection[str], full: Collection[str]) -> None:
        if known:
            for listed in await self._lists.list(campaign_id=campaign_id, sees=EVERYTHING):
                await self._settle_one(listed, known, full)

    async def _settle_one(self, listed: LeadList, known: Collection[str], full: Collection[str]) -> None:
        """Set a list's filter; if somebody changed the list meanwhile, by what it says now."""
        for _ in range(TRIES):
            wanted = closed_filter(listed.filter, known, full)
            if wanted == listed.filter:
                return
            sees_numbers = listed.filter_sees_numbers
            try:
                await self._arranging.set(
                    listed.id, filter_=wanted, sees_numbers=sees_numbers, actor=ACTOR, expected=listed
                )
                return
            except Changed:
                listed = await self._lists.get(listed.id, sees=EVERYTHING)
            except (Invalid, NotFound):
                return  # no lead of the list has the field, or the list has gone
