"""Lists that grow are read page by page, each item once."""

import base64

import pytest

from dialer.people.leads.model import NewLead
from tests.support.api_clients import Door, Estate, items_of, made


async def everything(client: object, path: str, limit: int) -> list[dict[str, object]]:
    """All items of all pages, none of which is longer than the limit."""
    seen: list[dict[str, object]] = []
    cursor = ""
    while True:
        more = f"&cursor={cursor}" if cursor else ""
        page = await made(client, "GET", f"{path}{'&' if '?' in path else '?'}limit={limit}{more}")  # type: ignore[arg-type]
        assert len(page["items"]) <= limit
        seen += page["items"]
        if (cursor := page["next"]) is None:
            return seen


async def test_every_list_that_grows_is_read_page_by_page(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    for digit in range(5):
        lead = {"phones": [f"+39021234567{digit}"], "dial": "next"}
        await made(admin, "POST", f"/api/v1/lists/{estate.list_id}/leads", lead)
    for path in (
        "/api/v1/leads",
        f"/api/v1/leads?campaign_id={estate.campaign_id}&list_id={estate.list_id}",
        "/api/v1/callbacks",
        "/api/v1/audit?action=lead.add",
    ):
        whole = await items_of(admin, path)
        assert len(whole) == 5
        assert await everything(admin, path, 2) == whole
        assert await everything(admin, path, 5) == whole
    for path in ("/api/v1/attempts", "/api/v1/imports", "/api/v1/jobs"):
        assert await made(admin, "GET", path) == {"items": [], "next": None}


async def test_what_comes_meanwhile_shifts_no_page(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    await door.parts.store.leads.add(
        estate.list_id, [NewLead(phones=((f"+39021234567{digit}", ""),)) for digit in range(4)]
    )
    first = await made(admin, "GET", "/api/v1/audit?limit=2")
    await made(admin, "POST", "/api/v1/agents", {"name": "bruno", "phone": "PJSIP/1002"})
    second = await made(admin, "GET", f"/api/v1/audit?limit=2&cursor={first['next']}")
    ids = [line["id"] for line in (*first["items"], *second["items"])]
    assert ids == list(range(ids[0], ids[0] - 4, -1))


@pytest.mark.parametrize("path", ["leads", "attempts", "callbacks", "audit", "imports", "jobs"])
@pytest.mark.parametrize(
    "key", [b"no json", b'["x","y"]', b"[]", b"[1,2,3]", b"[99999999999999999999]", b"[-1]", b"[true]"]
)
async def test_a_cursor_that_is_none_is_refused(door: Door, path: str, key: bytes) -> None:
    admin = await door.admin()
    cursor = base64.urlsafe_b64encode(key).decode()
    answer = await admin.get(f"/api/v1/{path}", params={"cursor": cursor})
    assert (answer.status_code, answer.json()["errors"][0]["where"]) == (422, "/cursor")
