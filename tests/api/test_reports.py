"""The compliance report of a campaign that really dialled, over the API and on the command line."""

import asyncio
import csv
import hashlib
import io
import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.cli.main import app
from dialer.audit.store import NewLine
from dialer.campaigns.attempts.model import FinishedAttempt
from dialer.core.enums import LeadState, Outcome, RecordingAnswer
from dialer.core.settings import Settings
from dialer.core.visibility import EVERYTHING
from dialer.documents import service as reports
from dialer.documents.compliance_report.files import canonical
from dialer.people.leads.model import NewLead
from dialer.people.leads.rules.retry import LeadStep
from dialer.people.suppression.store.lookup import of_company
from tests.api.test_audit import tamper
from tests.support.api_clients import Door, Estate, build_estate, items_of, made

NOW = 1_700_474_400.0
RULING = '{"stated":{"source":"fair","evidence_id":"C-7"},"seen":{"IT-BASIS":{"basis":"consent"}}}'
NUMBERS = [f"+39021234567{digit}" for digit in range(4)]


@pytest.fixture
def settings(tmp_path: Path, empty_state: Path) -> Settings:
    """With the rules that come with Pronto."""
    shutil.copytree(empty_state, tmp_path / "state")
    return Settings(state_dir=tmp_path / "state", clock_kept=True)


@pytest.fixture
async def estate(door: Door) -> Estate:
    return await build_estate(door, profile="IT")


@pytest.fixture
async def dialled(door: Door, estate: Estate) -> Estate:
    """Four calls: two to agents, one abandoned and suppressed since, one that was busy and is erased since."""
    store = door.parts.store
    await store.leads.add(estate.list_id, [NewLead(phones=((number, ""),)) for number in NUMBERS])
    leads = await store.leads.claim(estate.campaign_id, owner="e", now=NOW, lease_s=60.0, limit=4, zone_keys=[""])
    batch = [
        estate.attempt(f"a{index}", lead.lead_id, lead.phones[0].number, mode="predictive", ruling=RULING)
        for index, lead in enumerate(leads)
    ]
    assert len(await store.attempts.place(batch, owner="e", now=NOW)) == 4
    outcomes = [Outcome.CONNECTED, Outcome.CONNECTED, Outcome.ABANDONED, Outcome.BUSY]
    await store.attempts.note(
        [],
        [
            FinishedAttempt(
                id=attempt.id,
                lead_id=attempt.lead_id,
                outcome=outcome,
                ended_at=NOW + 60.0,
                answered_at=None if outcome is Outcome.BUSY else NOW + 10.0,
                agent_joined_at=NOW + 10.5 if outcome is Outcome.CONNECTED else None,
                step=LeadStep(state=LeadState.DONE),
            )
            for attempt, outcome in zip(batch, outcomes, strict=True)
        ],
    )
    scope = of_company(estate.company_id)
    await store.suppressions.add(scope, [batch[2].number], reason="asked", actor="x", now=NOW + 100.0)
    await store.suppressions.add(scope, [batch[3].number], reason="asked", actor="x", now=NOW - 100.0)
    await store.persons.erase(await store.persons.find(estate.company_id, number=batch[3].number, external_id=None))
    ruling = {"answer": "refuse", "rule": "IT-HOURS"}
    subject = f"campaign:{estate.campaign_id}"
    await store.audit.add_many([NewLine(at=NOW, actor="engine", action="ruling", subject=subject, facts=ruling)] * 3)
    return estate


async def test_refusals_are_counted_by_rule_with_what_the_rule_is_about(door: Door, dialled: Estate) -> None:
    admin, path = await door.admin(), f"/api/v1/campaigns/{dialled.campaign_id}/rulings"
    days = {"since": "2023-11-01T00:00:00Z", "until": "2023-12-01T00:00:00Z"}
    counted = (await admin.get(path, params=days)).json()
    [hours] = [one for one in counted["rules"] if one["rule"] == "IT-HOURS"]
    assert (hours["answer"], hours["count"], hours["point"], counted["is_whole"]) == ("refuse", 3, "pre_dial", True)
    assert hours["title"]
    assert hours["citation"]
    assert [one for one in counted["rules"] if one["answer"] == "allow"] == []
    later = (await admin.get(path, params={"since": "2023-12-01T00:00:00Z", "until": "2023-12-02T00:00:00Z"})).json()
    assert later["rules"] == []


