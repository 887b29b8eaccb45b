"""Results over the API: figures of a campaign, and the attempts behind each of them."""

import io
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import orjson
import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import insert, update

from dialer.core.enums import Role
from dialer.core.visibility import EVERYTHING
from dialer.people.leads.model import NewLead
from dialer.storage.schema import ATTEMPT
from tests.api.one_door import ONE_LOOP, door, estate
from tests.support.api_clients import Door, Estate, items_of, made

__all__ = ["door", "estate"]
pytestmark = ONE_LOOP
ROME = ZoneInfo("Europe/Rome")


async def filled(door: Door, estate: Estate) -> float:
    """Some attempts of yesterday at ten and eleven, once; the beginning of that day's ten o'clock."""
    today = datetime.fromtimestamp(door.parts.clock(), UTC).astimezone(ROME)
    ten = datetime.combine(today.date() - timedelta(days=1), datetime.min.time(), ROME) + timedelta(hours=10)
    at = ten.timestamp()
    if await door.parts.store.attempts.list(estate.campaign_id, limit=1, sees=EVERYTHING):
        return at
    [lead, other] = await door.parts.store.leads.add(
        estate.list_id, [NewLead(phones=((f"+3933300001{one}", ""),)) for one in (1, 2)]
    )
    base: dict[str, Any] = {
        "campaign_id": estate.campaign_id,
        "list_id": estate.list_id,
        "node_id": estate.node_id,
        "trunk_id": estate.trunk_id,
        "number": "+393330000011",
        "caller_id": "+390612345678",
        "mode": "predictive",
        "state": "ended",
        "heard": None,
        "disposition_reason": None,
    }
    said = [
        (0, lead, "no_answer", 19, None),
        (60, other, "machine", 16, None),
        (3600, lead, "connected", 16, "sale"),
        (3660, other, "connected", 16, "not_interested"),
        (3720, other, "connected", 17, None),
    ]
    rows = [
        {
            **base,
            "id": f"r{place}",
            "lead_id": lead_id,
            "placed_at": at + offset,
            "answered_at": None if outcome == "no_answer" else at + offset + 5,
            "agent_joined_at": at + offset + 6 if outcome == "connected" else None,
            "agent_id": estate.agent_id if outcome == "connected" else None,
            "ended_at": at + offset + 36,
            "outcome": outcome,
            "cause": cause,
            "disposition": code,
        }
        for place, (offset, lead_id, outcome, cause, code) in enumerate(said)
    ]
    await door.parts.store.database.write(lambda connection: connection.execute(insert(ATTEMPT), rows).rowcount)
    return at


async def test_results_say_how_far_attempts_and_leads_came(door: Door, estate: Estate) -> None:
    await filled(door, estate)
    shown = await made(await door.client(Role.SUPERVISOR), "GET", f"/api/v1/campaigns/{estate.campaign_id}/results")
    stages = ("attempts", "answered", "persons", "right_parties", "successes", "talks")
    assert [shown["total"][name] for name in stages] == [5, 4, 3, 2, 1, 3]
    assert shown["leads"] == {"tried": 2, "answered": 2, "persons": 2, "right_parties": 2, "successes": 1}
    assert shown["rates"]["hit_rate"] == pytest.approx(3 / 5)
    assert shown["rates"]["conversion"] == pytest.approx(1 / 2)
    assert shown["rates"]["contact_rate"] == 1.0
    assert shown["rates"]["mean_talk_s"] == pytest.approx(30.0)
    assert {(one["hour"], one["attempts"]) for one in shown["weekdays"]} == {(10, 2), (11, 3)}
    assert [(one["name"], one["attempts"]) for one in shown["lists"]] == [("March", 5)]
    assert [(one["name"], one["attempts"], one["successes"]) for one in shown["agents"]] == [("anna", 3, 1)]
    assert {one["value"]: one["name"] for one in shown["dispositions"]} == {
        "sale": "Sale",
        "not_interested": "Not interested",
    }
    assert {one["value"]: one["name"] for one in shown["causes"]}["19"] == "no answer"


@pytest.mark.parametrize("dimension", ["lists", "agents", "caller_ids", "trunks", "outcomes", "causes", "dispositions"])
@pytest.mark.parametrize("stage", ["tried", "answered", "person", "right_party", "success"])
async def test_each_figure_has_its_rows(door: Door, estate: Estate, dimension: str, stage: str) -> None:
    await filled(door, estate)
    client = await door.client(Role.SUPERVISOR)
    shown = await made(client, "GET", f"/api/v1/campaigns/{estate.campaign_id}/results")
    column = {"lists": "list_id", "agents": "agent_id", "caller_ids": "caller_id", "trunks": "trunk_id"}
    name = column.get(dimension, dimension.removesuffix("s"))
    figures = {
        "tried": "attempts",
        "answered": "answered",
        "person": "persons",
        "right_party": "right_parties",
        "success": "successes",
    }
    where = {"campaign_id": estate.campaign_id, "since": shown["since"], "until": shown["until"], "reached": stage}
    for part in shown[dimension]:
        answer = await client.get("/api/v1/attempts", params={**where, name: part["value"]})
        assert answer.status_code == 200, answer.text
        assert len(answer.json()["items"]) == part[figures[stage]]


