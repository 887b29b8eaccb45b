"""Why one lead is not dialled just now is what the engine's own claim and gate would say, were it its turn."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from dialer.campaigns import wait_reasons
from dialer.campaigns.model import draft_of
from dialer.core.enums import CampaignStatus
from dialer.core.visibility import EVERYTHING
from dialer.demo.law import scrub
from dialer.i18n.message import msg, to_plain
from dialer.messaging.bus import Topic
from dialer.people.leads.rules.caps import Cap, Per, Span
from tests.support.api_clients import Door, Estate, made

LONDON = ZoneInfo("Europe/London")
ADA: dict[str, Any] = {"phones": ["+442079460001"], "name": "Ada", "dial": "in_turn"}


@pytest.fixture
async def where(door: Door, estate: Estate) -> str:
    """The place of a lead that is due, in a campaign that runs, with an engine that shows it."""
    admin = await door.admin()
    await made(admin, "PATCH", f"/api/v1/trunks/{estate.trunk_id}/destinations", {"allowed": ["+44"]})
    said = await made(admin, "POST", f"/api/v1/lists/{estate.list_id}/leads", ADA)
    await scrub(door.parts.store, estate.list_id, door.parts.clock())
    await runs(door, estate)
    return f"/api/v1/leads/{said['lead']['lead_id']}"


async def runs(door: Door, estate: Estate, *, code: str = "predicted", text: str = "It dials.") -> None:
    now = door.parts.clock()
    await door.parts.store.campaigns.set_status(estate.campaign_id, CampaignStatus.RUNNING, "test", now)
    why = {"code": code, "facts": {}, "text": to_plain(msg("{why}", why=text))}
    door.parts.bus.publish(Topic.BOARD, {"at": now, "campaigns": [{"id": estate.campaign_id, "why": why}]})


async def changed(door: Door, estate: Estate, **changes: Any) -> None:
    store = door.parts.store
    draft = replace(draft_of(await store.campaigns.get(estate.campaign_id, sees=EVERYTHING)), **changes)
    await store.campaigns.update(estate.campaign_id, draft, actor="test", now=door.parts.clock())


async def waits(door: Door, where: str, *, language: str = "en") -> dict[str, Any]:
    answer = await (await door.admin()).get(where, headers={"Accept-Language": language})
    found: dict[str, Any] = answer.json()["waits"]
    return found


async def test_a_lead_that_nothing_keeps_waits_for_its_turn(door: Door, where: str) -> None:
    assert (await waits(door, where))["code"] == "in_turn"


async def test_a_rule_that_keeps_it_is_told_with_what_it_is_about(door: Door, estate: Estate, where: str) -> None:
    bob = ADA | {"phones": ["+442079460002"], "name": "Bob"}
    late = await made(await door.admin(), "POST", f"/api/v1/lists/{estate.list_id}/leads", bob)
    told = await waits(door, f"/api/v1/leads/{late['lead']['lead_id']}")
    assert (told["code"], "XX-REGISTER: " in told["text"]) == ("rule", True)  # no register was asked of it


async def test_a_number_that_was_suppressed_since_is_told(door: Door, where: str) -> None:
    admin = await door.admin()
    await made(admin, "POST", "/api/v1/suppressions", {"scope": "all", "numbers": ["+442079460001"], "reason": "no"})
    told = await waits(door, where)
    assert told["code"] == "done"  # a no to the number of one lead alone is that person's
    italian = await waits(door, where, language="it")
    assert ("must not be called" in told["text"], "da non chiamare" in italian["text"]) == (True, True)


async def test_out_of_hours_is_told_with_the_hour_it_ends(door: Door, estate: Estate, where: str) -> None:
    tomorrow = datetime.fromtimestamp(door.parts.clock() + 86_400.0, LONDON).strftime("%a").lower()
    await changed(door, estate, hours=({"days": [tomorrow], "from": "10:00", "to": "12:00"},))
    told = await waits(door, where)
    assert told["code"] == "hours"
    assert datetime.fromisoformat(told["until"]).astimezone(LONDON).strftime("%a %H:%M").lower() == f"{tomorrow} 10:00"


async def test_attempts_that_are_used_up_are_told(door: Door, estate: Estate, where: str) -> None:
    await changed(door, estate, max_attempts=0)
    told = await waits(door, where, language="it")
    assert (told["code"], "tentativi esauriti" in told["text"]) == ("refused", True)


async def test_a_cap_that_is_full_is_told_before_anybody_claims_the_lead(
    door: Door, estate: Estate, where: str
) -> None:
    store, now, lead_id = door.parts.store, door.parts.clock(), int(where.rpartition("/")[2])
    await store.leads.claim_one(lead_id, owner="engine", now=now, lease_s=60.0)
    assert await store.attempts.place([estate.attempt("a-1", lead_id, "+442079460001")], owner="engine", now=now)
    other = await made(
        await door.admin(),
        "POST",
        f"/api/v1/lists/{estate.list_id}/leads",
        ADA | {"duplicates": {"then": "keep"}, "name": "Bob"},
    )
    await changed(door, estate, caps=(Cap(per=Per.NUMBER, span=Span.DAY, at_most=1),))
    told = await waits(door, f"/api/v1/leads/{other['lead']['lead_id']}")
    assert (told["code"], told["until"] is not None) == ("cap", True)
    assert (await waits(door, where))["code"] == "calling"


async def test_a_lead_for_an_agent_who_is_away_waits_for_that_agent(door: Door, estate: Estate, where: str) -> None:
    admin = await door.admin()
    await made(admin, "POST", f"{where}/next", {"agent_id": estate.agent_id})
    told = await waits(door, where)
    assert (told["code"], "anna" in told["text"]) == ("agent_away", True)
    await made(admin, "POST", f"/api/v1/agents/{estate.agent_id}/log-in", {"campaign_id": estate.campaign_id})
    assert (await waits(door, where))["code"] == "for_agent"


async def test_under_a_law_that_locks_watching_it_is_not_told_whether_the_agent_is_there(
    door: Door, estate: Estate, where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wait_reasons, "locked_in", lambda *_: "IT-MONITOR")
    admin = await door.admin()
    await made(admin, "POST", f"{where}/next", {"agent_id": estate.agent_id})
    away = await waits(door, where)
    assert (away["code"], "anna" in away["text"]) == ("for_agent", True)
    await made(admin, "POST", f"/api/v1/agents/{estate.agent_id}/log-in", {"campaign_id": estate.campaign_id})
    assert await waits(door, where) == away


@pytest.mark.parametrize(("rule", "told"), [("IT-MONITOR", "next"), ("", "for_agent")], ids=["locked", "not locked"])
async def test_which_agent_asks_for_a_call_by_hand_just_now_is_told_where_agents_may_be_watched(
    door: Door, estate: Estate, where: str, monkeypatch: pytest.MonkeyPatch, rule: str, told: str
) -> None:
    monkeypatch.setattr(wait_reasons, "locked_in", lambda *_: rule)
    admin, path = await door.admin(), f"/api/v1/agents/{estate.agent_id}"
    await made(admin, "POST", f"{path}/log-in", {"campaign_id": estate.campaign_id})
    await made(admin, "POST", f"{path}/dial", {"lead_id": int(where.rpartition("/")[2])})
    assert (await waits(door, where))["code"] == told


async def test_what_keeps_the_whole_campaign_keeps_its_leads(door: Door, estate: Estate, where: str) -> None:
    await runs(door, estate, code="link_down", text="No link to Asterisk.")
    told = await waits(door, where)
    assert (told["code"], told["text"].endswith("No link to Asterisk.")) == ("idle", True)
    door.parts.bus.publish(Topic.BOARD, {"at": door.parts.clock() - 3600.0, "campaigns": []})
    assert (await waits(door, where))["code"] == "no_engine"


async def test_nothing_is_written_by_looking(door: Door, where: str) -> None:
    lead_id = int(where.rpartition("/")[2])
    before = await door.parts.store.leads.get(lead_id, sees=EVERYTHING)
    await waits(door, where)
    assert await door.parts.store.leads.get(lead_id, sees=EVERYTHING) == before
