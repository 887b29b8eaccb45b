"""Rejected rows: listed with their reasons, mended in place, and loaded again."""

import httpx
import pytest

from dialer.core.settings import Settings
from tests.api.test_lists import table, upload
from tests.support.api_clients import Door, Estate, build_estate, items_of, made
from tests.support.stores import empty_url, postgres_server  # noqa: F401 - fixtures

ROWS = [["Ada", "0212345678", "9"], ["Bob", "12", "x"], ["Cleo", "letters", ""], ["Dan", "13", ""]]


@pytest.fixture
def settings(settings: Settings, empty_url: str) -> Settings:  # noqa: F811 - the fixture
    """As for every test of the API, and once more on PostgreSQL."""
    return settings if empty_url.startswith("sqlite") else settings.model_copy(update={"database_url": empty_url})


@pytest.fixture
async def estate(door: Door) -> Estate:
    return await build_estate(door)


async def loaded(door: Door, client: httpx.AsyncClient, estate: Estate) -> int:
    ended = await upload(door, client, estate.list_id, table(ROWS, header="name,phone,=score"))
    assert (ended["loaded"], ended["rejected"]) == (1, 3)
    return int(str(ended["id"]))


async def test_rejected_rows_are_listed_and_their_reasons_counted(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    import_id = await loaded(door, admin, estate)
    page = await made(admin, "GET", f"/api/v1/imports/{import_id}/rejected?limit=2")
    assert [(row["line"], row["column"], row["row"]) for row in page["items"]] == [
        (3, "phone", ROWS[1]),
        (4, "phone", ROWS[2]),
    ]
    assert sum(one["rows"] for one in page["reasons"]) == 3
    assert {one["column"] for one in page["reasons"]} == {"phone"}
    rest = await made(admin, "GET", f"/api/v1/imports/{import_id}/rejected?limit=2&cursor={page['next']}")
    assert ([row["line"] for row in rest["items"]], rest["next"]) == ([5], None)
    lines = await items_of(admin, f"/api/v1/audit?action=export&subject=import:{import_id}")
    assert len(lines) == 2


async def test_mended_rows_are_loaded_as_the_file_was_and_are_rejected_no_more(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    import_id = await loaded(door, admin, estate)
    path = f"/api/v1/imports/{import_id}/rejected/load"
    mended = [{"line": 3, "cells": ["=Bob", "0287654321", "7"]}, {"line": 4, "cells": ["Cleo", "still wrong", ""]}]
    answer = await admin.post(path, json={"rows": mended})
    assert answer.status_code == 202, answer.text
    await door.parts.service.jobs.wait()
    again = await made(admin, "GET", answer.headers["location"])
    assert (again["status"], again["rows"], again["loaded"], again["rejected"]) == ("finished", 2, 1, 1)
    leads = await items_of(admin, f"/api/v1/leads?list_id={estate.list_id}")
    assert [(lead["name"], lead["fields"]) for lead in leads] == [("Ada", {"=score": "9"}), ("=Bob", {"=score": "7"})]
    assert [row["line"] for row in await items_of(admin, f"/api/v1/imports/{import_id}/rejected")] == [5]
    assert [row["row"][0] for row in await items_of(admin, f"/api/v1/imports/{again['id']}/rejected")] == ["Cleo"]
    once_more = await admin.post(path, json={"rows": [mended[0]]})
    assert (once_more.status_code, once_more.json()["errors"][0]["where"]) == (422, "/rows")


async def test_rows_of_an_import_that_was_cancelled_are_back(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    import_id = await loaded(door, admin, estate)
    begun = await made(
        admin,
        "POST",
        f"/api/v1/imports/{import_id}/rejected/load",
        {"rows": [{"line": 3, "cells": ["Bob", "0287654321", ""]}]},
    )
    cancelled = await admin.post(f"/api/v1/imports/{begun['id']}/cancel")
    await door.parts.service.jobs.wait()
    left = [row["line"] for row in await items_of(admin, f"/api/v1/imports/{import_id}/rejected")]
    assert left == ([3, 4, 5] if cancelled.is_success else [4, 5])


@pytest.mark.parametrize(
    ("rows", "where"),
    [
        ([{"line": 2, "cells": ["Ada", "0212345678", ""]}], "/rows"),
        ([{"line": 3, "cells": ["a", "b", "c", "d"]}], "/rows"),
        ([{"line": 3, "cells": ["a"]}, {"line": 3, "cells": ["b"]}], ""),
        ([], "/rows"),
    ],
)
async def test_what_is_no_rejected_row_is_refused(
    door: Door, estate: Estate, rows: list[dict[str, object]], where: str
) -> None:
    admin = await door.admin()
    import_id = await loaded(door, admin, estate)
    answer = await admin.post(f"/api/v1/imports/{import_id}/rejected/load", json={"rows": rows})
    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"][0]["where"].startswith(where)
    assert len(await items_of(admin, f"/api/v1/imports?list_id={estate.list_id}")) == 1
