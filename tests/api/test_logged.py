"""Every answer of the rules, at their seven points, is in the audit or with its attempt, with the rules' hash."""

import asyncio
import json
from collections import defaultdict
from collections.abc import Coroutine
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from dialer.cell.effects import Finish, LogRuling
from dialer.compliance.facts import History, Scrub
from dialer.compliance.load import load
from dialer.core.enums import CampaignStatus, Role
from dialer.core.settings import Settings
from dialer.core.shipped_files import PROFILES
from dialer.demo.law import scrub
from dialer.engine.persistence.lead_returns import lead_returns
from dialer.people.registers.model import REGISTERS
from tests.api.test_agents import talked
from tests.api.test_lists import table, upload
from tests.support.api_clients import Door, Estate, build_estate, change, items_of, made, open_door
from tests.support.cells import a_contact, a_lead, some_seen
from tests.support.legal_campaigns import (
    AMERICA,
    DAY,
    TUESDAY_NOON,
    american,
    american_contact,
    at,
    british,
    consent,
    dials,
    italian,
)
from tests.support.story import Story

OPENING = ["caller_identity", "company_identity", "commercial_purpose", "agent_country", "data_source"]
SAID = [*OPENING, "right_to_object", "privacy_notice"]
HASHES = {profile.hash for profile in load().by_id.values()} | {""}  # without any rules there is nothing to hash
LAW = {"profile": "IT", "sector": "telecoms", "topic": "fibre", "agent_country": "IT"}
Heard = defaultdict[str, set[str]]  # by point, the answers that were written down


async def test_each_of_the_four_answers_is_written_down_at_each_of_the_seven_points(settings: Settings) -> None:
    async with open_door(settings.model_copy(update={"profiles_dir": PROFILES})) as door:
        estate = await asked_of_the_service(door)
        heard: Heard = defaultdict(set)
        for story in (*before_calls(), *of_agents(), *of_the_campaign(), stopped(), not_kept()):
            await written(door, estate, story)
            heard["pre_dial"] |= {answer_in(call.ruling) for call in story.placed()}
            heard["post_call"] |= {answer_in(one.ruled_after) for one in story.done(Finish)}
        for line in await door.parts.store.audit.list(action="ruling", limit=1000):
            assert line.facts["profile"] in HASHES
            assert line.facts["answer"] == "allow" or line.facts["rule"]
            heard[line.facts["point"]].add(line.facts["answer"])
        [report] = await door.parts.store.audit.list(action="report.compliance")
        heard["report"] |= {one["answer"] for one in report.facts["rulings"] if one["sha256"] in HASHES}
        assert heard == {
            "import": {"allow", "refuse"},
            "campaign_start": {"allow", "defer", "refuse"},
            "pre_dial": {"allow", "degrade", "defer", "refuse"},
            "in_call": {"allow", "defer", "refuse"},
            "agent_routing": {"allow", "defer", "refuse"},
            "post_call": {"allow", "refuse"},
            "report": {"allow", "refuse"},
        }


def answer_in(summary: str) -> str:
    said = json.loads(summary)
    assert any(profile.startswith(said["profile"]) for profile in HASHES)
    return str(said["answer"])


async def asked_of_the_service(door: Door) -> Estate:
    """Two files come in, a start is refused and the next is not, a sale too, and a report is made."""
    estate, admin = await build_estate(door, profile="IT"), await door.admin()
    start = f"/api/v1/campaigns/{estate.campaign_id}/start"
    assert (await admin.post(start)).status_code == 409
    await ready_to_start(door, estate)
    await made(admin, "POST", start)
    unproven = {"name": "Fair", "company_id": estate.company_id, "campaign_id": estate.campaign_id}
    bare = await made(admin, "POST", "/api/v1/lists", unproven)
    for list_id in (estate.list_id, bare["id"]):
        await upload(door, admin, list_id, table([["Ada", "0212345678"]]))
    await talked(door, estate)
    sale = {"attempt_id": "attempt-1", "code": "sale"}
    anna, path = await door.client(Role.AGENT, estate.agent_id), f"/api/v1/agents/{estate.agent_id}/dispose"
    assert (await anna.post(path, json=sale)).status_code == 422
    await made(anna, "POST", path, {**sale, "disclosed": SAID})
    await made(admin, "GET", f"/api/v1/campaigns/{estate.campaign_id}/compliance-report")
    return estate


