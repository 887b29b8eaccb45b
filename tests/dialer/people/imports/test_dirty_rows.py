"""A thousand dirty rows in files of every kind: each becomes what it must, through the whole import."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from dialer.stores.everything import Store
from tests.support.dirty_rows import HEADER, DirtyRow, dirty_rows
from tests.support.importer import import_file
from tests.support.leads_found import leads_found
from tests.support.spreadsheets import write_ods, write_xlsx

ROWS = 1000
NOW = 1_700_000_000.0
WAYS = (
    ("utf-8", ","),
    ("utf-8-sig", ";"),
    ("cp1252", ";"),
    ("utf-16", "\t"),
    ("cp1252", "|"),
    ("xlsx", ""),
    ("ods", ""),
)


def write(path: Path, rows: Sequence[DirtyRow], way: str, separator: str) -> Path:
    table = [HEADER, *(row.cells for row in rows)]
    if way == "xlsx":
        return write_xlsx(path, {"Clienti": table})
    if way == "ods":
        return write_ods(path, table)
    text = io.StringIO()
    csv.writer(text, delimiter=separator).writerows(table)
    path.write_bytes(text.getvalue().encode(way))
    return path


async def told(url: str, folder: Path) -> list[tuple[object, object, tuple[str, ...]]]:
    """What was expected of each row and what became of it, where the two differ."""
    wrong: list[tuple[object, object, tuple[str, ...]]] = []
    rows = dirty_rows(ROWS, seed=11)
    async with Store.open(url, migrate=True) as store:
        company = await store.companies.create("Acme")
        for place, (way, separator) in enumerate(WAYS):
            mine = rows[place :: len(WAYS)]
            into = await store.lists.create(
                name=way + separator, company_id=company.id, field_types={"nato": {"kind": "date"}}, now=NOW
            )
            path = write(folder / "upload", mine, way, separator)
            done = await import_file(store, url, list_id=into.id, path=path, filename="dirty")
            leads = {lead.external_id: lead for lead in await leads_found(store, list_id=into.id)}
            rejected = {row.row[0]: row for row in await store.imports.rejected(done.id)}
            assert (done.status, done.rows, done.duplicates, done.loaded) == ("finished", len(mine), 0, len(leads))
            for row in mine:
                code, name = row.cells[:2]
                found: object = None
                if lead := leads.get(code):
                    numbers = tuple(phone.number for phone in lead.phones)
                    wanted: object = (row.expected.phones, row.expected.label, name, row.expected.born)
                    found = (numbers, lead.phones[0].label, lead.name.replace("\r", ""), lead.fields.get("nato", ""))
                elif bad := rejected.get(code):
                    wanted = (row.expected.reason, row.expected.column)
                    found = (str(bad.reason), bad.column)
                    assert bad.mend
                if found is None or found != wanted:
                    wrong.append((wanted, found, row.cells))
    return wrong


async def test_each_of_a_thousand_dirty_rows_becomes_what_it_must(empty_url: str, tmp_path: Path) -> None:
    assert await told(empty_url, tmp_path) == []
