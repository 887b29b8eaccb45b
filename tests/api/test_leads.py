"""One lead in one request: checked, taken once, and next to be dialled."""

from typing import Any

import httpx
import pytest

from tests.api.door import Door, Estate, made

ADA: dict[str, Any] = {
    "phones": ["333 1234567", {"number": "06 12345678", "label": "office"}],
    "external_id": "crm-7",
    "name": "Ada",
    "fields": {"score": 9},
}


def path(estate: Estate) -> str:
    return f"/api/v1/lists/{estate.list_id}/leads"


def problem(answer: httpx.Response) -> tuple[int, str]:
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert {"type", "title", "status", "detail", "instance"} <= set(body)
    return answer.status_code, body["type"].rsplit("/", 1)[-1]


async def test_a_lead_that_is_sent_is_there_and_next(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    answer = await admin.post(path(estate), json=ADA | {"agent_id": estate.agent_id})
    assert answer.status_code == 201
    said = answer.json()
    assert (said["became"], said["dialled_next"], said["repeated"]) == ("added", True, False)
    lead_id = said["lead"]["lead_id"]
    assert answer.headers["location"] == f"/api/v1/leads/{lead_id}"
    [callback] = await made(admin, "GET", f"/api/v1/callbacks?campaign_id={estate.campaign_id}")
    assert (callback["lead_id"], callback["kind"], callback["agent_id"]) == (lead_id, "next", estate.agent_id)
    stored = await door.parts.store.leads.get(lead_id)
    assert [(phone.number, phone.label) for phone in stored.phones] == [
        ("+393331234567", ""),
        ("+390612345678", "office"),
    ]


async def test_the_same_request_with_its_key_is_done_once(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    first = await admin.post(path(estate), json=ADA, headers={"Idempotency-Key": "form-1"})
    again = await admin.post(path(estate), json=ADA, headers={"Idempotency-Key": "form-1"})
    assert (first.status_code, again.status_code) == (201, 201)
    assert (first.json()["repeated"], again.json()["repeated"]) == (False, True)
    other = await admin.post(path(estate), json=ADA | {"name": "Bob"}, headers={"Idempotency-Key": "form-1"})
    assert problem(other) == (422, "idempotency-key-used")
    assert len(await made(admin, "GET", f"/api/v1/leads?list_id={estate.list_id}")) == 1


async def test_without_a_key_a_lead_sent_twice_is_left_alone_the_second_time(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    await made(admin, "POST", path(estate), ADA)
    again = await admin.post(path(estate), json=ADA)
    assert (again.status_code, again.json()["became"], again.json()["dialled_next"]) == (200, "known", False)


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"phones": ["333 1234567", "12"]}, "phones.1"),
        ({"phones": []}, "body.phones"),
        ({"phones": [f"+39333123456{place}" for place in range(11)]}, "body.phones"),
        ({"priority": 1000}, "priority"),
        ({"zone": "Mars/Base"}, "zone"),
        ({"consent": {"basis": "a feeling"}}, "body.consent.basis"),
        ({"nmae": "Ada"}, "body.nmae"),
        ({"fields": {"a\nb": 1}}, "body.fields"),
    ],
)
async def test_what_cannot_be_is_refused_with_its_place(
    door: Door, estate: Estate, change: dict[str, Any], where: str
) -> None:
    admin = await door.admin()
    answer = await admin.post(path(estate), json=ADA | change)
    assert problem(answer) == (422, "invalid")
    assert any(one["where"].startswith(where) for one in answer.json()["errors"]), answer.text
    assert "1234567" not in answer.json()["detail"]
    assert await made(admin, "GET", f"/api/v1/leads?list_id={estate.list_id}") == []


async def test_a_person_who_must_not_be_called_is_not_taken(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    stop = {"scope": "all", "numbers": ["+393331234567", "+390612345678"], "reason": "said no"}
    await made(admin, "POST", "/api/v1/suppressions", stop)
    assert problem(await admin.post(path(estate), json=ADA)) == (409, "numbers-suppressed")


async def test_a_list_that_is_not_dialled_takes_leads_in_their_turn_alone(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    await made(admin, "PATCH", f"/api/v1/lists/{estate.list_id}", {"enabled": False})
    assert problem(await admin.post(path(estate), json=ADA)) == (409, "list-not-dialled")
    said = await made(admin, "POST", path(estate), ADA | {"dial": "in_turn"})
    assert (said["became"], said["dialled_next"]) == ("added", False)
    assert problem(await admin.post("/api/v1/lists/999/leads", json=ADA)) == (404, "unknown-list")
    assert problem(await admin.post(path(estate), json=ADA | {"agent_id": 999, "dial": "in_turn"}))[0] == 404
