"""Imports that wait for the one that is loaded: queued, each with its place, through restarts, and within bounds."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from dialer.core.request_errors import TooManyImports, TooManyPreviews, TooManyUnconfirmed, UploadsFull
from dialer.core.visibility import EVERYTHING
from dialer.jobs.runner import LEASE_S
from dialer.messaging.bus import Topic
from dialer.people.imports import service as module
from dialer.people.imports.importer import ImportOptions, load_file
from dialer.people.imports.store.imports import Import
from dialer.stores.everything import Store
from tests.dialer.people.imports.test_service import DEAD, Desk, Process, chunks, desk  # noqa: F401 - a fixture
from tests.support.call_centre import until
from tests.support.patience import PATIENCE_S

# ruff: noqa: F811 - pytest hands a fixture over by its name
AS_THEY_ARE = ImportOptions()
LONG = 2  # rows of the file that keeps its slot until it is cancelled


@pytest.fixture(autouse=True)
def held(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the import of a file called long.csv take for ever."""

    async def load(store: Store, url: str, begun: Import, **how: Any) -> None:
        if begun.filename == "long.csv":
            await asyncio.Event().wait()
        await load_file(store, url, begun, **how)

    monkeypatch.setattr(module, "load_file", load)


async def sent(desk: Desk, rows: int) -> Import:
    name = "long.csv" if rows == LONG else f"{rows}.csv"
    return await desk.first.start(desk.into.id, name, chunks(rows), actor="test")


async def places(desk: Desk, *those: Import) -> list[tuple[str, int | None]]:
    found = await desk.first.shown([await desk.store.imports.get(one.id, sees=EVERYTHING) for one in those])
    return [(one.status, one.place) for one in found]


async def under_way(desk: Desk, one: Import) -> None:
    """Until an import has the slot."""

    async def runs() -> bool:
        return (await desk.store.imports.get(one.id, sees=EVERYTHING)).status == "running"

    await until(runs, "the import has the slot")


async def test_what_waits_is_queued_with_its_place_and_comes_in_the_order_it_was_sent(desk: Desk) -> None:
    async with desk.bus.subscribe(Topic.IMPORT) as news:
        long = await sent(desk, LONG)
        await under_way(desk, long)
        second, third = await sent(desk, 3), await sent(desk, 4)
        assert (second.status, second.place, third.place) == ("queued", 1, 2)
        assert await places(desk, long, second, third) == [("running", None), ("queued", 1), ("queued", 2)]
        heard, order = [], []
        while not heard or (heard[-1]["import_id"], heard[-1].get("place")) != (third.id, 2):
            heard.append((await news.get()).body)
        await desk.first.cancel(long.id, actor="test")
        while not (order and order[-1] == third.id and heard[-1]["status"] == "finished"):
            heard.append((await news.get()).body)
            order += [heard[-1]["import_id"]] if heard[-1]["status"] == "finished" else []
    assert order == [second.id, third.id]
    told = [(one["import_id"], one["place"]) for one in heard if one["status"] == "queued"]
    assert (told[0], told[-1]) == ((second.id, 1), (third.id, 1))


async def test_a_queued_import_can_be_cancelled_and_the_next_one_moves_up(desk: Desk) -> None:
    long = await sent(desk, LONG)
    await under_way(desk, long)
    second, third = await sent(desk, 3), await sent(desk, 4)
    ended = await desk.first.cancel(second.id, actor="test")
    assert (ended.status, str(ended.message), ended.rows) == ("cancelled", "Cancelled by test.", 0)
    assert await places(desk, third) == [("queued", 1)]
    await desk.first.cancel(long.id, actor="test")
    await desk.first.wait()
    assert await desk.status(third) == ("finished", 4)
    assert list(desk.settings.uploads_dir.iterdir()) == []


async def test_what_was_queued_keeps_its_order_through_a_restart(desk: Desk) -> None:
    long = await sent(desk, LONG)
    await under_way(desk, long)
    waiting, _ = await desk.first.preview(desk.into.id, "w.csv", chunks(5), options=AS_THEY_ARE, actor="test")
    desk.now += 1
    second = await sent(desk, 3)
    desk.now += 1
    confirmed = await desk.first.confirm(waiting.id, AS_THEY_ARE, actor="test")  # its id is older, its turn later
    assert (confirmed.place, confirmed.id < second.id) == (2, True)
    await desk.first.close()
    assert [status for status, _ in await places(desk, second, confirmed)] == ["queued", "queued"]
    desk.now += LEASE_S + 1
    ended: list[int] = []
    async with desk.bus.subscribe(Topic.IMPORT) as news:
        await desk.second.recover()
        await under_way(desk, long)
        assert await places(desk, long, second, confirmed) == [("running", None), ("queued", 1), ("queued", 2)]
        await desk.second.cancel(long.id, actor="test")
        async with asyncio.timeout(120):
            while len(ended) < 2:
                body = (await news.get()).body
                ended += [body["import_id"]] if body["status"] == "finished" else []
    assert ended == [second.id, confirmed.id]


