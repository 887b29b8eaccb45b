"""Persons' rights over the API and on the command line, with what the audit keeps of them."""

import asyncio
import os
import pwd
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from api.cli.main import app
from dialer.access.key_files import pseudonyms
from dialer.campaigns.attempts.model import FinishedAttempt
from dialer.core.enums import LeadState, Outcome, Role
from dialer.core.visibility import EVERYTHING
from dialer.people.leads.model import NewLead
from dialer.people.leads.rules.retry import LeadStep
from dialer.people.suppression.store.lookup import of_campaign
from tests.support.api_clients import Door, Estate, items_of, made

ADA, BOB = "+390212345678", "+393331234567"
PEOPLE = [
    NewLead(phones=((ADA, ""),), name="Ada <b>Rossi</b>", external_id="A-1"),
    NewLead(phones=((BOB, ""),), name="Bob", external_id="B-1"),
]


@pytest.fixture
async def called(door: Door, estate: Estate) -> Estate:
    """Ada and Bob were imported; a call to Ada lives and belongs to anna."""
    store = door.parts.store
    await store.leads.add(estate.list_id, PEOPLE)
    zones = list(await store.leads.zone_keys(estate.campaign_id))
    leads = await store.leads.claim(estate.campaign_id, owner="e", now=9e9, lease_s=60.0, limit=2, zone_keys=zones)
    ada = next(lead for lead in leads if lead.phones[0].number == ADA)
    attempt = estate.attempt("a1", ada.lead_id, ADA, agent_id=estate.agent_id)
    assert await store.attempts.place([attempt], owner="e", now=9e9) == {"a1"}
    return estate


async def hung_up(door: Door) -> None:
    lead_id = (await door.parts.store.attempts.get("a1", sees=EVERYTHING)).lead_id
    step = LeadStep(state=LeadState.DONE)
    ended = FinishedAttempt(id="a1", lead_id=lead_id, outcome=Outcome.BUSY, ended_at=9e9, step=step)
    await door.parts.store.attempts.note([], [ended])


def told(document: dict[str, Any], section: str) -> list[tuple[str, str]]:
    [found] = [one for one in document["sections"] if one["key"] == section]
    return [(fact["key"], fact["value"]) for entry in found["entries"] for fact in entry["facts"]]


async def test_a_person_gets_everything_for_programs_and_to_read(door: Door, called: Estate) -> None:
    admin = await door.admin()
    path = f"/api/v1/companies/{called.company_id}/persons/access"
    document = await made(admin, "POST", path, {"number": ADA})
    assert (document["format"], document["language"]) == ("pronto.access/1", "en")
    assert ("external_id", "A-1") in told(document, "entries")
    assert [value for key, value in told(document, "calls") if key == "number"] == [ADA]
    assert BOB not in str(document)
    national = {"number": "02/1234.5678"}
    assert ("number", ADA) in told(await made(admin, "POST", path, national), "asked")
    assert ("number", ADA) in told(await made(admin, "POST", path, {**national, "country": "IT"}), "asked")
    page = await admin.post(path, json={"external_id": "A-1"}, params={"form": "html"})
    assert page.headers["content-type"].startswith("text/html")
    assert "Ada &lt;b&gt;Rossi&lt;/b&gt;" in page.text
    assert "<b>" not in page.text
    assert ADA in page.text
    text = await admin.post(path, json={"external_id": "A-1"}, params={"form": "text", "language": "it"})
    assert text.headers["content-type"].startswith("text/plain")
    assert "TITOLARE DEL TRATTAMENTO" in text.text
    again = await made(admin, "POST", path, {"number": ADA})
    assert [key for key, _ in told(again, "requests")].count("answered") == 3  # the one by external id is another hash
    assert (await admin.post(path, json={})).status_code == 422
    assert (await admin.post(path, json={"number": "x"})).status_code == 422
    assert (await admin.post(path, json={"number": ADA}, params={"language": "de"})).status_code == 422
    unknown = await admin.post(path.replace(f"/{called.company_id}/", "/4711/"), json={"number": ADA})
    assert unknown.status_code == 404


async def test_the_document_is_in_the_persons_language_and_tells_of_a_campaigns_own_objections(
    door: Door, called: Estate
) -> None:
    admin, store = await door.admin(), door.parts.store
    carla = NewLead(phones=(("+39061111111", ""),), name="Carla", external_id="C-1", language="it")
    await store.leads.add(called.list_id, [carla])
    scope = of_campaign(called.campaign_id)
    await store.suppressions.add(scope, ["+39061111111"], reason="asked", actor="admin:eva", now=1.7e9)
    path = f"/api/v1/companies/{called.company_id}/persons/access"
    document = await made(admin, "POST", path, {"external_id": "C-1"})
    assert document["language"] == "it"
    assert ("scope", "dalla campagna «Spring»") in told(document, "objections")


