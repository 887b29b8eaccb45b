"""A law that locks the watching of agents: what call-backs show while the call lives that they come from."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from typer.testing import CliRunner

from api.cli import callback
from api.cli.main import app
from dialer.campaigns.attempts.model import AttemptProgress, FinishedAttempt
from dialer.core.channel_ids import new_call_id
from dialer.core.enums import AttemptState, CampaignStatus, LeadState, Outcome, Role
from dialer.core.visibility import EVERYTHING
from dialer.people.leads.model import NewLead
from dialer.people.leads.rules.retry import LeadStep
from tests.api.test_cli_follows import ends_with, instead
from tests.support.agent_in_call import AtWork, at_work
from tests.support.api_clients import Door, items_of, made
from tests.support.called_campaign import settings

__all__ = ["settings"]

PROMISES = "/api/v1/callbacks"
NAMES = ("agent_id", "agent_name", "made_by", "confirmed_by")
UNNAMED = {"agent_id": None, "agent_name": None, "made_by": "", "confirmed_by": "", "locked_by": "IT-MONITOR"}


def soon(work: AtWork) -> str:
    return (datetime.fromtimestamp(work.door.parts.clock(), UTC) + timedelta(hours=1)).isoformat()


async def promises(work: AtWork, attempt_id: str, *, mine: bool = True) -> dict[str, Any]:
    """Anna promises the person of this call to call back; the promise as she sees it, or None if it is anybody's."""
    anna = await work.door.client(Role.AGENT, work.estate.agent_id)
    said = {
        "attempt_id": attempt_id,
        "code": "call_back",
        "callback_at": soon(work),
        "callback_mine": mine,
        "callback_asked": True,
    }
    await made(anna, "POST", f"/api/v1/agents/{work.estate.agent_id}/dispose", said)
    return {one["attempt_id"]: one for one in await own(work)}.get(attempt_id, {})


async def own(work: AtWork) -> list[dict[str, Any]]:
    anna = await work.door.client(Role.AGENT, work.estate.agent_id)
    found: list[dict[str, Any]] = await items_of(anna, f"/api/v1/agents/{work.estate.agent_id}/callbacks")
    return found


async def seen(work: AtWork, **asked: Any) -> dict[str | None, dict[str, Any]]:
    """The call-backs as a supervisor sees them, by the call in which each was promised."""
    boss = await work.door.client(Role.SUPERVISOR)
    answer = await boss.get(PROMISES, params=asked)
    assert answer.is_success, answer.text
    return {one["attempt_id"]: one for one in answer.json()["items"]}


def names(shown: dict[str, Any]) -> dict[str, Any]:
    return {name: shown[name] for name in UNNAMED if name in shown}


async def hangs_up(work: AtWork, attempt_id: str, lead_id: int) -> None:
    now, step = work.door.parts.clock(), LeadStep(state=LeadState.WRAPPING)
    talk = {"agent_id": work.estate.agent_id, "agent_joined_at": now - 40.0}
    over = FinishedAttempt(id=attempt_id, lead_id=lead_id, outcome=Outcome.CONNECTED, ended_at=now, step=step, **talk)
    await work.door.parts.store.attempts.note([], [over])


async def test_whose_promise_it_is_is_told_when_the_call_has_ended(door: Door) -> None:
    work = await at_work(door, "IT")
    mine = await promises(work, work.live)
    assert (mine["agent_id"], mine["agent_name"], mine["locked_by"]) == (work.estate.agent_id, "anna", "")
    shown = (await seen(work))[work.live]
    assert names(shown) == UNNAMED
    assert (shown["lead_id"], shown["state"], shown["due_at"]) == (mine["lead_id"], "waiting", mine["due_at"])
    kept = await door.parts.store.callbacks.get(mine["id"], sees=EVERYTHING)
    assert kept.agent_id == work.estate.agent_id  # it is called by her all the same
    await hangs_up(work, work.live, mine["lead_id"])
    assert (await seen(work))[work.live] == mine