async def test_a_queued_import_whose_file_is_gone_fails_with_words(desk: Desk) -> None:
    one = await desk.store.imports.start(desk.into.id, "p.csv", stored="upload-gone", owner=DEAD, now=desk.now)
    await desk.second.look()
    await desk.second.wait()
    assert await desk.status(one) == ("failed", 0)


async def test_more_imports_than_may_be_queued_are_refused_before_their_file_is_read(desk: Desk) -> None:
    few = limited(desk, imports_queued_limit=1)
    long = await few.start(desk.into.id, "long.csv", chunks(LONG), actor="test")
    await under_way(desk, long)
    waiting, _ = await few.preview(desk.into.id, "w.csv", chunks(5), options=AS_THEY_ARE, actor="test")
    await few.start(desk.into.id, "second.csv", chunks(3), actor="test")
    read = []

    async def watched() -> AsyncIterator[bytes]:
        read.append("read")
        yield b"phone\n"

    with pytest.raises(TooManyImports):
        await few.start(desk.into.id, "third.csv", watched(), actor="test")
    with pytest.raises(TooManyImports):
        await few.confirm(waiting.id, AS_THEY_ARE, actor="test")
    assert (read, await desk.status(waiting)) == ([], ("waiting", 0))
    await few.cancel(long.id, actor="test")
    await few.wait()
    await few.confirm(waiting.id, AS_THEY_ARE, actor="test")
    await few.wait()
    assert (await desk.store.imports.get(waiting.id, sees=EVERYTHING)).rows == 5


async def test_what_uploaded_files_take_on_disk_is_bounded(desk: Desk) -> None:
    small = limited(desk, uploads_kept_limit_bytes=1_500_000)
    folder = desk.settings.uploads_dir
    folder.mkdir()
    (folder / "upload-held").write_bytes(b"x" * 1_000_000)

    async def endless() -> AsyncIterator[bytes]:
        while True:
            yield b"x" * 100_000

    for keep in (small.keep, small.keep_for_preview):
        with pytest.raises(UploadsFull, match="1500000"):
            await keep(endless())
        assert [one.name for one in folder.iterdir()] == ["upload-held"]
    (folder / "upload-held").unlink()
    await small.start(desk.into.id, "p.csv", chunks(3), actor="test")
    await small.wait()


async def test_previews_are_made_beside_an_import_a_few_at_once_and_no_more_wait_than_may(
    desk: Desk,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    long = await sent(desk, LONG)
    await under_way(desk, long)
    _, found = await desk.first.preview(desk.into.id, "p.csv", chunks(3), options=AS_THEY_ARE, actor="test")
    assert (found["total"], await places(desk, long)) == (3, [("running", None)])
    inside, most, go, two_inside = 0, 0, asyncio.Event(), asyncio.Event()

    async def slow(*_: object, **__: object) -> dict[str, object]:
        nonlocal inside, most
        inside += 1
        most = max(most, inside)
        if inside == module.PREVIEWS_AT_ONCE:
            two_inside.set()
        await go.wait()
        inside -= 1
        return {"total": 1}

    monkeypatch.setattr(module, "look_into", slow)
    limit = module.PREVIEWS_AT_ONCE + module.PREVIEWS_WAITING
    asked = [
        asyncio.create_task(desk.first.look_into(desk.into, Path("x"), AS_THEY_ARE, actor="anna")) for _ in range(limit)
    ]
    async with asyncio.timeout(PATIENCE_S):
        await two_inside.wait()
    with pytest.raises(TooManyPreviews):
        await desk.first.look_into(desk.into, Path("x"), AS_THEY_ARE, actor="anna")
    with pytest.raises(TooManyPreviews):
        await desk.first.preview(desk.into.id, "p.csv", chunks(3), options=AS_THEY_ARE, actor="test")
    go.set()
    await asyncio.gather(*asked)
    assert (most, inside) == (module.PREVIEWS_AT_ONCE, 0)
    await desk.first.cancel(long.id, actor="test")


async def test_only_so_many_previewed_files_wait_to_be_confirmed(
    desk: Desk,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "UNCONFIRMED_AT_MOST", 1)
    first, _ = await desk.first.preview(desk.into.id, "a.csv", chunks(3), options=AS_THEY_ARE, actor="test")
    with pytest.raises(TooManyUnconfirmed):
        await desk.first.preview(desk.into.id, "b.csv", chunks(3), options=AS_THEY_ARE, actor="test")
    await desk.first.cancel(first.id, actor="test")
    await desk.first.preview(desk.into.id, "b.csv", chunks(3), options=AS_THEY_ARE, actor="test")


def limited(desk: Desk, **limits: int) -> Process:
    """Uploads of the same desk within these limits."""
    return desk.process(desk.settings.model_copy(update=limits))