async def test_a_company_says_how_to_reach_it_and_only_in_plain_lines(door: Door, estate: Estate) -> None:
    admin, path = await door.admin(), f"/api/v1/companies/{estate.company_id}"
    told = {"address": "Via Roma 1, Roma", "email": "privacy@acme.example", "country": "IT", "recipients": ["Call Srl"]}
    changed = await made(admin, "PUT", path, {"privacy": told})
    assert {name: value for name, value in changed["privacy"].items() if value} == told
    shown = (await admin.get("/api/v1/companies")).json()["items"]
    assert shown == [
        {
            "id": estate.company_id,
            "name": "Acme",
            "privacy": changed["privacy"],
            "former_names": [],
            "retired_at": None,
        }
    ]
    for wrong in ({"address": "Via\nRoma"}, {"language": "de"}, {"country": "Italy"}):
        assert (await admin.put(path, json={"privacy": wrong})).status_code == 422, wrong
    assert (await admin.put("/api/v1/companies/4711", json={"privacy": told})).status_code == 404
    [line] = await items_of(admin, "/api/v1/audit?action=company.update")
    assert line["facts"]["privacy"]["email"] == "privacy@acme.example"


async def test_who_asks_to_be_forgotten_is_forgotten_and_not_called(door: Door, called: Estate) -> None:
    admin, store = await door.admin(), door.parts.store
    path = f"/api/v1/companies/{called.company_id}/persons/erase"
    busy = await admin.post(path, json={"external_id": "A-1"})
    assert (busy.status_code, busy.json()["type"]) == (409, "/problems/person-on-call")
    await hung_up(door)
    done = await made(admin, "POST", path, {"external_id": "A-1"})
    assert (done["leads"], done["phones"], done["attempts"]) == (1, 1, 1)
    assert await store.suppressions.contains(called.company_id, ADA)
    lines = await items_of(admin, "/api/v1/audit?action=person.erasure")
    assert len(lines) == 1
    everything = str(await items_of(admin, "/api/v1/audit?limit=1000"))
    assert not any(trace in everything for trace in (ADA[3:], "Rossi", "A-1"))
    await store.leads.add(called.list_id, PEOPLE[:1])
    assert await store.suppressions.contains(called.company_id, ADA)


async def test_the_agent_of_the_call_and_supervisors_note_what_was_said_about_recording(
    door: Door, called: Estate
) -> None:
    body = {"answer": "refused", "notice_given": True}
    anna = await door.client(Role.AGENT, called.agent_id)
    said = await made(anna, "POST", "/api/v1/attempts/a1/recording-consent", body)
    assert said["answer"] == "refused"
    admin = await door.admin()
    other = (await made(admin, "POST", "/api/v1/agents", {"name": "bruno", "phone": "PJSIP/1002"}))["id"]
    for client, status in [
        (await door.client(Role.AGENT, other), 403),
        (await door.client(Role.WALLBOARD), 403),
        (await door.client(Role.SUPERVISOR), 201),
    ]:
        assert (await client.post("/api/v1/attempts/a1/recording-consent", json=body)).status_code == status
    unasked = {"answer": "granted", "notice_given": False}
    assert (await anna.post("/api/v1/attempts/a1/recording-consent", json=unasked)).status_code == 422


async def test_a_number_is_unmasked_with_role_and_reason_and_that_is_kept(door: Door, called: Estate) -> None:
    admin = await door.admin()
    stand_in = door.parts.service.persons.pseudonyms().of(ADA)
    path = f"/api/v1/campaigns/{called.campaign_id}/unmask"
    body = {"pseudonym": stand_in, "reason": "complaint 42/2026"}
    manager = await door.client(Role.MANAGER)
    assert (await manager.post(path, json=body)).status_code == 403
    assert (await admin.post(path, json={**body, "reason": "     "})).status_code == 422
    assert await made(admin, "POST", path, body) == {"number": ADA}
    missing = await admin.post(path, json={**body, "pseudonym": "p1-0000000000000000"})
    assert missing.status_code == 404
    lines = await items_of(admin, "/api/v1/audit?action=number.unmask")
    assert [line["facts"]["reason"] for line in lines] == ["complaint 42/2026", "complaint 42/2026"]
    assert {line["actor"] for line in lines} == {"key:admin:None"}
    assert await made(admin, "POST", "/api/v1/pseudonyms/rotate", {}) == {"key": 2}
    assert door.parts.service.persons.pseudonyms().of(ADA) != stand_in
    assert await made(admin, "POST", path, body) == {"number": ADA}
    assert await made(admin, "POST", "/api/v1/pseudonyms/rotate", {"forget": True}) == {"key": 3}
    assert (await admin.post(path, json=body)).status_code == 404
    keys = pseudonyms(door.parts.settings.state_dir)
    assert not any(key.hex() in repr(keys) or repr(key) in repr(keys) for key in keys.keys.values())