async def ready_to_start(door: Door, estate: Estate) -> None:
    admin, now = await door.admin(), door.parts.clock()
    trunk = {"dial": "PJSIP/{number}@carrier", "country": "IT"}
    await made(admin, "PUT", f"/api/v1/nodes/{estate.node_id}/trunks/carrier", trunk)
    [number] = await items_of(admin, "/api/v1/caller-ids")
    tested = {"tested_at": datetime.fromtimestamp(now - DAY, UTC).isoformat(), "test_reached": "agent"}
    await made(admin, "PUT", f"/api/v1/caller-ids/{number['id']}", {"declared_in": ["ROC"]} | tested)
    await change(admin, estate.campaign_id, name="Autumn", caller_id_id=number["id"], law=LAW)
    await scrub(door.parts.store, estate.list_id, now, REGISTERS["RPO"])


async def written(door: Door, estate: Estate, story: Story) -> None:
    """What the story's cell has logged goes into the audit by the engine's own way."""
    tasks: list[asyncio.Task[None]] = []

    def spawn(work: Coroutine[Any, Any, None]) -> object:
        tasks.append(asyncio.create_task(work))
        return tasks[-1]

    returns = lead_returns(door.parts.store, lambda: story.now, spawn)
    for effect in story.done(LogRuling):
        returns.put((estate.campaign_id, "engine", effect))
    await asyncio.gather(*tasks)


def before_calls() -> list[Story]:
    """One who may be called, who has said no, is out of hours, and was abandoned five days ago."""
    since = TUESDAY_NOON - 5 * DAY - 60.0
    contacts: list[dict[str, Any]] = [
        {},
        {"suppressed": True},
        {"history": History(attempts=(since,), abandoned_at=since)},
        {"history": History(attempts=(since + 4 * DAY,), abandoned_at=since + 4 * DAY)},
    ]
    stories = [italian() for _ in contacts]
    for story, contact in zip(stories, contacts, strict=True):
        dials(story, **contact)
    stories[0].hangs_up(stories[0].placed()[0].id, cause=17)
    waiting = italian(seen=some_seen(scrubbed={"RPO": TUESDAY_NOON}, bases=(consent(TUESDAY_NOON),)))
    waiting.seen = replace(waiting.seen, registers_waiting=frozenset({"RPO"}))
    dials(waiting, scrubs=())
    return [*stories, waiting]


def of_agents() -> list[Story]:
    """One whose break is due, and one who sits abroad alone."""
    tired, abroad = italian().begin(), italian().begin()
    tired.log_in()
    tired.now += 121 * 60.0
    tired.pass_time(0.5)
    abroad.log_in(country="AL")
    return [tired, abroad]


def of_the_campaign() -> list[Story]:
    """One that may not dial: its number is withheld; and one whose register does not answer."""
    refused = italian(caller_id=None)
    waits = italian(seen=some_seen(scrubbed={}, bases=(consent(TUESDAY_NOON),), registers_waiting=frozenset({"RPO"})))
    dials(refused)
    dials(waits)
    return [refused, waits]


def stopped() -> Story:
    """A campaign that is stopped while a British phone rings."""
    now = at("2026-06-09 11:00", "Europe/London")
    story = british(now, None)
    scrubs = tuple(Scrub(register=name, company="Acme", checked_at=now, listed=False) for name in ("TPS", "CTPS"))
    contact = a_contact(scrubs=scrubs, bases=(), zones=("Europe/London",))
    story.shelf.append(a_lead(1, country="GB", zone_key="Europe/London", contact=contact))
    story.zones = ("Europe/London",)
    story.begin()
    story.log_in()
    [call] = story.placed()
    story.rings(call.id)
    story.configure(status=CampaignStatus.STOPPED)
    return story


def not_kept() -> Story:
    """An American call of which not all is written down that has to be."""
    now = at("2026-06-09 13:00", "America/New_York")
    story = american(now, law=replace(AMERICA, message_version="5f0c"))
    story.shelf.append(a_lead(1, country="US", zone_key="America/New_York", contact=american_contact(now)))
    story.begin()
    story.log_in()
    [call] = story.placed()
    story.hangs_up(call.id, cause=17)
    return story
