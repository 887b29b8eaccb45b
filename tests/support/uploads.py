"""A store with one list, and the way to load a table into it as an upload is loaded."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from dialer.people.imports.store.imports import Import
from dialer.people.lists.store.lists import LeadList
from dialer.stores.everything import Store
from tests.support.databases import sqlite_url
from tests.support.importer import import_file
from tests.support.leads_found import leads_found

NOW = 1_700_000_000.0


@dataclass
class Loading:
    """A store with one list, and the way to load a table into it."""

    store: Store
    url: str
    into: LeadList
    folder: Path

    async def load(self, content: str | bytes, **options) -> Import:
        path = self.folder / "upload.csv"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return await import_file(
            self.store, self.url, list_id=self.into.id, path=path, filename="contacts.csv", **options
        )

    async def names(self) -> list[str]:
        return [lead.name for lead in await leads_found(self.store, list_id=self.into.id)]


@pytest.fixture
async def loading(tmp_path: Path) -> AsyncIterator[Loading]:
    url = sqlite_url(tmp_path / "pronto.db")
    async with Store.open(url) as store:
        company = await store.companies.create("Acme")
        into = await store.lists.create(name="March", company_id=company.id, now=NOW)
        yield Loading(store, url, into, tmp_path)


def big_table(rows: int) -> str:
    return "nome,telefono\n" + "".join(f"Lead {number},+39333{number:07d}\n" for number in range(1, rows + 1))
