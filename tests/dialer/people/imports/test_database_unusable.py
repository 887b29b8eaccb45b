"""A database that takes nothing until somebody has mended it: an import says so, keeps its file, and goes on then."""

import os
import sqlite3
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import closing
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from dialer.core.settings import Settings, read_settings
from dialer.core.visibility import EVERYTHING
from dialer.i18n.catalogue import in_words
from dialer.i18n.message import from_plain
from dialer.jobs.model import Interrupted
from dialer.messaging.bus import Topic
from dialer.people.imports import importer
from dialer.people.imports.importer import at_rest
from dialer.people.imports.service import LEFT_OVER_S
from dialer.people.imports.store.imports import Import
from dialer.stores.everything import Store
from tests.dialer.people.imports.test_service import NOW, Desk, chunks
from tests.support.databases import sqlite_url


def read_only(folder: Path) -> OperationalError:
    """What a file that may not be written makes SQLite say."""
    with closing(sqlite3.connect(folder / "read-only.db")) as made:
        made.execute("CREATE TABLE t (a)")
    with (
        closing(sqlite3.connect(f"file:{folder / 'read-only.db'}?mode=ro", uri=True)) as opened,
        pytest.raises(sqlite3.OperationalError) as refused,
    ):
        opened.execute("INSERT INTO t VALUES (1)")
    return OperationalError("", None, refused.value)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return read_settings(state_dir=tmp_path, database_url=sqlite_url(tmp_path / "p.db"))


@pytest.fixture
async def desk(settings: Settings) -> AsyncIterator[Desk]:
    async with Store.open(settings.database_url) as store:
        company = await store.companies.create("Acme")
        made = Desk(store, settings, await store.lists.create(name="March", company_id=company.id, now=NOW))
        yield made
        await made.first.close()


async def test_an_import_keeps_its_file_and_goes_on_when_the_database_is_mended(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ends, end, really = [], desk.store.imports.end, importer.work_apart
    refuses = read_only(tmp_path)

    async def refused(*_: object, **__: object) -> None:
        ends.append(1)
        raise refuses

    async def takes_nothing(_work: object, job: Mapping[str, Any], hear: Callable[[dict[str, Any]], None]) -> None:
        begun = await desk.store.imports.get(job["import_id"], sees=EVERYTHING)
        hear(asdict(replace(at_rest(begun), rows=2)))
        raise Interrupted("x")

    monkeypatch.setattr(desk.store.imports, "end", refused)
    monkeypatch.setattr(importer, "work_apart", takes_nothing)
    async with desk.bus.subscribe(Topic.IMPORT) as news:
        one = await desk.first.start(desk.into.id, "people.csv", chunks(3), actor="test")
        await desk.first.wait()
        told = (await news.get()).body
        while told.get("message", "") == "":  # how far it is comes first, as often as there is time
            told = (await news.get()).body
    assert len(ends) == 1  # that it broke off: it is not tried again
    assert await desk.status(one) == ("running", 0)
    assert len(list(desk.settings.uploads_dir.iterdir())) == 1
    said = desk.first.as_it_is(await desk.store.imports.get(one.id, sees=EVERYTHING)).message
    assert str(said) == (
        f"The database cannot be used: the database {tmp_path / 'p.db'} may not be written. Let Pronto's user write to "
        "the file and its folder."
    )
    assert (told["import_id"], told["status"], told["rows"], from_plain(told["message"])) == (
        one.id,
        "running",
        2,
        said,
    )
    italian = in_words(said, "it")
    assert italian.startswith(f"Il database non è utilizzabile: il database {tmp_path / 'p.db'} non è scrivibile. Dare")

    monkeypatch.setattr(desk.store.imports, "end", end)
    monkeypatch.setattr(importer, "work_apart", really)
    [file] = desk.settings.uploads_dir.iterdir()
    os.utime(file, (NOW - LEFT_OVER_S - 1.0, NOW - LEFT_OVER_S - 1.0))  # it took days to mend
    await desk.first.recover()
    await desk.first.wait()
    assert await desk.status(one) == ("finished", 3)
    assert desk.first.as_it_is(await desk.store.imports.get(one.id, sees=EVERYTHING)).message == ""
    assert list(desk.settings.uploads_dir.iterdir()) == []


async def stuck(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Import:
    """An import whose database takes nothing, not even that it broke off; the next process may write again."""
    refuses, end = read_only(tmp_path), desk.store.imports.end

    async def refused(*_: object, **__: object) -> None:
        raise refuses

    monkeypatch.setattr(desk.store.imports, "end", refused)
    monkeypatch.setattr(importer, "work_apart", refused)
    one = await desk.first.start(desk.into.id, "people.csv", chunks(3), actor="test")
    await desk.first.wait()
    monkeypatch.setattr(desk.store.imports, "end", end)
    return one


async def test_an_import_says_what_it_waits_for_where_the_database_cannot_be_written(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def takes_nothing(*_: object) -> None:
        raise Interrupted("it is a standby", absent=True)

    async def away(*_: object, **__: object) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr(importer, "work_apart", takes_nothing)
    monkeypatch.setattr(desk.store.jobs, "say", away)
    async with desk.bus.subscribe(Topic.IMPORT) as news:
        one = await desk.first.start(desk.into.id, "people.csv", chunks(3), actor="test")
        while not (told := (await news.get()).body.get("message")):
            pass
        told = from_plain(told)
    assert str(told) == "Waiting for the database: it is a standby"
    assert desk.first.as_it_is(await desk.store.imports.get(one.id, sees=EVERYTHING)).message == told


async def test_whoever_gives_such_an_import_up_leaves_no_file_behind(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = await stuck(desk, tmp_path, monkeypatch)
    await desk.first.cancel(one.id, actor="test")
    assert list(desk.settings.uploads_dir.iterdir()) == []


async def test_what_another_process_has_taken_over_is_not_said_to_be_stuck(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = await stuck(desk, tmp_path, monkeypatch)
    mine = await desk.store.imports.get(one.id, sees=EVERYTHING)
    assert desk.first.as_it_is(mine).message != ""
    [job] = await desk.store.jobs.open()
    assert await desk.store.jobs.take(job, "two:1:x", lease_until=NOW + 30.0)
    assert desk.first.as_it_is(await desk.store.imports.get(one.id, sees=EVERYTHING)).message == ""


async def test_an_import_that_only_its_process_cannot_write_ends_and_says_why(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    really = importer._job
    monkeypatch.setattr(importer, "_job", lambda store, _url, *rest: really(store, "sqlite:////nowhere/p.db", *rest))
    one = await desk.first.start(desk.into.id, "people.csv", chunks(3), actor="test")
    await desk.first.wait()
    found = await desk.store.imports.get(one.id, sees=EVERYTHING)
    assert (found.status, found.loaded) == ("failed", 0)
    assert str(found.message).startswith("The database did not take the rows: the file /nowhere/p.db cannot be opened")
    assert "PRONTO_DATABASE_URL" in str(found.message)
    assert in_words(found.message, "it").startswith(
        "Il database non ha accettato le righe: il file /nowhere/p.db non si può aprire né creare. Correggere"
    )
