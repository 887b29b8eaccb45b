"""An agent's day over the API: pauses as configured, the raised hand, figures, issue reports, what is kept."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Connection, func, insert, select

from dialer.campaigns.attempts.model import FinishedAttempt
from dialer.core.enums import AgentWish, LeadState, Outcome, Role
from dialer.core.visibility import EVERYTHING
from dialer.messaging.bus import Topic
from dialer.people.leads.model import NewLead
from dialer.people.leads.rules.retry import LeadStep
from dialer.storage.schema import AGENT_PAUSE, ATTEMPT, AUDIT_LINE, INTERACTION, ISSUE_REPORT, TASK
from dialer.work.pauses.model import DEFAULTS
from dialer.work.pauses.store import Begun, Ended
from tests.api.test_agents import talked
from tests.support.api_clients import Door, Estate, items_of, made
from tests.support.replies import READY, replying

REASONS = "/api/v1/pause-reasons"
LUNCH = {"code": "lunch", "labels": {"it": "Pranzo", "en": "Lunch"}, "counts_as_work": False, "limit_s": 1800.0}
COURSE = {"code": "course", "labels": {"it": "Corso"}, "counts_as_screen_break": False, "needs_approval": True}


def of(agent_id: int, what: str = "") -> str:
    return f"/api/v1/agents/{agent_id}{what}"


async def logged_in(door: Door, estate: Estate) -> Any:
    anna = await door.client(Role.AGENT, estate.agent_id)
    await made(anna, "POST", of(estate.agent_id, "/log-in"), {"campaign_id": estate.campaign_id})
    return anna


# Pauses


async def test_an_installation_begins_with_few_reasons_and_changes_them(door: Door, estate: Estate) -> None:
    admin, anna = await door.admin(), await door.client(Role.AGENT, estate.agent_id)
    first = await made(anna, "GET", REASONS)
    assert [one["code"] for one in first["reasons"]] == [one.code for one in DEFAULTS]
    assert (first["is_own"], first["team_id"]) == (False, None)
    written = await made(admin, "PUT", REASONS, {"reasons": [LUNCH, COURSE]})
    assert written["is_own"]
    assert [one["code"] for one in (await made(anna, "GET", REASONS))["reasons"]] == ["lunch", "course"]
    assert [one["limit_s"] for one in written["reasons"]] == [1800.0, None]
    [line] = await door.parts.store.audit.list(subject="pause_reasons", limit=5)
    assert line.action == "pause_reasons.replace"


async def test_a_team_has_reasons_of_its_own_and_its_agents_are_told_those(door: Door, estate: Estate) -> None:
    admin, anna = await door.admin(), await door.client(Role.AGENT, estate.agent_id)
    team = (await made(admin, "POST", "/api/v1/teams", {"name": "Mattina"}))["id"]
    await made(admin, "PUT", f"{REASONS}?team_id={team}", {"reasons": [COURSE]})
    assert len((await made(anna, "GET", REASONS))["reasons"]) == len(DEFAULTS)
    await made(admin, "PATCH", of(estate.agent_id), {"team_id": team})
    assert [one["code"] for one in (await made(anna, "GET", REASONS))["reasons"]] == ["course"]
    gone = await made(admin, "PUT", f"{REASONS}?team_id={team}", {"reasons": []})
    assert (gone["is_own"], len(gone["reasons"])) == (False, len(DEFAULTS))
    unknown = await admin.put(f"{REASONS}?team_id=999", json={"reasons": []})
    assert unknown.status_code == 422


async def test_reasons_of_two_who_write_at_once_are_not_mixed(door: Door) -> None:
    admin = await door.admin()
    version = (await admin.get(REASONS)).headers["etag"]
    await made(admin, "PUT", REASONS, {"reasons": [LUNCH]})
    late = await admin.put(REASONS, json={"reasons": [COURSE]}, headers={"If-Match": version})
    assert (late.status_code, late.json()["type"]) == (412, "/problems/changed")
    twice = await admin.put(REASONS, json={"reasons": [LUNCH, LUNCH]})
    assert (twice.status_code, twice.json()["type"]) == (422, "/problems/invalid")
    assert (
        await admin.put(REASONS, json={"reasons": [LUNCH | {"code": f"l{n}"} for n in range(9)]})
    ).status_code == 422


async def test_a_pause_that_needs_approval_is_asked_for_with_a_raised_hand(door: Door, estate: Estate) -> None:
    admin, boss = await door.admin(), await door.client(Role.SUPERVISOR)
    await made(admin, "PUT", REASONS, {"reasons": [LUNCH, COURSE]})
    anna = await logged_in(door, estate)
    refused = await anna.post(of(estate.agent_id, "/pause"), json={"reason": "course"})
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/pause-needs-approval")
    strange = await anna.post(of(estate.agent_id, "/hand"), json={"raised": True, "asks": "siesta"})
    assert strange.status_code == 422
    await made(anna, "POST", of(estate.agent_id, "/hand"), {"raised": True, "asks": "course", "note": "at ten"})
    [hand] = await made(boss, "GET", "/api/v1/hands")
    assert (hand["agent_name"], hand["asks"], hand["note"]) == ("anna", "course", "at ten")
    answered = await made(boss, "POST", of(estate.agent_id, "/hand/answer"), {"approved": True})
    assert answered["raised_at"] is None
    own = await made(anna, "GET", of(estate.agent_id))
    assert (own["wish"], own["pause_reason"]) == ("paused", "course")
    stored = await door.parts.store.agents.get(estate.agent_id, sees=EVERYTHING)
    assert stored.pause_rests is False
    again = await boss.post(of(estate.agent_id, "/hand/answer"), json={"approved": True})
    assert (again.status_code, again.json()["type"]) == (409, "/problems/hand-not-raised")


async def test_a_personal_reason_is_told_to_nobody_else(door: Door, estate: Estate) -> None:
    anna, boss = await logged_in(door, estate), await door.client(Role.SUPERVISOR)
    await made(anna, "POST", of(estate.agent_id, "/pause"), {"reason": "personal"})
    now = door.parts.clock()
    await door.parts.store.pauses.note([Begun(agent_id=estate.agent_id, reason="personal", rests=True, at=now)])
    seen = await made(boss, "GET", of(estate.agent_id))
    assert (seen["wish"], seen["pause_reason"]) == ("paused", "")
    assert [one["pause_reason"] for one in await items_of(boss, "/api/v1/agents")] == [""]
    assert (await made(anna, "GET", of(estate.agent_id)))["pause_reason"] == "personal"
    assert [one["reason"] for one in (await made(boss, "GET", of(estate.agent_id, "/day")))["pauses"]] == [""]
    assert [one["reason"] for one in (await made(anna, "GET", of(estate.agent_id, "/day")))["pauses"]] == ["personal"]
    screen = {"agent_id": estate.agent_id, "state": "paused", "reason": "personal", "locked_by": ""}
    door.parts.bus.publish(Topic.SCREEN, screen)
    assert "reason" not in await made(boss, "GET", of(estate.agent_id, "/screen"))
    lines = await door.parts.store.audit.list(subject=f"agent:{estate.agent_id}", limit=20)
    assert "agent.paused" in {one.action for one in lines}
    assert "personal" not in str(lines)


async def test_who_asks_for_a_personal_pause_tells_nobody_that_it_is_one(door: Door, estate: Estate) -> None:
    admin, boss = await door.admin(), await door.client(Role.SUPERVISOR)
    await made(admin, "PUT", REASONS, {"reasons": [COURSE | {"code": "personal"}, COURSE]})
    anna = await logged_in(door, estate)
    up = await made(anna, "POST", of(estate.agent_id, "/hand"), {"raised": True, "asks": "personal"})
    assert up["asks"] == "personal"
    assert [one["asks"] for one in await made(boss, "GET", "/api/v1/hands")] == [""]
    await made(boss, "POST", of(estate.agent_id, "/hand/answer"), {"approved": True})
    assert (await made(anna, "GET", of(estate.agent_id)))["pause_reason"] == "personal"
    assert "personal" not in str(await door.parts.store.audit.list(subject=f"agent:{estate.agent_id}", limit=20))
    await made(anna, "POST", of(estate.agent_id, "/hand"), {"raised": True, "asks": "course"})
    assert [one["asks"] for one in await made(boss, "GET", "/api/v1/hands")] == ["course"]


async def test_a_recovery_break_is_a_pause_with_an_end_that_is_asked_for_once(door: Door, estate: Estate) -> None:
    anna = await logged_in(door, estate)
    async with replying(door, READY | {"state": "paused"}) as heard:
        done = await made(anna, "POST", of(estate.agent_id, "/recovery-break"), {"seconds": 60})
        await made(anna, "POST", of(estate.agent_id, "/recovery-break"))
    assert (done["state"], done["pause_reason"]) == ("paused", "after_hard_call")
    assert [(one.body["pause_s"], one.body["pause_rests"]) for one in heard] == [(60.0, False)]
    assert (await anna.post(of(estate.agent_id, "/recovery-break"), json={"seconds": 600})).status_code == 422
    wish_at = heard[0].body["at"]
    await door.parts.store.pauses.note([Ended(agent_id=estate.agent_id, at=wish_at + 60.0, wish_at=wish_at)])
    back = await made(anna, "GET", of(estate.agent_id))
    assert (back["wish"], back["pause_reason"]) == ("ready", "")


async def test_a_pause_may_end_by_itself_and_goes_on_as_it_was_granted(door: Door, estate: Estate) -> None:
    admin, boss = await door.admin(), await door.client(Role.SUPERVISOR)
    await made(admin, "PUT", REASONS, {"reasons": [LUNCH, COURSE]})
    anna, path = await logged_in(door, estate), of(estate.agent_id, "/pause")
    await made(boss, "POST", path, {"reason": "course"})
    course = {"counts_as_screen_break": True}
    await made(admin, "PUT", REASONS, {"reasons": [LUNCH, COURSE | course]})
    async with replying(door, READY | {"state": "paused"}) as heard:
        for lasts in ({"lasts_s": 600}, {}, {"lasts_s": None}):
            done = await made(anna, "POST", path, {"reason": "course", **lasts})
            assert (done["state"], done["pause_reason"]) == ("paused", "course")
    assert [(one.body["pause_s"], one.body["pause_rests"]) for one in heard] == [
        (600.0, False),
        (None, False),
        (None, False),
    ]
    await made(anna, "POST", path, {"reason": "lunch", "lasts_s": 900})
    stored = await door.parts.store.agents.get(estate.agent_id, sees=EVERYTHING)
    assert (stored.pause_reason, stored.pause_s) == ("lunch", 900.0)
    assert (await anna.post(path, json={"reason": "course", "lasts_s": 900})).status_code == 409
    await door.parts.store.pauses.note([Ended(agent_id=estate.agent_id, at=stored.wish_at, wish_at=stored.wish_at)])
    assert (await made(anna, "GET", of(estate.agent_id)))["wish"] == "ready"


@pytest.mark.parametrize("lasts_s", [-1, 0, 9.9, 86_401, "soon", "NaN", True])
async def test_a_pause_lasts_ten_seconds_to_a_day(door: Door, estate: Estate, lasts_s: object) -> None:
    anna = await logged_in(door, estate)
    refused = await anna.post(of(estate.agent_id, "/pause"), json={"reason": "lunch", "lasts_s": lasts_s})
    assert (refused.status_code, refused.headers["content-type"]) == (422, "application/problem+json")
    assert [one["where"] for one in refused.json()["errors"]] == ["/lasts_s"]


async def test_the_return_from_a_recovery_break_changes_no_later_wish(door: Door, estate: Estate) -> None:
    anna, store = await logged_in(door, estate), door.parts.store
    await made(anna, "POST", of(estate.agent_id, "/recovery-break"))
    wish_at = (await store.agents.get(estate.agent_id, sees=EVERYTHING)).wish_at
    await store.agents.wish(estate.agent_id, AgentWish.PAUSED, pause_reason="lunch", now=wish_at + 1.0)
    await store.pauses.note([Ended(agent_id=estate.agent_id, at=wish_at + 75.0, wish_at=wish_at)])
    assert (await store.agents.get(estate.agent_id, sees=EVERYTHING)).pause_reason == "lunch"


async def test_a_wrap_up_is_extended_through_the_engine_and_counted(door: Door, estate: Estate) -> None:
    anna = await logged_in(door, estate)
    path = of(estate.agent_id, "/wrap-up/extend")
    wrap_up = {"state": "wrap_up", "since": 1000.0, "attempt_id": "attempt-1"}
    async with replying(door, wrap_up | {"done": True}, wrap_up | {"done": False}) as heard:
        first = await made(anna, "POST", path, {"attempt_id": "attempt-1"})
        second = await made(anna, "POST", path)
    assert (first["is_done"], second["is_done"]) == (True, False)
    assert [(one.body["kind"], one.body["attempt_id"]) for one in heard] == [
        ("extend_wrap_up", "attempt-1"),
        ("extend_wrap_up", None),
    ]
    assert (await made(anna, "GET", of(estate.agent_id, "/day")))["figures"]["wrap_ups_extended"] == 1


# The raised hand


async def test_a_hand_is_raised_by_the_agent_alone_and_lowered_by_both(door: Door, estate: Estate) -> None:
    anna, boss = await logged_in(door, estate), await door.client(Role.SUPERVISOR)
    path = of(estate.agent_id, "/hand")
    assert (await boss.post(path, json={"raised": True})).status_code == 403
    up = await made(anna, "POST", path, {"raised": True})
    assert up["raised_at"] is not None
    assert (await made(boss, "POST", path, {"raised": False}))["raised_at"] is None
    await made(anna, "POST", path, {"raised": True})
    await made(anna, "POST", of(estate.agent_id, "/log-out"))
    assert await made(boss, "GET", "/api/v1/hands") == []
    refused = await anna.post(path, json={"raised": True})
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/agent-not-logged-in")


# The day


async def ended_talk(door: Door, estate: Estate, attempt_id: str, *, talk_s: float) -> None:
    """A talk of the agent that ended just now."""
    store, now = door.parts.store, door.parts.clock()
    [lead_id] = await store.leads.add(estate.list_id, [NewLead(phones=((f"+3902123456{len(attempt_id)}", ""),))])
    await store.leads.claim(estate.campaign_id, owner="engine", now=now, lease_s=60.0, limit=10, zone_keys=[""])
    attempt = estate.attempt(attempt_id, lead_id, f"+3902123456{len(attempt_id)}")
    assert await store.attempts.place([attempt], owner="engine", now=now) == {attempt_id}
    ended = FinishedAttempt(
        id=attempt_id,
        lead_id=lead_id,
        outcome=Outcome.CONNECTED,
        ended_at=now,
        agent_id=estate.agent_id,
        agent_joined_at=now - talk_s,
        step=LeadStep(state=LeadState.WRAPPING),
    )
    await store.attempts.note([], [ended])


async def test_a_day_has_the_agents_talks_promises_pauses_and_what_is_unfinished(door: Door, estate: Estate) -> None:
    anna, now = await logged_in(door, estate), door.parts.clock()
    await ended_talk(door, estate, "a", talk_s=60.0)
    await ended_talk(door, estate, "bb", talk_s=30.0)
    await made(anna, "POST", of(estate.agent_id, "/dispose"), {"attempt_id": "a", "code": "not_interested"})
    note = door.parts.store.pauses.note
    await note([Begun(agent_id=estate.agent_id, reason="lunch", rests=True, at=now - 2.0)])
    await note([Ended(agent_id=estate.agent_id, at=now - 1.0)])
    day = await made(anna, "GET", of(estate.agent_id, "/day"))
    figures = day["figures"]
    assert (figures["talks"], figures["talk_s"], figures["undisposed"]) == (2, 90.0, 1)
    assert (figures["dispositions"], figures["successes"]) == ({"not_interested": 1}, 0)
    assert 0.0 <= figures["wrap_up_s"] <= 30.0
    assert [one["attempt_id"] for one in day["unfinished"]] == ["bb"]
    assert [(one["attempt_id"], one["disposition"]) for one in day["disposed"]] == [("a", "not_interested")]
    assert (await made(await door.admin(), "GET", of(estate.agent_id, "/day")))["disposed"] == []
    assert [(one["reason"], one["rests"]) for one in day["pauses"]] == [("lunch", True)]
    assert day["screen_break_s"] == pytest.approx(1.0)
    assert (day["promises"], day["is_finished"]) == ([], False)
    await made(anna, "POST", of(estate.agent_id, "/dispose"), {"attempt_id": "bb", "code": "not_interested"})
    assert (await made(anna, "GET", of(estate.agent_id, "/day")))["is_finished"] is True


async def test_what_is_recorded_equals_the_database_and_is_the_agents_alone(door: Door, estate: Estate) -> None:
    anna = await logged_in(door, estate)
    await talked(door, estate)
    await made(anna, "POST", of(estate.agent_id, "/dispose"), {"attempt_id": "attempt-1", "code": "not_interested"})
    await made(anna, "POST", of(estate.agent_id, "/issue-reports"), {"kind": "line", "note": "crackles"})
    now = door.parts.clock()
    await door.parts.store.pauses.note([Begun(agent_id=estate.agent_id, reason="lunch", rests=True, at=now)])
    found = {one["code"]: one for one in await made(anna, "GET", of(estate.agent_id, "/recorded"))}
    assert all(one["what"] and one["purpose"] and one["kept"] and one["seen_by"] for one in found.values())

    def counts(connection: Connection) -> dict[str, int]:
        asked = {
            "calls": select(func.count()).where(ATTEMPT.c.agent_id == estate.agent_id),
            "dispositions": select(func.count()).where(
                ATTEMPT.c.agent_id == estate.agent_id, ATTEMPT.c.disposition.is_not(None)
            ),
            "pauses": select(func.count()).where(AGENT_PAUSE.c.agent_id == estate.agent_id),
            "tasks": select(func.count()).where(TASK.c.agent_id == estate.agent_id),
            "interactions": select(func.count()).where(INTERACTION.c.agent_id == estate.agent_id),
            "issue_reports": select(func.count()).where(ISSUE_REPORT.c.agent_id == estate.agent_id),
            "requests": select(func.count()).where(AUDIT_LINE.c.subject == f"agent:{estate.agent_id}"),
        }
        return {code: connection.execute(one).scalar_one() for code, one in asked.items()}

    there = await door.parts.store.database.read(counts)
    assert {code: found[code]["rows"] for code in there} == there
    assert min(there[code] for code in there if code not in ("tasks", "interactions")) >= 1
    assert (found["state"]["rows"], found["account"]["rows"]) == (None, 1)
    assert found["pauses"]["first_at"] == found["pauses"]["last_at"] is not None
    other = await made(await door.admin(), "POST", "/api/v1/agents", {"name": "bruno", "phone": "PJSIP/1002"})
    for stranger in (await door.admin(), await door.client(Role.AGENT, other["id"])):
        assert (await stranger.get(of(estate.agent_id, "/recorded"))).status_code == 403


async def test_what_is_recorded_is_said_in_italian_too(door: Door, estate: Estate) -> None:
    anna = await logged_in(door, estate)
    answer = await anna.get(of(estate.agent_id, "/recorded"), headers={"Accept-Language": "it"})
    assert "Le tue pause" in " ".join(one["what"] for one in answer.json())


# Issue reports


async def test_an_issue_report_reaches_who_can_mend_it_and_its_answer_the_agent(door: Door, estate: Estate) -> None:
    anna, boss = await logged_in(door, estate), await door.client(Role.SUPERVISOR)
    await talked(door, estate)
    said = {"kind": "price", "note": "29,90, not 31,90; ask +390212345678", "attempt_id": "attempt-1"}
    issue_report = await made(anna, "POST", of(estate.agent_id, "/issue-reports"), said)
    assert issue_report["campaign_id"] == estate.campaign_id
    [seen] = await items_of(boss, "/api/v1/issue-reports?state=open&kind=price")
    assert (seen["agent_name"], seen["attempt_id"]) == ("anna", "attempt-1")
    assert "+390212345678" not in seen["note"]
    done = await made(boss, "POST", f"/api/v1/issue-reports/{issue_report['id']}/resolve", {"answer": "mended"})
    assert done["resolved_at"] is not None
    assert await items_of(boss, "/api/v1/issue-reports?state=open") == []
    [own] = await items_of(anna, of(estate.agent_id, "/issue-reports"))
    assert (own["answer"], own["note"]) == ("mended", said["note"])
    assert (await boss.get("/api/v1/issue-reports/999")).status_code == 404
    strange = await anna.post(of(estate.agent_id, "/issue-reports"), json=said | {"attempt_id": "nowhere"})
    assert strange.status_code == 404


async def test_an_issue_report_of_another_companies_campaign_is_not_seen(door: Door, estate: Estate) -> None:
    anna = await logged_in(door, estate)
    issue_report = await made(anna, "POST", of(estate.agent_id, "/issue-reports"), {"kind": "list"})
    admin = await door.admin()
    other = await made(admin, "POST", "/api/v1/companies", {"name": "Other"})
    grants = [{"role": "supervisor", "company_id": other["id"]}]
    expires_at = datetime.fromtimestamp(door.parts.clock() + 86_400.0, UTC).isoformat()
    asked = {"name": "other", "grants": grants, "expires_at": expires_at}
    key = await made(admin, "POST", "/api/v1/keys", asked)
    stranger = {"Authorization": f"Bearer {key['secret']}"}
    nobody = await door.client(None)
    assert (await nobody.get(f"/api/v1/issue-reports/{issue_report['id']}", headers=stranger)).status_code == 404
    assert (await nobody.get("/api/v1/issue-reports", headers=stranger)).json()["items"] == []


async def test_an_issue_report_of_an_erased_persons_call_keeps_no_words(door: Door, estate: Estate) -> None:
    anna, admin = await logged_in(door, estate), await door.admin()
    await talked(door, estate)
    said = {"kind": "script", "note": "Ada was confused", "attempt_id": "attempt-1"}
    await made(anna, "POST", of(estate.agent_id, "/issue-reports"), said)
    await made(anna, "POST", of(estate.agent_id, "/dispose"), {"attempt_id": "attempt-1", "code": "not_interested"})
    erase = f"/api/v1/companies/{estate.company_id}/persons/erase"
    await made(admin, "POST", erase, {"number": "+390212345678"})
    assert [one["note"] for one in await items_of(admin, "/api/v1/issue-reports")] == [""]


async def test_a_task_that_is_due_today_is_part_of_the_day(door: Door, estate: Estate) -> None:
    anna, now = await logged_in(door, estate), door.parts.clock()
    due = {"company_id": estate.company_id, "kind": "send", "note": "by post", "state": "open", "made_by": "a"}
    rows = [
        due | {"agent_id": estate.agent_id, "due_at": at, "made_at": now, "ended_by": ""} for at in (now, now + 1e6)
    ]
    await door.parts.store.database.write(lambda connection: connection.execute(insert(TASK), rows) and None)
    day = await made(anna, "GET", of(estate.agent_id, "/day"))
    assert [(one["kind"], one["note"]) for one in day["tasks"]] == [("send", "by post")]
    assert day["is_finished"] is False


async def test_an_issue_report_names_a_call_of_ones_own_or_on_ones_screen(door: Door, estate: Estate) -> None:
    anna, store = await logged_in(door, estate), door.parts.store
    path, said = of(estate.agent_id, "/issue-reports"), {"kind": "line", "note": "crackles", "attempt_id": "rings"}
    [lead_id] = await store.leads.add(estate.list_id, [NewLead(phones=(("+390212345699", ""),))])
    assert await store.leads.claim_one(lead_id, owner="engine", now=9e9, lease_s=60.0)
    attempt = estate.attempt("rings", lead_id, "+390212345699")
    assert await store.attempts.place([attempt], owner="engine", now=9e9) == {"rings"}
    refused = await anna.post(path, json=said)
    assert (refused.status_code, refused.json()["type"]) == (403, "/problems/attempt-of-another")
    screen = {"agent_id": estate.agent_id, "state": "connecting", "attempt_id": "rings"}
    door.parts.bus.publish(Topic.SCREEN, screen)
    assert (await made(anna, "POST", path, said))["attempt_id"] == "rings"
    step = LeadStep(state=LeadState.DONE, reason="busy")
    over = FinishedAttempt(id="rings", lead_id=lead_id, outcome=Outcome.BUSY, ended_at=9e9, step=step)
    await store.attempts.note([], [over])
    assert (await anna.post(path, json=said)).status_code == 403
