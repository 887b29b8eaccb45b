"""Lists from files: nothing of a good row is lost, nothing of a bad one either."""

import asyncio
import csv
import io
from pathlib import Path

import httpx
import pytest

from api.app import create_app
from api.schemas.imports import ImportShown
from dialer.app.composition import Parts
from dialer.people.imports.counts import COUNTS
from dialer.people.imports.store.imports import Import
from tests.support.api_clients import Door, Estate, items_of, made
from tests.support.patience import PATIENCE_S

MANY = 300_000  # rows: so many that a test which looks late still finds their import under way
NAMES = [
    'Ada "Countess", Lovelace',
    "two\r\nlines",
    "=1+2",
    "🌻 Müller",
    "علي بن محمد",
    "x" * 10_000,
]


def table(rows: list[list[str]], *, header: str = "name,phone") -> bytes:
    text = io.StringIO()
    text.write(header + "\r\n")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


async def upload(door: Door, client: httpx.AsyncClient, list_id: int, content: bytes) -> dict[str, object]:
    """Send a file as it is and return the import when it has ended."""
    answer = await client.post(
        f"/api/v1/lists/{list_id}/import?filename=people.csv", content=content, headers={"content-type": "text/csv"}
    )
    assert answer.status_code == 202, answer.text
    await door.parts.service.jobs.wait()
    return await made(client, "GET", answer.headers["location"])


