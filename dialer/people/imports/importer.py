"""Imports an uploaded table into a list, in a separate process, so that the event loop does not wait for it."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from dialer.access.companies.model import Company
from dialer.compliance.settings import LawSettings, write_law
from dialer.core.shipped_files import PROFILES
from dialer.core.visibility import EVERYTHING
from dialer.i18n.message import Message
from dialer.jobs.model import Interrupted
from dialer.jobs.worker_process import work_apart
from dialer.people.imports.counts import COUNTS, ImportCounts
from dialer.people.imports.readers.limits import Limits
from dialer.people.imports.rows.duplicates import Duplicates
from dialer.people.imports.store.imports import Import
from dialer.people.imports.worker import load
from dialer.people.lists.rules.field_types import WhenUnfit
from dialer.people.lists.store.lists import LeadList
from dialer.stores.people import PeopleStore


@dataclass(slots=True, kw_only=True)
class ImportProgress(ImportCounts):
    """Progress of an import; `total` is the number of rows of the file as far as it is known."""

    import_id: int
    total: int
    rows_per_s: float
    remaining_s: float | None
    message: Message | str = ""  # what it waits for, if anything


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOptions:
    """How a file is read: meanings of columns, by name; the sheet; treatment of duplicates and unfit cells."""

    columns: Mapping[str, str] = field(default_factory=dict)
    sheet: str = ""  # of a spreadsheet; empty: the first with content
    header_row: int | None = None  # its line, 0 if there is none; None: it is searched
    duplicates: Duplicates = field(default_factory=Duplicates)
    unfit: WhenUnfit = WhenUnfit.REJECT
    zero_back: bool = False  # restore a leading 0 that a spreadsheet has certainly removed
    premium: bool = False  # allow premium-rate numbers
    country: str = ""  # of numbers without a country code, and of the file's conventions; empty: the list's

    def to_stored(self) -> dict[str, Any]:
        """The options in their stored form."""
        rule = self.duplicates
        said = {"by": sorted(rule.by), "scope": rule.scope.value, "then": rule.then.value}
        read = {"map": dict(self.columns), "sheet": self.sheet, "header_row": self.header_row}
        more = {"country": self.country} if self.country else {}
        rules = {"unfit": self.unfit.value, "zero_back": self.zero_back, "premium": self.premium}
        return {**read, "duplicates": said, **rules, **more}


async def load_file(
    store: PeopleStore,
    url: str,
    begun: Import,
    *,
    path: Path,
    owner: str,
    profiles: Path = PROFILES,
    limits: Limits | None = None,
    on_progress: Callable[[ImportProgress], None],
) -> None:
    """Load the rest of an import's file, after the rows already imported, while the job belongs to the owner.

    `profiles` is the folder of the rules. Raises BadFile, and Interrupted if it can be resumed.
    """
    wanted = await store.lists.get(begun.list_id, sees=EVERYTHING)
    law = await law_of(store, wanted, profiles)
    rows = begun.rows

    def hear(told: Mapping[str, Any]) -> None:
        nonlocal rows
        rows = told["rows"]
        on_progress(ImportProgress(**told))

    try:
        reading = reading_job(wanted, path, begun.options, law, limits)
        await work_apart(load, _job(store, url, begun, wanted, owner, reading), hear)
    except Interrupted as broke:
        broke.is_further = rows > begun.rows
        raise


def at_rest(one: Import) -> ImportProgress:
    """Progress of an import that no process is loading."""
    counts = {name: getattr(one, name) for name in COUNTS}
    return ImportProgress(import_id=one.id, total=one.total, rows_per_s=0.0, remaining_s=None, **counts)


def _job(
    store: PeopleStore, url: str, begun: Import, wanted: LeadList, owner: str, reading: Mapping[str, Any]
) -> dict[str, Any]:
    counts = {name: getattr(begun, name) for name in COUNTS}
    into: dict[str, Any] = {"import_id": begun.id, "list_id": wanted.id, "company_id": wanted.company_id}
    into |= {"campaign_id": wanted.campaign_id, "counts": counts, "owner": owner}
    return {**into, **reading, "url": url, "key": store.digests.key.hex()}


async def law_of(store: PeopleStore, wanted: LeadList, profiles: Path) -> dict[str, Any]:
    """The legal settings for a list's rows: those of its campaign, if it has one that has any."""
    if wanted.campaign_id is None:
        company, law = await store.companies.get(wanted.company_id, sees=EVERYTHING), LawSettings()
    else:
        campaign = await store.campaigns.get(wanted.campaign_id, sees=EVERYTHING)
        company, law = campaign.company, campaign.law
    where = {"profiles": str(profiles), "country": wanted.country}
    return {**where, "settings": write_law(law), "company": _names(company)}


def _names(company: Company) -> dict[str, Any]:
    return {"id": company.id, "name": company.name, "former_names": list(company.former_names)}


def reading_job(
    wanted: LeadList, path: Path, options: Mapping[str, Any], law: Mapping[str, Any], limits: Limits | None = None
) -> dict[str, Any]:
    """How a list's file is read, for an import or a preview. `law` is the result of `law_of`.

    The `options` override the list's settings.
    """
    most = asdict(limits or Limits())
    return {**wanted.reading(), "path": str(path), "law": dict(law), **options, "limits": most}