async def test_who_promised_that_anybody_calls_is_not_told_either(door: Door) -> None:
    work = await at_work(door, "IT")
    await promises(work, work.live, mine=False)
    assert names((await seen(work))[work.live]) == UNNAMED


async def test_of_a_call_that_had_ended_the_promise_names_its_agent(door: Door) -> None:
    work = await at_work(door, "IT")
    mine = await promises(work, work.ended)
    assert (await seen(work))[work.ended] == mine
    assert (mine["agent_name"], mine["locked_by"]) == ("anna", "")


async def test_read_moved_and_cancelled_it_names_nobody_and_stays_the_agents(door: Door) -> None:
    work = await at_work(door, "IT")
    mine = await promises(work, work.live)
    boss, path = await door.client(Role.SUPERVISOR), f"{PROMISES}/{mine['id']}"
    unnamed = {name: UNNAMED[name] for name in UNNAMED if name != "agent_name"}
    assert names(await made(boss, "GET", path)) == unnamed
    assert names(await made(boss, "PATCH", path, {"due_at": soon(work), "asked": True})) == unnamed
    assert [one["agent_id"] for one in await own(work)] == [work.estate.agent_id]
    ended = await made(boss, "POST", f"{path}/cancel", {})
    assert (names(ended), ended["state"]) == (unnamed, "cancelled")


async def test_nobody_finds_out_by_asking_for_the_promises_of_one_agent(door: Door) -> None:
    work = await at_work(door, "IT")
    await promises(work, work.ended)
    mine = await promises(work, work.live)
    assert len(await own(work)) == 2
    assert set(await seen(work, agent_id=work.estate.agent_id)) == {work.ended}
    assert set(await seen(work, agent_id=work.estate.agent_id, campaign_id=work.estate.campaign_id)) == {work.ended}
    boss = await door.client(Role.SUPERVISOR)
    path = f"/api/v1/agents/{work.estate.agent_id}/callbacks"
    assert [one["attempt_id"] for one in await items_of(boss, path)] == [work.ended]
    assert len(await items_of(boss, f"{path}?limit=1")) == 1  # what is left out takes no place
    await hangs_up(work, work.live, mine["lead_id"])
    assert set(await seen(work, agent_id=work.estate.agent_id)) == {work.ended, work.live}


async def test_who_keeps_a_promise_just_now_is_told_when_that_call_has_ended(door: Door) -> None:
    work = await at_work(door, "IT")
    store, now = door.parts.store, door.parts.clock()
    [lead_id] = await store.leads.add(work.estate.list_id, [NewLead(phones=(("+390212345690", ""),))])
    taken = {"campaign_id": work.estate.campaign_id, "agent_id": work.estate.agent_id, "expires_at": now + 60.0}
    assert await store.callbacks.next(lead_id, actor="manager:eva", now=now, **taken)
    assert (await seen(work))[None]["agent_name"] == "anna"  # it is planned for her, wherever she is
    lead = await store.leads.claim_one(lead_id, owner="e", now=now, lease_s=60.0)
    assert lead is not None
    call_id = new_call_id(store.digests.installation, work.estate.campaign_id)
    placed = work.estate.attempt(call_id, lead_id, "+390212345690", callback_id=lead.callback_id)
    assert await store.attempts.place([placed], owner="e", now=now) == {call_id}
    talk = {"agent_id": work.estate.agent_id, "agent_joined_at": now}
    await store.attempts.note([AttemptProgress(id=call_id, state=AttemptState.TALKING, **talk)], [])
    called = (await seen(work, state="called"))[None]
    assert (names(called), called["ended_by"]) == (UNNAMED, call_id)
    await hangs_up(work, call_id, lead_id)
    assert (await seen(work, state="called"))[None]["agent_name"] == "anna"


