"""Scheduled reports: made, sent to a real mail server when they are due, shown with what became of them, stopped."""

import shutil
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from dialer.campaigns.model import Disposition, DispositionReason
from dialer.campaigns.results.model import Counts, Part
from dialer.campaigns.results.rules import reason_name
from dialer.core.enums import Role
from dialer.core.settings import Settings
from dialer.core.visibility import EVERYTHING
from dialer.demo.law import PROFILES
from dialer.storage.schema import ATTEMPT
from tests.api.test_results import filled
from tests.support.api_clients import Door, Estate, build_estate, items_of, made, open_door
from tests.support.mail_server import MailServer, mail_server

DAY_S = 86_400.0
TO = ["boss@example.org", "second@example.org"]


@pytest.fixture
async def server() -> AsyncIterator[MailServer]:
    async with mail_server() as kept:
        yield kept


@pytest.fixture
async def door(tmp_path: Path, empty_state: Path, server: MailServer) -> AsyncIterator[Door]:
    state = tmp_path / "state"
    shutil.copytree(empty_state, state)
    settings = Settings(
        state_dir=state,
        profiles_dir=PROFILES,
        clock_kept=True,
        smtp_host="127.0.0.1",
        smtp_port=server.port,
        smtp_security="off",
        smtp_from="calls@example.net",
    )
    async with open_door(settings) as opened_door:
        yield opened_door


@pytest.fixture
async def estate(door: Door) -> Estate:
    return await build_estate(door)


async def sent(door: Door, now: float | None = None, monkeypatch: pytest.MonkeyPatch | None = None) -> None:
    """Do what the next looks of the server's process would do, now or then."""
    service = door.parts.service
    if now is not None and monkeypatch is not None:
        for one in (service.report_schedules, service.mail, service.results):
            monkeypatch.setattr(one, "_clock", lambda: now)
    for _ in range(2):
        await service.jobs.look()
        await service.jobs.wait()


def wanted(estate: Estate, **more: Any) -> dict[str, Any]:
    figures = ["disposition", "agent", "list"]
    return {"campaign_id": estate.campaign_id, "recipients": TO, "figures": figures, "language": "it", **more}