async def test_the_report_tells_what_was_stored_and_can_be_repeated(door: Door, dialled: Estate) -> None:
    admin = await door.admin()
    path = f"/api/v1/campaigns/{dialled.campaign_id}/compliance-report"
    until = {"until": "2023-12-01T00:00:00Z"}
    first = (await admin.get(path, params=until)).json()
    body = first["report"]
    assert hashlib.sha256(canonical(body).encode()).hexdigest() == first["sha256"]
    facts = {point["title"]: point["facts"] for point in body["points"]}
    assert body["calls"] == 4
    assert facts["Profile"]["chosen"] == "IT"
    assert [one["id"] for one in facts["Profile"]["profiles"]] == ["IT"]
    [italy] = facts["Abandonment"]
    assert (italy["worst window"]["abandoned"], italy["worst window"]["counted"]) == (1.0, 3.0)
    assert facts["Suppression and objections"]["calls after"] == 1  # the one that is erased by now
    assert facts["Refusals"]["by answer and rule"] == {"refuse IT-HOURS": 3}
    of_report = {one["rule"]: one["answer"] for one in facts["Refusals"]["of this report"]}
    assert (of_report["IT-MUTE-RATE"], of_report["EU-PSEUDONYM"]) == ("refuse", "allow")  # one in three is too many
    [logged] = await door.parts.store.audit.list(action="report.compliance", limit=1)
    assert {one["rule"] for one in logged.facts["rulings"]} == of_report.keys()
    assert len(facts["Lockouts"]["rows"]) == 1
    assert facts["Integrity"]["last hash"] != "0" * 64
    assert not any(number in json.dumps(first) for number in NUMBERS)
    # Whatever is written later does not change it: the first report itself is in the audit by now.
    assert (await admin.get(path, params=until)).json() == first
    page = await admin.get(path, params={**until, "form": "html"})
    assert first["sha256"] in page.text
    in_italian = {"Accept-Language": "it-IT,it;q=0.9"}
    for more, headers in (({"language": "it"}, {}), ({}, in_italian)):
        seen = (await admin.get(path, params={**until, **more, "form": "html"}, headers=headers)).text
        assert "Chiamate mute e tasso di abbandono" in seen
        assert (await admin.get(path, params={**until, **more}, headers=headers)).json() == first
    named = await admin.get(path, params={**until, "language": "en", "form": "html"}, headers=in_italian)
    assert named.text == page.text
    lines = await items_of(admin, "/api/v1/audit?action=report.compliance")
    assert {line["facts"]["sha256"] for line in lines} == {first["sha256"]}
    assert (await admin.get(path, params={"until": "2999-01-01T00:00:00Z"})).status_code == 422
    assert (await admin.get(path.replace(f"/{dialled.campaign_id}/", "/4711/"))).status_code == 404


@pytest.mark.parametrize(
    ("statements", "broken_at"),
    [
        (("UPDATE audit SET actor = 'eve' WHERE id = 3",), 3),
        (("DELETE FROM audit WHERE id = 3",), 4),
        (("DELETE FROM audit WHERE id = (SELECT max(id) FROM audit)",), None),  # behind the report's instant
        (("UPDATE audit SET actor = 'eve' WHERE id = (SELECT max(id) FROM audit)",), None),
    ],
)
async def test_a_report_says_at_its_head_and_at_its_last_point_that_the_log_was_edited(
    door: Door, dialled: Estate, statements: tuple[str, ...], broken_at: int | None
) -> None:
    store, admin = door.parts.store, await door.admin()
    until = door.parts.clock()
    for _ in range(2):
        await store.audit.add(actor="ann", action="test", now=until + 1.0)
    tamper(door.parts.settings.state_dir, *statements)
    path = f"/api/v1/campaigns/{dialled.campaign_id}/compliance-report"
    asked = {"until": datetime.fromtimestamp(until, UTC).isoformat()}
    body = (await admin.get(path, params=asked)).json()["report"]
    assert (body["log"]["whole"], body["log"]["broken at"]) == (broken_at is None, broken_at)
    integrity = body["points"][18]["facts"]
    assert integrity["each as it was written"] is (broken_at is None)
    assert integrity["lines"] == integrity["last line"] - len(integrity["missing lines"])
    assert integrity["missing lines"] == ([{"from": 3, "until": 3}] if broken_at == 4 else [])
    page = (await admin.get(path, params={**asked, "form": "html", "language": "it"})).text
    if broken_at is not None:
        altered = f"l&#39;audit è stato alterato. Riga {broken_at}: non corrisponde a quanto registrato"
        assert f"Questo rapporto non prova nulla: {altered}" in page
    else:
        assert "è stato verificato riga per riga: corrisponde a quanto registrato in origine" in page


async def test_a_report_finds_that_the_end_of_the_log_was_cut_off(door: Door, dialled: Estate) -> None:
    tamper(door.parts.settings.state_dir, "DELETE FROM audit WHERE id = (SELECT max(id) FROM audit)")
    answer = await made(await door.admin(), "GET", f"/api/v1/campaigns/{dialled.campaign_id}/compliance-report")
    assert (answer["report"]["log"]["whole"], "its head is line" in answer["report"]["log"]["why"]) == (False, True)


async def test_a_stand_in_of_the_report_can_be_unmasked(door: Door, dialled: Estate) -> None:
    admin = await door.admin()
    answer = await made(admin, "GET", f"/api/v1/campaigns/{dialled.campaign_id}/compliance-report")
    [row] = answer["report"]["points"][5]["facts"]["rows"]
    body = {"pseudonym": row["number"], "reason": "complaint 7"}
    found = await made(admin, "POST", f"/api/v1/campaigns/{dialled.campaign_id}/unmask", body)
    assert found["number"] in NUMBERS