async def test_retention_counts_then_empties_and_reports(door: Door, called: Estate) -> None:
    admin = await door.admin()
    await hung_up(door)
    limits = {"limits": {"call_events": 30, "rejected_rows": 30}}
    dry = await made(admin, "POST", "/api/v1/retention", {**limits, "dry": True})
    assert (dry["dry"], dry["expired"]) == (True, {"call_events": 0, "rejected_rows": 0})
    assert await items_of(admin, "/api/v1/audit?action=retention.run") == []
    assert (await made(admin, "POST", "/api/v1/retention", limits))["expired"] == dry["expired"]
    assert len(await items_of(admin, "/api/v1/audit?action=retention.run")) == 1
    [run] = await items_of(admin, "/api/v1/retention/runs")
    assert (run["actor"], run["day"], len(run["report"])) == ("key:admin:None", None, 2)
    by_rules = await made(admin, "POST", "/api/v1/retention", {"dry": True})
    assert {part["name"] for part in by_rules["parts"]} == {"Spring"}
    for wrong in ({"suppressions": 30}, {"call_events": 0}):
        assert (await admin.post("/api/v1/retention", json={"limits": wrong})).status_code == 422


async def test_the_same_on_the_command_line(
    door: Door, called: Estate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await hung_up(door)
    monkeypatch.setenv("PRONTO_STATE_DIR", str(door.parts.settings.state_dir))
    other = await door.parts.store.companies.create("Other")
    await door.parts.store.lists.create(name="Autumn", company_id=other.id, country="IT", now=1e9)
    stand_in = door.parts.service.persons.pseudonyms().of(ADA)

    records = door.parts.store.person_records
    cem = [NewLead(phones=((f"+39333999999{place}", ""),), name=f"Cem {place}") for place in range(2)]
    both = [await records.of_lead(one, now=1e9) for one in await door.parts.store.leads.add(called.list_id, cem)]
    people = [one.id for one in both if one is not None]

    def pronto(*words: str) -> tuple[int, str]:
        done = CliRunner().invoke(app, words)
        return done.exit_code, done.output

    def work() -> None:
        who = ("--company", "Acme", "--number", "02 12345678", "--country", "IT")
        for name in ("ada.json", "ada.html", "ada.txt"):
            file = tmp_path / name
            code, said = pronto("person", "access", *who, "--out", str(file), "--language", "it")
            assert (code, "Mancano i recapiti di Acme" in said) == (0, True), said
            assert ADA in file.read_text()
            assert "I Suoi dati personali" in file.read_text() or "I SUOI DATI PERSONALI" in file.read_text()
        code, said = pronto("person", "access", *who, "--out", str(tmp_path / "ada.pdf"))
        assert (code, ".html" in said) == (2, True), said
        assert pronto("person", "unmask", "Spring", stand_in, "--reason", "complaint") == (0, f"{ADA}\n")
        assert pronto("person", "unmask", "Spring", stand_in, "--reason", " ")[0] != 0
        code, said = pronto("person", "erase", *who)
        assert (code, "1 lead emptied" in said, "1 attempt made" in said) == (0, True, True), said
        assert pronto("person", "erase", "--company", "Nobody", "--number", ADA)[0] == 1
        assert pronto("person", "merge", str(people[0]), str(people[1]))[1] == f"Person {people[0]} has 2 leads now.\n"
        assert pronto("person", "merge", str(people[0]), str(people[1]))[0] == 1
        assert pronto("person", "rotate", "--forget")[1] == "Reports use key 2 from now on.\n"
        code, said = pronto("retention", "run", "--limit", "call_events=30", "--limit", "notes=10", "--dry")
        assert (code, "notes" in said, "30 days" in said) == (0, True, True), said
        assert pronto("retention", "run", "--limit", "call_events")[0] == 2
        code, said = pronto("retention", "run", "--dry", "--language", "it")
        assert (code, "Autumn" in said, "24 mesi" in said, "numeri di" in said) == (0, True, True, True), said
        assert "Nessuna esecuzione" in pronto("retention", "runs", "--language", "it")[1]
        assert pronto("retention", "run", "--limit", "notes=10")[0] == 0
        assert "by cli: done, 0 rows" in pronto("retention", "runs")[1]

    await asyncio.to_thread(work)
    [line] = await door.parts.store.audit.list(action="number.unmask")
    assert (line.actor, line.facts["reason"]) == (f"admin:cli:{pwd.getpwuid(os.getuid()).pw_name}", "complaint")


async def test_requests_are_listed_with_their_dates_and_without_the_number(door: Door, called: Estate) -> None:
    admin, path = await door.admin(), f"/api/v1/companies/{called.company_id}"
    for number in (ADA, BOB, ADA):
        await made(admin, "POST", f"{path}/persons/access", {"number": number})
    first = await made(admin, "GET", f"{path}/data-requests?limit=2")
    rest = await made(admin, "GET", f"{path}/data-requests?limit=2&cursor={first['next']}")
    listed = [*first["items"], *rest["items"]]
    assert [one["kind"] for one in listed] == ["access"] * 3
    assert listed[0]["person"] == listed[2]["person"] != listed[1]["person"]
    assert all(one["received_at"] < one["due_at"] and one["answered_at"] for one in listed)
    assert not any(number in str(listed) for number in (ADA, BOB))
