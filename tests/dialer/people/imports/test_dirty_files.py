"""Dirty files of many kinds, through the whole import: nearly all rows as expected, and no other person's number."""

from collections import Counter, defaultdict
from pathlib import Path

import pytest

from dialer.stores.everything import Store
from tests.support.dirty_files import dirty_files
from tests.support.importer import import_file
from tests.support.leads_found import leads_found

NOW = 1_700_000_000.0
KINDS = 47
AS_EXPECTED = 0.995
SEEDS = 8


async def tried(url: str, folder: Path, *, seed: int, rows: int = 3) -> tuple[Counter[str], dict[str, list[object]]]:
    """The rows of each kind, and those of which something else became."""
    tried: Counter[str] = Counter()
    wrong: dict[str, list[object]] = defaultdict(list)
    async with Store.open(url, migrate=True) as store:
        company = await store.companies.create(f"Acme {seed}")
        for file in dirty_files(folder, seed=seed, rows=rows):
            into = await store.lists.create(
                name=file.name, company_id=company.id, field_types=dict(file.field_types), now=NOW
            )
            path = folder / "upload"
            path.write_bytes(file.content)
            await import_file(store, url, list_id=into.id, path=path, filename=file.name)
            leads = {lead.external_id: lead for lead in await leads_found(store, list_id=into.id)}
            for code, row in file.rows.items():
                tried[row.kind] += 1
                lead = leads.pop(code, None)
                numbers = tuple(phone.number for phone in lead.phones) if lead else ()
                born = lead.fields.get("nato", "") if lead and file.born else ""
                if not row.allows(numbers) or born != file.born.get(code, ""):
                    wrong[row.kind].append((code, row.numbers, numbers, born))
            for stray in leads.values():
                wrong[file.name].append((stray.external_id, (), tuple(phone.number for phone in stray.phones), ""))
    return tried, wrong


def check(tried: Counter[str], wrong: dict[str, list[object]]) -> None:
    assert len(tried) >= KINDS
    assert {kind: rows[:3] for kind, rows in wrong.items() if len(rows) > (1 - AS_EXPECTED) * tried[kind]} == {}


async def test_rows_of_dirty_files_become_what_they_should(empty_url: str, tmp_path: Path) -> None:
    check(*await tried(empty_url, tmp_path, seed=11))


@pytest.mark.full
@pytest.mark.parametrize("seed", range(SEEDS))
async def test_rows_of_dirty_files_become_what_they_should_with_many_seeds(
    empty_url: str, tmp_path: Path, seed: int
) -> None:
    check(*await tried(empty_url, tmp_path, seed=seed, rows=20))
