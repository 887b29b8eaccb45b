"""Agents over the API: what they ask for reaches the store and the bus; what they say of a call moves the lead."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from dialer.campaigns.attempts.model import FinishedAttempt
from dialer.cell.agents.agent_screen import WITHDRAWN
from dialer.core.enums import LeadState, Outcome, Role, Withdrawn
from dialer.core.visibility import EVERYTHING
from dialer.i18n.catalogue import in_words, languages
from dialer.i18n.message import to_plain
from dialer.messaging.bus import Topic
from dialer.numbers.masking import mask_phone
from dialer.people.leads.model import NewLead
from dialer.people.leads.rules.retry import LeadStep
from tests.support.api_clients import Door, Estate, items_of, made
from tests.support.replies import READY, replying

NUMBER = "+390212345678"


async def talked(door: Door, estate: Estate, attempt_id: str = "attempt-1") -> int:
    """An attempt that the agent took and that has ended; return its lead."""
    store, now = door.parts.store, door.parts.clock()
    (lead_id,) = await store.leads.add(estate.list_id, [NewLead(phones=((NUMBER, "home"),), name="Ada")])
    await store.leads.claim(estate.campaign_id, owner="engine", now=now, lease_s=60.0, limit=10, zone_keys=[""])
    attempt = estate.attempt(attempt_id, lead_id, NUMBER)
    assert await store.attempts.place([attempt], owner="engine", now=now) == {attempt_id}
    ended = FinishedAttempt(
        id=attempt_id,
        lead_id=lead_id,
        outcome=Outcome.CONNECTED,
        ended_at=now,
        agent_id=estate.agent_id,
        step=LeadStep(state=LeadState.WRAPPING),
    )
    await store.attempts.note([], [ended])
    return lead_id


async def test_an_agent_logs_in_pauses_comes_back_and_leaves(door: Door, estate: Estate) -> None:
    anna = await door.client(Role.AGENT, estate.agent_id)
    path = f"/api/v1/agents/{estate.agent_id}"
    async with door.parts.bus.subscribe(Topic.AGENT) as news:
        await made(anna, "POST", f"{path}/log-in", {"campaign_id": estate.campaign_id})
        await made(anna, "POST", f"{path}/pause", {"reason": "lunch"})
        await made(anna, "POST", f"{path}/ready")
        left = await made(anna, "POST", f"{path}/log-out")
        said = [news.get_nowait() for _ in range(4)]
    assert left["wish"] == "logged_out"
    assert [(one.body["wish"], one.body["pause_reason"]) for one in said if one] == [
        ("ready", ""),
        ("paused", "lunch"),
        ("ready", ""),
        ("logged_out", ""),
    ]
    assert all(one.body["campaign_id"] == estate.campaign_id for one in said if one)


@pytest.mark.parametrize("verb", ["ready", "pause", "hang-up", "hold", "resume", "preview/dial", "preview/skip"])
async def test_an_agent_who_is_not_logged_in_is_told_so(door: Door, estate: Estate, verb: str) -> None:
    anna = await door.client(Role.AGENT, estate.agent_id)
    answer = await anna.post(f"/api/v1/agents/{estate.agent_id}/{verb}", json={})
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/agent-not-logged-in")


async def test_commands_say_what_came_of_them(door: Door, estate: Estate) -> None:
    anna = await door.client(Role.AGENT, estate.agent_id)
    path = f"/api/v1/agents/{estate.agent_id}"
    await made(anna, "POST", f"{path}/log-in", {"campaign_id": estate.campaign_id})
    refused = to_plain(WITHDRAWN[Withdrawn.REFUSED])
    replies = ({"done": True}, {"done": False}, {"done": True}, {"done": False, "refused": refused}, {"done": True})
    async with replying(door, *(READY | one for one in replies)) as heard:
        wrapped = await made(anna, "POST", f"{path}/hang-up", {"attempt_id": "a"})
        assert wrapped == {**READY, "since": "1970-01-01T00:16:40.000+00:00", "is_done": True}
        assert (await made(anna, "POST", f"{path}/hang-up", {"attempt_id": "a"}))["is_done"] is False, "said twice"
        assert (await made(anna, "POST", f"{path}/preview/dial", {"lead_id": 7}))["is_done"] is True
        answer = await anna.post(f"{path}/preview/dial", json={"lead_id": 7})
        assert (answer.status_code, answer.json()["type"]) == (409, "/problems/lead-not-dialled")
        assert answer.json()["detail"] == in_words(WITHDRAWN[Withdrawn.REFUSED], "en")
        assert (await made(anna, "POST", f"{path}/preview/skip", {"lead_id": 8}))["is_done"] is True
    assert [(one.body["kind"], one.body.get("attempt_id") or one.body["lead_id"]) for one in heard] == [
        ("hang_up", "a"),
        ("hang_up", "a"),
        ("dial_preview", 7),
        ("dial_preview", 7),
        ("skip_preview", 8),
    ]


async def test_a_person_is_held_and_taken_back_as_the_engine_says(door: Door, estate: Estate) -> None:
    anna = await door.client(Role.AGENT, estate.agent_id)
    path = f"/api/v1/agents/{estate.agent_id}"
    await made(anna, "POST", f"{path}/log-in", {"campaign_id": estate.campaign_id})
    talking = READY | {"state": "talking", "attempt_id": "a"}
    async with replying(door, *(talking | {"done": one} for one in (True, False, True))) as heard:
        held = await made(anna, "POST", f"{path}/hold", {"attempt_id": "a"})
        assert (held["state"], held["attempt_id"], held["is_done"]) == ("talking", "a", True)
        assert (await made(anna, "POST", f"{path}/hold"))["is_done"] is False, "said twice"
        assert (await made(anna, "POST", f"{path}/resume"))["is_done"] is True
    said = [(one.body["kind"], one.body["attempt_id"]) for one in heard]
    assert said == [("hold", "a"), ("hold", None), ("resume", None)]
    noted = await door.parts.store.audit.onwards()
    kinds = [line.action for line in noted if line.action in ("agent.hold", "agent.resume")]
    assert kinds == ["agent.hold", "agent.hold", "agent.resume"]


async def test_the_rejoin_time_is_the_agents_own_or_the_phones(door: Door) -> None:
    boss = await door.admin()
    body = {"name": "bruno", "phone": "PJSIP/1002", "rejoin_s": 30}
    made_ = await made(boss, "POST", "/api/v1/agents", body)
    path = f"/api/v1/agents/{made_['id']}"
    assert made_["rejoin_s"] == 30
    answer = await boss.patch(path, json={"rejoin_s": None})
    assert (answer.status_code, answer.json()["rejoin_s"]) == (200, None)
    for wrong in (-1, 61, 2.5):
        assert (await boss.patch(path, json={"rejoin_s": wrong})).status_code == 422


async def test_the_languages_in_which_an_agent_talks_are_kept_in_their_order(door: Door) -> None:
    boss = await door.client(Role.MANAGER)
    body = {"name": "carla", "phone": "PJSIP/1003", "languages": ["it", "de"]}
    made_ = await made(boss, "POST", "/api/v1/agents", body)
    path = f"/api/v1/agents/{made_['id']}"
    assert made_["languages"] == ["it", "de"]
    there = await boss.get(path)
    changed = await boss.patch(path, json={"languages": ["de"]}, headers={"if-match": there.headers["etag"]})
    assert (changed.status_code, changed.json()["languages"]) == (200, ["de"])
    late = await boss.patch(path, json={"languages": []}, headers={"if-match": there.headers["etag"]})
    assert late.status_code == 412
    assert (await made(boss, "PATCH", path, {"display_name": "Carla"}))["languages"] == ["de"]
    assert (await made(boss, "PATCH", path, {"languages": []}))["languages"] == []
    assert (await boss.patch(path, json={"languages": ["German"]})).status_code == 422


async def test_a_command_without_an_engine_is_not_done_and_says_so(
    door: Door, estate: Estate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dialer.work.agents.commands.COMMAND_WITHIN_S", 0.05)
    anna = await door.client(Role.AGENT, estate.agent_id)
    path = f"/api/v1/agents/{estate.agent_id}"
    await made(anna, "POST", f"{path}/log-in", {"campaign_id": estate.campaign_id})
    for _ in ("no engine", "one that does not answer"):
        for verb in ("hang-up", "hold", "resume", "preview/dial", "preview/skip", "stage"):
            answer = await anna.post(f"{path}/{verb}", json={"stage": "closing"} if verb == "stage" else {})
            assert (answer.status_code, answer.json()["type"]) == (503, "/problems/engine-silent")
        door.parts.bus.publish(Topic.BOARD, {"at": door.parts.clock() + 60.0})


async def test_an_agent_is_told_what_came_of_a_wish(door: Door, estate: Estate) -> None:
    anna, boss = await door.client(Role.AGENT, estate.agent_id), await door.client(Role.SUPERVISOR)
    path = f"/api/v1/agents/{estate.agent_id}"
    alone = await made(anna, "POST", f"{path}/log-in", {"campaign_id": estate.campaign_id})
    assert (alone["wish"], alone["state"], alone["state_since"]) == ("ready", None, None), "kept for an engine"
    talking = READY | {"state": "talking", "attempt_id": "a"}
    left = READY | {"state": "logged_out", "since": None}
    async with replying(door, READY, talking, left) as heard:
        assert (await made(anna, "POST", f"{path}/ready"))["state"] == "ready"
        paused = await made(boss, "POST", f"{path}/pause", {"reason": "lunch"})
        assert (paused["wish"], paused["state"]) == ("paused", "talking"), "after the call"
        assert (await made(anna, "POST", f"{path}/log-out"))["state"] == "logged_out"
    assert [one.body["wish"] for one in heard] == ["ready", "paused", "logged_out"]


async def test_the_screen_is_what_the_engine_showed_last(door: Door, estate: Estate) -> None:
    anna = await door.client(Role.AGENT, estate.agent_id)
    path = f"/api/v1/agents/{estate.agent_id}/screen"
    assert await made(anna, "GET", path) == {}
    door.parts.bus.publish(Topic.SCREEN, {"agent_id": estate.agent_id, "state": "ringing"})
    door.parts.bus.publish(Topic.SCREEN, {"agent_id": estate.agent_id + 1, "state": "ready"})
    assert (await made(anna, "GET", path))["state"] == "ringing"


async def test_what_the_screen_says_is_said_in_the_caller_s_language(door: Door, estate: Estate) -> None:
    anna = await door.client(Role.AGENT, estate.agent_id)
    path, said = f"/api/v1/agents/{estate.agent_id}/screen", WITHDRAWN[Withdrawn.CHANGED]
    shown = {"agent_id": estate.agent_id, "state": "ready", "withdrawn": {"text": to_plain(said)}}
    door.parts.bus.publish(Topic.SCREEN, shown)
    for language in languages():
        answer = await anna.get(path, headers={"Accept-Language": language})
        assert answer.json()["withdrawn"]["text"] == in_words(said, language)


async def test_a_sale_retires_the_lead(door: Door, estate: Estate) -> None:
    lead_id = await talked(door, estate)
    anna = await door.client(Role.AGENT, estate.agent_id)
    async with door.parts.bus.subscribe(Topic.DISPOSED) as news:
        said = {"attempt_id": "attempt-1", "code": "sale", "note": "=two"}
        done = await made(anna, "POST", f"/api/v1/agents/{estate.agent_id}/dispose", said)
        message = news.get_nowait()
    assert (done["code"], done["ended"], done["suppressed"]) == ("sale", True, 0)
    assert message is not None
    assert message.body["attempt_id"] == "attempt-1"
    assert (await door.parts.store.leads.get(lead_id, sees=EVERYTHING)).state is LeadState.DONE


async def test_do_not_call_suppresses_the_number_at_once(door: Door, estate: Estate) -> None:
    await talked(door, estate)
    anna = await door.client(Role.AGENT, estate.agent_id)
    said = {"attempt_id": "attempt-1", "code": "do_not_call"}
    await made(anna, "POST", f"/api/v1/agents/{estate.agent_id}/dispose", said)
    assert await door.parts.store.suppressions.contains(estate.company_id, NUMBER)


async def test_a_promised_call_back_is_kept_to_the_second(door: Door, estate: Estate) -> None:
    lead_id = await talked(door, estate)
    anna = await door.client(Role.AGENT, estate.agent_id)
    when = datetime.fromtimestamp(door.parts.clock(), UTC).replace(microsecond=0) + timedelta(days=2)
    said = {"attempt_id": "attempt-1", "code": "call_back", "callback_at": when.isoformat()}
    await made(anna, "POST", f"/api/v1/agents/{estate.agent_id}/dispose", said)
    lead = await door.parts.store.leads.get(lead_id, sees=EVERYTHING)
    assert (lead.state, lead.due_at) == (LeadState.BOOKED, when.timestamp())


async def test_a_disposition_is_undone_for_some_seconds_with_all_that_it_brought(door: Door, estate: Estate) -> None:
    lead_id = await talked(door, estate)
    anna = await door.client(Role.AGENT, estate.agent_id)
    path, call = f"/api/v1/agents/{estate.agent_id}/dispose", {"attempt_id": "attempt-1"}
    when = datetime.fromtimestamp(door.parts.clock(), UTC).replace(microsecond=0) + timedelta(days=2)
    promise = call | {"code": "call_back", "callback_at": when.isoformat(), "note": "after ten"}
    await made(anna, "POST", path, promise)
    await made(anna, "POST", path, call | {"code": "do_not_call"})
    undone = await made(anna, "POST", f"{path}/undo", call)
    assert (undone["code"], undone["undone_code"], undone["lifted"]) == ("call_back", "do_not_call", 1)
    assert not await door.parts.store.suppressions.contains(estate.company_id, NUMBER)
    lead = await door.parts.store.leads.get(lead_id, sees=EVERYTHING)
    assert (lead.state, lead.due_at) == (LeadState.BOOKED, when.timestamp())
    assert (await door.parts.store.attempts.get("attempt-1", sees=EVERYTHING)).note == "after ten"
    async with door.parts.bus.subscribe(Topic.DISPOSED) as news:
        undone = await made(anna, "POST", f"{path}/undo", call)
        message = news.get_nowait()
    assert (undone["code"], undone["undone_code"]) == (None, "call_back")
    assert message is not None
    assert message.body["is_undone"] is True
    lead = await door.parts.store.leads.get(lead_id, sees=EVERYTHING)
    assert lead.state is LeadState.WRAPPING
    again = await anna.post(f"{path}/undo", json=call)
    assert (again.status_code, again.json()["type"]) == (409, "/problems/undo-over")


@pytest.mark.parametrize("asked", [True, False])
async def test_the_agent_confirms_that_the_person_asked_for_this_time_or_does_not(
    door: Door, estate: Estate, asked: bool
) -> None:
    await talked(door, estate)
    anna = await door.client(Role.AGENT, estate.agent_id)
    when = datetime.fromtimestamp(door.parts.clock(), UTC).replace(microsecond=0) + timedelta(days=2)
    said = {"attempt_id": "attempt-1", "code": "call_back", "callback_at": when.isoformat()}
    await made(anna, "POST", f"/api/v1/agents/{estate.agent_id}/dispose", said | {"callback_asked": asked})
    [callback] = await items_of(anna, f"/api/v1/agents/{estate.agent_id}/callbacks") or [
        *await items_of(await door.admin(), "/api/v1/callbacks")
    ]
    assert (callback["confirmed_at"] is not None, callback["confirmed_by"] == callback["made_by"]) == (asked, asked)
    [line] = [one for one in await door.parts.store.audit.list() if one.action == "attempt.dispose"]
    assert line.facts.get("callback_asked") is asked


@pytest.mark.parametrize(
    ("said", "status", "slug"),
    [
        ({"attempt_id": "attempt-1", "code": "call_back"}, 422, "invalid"),
        ({"attempt_id": "attempt-1", "code": "sale", "callback_at": "2030-01-01T00:00:00Z"}, 422, "invalid"),
        ({"attempt_id": "attempt-1", "code": "not_interested", "callback_asked": True}, 422, "invalid"),
        ({"attempt_id": "attempt-1", "code": "call_back", "callback_at": "2001-01-01T00:00:00Z"}, 422, "invalid"),
        ({"attempt_id": "attempt-1", "code": "call_back", "callback_at": "2030-01-01T00:00:00"}, 422, "invalid"),
        ({"attempt_id": "attempt-1", "code": "moon"}, 422, "unknown-disposition"),
        ({"attempt_id": "none", "code": "sale"}, 404, "unknown-attempt"),
    ],
    ids=[
        "no time",
        "time without promise",
        "word without promise",
        "time gone by",
        "no time zone",
        "unknown code",
        "unknown attempt",
    ],
)
async def test_a_disposition_that_cannot_be_is_refused(
    door: Door, estate: Estate, said: dict[str, Any], status: int, slug: str
) -> None:
    await talked(door, estate)
    anna = await door.client(Role.AGENT, estate.agent_id)
    answer = await anna.post(f"/api/v1/agents/{estate.agent_id}/dispose", json=said)
    assert (answer.status_code, answer.json()["type"]) == (status, f"/problems/{slug}")


async def test_another_agents_call_cannot_be_disposed(door: Door, estate: Estate) -> None:
    await talked(door, estate)
    admin = await door.admin()
    other = await made(admin, "POST", "/api/v1/agents", {"name": "bruno", "phone": "PJSIP/1002"})
    bruno = await door.client(Role.AGENT, other["id"])
    said = {"attempt_id": "attempt-1", "code": "sale"}
    answer = await bruno.post(f"/api/v1/agents/{other['id']}/dispose", json=said)
    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/attempt-of-another")


async def test_attempts_are_listed_page_by_page_and_exported_without_formulas(door: Door, estate: Estate) -> None:
    for n in range(5):
        await talked(door, estate, f"attempt-{n}")
    anna, boss = await door.client(Role.AGENT, estate.agent_id), await door.client(Role.SUPERVISOR)
    said = {"attempt_id": "attempt-3", "code": "sale", "note": '=HYPERLINK("x")'}
    await made(anna, "POST", f"/api/v1/agents/{estate.agent_id}/dispose", said)
    seen, after = [], None
    while True:
        page = await made(boss, "GET", "/api/v1/attempts?limit=2" + (f"&cursor={after}" if after else ""))
        seen += [one["id"] for one in page["items"]]
        after = page["next"]
        if after is None:
            break
    assert seen == [f"attempt-{n}" for n in (4, 3, 2, 1, 0)]
    only = await made(boss, "GET", "/api/v1/attempts?disposition=sale&outcome=connected")
    assert [one["id"] for one in only["items"]] == ["attempt-3"]
    text = (await boss.get("/api/v1/attempts.csv")).text
    assert text.count("\r\n") == 6
    assert "\"'=HYPERLINK(" in text
    assert NUMBER not in text
    assert f'"\'{mask_phone(NUMBER)}"' in text


@pytest.mark.parametrize("phone", ["1001", "PJSIP/10\r\nAction: Originate", "Local/1@x,y", ""])
async def test_a_phone_that_is_no_dial_string_is_refused(door: Door, estate: Estate, phone: str) -> None:
    answer = await (await door.admin()).post("/api/v1/agents", json={"name": "x", "phone": phone})
    assert answer.status_code == 422


async def test_an_agents_shift_and_break_are_kept_and_the_engine_is_told(door: Door, estate: Estate) -> None:
    anna = await door.client(Role.AGENT, estate.agent_id)
    at = datetime.fromtimestamp(door.parts.clock(), UTC)
    body = {"shift_ends_at": (at + timedelta(hours=4)).isoformat(), "break_at": (at + timedelta(hours=1)).isoformat()}
    async with door.parts.bus.subscribe(Topic.CAMPAIGN) as news:
        shown = await made(anna, "PUT", f"/api/v1/agents/{estate.agent_id}/plan", body)
        assert news.get_nowait() is not None
    assert abs(datetime.fromisoformat(shown["break_at"]) - at - timedelta(hours=1)) < timedelta(milliseconds=2)
    kept = await door.parts.store.agents.get(estate.agent_id, sees=EVERYTHING)
    assert kept.shift_ends_at == pytest.approx((at + timedelta(hours=4)).timestamp(), abs=0.001)
    gone = dict.fromkeys(body)
    assert (await made(anna, "PUT", f"/api/v1/agents/{estate.agent_id}/plan", gone))["break_at"] is None


async def test_a_shift_that_ends_next_year_is_refused(door: Door, estate: Estate) -> None:
    anna = await door.client(Role.AGENT, estate.agent_id)
    answer = await anna.put(f"/api/v1/agents/{estate.agent_id}/plan", json={"shift_ends_at": "2099-01-01T00:00:00Z"})
    assert answer.status_code == 422
    assert "within a day" in answer.text


async def test_the_page_tells_the_engine_how_far_a_talk_has_come(door: Door, estate: Estate) -> None:
    anna = await door.client(Role.AGENT, estate.agent_id)
    path = f"/api/v1/agents/{estate.agent_id}"
    assert (await anna.post(f"{path}/stage", json={"stage": "nearly_done"})).status_code == 409
    await made(anna, "POST", f"{path}/log-in", {"campaign_id": estate.campaign_id})
    async with replying(door, READY | {"done": True}, READY | {"done": False}) as heard:
        assert (await made(anna, "POST", f"{path}/stage", {"stage": "nearly_done"}))["is_done"] is True
        assert (await made(anna, "POST", f"{path}/stage", {"stage": "nearly_done"}))["is_done"] is False, "too late"
    said = heard[0].body
    assert (said["kind"], said["agent_id"], said["stage"]) == ("stage", estate.agent_id, "nearly_done")
    assert (await anna.post(f"{path}/stage", json={"stage": "Nearly done!"})).status_code == 422


async def test_the_page_tells_the_engine_whether_the_name_came_before_the_voice(door: Door, estate: Estate) -> None:
    anna = await door.client(Role.AGENT, estate.agent_id)
    path = f"/api/v1/agents/{estate.agent_id}"
    await made(anna, "POST", f"{path}/log-in", {"campaign_id": estate.campaign_id})
    async with replying(door, READY | {"done": True}) as heard:
        said = {"attempt_id": "a1", "ahead_ms": -17.0}
        assert (await made(anna, "POST", f"{path}/name-shown", said))["is_done"] is True
    told = heard[0].body
    assert (told["kind"], told["attempt_id"], told["ahead_ms"]) == ("name_shown", "a1", -17.0)
    assert (await anna.post(f"{path}/name-shown", json={"attempt_id": "a1", "ahead_ms": 1e9})).status_code == 422


async def test_an_agent_logs_in_to_several_campaigns_of_one_asterisk(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    nodes = await made(admin, "GET", "/api/v1/nodes")
    shared = {"company_id": estate.company_id, "trunk_ids": [estate.trunk_id]}
    autumn = await made(admin, "POST", "/api/v1/campaigns", {**shared, "name": "Autumn", "node_id": nodes[0]["id"]})
    far = await door.parts.store.nodes.upsert(
        "far", host="127.0.0.1", port=5039, username="pronto", secret_env="X", max_channels=9, calls_per_second=1.0
    )
    winter = await made(
        admin, "POST", "/api/v1/campaigns", {"company_id": estate.company_id, "name": "Winter", "node_id": far.id}
    )
    path, body = f"/api/v1/agents/{estate.agent_id}/log-in", {"campaign_id": estate.campaign_id}
    shown = await made(admin, "POST", path, body | {"also_campaign_ids": [autumn["id"]]})
    assert shown["also_campaign_ids"] == [autumn["id"]]
    refused = await admin.post(path, json=body | {"also_campaign_ids": [winter["id"]]})
    assert refused.status_code == 422
    assert "Winter: dialled on another Asterisk than Spring" in refused.text


async def test_a_page_that_the_law_locks_is_the_agents_alone(door: Door, estate: Estate) -> None:
    anna, boss = await door.client(Role.AGENT, estate.agent_id), await door.client(Role.SUPERVISOR)
    path = f"/api/v1/agents/{estate.agent_id}/screen"
    shown = {"agent_id": estate.agent_id, "state": "ringing", "locked_by": "IT-MONITOR"}
    door.parts.bus.publish(Topic.SCREEN, shown)
    assert (await made(anna, "GET", path))["state"] == "ringing"
    answer = await boss.get(path, headers={"Accept-Language": "it"})
    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/watching-locked")
    assert "accordo" in answer.json()["detail"]
    door.parts.bus.publish(Topic.SCREEN, shown | {"locked_by": ""})
    assert (await made(boss, "GET", path))["state"] == "ringing"


async def test_an_agent_sits_at_another_desk_today(door: Door, estate: Estate) -> None:
    anna, admin = await door.client(Role.AGENT, estate.agent_id), await door.admin()
    path = f"/api/v1/agents/{estate.agent_id}"
    seat = {"campaign_id": estate.campaign_id, "phone": "PJSIP/1007", "leg_kind": "ring"}
    assert (await made(anna, "POST", f"{path}/log-in", seat))["phone"] == "PJSIP/1007"
    shown = await made(admin, "GET", path)
    assert (shown["phone"], shown["leg_kind"]) == ("PJSIP/1007", "ring")
    refused = await anna.post(f"{path}/log-in", json=seat | {"phone": "SIP;rm"})
    assert refused.status_code == 422


async def test_an_agent_belongs_to_a_team(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    team = await made(admin, "POST", "/api/v1/teams", {"name": "morning"})
    asked = {"name": "bruno", "phone": "PJSIP/1002", "team_id": team["id"]}
    assert (await made(admin, "POST", "/api/v1/agents", asked))["team_id"] == team["id"]
    assert (await made(admin, "GET", f"/api/v1/teams/{team['id']}"))["agents"] == 1
    assert (await admin.delete(f"/api/v1/teams/{team['id']}")).status_code == 409
    strange = await admin.post("/api/v1/agents", json=asked | {"name": "carla", "phone": "PJSIP/1003", "team_id": 999})
    assert (strange.status_code, strange.json()["type"]) == (422, "/problems/bad-reference")