async def test_the_same_on_the_command_line(
    door: Door, dialled: Estate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PRONTO_STATE_DIR", str(door.parts.settings.state_dir))

    def pronto(*words: str) -> tuple[int, str]:
        done = CliRunner().invoke(app, words)
        return done.exit_code, done.output

    def work() -> None:
        asked = ("report", "compliance", "Spring", "--until", "2023-12-01")
        for name in ("one", "two"):
            code, said = pronto(*asked, "--out", str(tmp_path / name))
            assert (code, "SHA-256" in said) == (0, True), said
        files = sorted(path.name for path in (tmp_path / "one").iterdir())
        assert files == ["SHA256SUMS", "events.csv", "report.html", "report.json"]
        for name in files:
            assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
        for line in (tmp_path / "one" / "SHA256SUMS").read_text().splitlines():
            digest, name = line.split()
            assert hashlib.sha256((tmp_path / "one" / name).read_bytes()).hexdigest() == digest
        code, said = pronto(*asked, "--out", str(tmp_path / "it"), "--language", "it")
        assert (code, (tmp_path / "it" / "report.html").read_text().count("Registri delle opposizioni")) == (0, 1), said
        assert (tmp_path / "it" / "report.json").read_bytes() == (tmp_path / "one" / "report.json").read_bytes()
        assert pronto("report", "compliance", "Nobody", "--out", str(tmp_path))[0] == 1
        tamper(door.parts.settings.state_dir, "UPDATE audit SET actor = 'eve' WHERE id = 1")
        code, said = pronto(*asked, "--out", str(tmp_path / "edited"))
        assert (code, "Line 1 is wrong" in said) == (1, True), said
        assert '"whole":false' in (tmp_path / "edited" / "report.json").read_text()

    await asyncio.to_thread(work)


async def test_the_report_knows_when_agents_worked_and_when_they_had_a_break(door: Door, dialled: Estate) -> None:
    store, commands = door.parts.store, door.parts.service.agent_commands
    await commands.log_in(dialled.agent_id, dialled.campaign_id, ready=True, actor="x")
    await commands.pause(dialled.agent_id, reason="coffee", actor="x")
    facts = {"answer": "defer", "rule": "IT-VDT", "leads": [{"agent": dialled.agent_id, "facts": {}}]}
    subject, at = f"campaign:{dialled.campaign_id}", door.parts.clock()
    await store.audit.add_many([NewLine(at=at + 1.0, actor="engine", action="ruling", subject=subject, facts=facts)])
    campaign = await store.campaigns.get(dialled.campaign_id, sees=EVERYTHING)
    [agent] = (await store.proving.read(campaign, until=at + 5.0)).agents
    assert [works for _, works in agent.acts] == [True, False, False]


async def test_a_campaign_that_never_dialled_and_chose_no_rules_has_a_report_too(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    bare = {"name": "Bare", "company_id": estate.company_id, "node_id": estate.node_id}
    for campaign_id in (estate.campaign_id, (await made(admin, "POST", "/api/v1/campaigns", bare))["id"]):
        path = f"/api/v1/campaigns/{campaign_id}/compliance-report"
        assert (await made(admin, "GET", path))["report"]["calls"] == 0
        assert (await admin.get(path, params={"form": "html"})).status_code == 200


async def test_the_report_reads_runs_of_retention_and_whether_notice_went_before_a_recording(
    door: Door, dialled: Estate
) -> None:
    store, persons = door.parts.store, door.parts.service.persons
    await persons.consent("a0", RecordingAnswer.GRANTED, notice_given=True, actor="x")
    await persons.consent("a1", RecordingAnswer.REFUSED, notice_given=False, actor="x")
    await door.parts.service.retention.run({"call_events": 36_500.0}, dry=False, actor="ann")
    campaign = await store.campaigns.get(dialled.campaign_id, sees=EVERYTHING)
    read = await store.proving.read(campaign, until=door.parts.clock())
    assert read.consents == {"granted, notice given before": 1, "refused, no notice before": 1}
    [run] = read.retention
    assert (run["actor"], run["facts"]["limits"]) == ("ann", {"call_events": 36_500.0})


async def test_the_raw_events_are_streamed_with_the_basis_of_each_call(
    door: Door, dialled: Estate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reports, "CHUNK", 3)
    admin = await door.admin()
    path = f"/api/v1/campaigns/{dialled.campaign_id}/compliance-report"
    answer = await admin.get(path, params={"form": "events"})
    assert answer.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(answer.text, newline="")))
    assert [row["id"] for row in rows] == ["a0", "a1", "a2", "a3"]
    assert {row["basis"] for row in rows} == {"IT-BASIS: consent"}
    assert [row["evidence_id"] for row in rows] == ["C-7", "C-7", "C-7", ""]  # the last person is erased since
    told = (await made(admin, "GET", path))["report"]["points"][7]["facts"]
    assert told["calls"] == {"with a basis": 4}
    assert [(one["source"], one["list"], one["calls"]) for one in told["by proof"]] == [("fair", "March", 4)]