async def test_what_an_agent_wants_dialled_by_hand_now_is_for_the_agent_alone(door: Door) -> None:
    work = await at_work(door, "IT")
    [lead_id] = await door.parts.store.leads.add(work.estate.list_id, [NewLead(phones=(("+390212345690", ""),))])
    anna, store = await door.client(Role.AGENT, work.estate.agent_id), door.parts.store
    await store.campaigns.set_status(work.estate.campaign_id, CampaignStatus.RUNNING, "test", door.parts.clock())
    await made(anna, "POST", f"/api/v1/agents/{work.estate.agent_id}/dial", {"lead_id": lead_id})
    assert [one["agent_name"] for one in await own(work)] == ["anna"]
    assert names((await seen(work, lead_id=lead_id))[None]) == UNNAMED
    assert await seen(work, lead_id=lead_id, agent_id=work.estate.agent_id) == {}


@pytest.mark.parametrize(("law", "agreement"), [("IT", "2026/14"), ("US", "")], ids=["an agreement", "no such rule"])
async def test_where_agents_may_be_watched_it_names_the_agent_at_once(door: Door, law: str, agreement: str) -> None:
    work = await at_work(door, law)
    if agreement:
        await work.agrees(agreement)
    mine = await promises(work, work.live)
    assert mine["agent_name"] == "anna"
    assert await seen(work, agent_id=work.estate.agent_id) == {work.live: mine}


SHOWN = {
    **dict.fromkeys(("attempt_id", "ended_at", "confirmed_at")),
    **UNNAMED,
    "id": 17,
    "campaign_id": 1,
    "lead_id": 5,
    "lead_name": "Ada",
    "state": "waiting",
    "note": "",
    "due_at": "2026-12-01T14:30:00Z",
    "deadline_at": "2026-12-01T14:45:00Z",
}
AT_RISK = {
    "id": 17,
    "lead_id": 5,
    "agent_id": None,
    "agent_name": None,
    "locked_by": "IT-MONITOR",
    "text": "Soon too late.",
}
ANSWERS = {
    PROMISES: {"items": [SHOWN], "next": None},
    f"{PROMISES}/17": SHOWN,
    "/api/v1/campaigns": {"items": [{"id": 1, "name": "Spring", "time_zone": "Europe/Rome"}], "next": None},
    "/api/v1/agents": {"items": [{"id": 1, "name": "anna"}], "next": None},
    "/api/v1/board": {"campaigns": [{"name": "Spring", "callbacks": {"alerts": [AT_RISK], "off": []}}]},
}


@pytest.mark.parametrize(
    ("command", "code"), [(("list",), 0), (("risk",), 1), (("move", "17", "--at", "2026-12-01 15:30"), 0)]
)
def test_the_command_line_says_that_the_name_is_not_shown_and_not_that_anyone_calls(
    monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...], code: int
) -> None:
    instead(monkeypatch, callback, lambda asked: httpx.Response(200, json=ANSWERS[asked.url.path]))
    ends_with(code, ["callback", *command], "not shown (IT-MONITOR)")
    ends_with(code, ["callback", *command, "--language", "it"], "non mostrato (IT-MONITOR)")


def test_a_call_back_that_is_moved_says_that_it_keeps_the_hours_unless_the_person_asked_for_the_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sent: list[dict[str, Any]] = []
    word = {"confirmed_at": "2026-11-30T10:00:00Z"}

    def answer(asked: httpx.Request) -> httpx.Response:
        body = json.loads(asked.content) if asked.method == "PATCH" else {}
        sent.append(body)
        shown = ANSWERS[asked.url.path]
        return httpx.Response(200, json=shown | word if body.get("asked") else shown)

    instead(monkeypatch, callback, answer)
    move = ["callback", "move", "17", "--at", "2026-12-01 06:30"]
    ends_with(0, move, "keeps the law's hours", "--asked")
    ends_with(0, [*move, "--language", "it"], "orari di legge")
    done = CliRunner().invoke(app, [*move, "--asked"])
    assert (done.exit_code, "law's hours" in done.output) == (0, False)
    assert [body.get("asked") for body in sent if body] == [None, None, True]
    instead(monkeypatch, callback, lambda asked: httpx.Response(200, json=LISTED[asked.url.path]))
    ends_with(0, ["callback", "list"], "asked for", "yes")


LISTED = ANSWERS | {PROMISES: {"items": [SHOWN | {"confirmed_at": "2026-11-30T10:00:00Z"}], "next": None}}