async def test_a_report_is_sent_when_it_is_due_and_once(
    door: Door, estate: Estate, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    await filled(door, estate)
    manager = await door.client(Role.MANAGER)
    schedule = await made(manager, "POST", "/api/v1/report-schedules", wanted(estate))
    path = f"/api/v1/report-schedules/{schedule['id']}"
    await sent(door)
    assert server.received == []
    due_at = (await door.parts.store.report_schedules.get(schedule["id"], sees=EVERYTHING)).next_at
    await sent(door, due_at + 60.0, monkeypatch)
    assert sorted(server.recipients) == sorted(TO)
    [mail, _] = server.received
    assert (mail["Auto-Submitted"], mail["Content-Language"]) == ("auto-generated", "it")
    assert mail["Subject"].startswith("Risultati di Spring")
    text = mail.get_content()
    assert "tentati: 2 contatti, 5 tentativi" in text or "tentati: 0 contatti, 0 tentativi" in text
    await sent(door, due_at + 120.0, monkeypatch)
    assert len(server.received) == 2
    [run] = await items_of(manager, f"{path}/runs")
    assert [one["state"] for one in run["messages"]] == ["sent", "sent"]
    assert (run["first_day"], run["last_day"]) == (run["last_day"], run["first_day"])
    after = await made(manager, "GET", path)
    assert after["next_at"] > schedule["next_at"]


async def test_a_report_sent_at_once_holds_the_figures(door: Door, estate: Estate, server: MailServer) -> None:
    await filled(door, estate)
    manager = await door.client(Role.MANAGER)
    schedule = await made(manager, "POST", "/api/v1/report-schedules", wanted(estate, language="en"))
    run = await made(manager, "POST", f"/api/v1/report-schedules/{schedule['id']}/send")
    assert run["made_at"] is None
    await sent(door)
    text = server.received[0].get_content()
    assert "tried: 2 leads, 5 attempts" in text
    assert "conversion: 1 lead, 1 attempt" in text
    assert "- anna: 3 attempts, 3 persons, 1 conversion" in text
    assert "- Sale: 1 attempt, 1 person, 1 conversion" in text
    assert "+39333" not in text


def test_a_reason_stands_beside_its_disposition_in_the_reports_language() -> None:
    priced = DispositionReason(code="price", labels={"en": "Price", "it": "Prezzo"})
    codes = (Disposition(code="not_interested", reasons=(priced,)),)
    part = Part(value="not_interested", detail="price", counts=Counts())
    assert [reason_name(codes, part, language) for language in ("it", "fr")] == ["Prezzo", "Price"]
    assert reason_name(codes, replace(part, detail="gone"), "it") == "gone"
    assert reason_name(codes, replace(part, detail=""), "it") == ""


async def test_a_report_names_the_reasons_of_a_disposition(door: Door, estate: Estate, server: MailServer) -> None:
    await filled(door, estate)
    said = update(ATTEMPT).where(ATTEMPT.c.id == "r3").values(disposition="sale", disposition_reason="price")
    await door.parts.store.database.write(lambda connection: connection.execute(said).rowcount)
    manager = await door.client(Role.MANAGER)
    schedule = await made(manager, "POST", "/api/v1/report-schedules", wanted(estate, language="en"))
    await made(manager, "POST", f"/api/v1/report-schedules/{schedule['id']}/send")
    await sent(door)
    text = server.received[0].get_content()
    assert "- Sale: 1 attempt" in text
    assert "- Sale: price: 1 attempt" in text


async def test_what_the_mail_server_refuses_is_shown(door: Door, estate: Estate, server: MailServer) -> None:
    server.refused_recipients = {TO[0]: "550 no such box"}
    manager = await door.client(Role.MANAGER)
    schedule = await made(manager, "POST", "/api/v1/report-schedules", wanted(estate))
    await made(manager, "POST", f"/api/v1/report-schedules/{schedule['id']}/send")
    await sent(door)
    [run] = await items_of(manager, f"/api/v1/report-schedules/{schedule['id']}/runs")
    assert sorted(one["state"] for one in run["messages"]) == ["failed", "sent"]
    assert "550" in max(one["trouble"] for one in run["messages"])


async def test_a_schedule_is_changed_paused_and_stopped(
    door: Door, estate: Estate, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    manager = await door.client(Role.MANAGER)
    answer = await manager.post("/api/v1/report-schedules", json=wanted(estate))
    schedule, path = answer.json(), f"/api/v1/report-schedules/{answer.json()['id']}"
    etag = (await manager.get(path)).headers["etag"]
    changed = await manager.patch(path, json={"rhythm": "weekly", "weekday": 4}, headers={"If-Match": etag})
    assert (changed.status_code, changed.json()["rhythm"]) == (200, "weekly")
    late = await manager.patch(path, json={"at": "09:00"}, headers={"If-Match": etag})
    assert late.status_code == 412
    await made(manager, "PATCH", path, {"is_paused": True})
    await sent(door, door.parts.clock() + 8 * DAY_S, monkeypatch)
    assert server.received == []
    assert (await manager.delete(path)).status_code == 204
    assert (await manager.get(path)).status_code == 404
    assert await items_of(manager, "/api/v1/report-schedules") == []
    actions = [one["action"] for one in await items_of(await door.admin(), "/api/v1/audit?limit=100")]
    assert {"report_schedule.create", "report_schedule.change", "report_schedule.delete"} <= set(actions)
    assert schedule["created_by"].startswith("key:")


@pytest.mark.parametrize(
    "wrong",
    [
        {"recipients": []},
        {"recipients": ["nobody"]},
        {"time_zone": "Rome"},
        {"at": "7:30"},
        {"language": "xx"},
        {"figures": ["number"]},
        {"campaign_id": 999},
    ],
)
async def test_what_is_no_schedule_is_refused(door: Door, estate: Estate, wrong: dict[str, Any]) -> None:
    manager = await door.client(Role.MANAGER)
    answer = await manager.post("/api/v1/report-schedules", json=wanted(estate, **wrong))
    assert answer.status_code == 422, answer.text
    supervisor = await door.client(Role.SUPERVISOR)
    assert (await supervisor.post("/api/v1/report-schedules", json=wanted(estate))).status_code == 403
