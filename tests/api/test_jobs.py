"""Jobs as the API tells them, and reports that are made in the background and fetched by whoever asked for them."""

import pytest

from dialer.documents import report_files
from tests.support.api_clients import Door, Estate, items_of, made

RAW = {"content-type": "text/csv"}
LATER = {"prefer": "respond-async"}


async def test_what_is_under_way_and_how_it_ended_is_told(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    people = b"phone\n0612345678\n"
    assert (await admin.post(f"/api/v1/lists/{estate.list_id}/import", content=people, headers=RAW)).status_code == 202
    assert (await admin.post(f"/api/v1/lists/{estate.list_id}/preview", content=people, headers=RAW)).status_code == 201
    sent = await admin.post("/api/v1/suppressions/import?scope=all", content=b"phone\n0612345678\n", headers=RAW)
    assert sent.status_code == 200
    refused = await admin.post("/api/v1/suppressions/import?scope=all", content=b"", headers=RAW)
    assert refused.status_code == 422
    await door.parts.service.jobs.wait()
    shown = await items_of(admin, "/api/v1/jobs")
    told = {(one["kind"], one["status"], one["done"], one["total"]) for one in shown}
    assert {("import", "done", 1, 1), ("preview", "done", 0, None), ("suppression file", "done", 1, 1)} <= told
    [failed] = [one for one in shown if one["status"] == "failed"]
    assert (failed["kind"], failed["actor"], failed["subject"]) == ("suppression file", "key:admin:None", "all")
    assert refused.json()["errors"][0]["what"] in failed["message"]
    assert await made(admin, "GET", f"/api/v1/jobs/{failed['id']}") == failed
    assert [one["kind"] for one in await items_of(admin, "/api/v1/jobs?kind=import")] == ["import"]
    unknown = await admin.get("/api/v1/jobs/999")
    assert (unknown.status_code, unknown.json()["type"]) == (404, "/problems/unknown-job")


@pytest.mark.parametrize("path", ["campaigns/{campaign}/compliance-report?form=html", "lists/{list}/leads.csv"])
async def test_a_report_can_be_fetched_later_by_whoever_asked_for_it(door: Door, estate: Estate, path: str) -> None:
    admin = await door.admin()
    asked = f"/api/v1/{path.format(campaign=estate.campaign_id, list=estate.list_id)}"
    answer = await admin.get(asked, headers=LATER)
    assert (answer.status_code, answer.headers["preference-applied"]) == (202, "respond-async")
    await door.parts.service.jobs.wait()
    job = await made(admin, "GET", answer.headers["location"])
    assert (job["kind"], job["status"], job["file"]) == ("report file", "done", f"{answer.headers['location']}/file")
    fetched = await admin.get(job["file"])
    assert (fetched.status_code, fetched.headers["content-disposition"][:20]) == (200, "attachment; filename")
    assert len(fetched.content) == job["done"]
    [file] = (door.parts.settings.state_dir / "reports").iterdir()
    assert (file.stat().st_mode & 0o777, file.read_bytes()) == (0o600, fetched.content)
    [line] = [one for one in await door.parts.store.audit.onwards() if one.facts.get("export", {}).get("job")]
    assert line.facts["export"]["job"] == job["id"]
    job_of_another = await door.parts.store.jobs.begin(
        report_files.REPORT_FILE, "", {}, actor="bruno", now=0.0, owner="x:1:x", lease_until=0.0
    )
    refused = await admin.get(f"/api/v1/jobs/{job_of_another.id}/file")
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/report-not-there")


async def test_a_report_that_cannot_be_made_is_refused_at_once(door: Door) -> None:
    admin = await door.admin()
    refused = await admin.get("/api/v1/campaigns/999/compliance-report", headers=LATER)
    assert refused.status_code == 404
    assert await items_of(admin, "/api/v1/jobs") == []


async def test_files_of_reports_are_kept_for_a_day(door: Door, estate: Estate, monkeypatch: pytest.MonkeyPatch) -> None:
    admin, reports = await door.admin(), door.parts.service.report_files
    await admin.get(f"/api/v1/lists/{estate.list_id}/leads.csv", headers=LATER)
    await door.parts.service.jobs.wait()
    folder = door.parts.settings.state_dir / "reports"
    [file] = folder.iterdir()
    until = file.stat().st_mtime + report_files.KEPT_S
    for now, left in ((until, [file]), (until + 1.0, [])):
        monkeypatch.setattr(reports, "_clock", lambda at=now: at)
        await reports.tidy()
        assert list(folder.iterdir()) == left
