"""The database goes away while an import runs: file and place are kept, and it goes on when the database is back."""

import asyncio
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import make_url

from dialer.core.settings import Settings, read_settings
from dialer.core.visibility import EVERYTHING
from dialer.i18n.catalogue import in_words
from dialer.i18n.message import from_plain
from dialer.lab.build import get_root
from dialer.lab.services import down, postgres_again, postgres_up
from dialer.lab.settings import default_cache
from dialer.messaging.bus import Subscription, Topic
from dialer.storage import retry
from dialer.stores.everything import Store
from tests.dialer.people.imports.test_service import NOW, Desk, chunks
from tests.support.patience import PATIENCE_S

ROWS = 60_000


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retry, "AGAIN_S", 0.05)


@pytest.fixture
def server() -> Iterator[Path]:
    """The folder of a server of this test's own."""
    folder = Path(tempfile.mkdtemp(prefix="pronto-postgres-"))
    folder.chmod(0o755)  # the server runs as another user
    try:
        yield folder / "server"
    finally:
        asyncio.run(down(folder / "server"))
        shutil.rmtree(folder)


async def a_desk(store: Store, settings: Settings) -> Desk:
    company = await store.companies.create("Acme")
    return Desk(store, settings, await store.lists.create(name="March", company_id=company.id, now=NOW))


async def told(news: Subscription, name: str) -> dict[str, object]:
    """The next news that say something of this."""
    async with asyncio.timeout(PATIENCE_S):
        while not (body := (await news.get()).body).get(name):
            pass
    return dict(body)


@pytest.mark.postgres
async def test_an_import_whose_database_goes_away_goes_on_when_it_is_back(server: Path, tmp_path: Path) -> None:
    root = await get_root(default_cache(), own_asterisk=False)
    url = await postgres_up(server, root)
    async with Store.open(url, migrate=True) as store:
        desk = await a_desk(store, read_settings(state_dir=tmp_path, database_url=url))
        async with desk.bus.subscribe(Topic.IMPORT) as news:
            one = await desk.first.start(desk.into.id, "people.csv", chunks(ROWS), actor="test")
            await told(news, "rows")
            await down(server)
            waits = await told(news, "message")
        assert (waits["import_id"], waits["status"]) == (one.id, "running")
        message = from_plain(waits["message"])
        assert in_words(message, "en").startswith("Waiting for the database: ")
        assert in_words(message, "it").startswith("In attesa del database: ")
        assert len(list(desk.settings.uploads_dir.iterdir())) == 1
        await postgres_again(server, root, port=make_url(url).port or 0)
        await desk.first.wait()
        found = await store.imports.get(one.id, sees=EVERYTHING)
        assert (found.status, found.message) == ("finished", "")
        assert (found.rows, found.loaded, found.duplicates) == (ROWS, ROWS, 0)
        assert sum((await store.lists.counts(desk.into.id)).values()) == ROWS
        assert [told.status for told in desk.loaded] == ["finished"]
        assert list(desk.settings.uploads_dir.iterdir()) == []