async def test_each_rate_and_each_figure_of_leads_has_the_rows_that_it_counts(door: Door, estate: Estate) -> None:
    await filled(door, estate)
    client = await door.client(Role.SUPERVISOR)
    shown = await made(client, "GET", f"/api/v1/campaigns/{estate.campaign_id}/results")
    where = {"campaign_id": estate.campaign_id, "since": shown["since"], "until": shown["until"]}

    async def rows(**more: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = (await client.get("/api/v1/attempts", params={**where, **more})).json()["items"]
        return found

    reached = {stage: await rows(reached=stage) for stage in ("tried", "answered", "person", "right_party", "success")}
    leads = {stage: {one["lead_id"] for one in some} for stage, some in reached.items()}
    assert list(shown["leads"].values()) == [len(some) for some in leads.values()]
    rates = shown["rates"]
    for rate, part, whole in (
        ("answer_rate", "answered", "tried"),
        ("hit_rate", "person", "tried"),
        ("right_party_rate", "right_party", "person"),
        ("conversion", "success", "right_party"),
        ("conversion_of_persons", "success", "person"),
    ):
        assert rates[rate] == pytest.approx(len(reached[part]) / len(reached[whole])), rate
    assert rates["contact_rate"] == pytest.approx(len(leads["person"]) / len(leads["tried"]))
    talks = await rows(talked="true")
    assert len(talks) == shown["total"]["talks"] == 3
    talk_s = sum(_seconds(one["ended_at"]) - _seconds(one["agent_joined_at"]) for one in talks)
    assert rates["mean_talk_s"] == pytest.approx(talk_s / len(talks))
    assert rates["conversions_per_hour"] == pytest.approx(len(reached["success"]) / (talk_s / 3600.0))


def _seconds(instant: str) -> float:
    return datetime.fromisoformat(instant).timestamp()


async def test_what_has_no_cause_or_no_outcome_yet_has_its_rows(door: Door, estate: Estate) -> None:
    await filled(door, estate)
    client = await door.client(Role.SUPERVISOR)

    async def change(**values: Any) -> None:
        row = update(ATTEMPT).where(ATTEMPT.c.id == "r4").values(**values)
        await door.parts.store.database.write(lambda connection: connection.execute(row).rowcount)

    await change(cause=None, outcome=None)
    shown = await made(client, "GET", f"/api/v1/campaigns/{estate.campaign_id}/results")
    where = {"campaign_id": estate.campaign_id, "since": shown["since"], "until": shown["until"]}
    for what in ("outcome", "cause"):
        [part] = [one for one in shown[f"{what}s"] if not one["value"]]
        found = (await client.get("/api/v1/attempts", params={**where, "without": what})).json()["items"]
        assert [one["id"] for one in found] == ["r4"]
        assert part["attempts"] == 1
    await change(cause=17, outcome="connected")


async def test_a_disposition_without_a_reason_has_the_rows_that_have_none(door: Door, estate: Estate) -> None:
    await filled(door, estate)
    client = await door.client(Role.SUPERVISOR)

    async def said(code: str, reason: str | None) -> None:
        row = update(ATTEMPT).where(ATTEMPT.c.id == "r3").values(disposition=code, disposition_reason=reason)
        await door.parts.store.database.write(lambda connection: connection.execute(row).rowcount)

    async def rows(**reason: str) -> list[str]:
        where = {"campaign_id": estate.campaign_id, "disposition": "sale", **reason}
        return [one["id"] for one in (await client.get("/api/v1/attempts", params=where)).json()["items"]]

    await said("sale", "price")
    assert await rows() == ["r3", "r2"]
    assert await rows(disposition_reason="") == ["r2"]
    assert await rows(disposition_reason="price") == ["r3"]
    await said("not_interested", None)


async def test_a_cell_of_the_week_and_a_day_have_their_rows(door: Door, estate: Estate) -> None:
    await filled(door, estate)
    client = await door.client(Role.SUPERVISOR)
    shown = await made(client, "GET", f"/api/v1/campaigns/{estate.campaign_id}/results")
    where = {"campaign_id": estate.campaign_id, "since": shown["since"], "until": shown["until"]}
    for cell in shown["weekdays"]:
        answer = await client.get(
            "/api/v1/attempts", params={**where, "weekday": cell["weekday"], "hour": cell["hour"]}
        )
        assert len(answer.json()["items"]) == cell["attempts"]
    other = (shown["weekdays"][0]["weekday"] + 1) % 7
    assert (await client.get("/api/v1/attempts", params={**where, "weekday": other})).json()["items"] == []
    [day] = shown["days"]
    answer = await client.get("/api/v1/attempts", params={**where, "since": day["since"], "until": day["until"]})
    assert len(answer.json()["items"]) == day["attempts"] == 5


async def test_days_that_are_none_are_refused_with_words(door: Door, estate: Estate) -> None:
    client = await door.client(Role.SUPERVISOR)
    path = f"/api/v1/campaigns/{estate.campaign_id}/results"
    for query in (
        "first_day=2026-03-02&last_day=2026-03-01",
        "first_day=2020-01-01&last_day=2026-03-01",
        "first_day=1700000000",
        "first_day=yesterday",
    ):
        assert (await client.get(f"{path}?{query}")).status_code == 422
    assert (await client.get("/api/v1/campaigns/999/results")).status_code == 404
    for query in ("reached=person", f"weekday=1&campaign_id={estate.campaign_id}", "hour=9"):
        assert (await client.get(f"/api/v1/attempts?{query}")).status_code == 422


async def test_who_may_not_see_agents_gets_no_figures_of_them(door: Door, estate: Estate) -> None:
    await filled(door, estate)
    auditor = await door.client(Role.AUDITOR)
    shown = await made(auditor, "GET", f"/api/v1/campaigns/{estate.campaign_id}/results")
    assert shown["agents"] is None
    assert shown["total"]["attempts"] == 5
    wallboard = await door.client(Role.WALLBOARD)
    assert (await wallboard.get(f"/api/v1/campaigns/{estate.campaign_id}/results")).status_code == 403


async def test_hours_are_counted_ahead_by_a_job(door: Door, estate: Estate) -> None:
    await filled(door, estate)
    await door.parts.service.jobs.look()
    await door.parts.service.jobs.wait()
    [job] = await items_of(await door.admin(), "/api/v1/jobs?kind=result+counting")
    assert (job["status"], job["done"]) == ("done", 3)
    assert await door.parts.store.counting.waiting(now=door.parts.clock()) == []
    await test_results_say_how_far_attempts_and_leads_came(door, estate)


def read_sheet(content: bytes, name: str) -> list[list[Any]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return book.get_sheet_by_name(name).to_python()


async def test_results_leave_as_csv_json_and_spreadsheet(door: Door, estate: Estate) -> None:
    await filled(door, estate)
    client = await door.client(Role.SUPERVISOR)
    path = f"/api/v1/campaigns/{estate.campaign_id}/results/file"
    sheet = await client.get(f"{path}?form=xlsx")
    assert sheet.status_code == 200
    assert sheet.headers["content-disposition"].endswith('.xlsx"')
    rows = read_sheet(sheet.content, "outcomes")
    assert rows[0][:4] == ["value", "detail", "name", "attempts"]
    assert {row[0]: row[3] for row in rows[1:]} == {"connected": 3.0, "no_answer": 1.0, "machine": 1.0}
    assert read_sheet(sheet.content, "leads")[1] == ["tried", "", "", 2.0]
    text = (await client.get(f"{path}?form=csv")).text
    assert '"outcomes","connected","","connected","3"' in text
    told = (await client.get(f"{path}?form=json")).json()
    assert told["total"]["attempts"] == 5
    lines = await items_of(await door.admin(), "/api/v1/audit?action=export")
    assert {one["facts"]["export"]["results"]["form"] for one in lines if "results" in one["facts"]["export"]} == {
        "xlsx",
        "csv",
        "json",
    }


async def test_attempts_leave_masked_and_without_formulas(door: Door, estate: Estate) -> None:
    await filled(door, estate)
    admin, client = await door.admin(), await door.client(Role.SUPERVISOR)
    evil = update(ATTEMPT).where(ATTEMPT.c.id == "r2").values(note="=HYPERLINK(1)")
    await door.parts.store.database.write(lambda connection: connection.execute(evil).rowcount)
    path = f"/api/v1/attempts/file?campaign_id={estate.campaign_id}&fields=id,number,note,placed_at,cause"
    rows = read_sheet((await client.get(f"{path}&form=xlsx&reached=success")).content, "attempts")
    assert rows[0] == ["id", "number", "note", "placed_at", "cause"]
    assert rows[1][:3] == ["r2", "'+39********11", "'=HYPERLINK(1)"]
    assert rows[1][4] == 16.0
    assert len(rows) == 2
    lines = (await client.get(f"{path}&form=json")).text.splitlines()
    assert [orjson.loads(line)["number"] for line in lines] == ["+39********11"] * 5
    assert "'=HYPERLINK" in (await client.get(f"{path}&form=csv")).text
    whole = await admin.get(f"{path}&form=json&reason=asked+by+the+person")
    assert "+393330000011" in whole.text
    assert (await client.get(f"{path}&reason=why")).status_code == 403
    later = await client.get(f"{path}&form=xlsx", headers={"Prefer": "respond-async"})
    assert later.status_code == 202
    await door.parts.service.jobs.wait()
    job = await made(client, "GET", later.headers["location"])
    assert job["status"] == "done"
    assert len(read_sheet((await client.get(job["file"])).content, "attempts")) == 6