async def test_names_of_every_kind_come_out_as_they_went_in(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    content = table([[name, f"0212345{n:03}"] for n, name in enumerate(NAMES)])
    ended = await upload(door, admin, estate.list_id, content)
    assert (ended["status"], ended["loaded"], ended["rejected"]) == ("finished", len(NAMES), 0)
    leads = await items_of(admin, f"/api/v1/leads?list_id={estate.list_id}")
    assert [lead["name"].replace("\n", "\r\n").replace("\r\r", "\r") for lead in leads] == NAMES


async def test_bad_rows_come_back_as_a_file_that_can_be_mended_and_loaded(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    content = table([["Ada", "0212345678"], ["Bob", "12"], ["Cleo\nPatra", "not a phone"], ["Dan", "0287654321"]])
    ended = await upload(door, admin, estate.list_id, content)
    assert (ended["loaded"], ended["rejected"]) == (2, 2)
    answer = await admin.get(f"/api/v1/imports/{ended['id']}/rejected.csv")
    assert answer.headers["content-disposition"] == f'attachment; filename="rejected-{ended["id"]}.csv"'
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
    assert [row[0] for row in rows[1:]] == ["3", "4"]
    assert all(all(row[1:5]) for row in rows[1:])
    assert [row[5] for row in rows[1:]] == ["Bob", "Cleo\nPatra"]
    [line] = await items_of(admin, "/api/v1/audit?action=export")
    assert (line["subject"], line["facts"]) == (f"import:{ended['id']}", {"export": {"rejected": 2}})
    mended = answer.content.replace(b'"12"', b'"0211112222"').replace(b"not a phone", b"0222223333")
    again = await upload(door, admin, estate.list_id, mended)
    assert (again["loaded"], again["rejected"]) == (2, 0)


async def test_a_form_with_a_file_is_taken_too(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    files = {"file": ("people.csv", table([["Ada", "0212345678"]]), "text/csv")}
    answer = await admin.post(f"/api/v1/lists/{estate.list_id}/import", files=files)
    assert answer.status_code == 202, answer.text
    assert answer.json()["filename"] == "people.csv"
    await door.parts.service.jobs.wait()
    counts = (await made(admin, "GET", f"/api/v1/lists/{estate.list_id}"))["leads"]
    assert counts["open"] == 1


@pytest.mark.parametrize(
    ("options", "status", "slug"),
    [
        ({"files": {"other": ("x.csv", b"a", "text/csv")}}, 422, "invalid"),
        ({"data": {"file": "text"}, "files": {"other": ("x", b"")}}, 422, "invalid"),
        ({"json": {}}, 415, "unsupported-media-type"),
        ({"content": b"--", "headers": {"content-type": "multipart/form-data"}}, 400, "bad-request"),
    ],
    ids=["another part", "a text part", "json", "no boundary"],
)
async def test_a_form_without_a_file_is_refused(
    door: Door, estate: Estate, options: dict[str, object], status: int, slug: str
) -> None:
    answer = await (await door.admin()).post(f"/api/v1/lists/{estate.list_id}/import", **options)
    assert (answer.status_code, answer.json()["type"]) == (status, f"/problems/{slug}")


async def test_an_unknown_list_takes_no_file_and_leaves_none(door: Door) -> None:
    admin = await door.admin()
    answer = await admin.post("/api/v1/lists/999/import", content=b"x", headers={"content-type": "text/csv"})
    assert answer.status_code == 404
    assert left_over(door) == []


async def test_a_file_that_is_no_list_fails_with_words_and_leaves_nothing(door: Door, estate: Estate) -> None:
    ended = await upload(door, await door.admin(), estate.list_id, b"colour;size\nred;3\n")
    assert ended["status"] == "failed"
    assert ended["message"]
    assert left_over(door) == []


async def test_a_file_beyond_the_limit_is_refused_while_it_comes(door: Door, estate: Estate) -> None:
    small = door.parts.settings.model_copy(update={"upload_limit_bytes": 1000})
    parts = door.parts
    app = create_app(Parts(store=parts.store, bus=parts.bus, settings=small, clock=parts.clock))
    admin = await door.admin()

    async def endless():
        for _ in range(100):
            yield b"x" * 1000

    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app=app), base_url="http://127.0.0.1", headers=admin.headers
    ) as client:
        answer = await client.post(
            f"/api/v1/lists/{estate.list_id}/import", content=endless(), headers={"content-type": "text/csv"}
        )
    assert (answer.status_code, answer.json()["type"]) == (413, "/problems/too-large")
    assert left_over(door) == []


async def test_the_api_answers_while_a_list_is_loaded(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    answer = await admin.post(
        f"/api/v1/lists/{estate.list_id}/import", content=people(3000), headers={"content-type": "text/csv"}
    )
    path, answered = answer.headers["location"], 0
    ended = asyncio.create_task(door.parts.service.jobs.wait())
    while not (await asyncio.wait({ended}, timeout=0.1))[0]:
        assert (await admin.get("/healthz")).status_code == 200
        answered += 1
    now = await made(admin, "GET", path)
    assert (now["status"], now["loaded"]) == ("finished", 3000)
    assert answered > 0


async def test_a_hundred_thousand_rows_are_loaded(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    ended = await upload(door, admin, estate.list_id, people(100_000))
    assert (ended["status"], ended["loaded"], ended["total"]) == ("finished", 100_000, 100_000)
    counts = (await made(admin, "GET", f"/api/v1/lists/{estate.list_id}"))["leads"]
    assert counts["open"] == 100_000
    assert left_over(door) == []


async def test_an_import_that_a_stop_broke_off_goes_on_after_the_next_start(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    answer = await admin.post(
        f"/api/v1/lists/{estate.list_id}/import", content=people(MANY), headers={"content-type": "text/csv"}
    )
    path = answer.headers["location"]
    async with asyncio.timeout(PATIENCE_S):
        while (now := await made(admin, "GET", path))["loaded"] == 0:
            assert (await admin.get(f"{path}/rejected.csv")).status_code == 409
    await door.parts.service.jobs.close()
    stopped = await made(admin, "GET", path)
    assert stopped["status"] == "running"
    assert now["loaded"] <= stopped["loaded"] < MANY
    await door.parts.service.jobs.recover()
    await door.parts.service.jobs.wait()
    ended = await made(admin, "GET", path)
    assert (ended["status"], ended["loaded"], ended["duplicates"]) == ("finished", MANY, 0)
    assert left_over(door) == []


def test_every_count_of_an_import_is_kept_and_shown() -> None:
    for kept in (Import.__dataclass_fields__, ImportShown.model_fields):
        assert set(COUNTS) <= set(kept)


async def test_an_import_can_be_cancelled_once(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    answer = await admin.post(
        f"/api/v1/lists/{estate.list_id}/import", content=people(MANY), headers={"content-type": "text/csv"}
    )
    path = answer.headers["location"]
    cancelled = await made(admin, "POST", f"{path}/cancel")
    assert cancelled["status"] == "cancelled"
    counts = (await made(admin, "GET", f"/api/v1/lists/{estate.list_id}"))["leads"]
    assert counts["open"] == cancelled["loaded"] < MANY
    assert left_over(door) == []
    again = await admin.post(f"{path}/cancel")
    assert (again.status_code, again.json()["type"]) == (409, "/problems/import-ended")


def people(count: int) -> bytes:
    return b"name,phone\n" + b"".join(b"Person %d,+39333%07d\n" % (n, n) for n in range(1, count + 1))


def left_over(door: Door) -> list[Path]:
    """Uploaded files still on disk."""
    return sorted(door.parts.settings.uploads_dir.glob("*"))
