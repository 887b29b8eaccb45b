"""The queue of imports, and what is refused when it is full, as the API tells them."""

import asyncio
from typing import Any

import pytest

from dialer.core.request_errors import TooManyPreviews
from dialer.jobs.model import JobKind
from dialer.jobs.turns import AtOnce
from dialer.messaging.bus import Topic
from dialer.people.imports import service as uploads
from dialer.people.imports.importer import load_file
from dialer.people.imports.store.imports import Import
from dialer.stores.everything import Store
from tests.support.api_clients import Door, Estate, items_of, made
from tests.support.patience import PATIENCE_S

RAW = {"content-type": "text/csv"}
PEOPLE = b"phone\n0612345678\n"


class Held(asyncio.Event):
    """Lets imports go on once it is set; `reached` says that one has come so far."""

    def __init__(self) -> None:
        super().__init__()
        self.reached = asyncio.Event()

    async def has_begun(self) -> None:
        """Wait until an import is loaded: it is queued itself until the runner takes it."""
        async with asyncio.timeout(PATIENCE_S):
            await self.reached.wait()


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Held:
    """Until this is set, the import that is loaded goes no further."""
    go = Held()

    async def load(store: Store, url: str, begun: Import, **how: Any) -> None:
        go.reached.set()
        await go.wait()
        await load_file(store, url, begun, **how)

    monkeypatch.setattr(uploads, "load_file", load)
    return go


async def test_a_queued_import_shows_its_place_and_can_be_cancelled(door: Door, estate: Estate, held: Held) -> None:
    admin = await door.admin()
    path = f"/api/v1/lists/{estate.list_id}/import"
    first = (await admin.post(path, content=PEOPLE, headers=RAW)).json()
    await held.has_begun()
    second, third = [(await admin.post(path, content=PEOPLE, headers=RAW)).json() for _ in range(2)]
    assert [(one["status"], one["place"]) for one in (second, third)] == [("queued", 1), ("queued", 2)]
    jobs = {one["id"]: one["subject"] for one in await items_of(admin, "/api/v1/jobs")}
    assert [jobs[one["job_id"]] for one in (first, second, third)] == [
        f"import:{one['id']}" for one in (first, second, third)
    ]
    shown = await items_of(admin, "/api/v1/imports")
    assert [(one["id"], one["place"]) for one in shown] == [(third["id"], 2), (second["id"], 1), (first["id"], None)]
    refused = await admin.get(f"/api/v1/imports/{second['id']}/rejected.csv")
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/import-not-finished")
    [job] = [one for one in await door.parts.store.jobs.open() if one.subject == f"import:{second['id']}"]
    async with door.parts.bus.subscribe(Topic.JOB) as news:
        assert (await made(admin, "POST", f"/api/v1/imports/{second['id']}/cancel"))["status"] == "cancelled"
        told = []
        while (said := news.get_nowait()) is not None:
            told.append((said.body["id"], said.body["status"]))
        assert (job.id, "cancelled") in told
    assert (await made(admin, "GET", f"/api/v1/imports/{third['id']}"))["place"] == 1
    held.set()
    await door.parts.service.jobs.wait()
    ended = await made(admin, "GET", f"/api/v1/imports/{third['id']}")
    assert (ended["status"], ended["place"], ended["duplicates"]) == ("finished", None, 1)


@pytest.mark.parametrize(("language", "words"), [("en", "queue of imports is full"), ("it", "La coda")])
async def test_what_is_beyond_a_bound_is_refused_with_a_code_and_how_to_mend_it(
    door: Door, estate: Estate, held: Held, monkeypatch: pytest.MonkeyPatch, language: str, words: str
) -> None:
    admin, service = await door.admin(), door.parts.service
    small = door.parts.settings.model_copy(update={"imports_queued_limit": 1})
    monkeypatch.setattr(service.uploads, "_settings", small)
    path = f"/api/v1/lists/{estate.list_id}"
    assert (await admin.post(f"{path}/import", content=PEOPLE, headers=RAW)).status_code == 202
    await held.has_begun()
    assert (await admin.post(f"{path}/import", content=PEOPLE, headers=RAW)).status_code == 202
    full = await admin.post(f"{path}/import", content=PEOPLE, headers={**RAW, "accept-language": language})
    assert (full.status_code, full.json()["type"]) == (429, "/problems/too-many-imports")
    assert words in full.json()["detail"]
    assert full.headers["retry-after"] == "30"
    none = AtOnce(0, waiting=0, refusal=TooManyPreviews)
    monkeypatch.setitem(service.jobs._kinds, uploads.PREVIEW, JobKind(name=uploads.PREVIEW, turns=none))
    for there in (f"{path}/preview", f"/api/v1/previews?list_id={estate.list_id}"):
        busy = await admin.post(there, content=PEOPLE, headers=RAW)
        assert (busy.status_code, busy.json()["type"]) == (429, "/problems/too-many-previews")
    held.set()
    await service.jobs.wait()
