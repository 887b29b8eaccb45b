"""Italy, the United States and the United Kingdom as their shipped profiles say it: engine, database, real Asterisk.

Each campaign dials one person for each agent, and the agents go while the phones ring. The rules are those that ship;
the hours alone are overridden, since the test may run at night.
"""

import asyncio
import hashlib
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from dialer.app.composition import Parts, build
from dialer.campaigns.model import CampaignConfig, CampaignDraft, draft_of
from dialer.campaigns.preflight.inputs import STOPS
from dialer.compliance.overrides import Override
from dialer.compliance.settings import LawSettings
from dialer.core import clock
from dialer.core.enums import OPTED_OUT, AgentWish, CampaignStatus, LeadState, LegKind, Outcome
from dialer.core.shipped_files import PROFILES
from dialer.core.visibility import EVERYTHING
from dialer.demo.fixtures import EVERY_HOUR
from dialer.demo.law import consent, scrub
from dialer.engine.engine import Engine
from dialer.lab import Lab
from dialer.lab.audio import longest_silence_ms, loudness
from dialer.lab.carrier_cdr import CarrierCall, EndedBy
from dialer.lab.scenario import Outcome as Planned
from dialer.lab.scenario import Plan
from dialer.messaging.bus import Topic
from dialer.people.leads.model import NewLead
from dialer.people.registers.model import REGISTERS
from dialer.people.suppression.store.lookup import of_company
from dialer.telephony.destinations.model import Destinations
from tests.support.call_centre import ACTOR, CALLS_S, engine_beside, settings_for, until
from tests.support.lab import SILENT_MS, is_after
from tests.support.leads_found import leads_found
from tests.support.shared_lab import SharedLab
from tests.support.spoken import in_english

pytestmark = [pytest.mark.lab, pytest.mark.gate]

HEARS = Plan(outcome=Planned.PERSON, ring_s=0.5, greeting_s=0.6, talk_s=60, record=True)
REFUSES = Plan(outcome=Planned.PERSON, ring_s=0.5, talk_s=60, record=True, key="9", key_after_s=4.0)
PLANS = (HEARS, REFUSES)  # a number's last digit is its plan
ITALIAN, BRITISH, AMERICAN, DONE_WITH = "+390650123400", "+441134960000", "+12125550100", "+12125550101"
NOISE_DB, MESSAGE_ABOVE_NOISE_DB = -45, 6
WORK_S = 1.0  # what sounds that follow each other, keys and hanging up may take on a loaded machine, all told
DAY_S = 86400.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Country:
    """A campaign in one country: who is called, what is shown, what its law wants to know."""

    code: str
    zone: str
    shown: str
    numbers: tuple[str, ...]
    registers: tuple[str, ...]
    message: str = ""
    law: dict[str, object] = field(default_factory=dict)


ITALY = Country(code="IT", zone="Europe/Rome", shown="+390655501234", numbers=(ITALIAN,), registers=("RPO",))
AMERICA = Country(
    code="US",
    zone="America/New_York",
    shown="+12125550199",
    numbers=(AMERICAN, DONE_WITH, DONE_WITH),  # the last waits in the hopper while the same person says no
    registers=("NDNC",),
    message="example-us",
    law={
        "subscription": "10012345-1001",
        "message_says": ("seller_name", "seller_phone", "telemarketing_purpose"),
        "message_opt_out": ("key",),
        "message_number_is": ("not_premium", "answered_in_office_hours"),
    },
)
BRITAIN = Country(
    code="UK",
    zone="Europe/London",
    shown="+442071234567",
    numbers=(BRITISH,),
    registers=("TPS", "CTPS"),
    message="example-uk",
    law={
        "message_says": ("caller_identity", "opt_out_number"),
        "message_opt_out": ("number",),
        "message_number_is": ("basic_or_free",),
    },
)


async def test_whoever_finds_no_agent_is_treated_as_the_country_wants(shared_lab: SharedLab, tmp_path: Path) -> None:
    async with shared_lab.taken(agents=4, plans=PLANS) as lab:
        settings = settings_for(lab, tmp_path, profiles=PROFILES)
        async with build(settings) as parts, engine_beside(parts) as engine:
            campaigns = [await set_up(parts, lab, country) for country in (ITALY, AMERICA, BRITAIN)]
            await up(parts)
            await a_message_that_asterisk_does_not_have_stops_the_start(parts, campaigns[1])
            await ring_and_leave(parts, engine, lab, campaigns)
            calls = await all_released(lab, 4)
            await italy_hears_an_office_and_is_released_after_three_seconds(parts, lab, calls[ITALIAN], campaigns[0])
            await hears_the_whole_message_from(2.0, lab, calls[AMERICAN], "example-us")
            spoke_s = await spoke_after_s(parts, campaigns[2])
            assert is_after(0.2, spoke_s)  # 200 ms of room, then the voice
            await hears_the_whole_message_from(2.0 + spoke_s, lab, calls[BRITISH], "example-uk")
            await the_report_has_the_hashes_of_what_was_played(parts, lab, campaigns[2], "example-uk")
            await a_key_is_written_down_before_the_goodbye(parts, lab, calls[DONE_WITH], campaigns[1])
            await who_said_no_is_not_called_though_in_the_hopper(parts, engine, lab, campaigns[1])
        async with build(settings) as parts:
            await the_end_of_the_engine_tells_what_its_link_has_shown(parts, campaigns[0])


async def set_up(parts: Parts, lab: Lab, country: Country) -> CampaignConfig:
    """A campaign under the shipped profile, with everything that it asks for; its agents log in."""
    store, now = parts.store, clock.now()
    company = await store.companies.create(f"Acme {country.code}")
    node = (await store.nodes.list())[0]
    trunk = await store.trunks.upsert(
        node.id, lab.trunk, dial=f"PJSIP/{{number}}@{lab.trunk}", country="IT", provider_proof=True
    )
    await store.destinations.replace(Destinations(trunk_id=trunk.id, allowed=("+1", "+39", "+44")))
    shown = await store.caller_ids.create(
        company.id, country.shown, declared_in=["ROC"], tested_at=now - DAY_S, test_reached="agent"
    )
    hours = Override(rule_id=f"{country.code}-HOURS", person="Ada", reason="a lab", ends_at=now + DAY_S)
    law = LawSettings(
        profile=country.code,
        sector="telecoms",
        topic="fibre",
        agent_country="IT",
        overrides=(hours,),
        **country.law,  # type: ignore[arg-type]
    )
    draft = CampaignDraft(
        name=country.code,
        company_id=company.id,
        node_id=node.id,
        trunk_ids=(trunk.id,),
        caller_id_id=shown.id,
        mode="progressive",
        hours=EVERY_HOUR,
        message=country.message,
        time_zone=country.zone,
        law=law,
    )
    campaign = await parts.service.campaigns.create(draft, actor=ACTOR)
    await fill(parts, campaign, country, now)
    for index in range(len(set(country.numbers))):
        phone = lab.phones[len(await store.agents.list(sees=EVERYTHING))]
        agent = await parts.service.agents.create(
            name=f"{country.code}{index}",
            phone=f"PJSIP/{phone}",
            display_name="",
            leg_kind=LegKind.STANDING,
            language="it",
            actor=ACTOR,
        )
        await parts.service.agent_commands.log_in(agent.id, campaign.id, ready=True, actor=ACTOR)
    return campaign


async def fill(parts: Parts, campaign: CampaignConfig, country: Country, now: float) -> None:
    iso = "GB" if country.code == "UK" else country.code
    leads = await parts.service.lists.create(
        name=country.code,
        company_id=campaign.company.id,
        campaign_id=campaign.id,
        country=iso,
        consent=consent(campaign.company.name, now),
        actor=ACTOR,
    )
    people = [
        NewLead(phones=((number, ""),), external_id=str(index), zone_key=country.zone, fields={"state": "NY"})
        for index, number in enumerate(country.numbers)
    ]
    await parts.store.leads.add(leads.id, people)
    for name in country.registers:
        await scrub(parts.store, leads.id, now, REGISTERS[name])


async def ring_and_leave(parts: Parts, engine: Engine, lab: Lab, campaigns: list[CampaignConfig]) -> None:
    """Every campaign may start and dials one person for each agent; then the agents go, and the phones still ring."""
    await lab.keep_ringing()
    for campaign in campaigns:
        found = await parts.service.campaigns.check(campaign.id)
        assert found.may_start, [str(finding) for finding in found.findings]
        await parts.service.campaigns.set_status(campaign.id, CampaignStatus.RUNNING, actor=ACTOR)

    async def four_placed() -> bool:
        return sum([len(await parts.store.attempts.list(one.id, sees=EVERYTHING)) for one in campaigns]) == 4

    await until(four_placed, "four calls placed")
    for agent in await parts.store.agents.list(sees=EVERYTHING):
        await parts.service.agent_commands.pause(agent.id, reason="gone", actor=ACTOR)

    async def all_gone() -> bool:
        return not any(
            agent.wish is AgentWish.READY for cell in engine.switchboard.cells.values() for agent in cell.roster
        )

    await until(all_gone, "all agents gone")
    ringing = [call for cell in engine.switchboard.cells.values() for call in cell.calls.values()]
    assert [call.answered_at for call in ringing] == [None] * 4
    await lab.let_answer()


async def a_message_that_asterisk_does_not_have_stops_the_start(parts: Parts, campaign: CampaignConfig) -> None:
    draft = draft_of(campaign)
    await parts.service.campaigns.update(campaign.id, replace(draft, message="custom/nowhere"), actor=ACTOR)
    found = await parts.service.campaigns.check(campaign.id)
    stops = [in_english(one.what) for one in found.findings if one.weight == STOPS]
    assert stops == ["Asterisk has no such sound: custom/nowhere"]
    await parts.service.campaigns.update(campaign.id, draft, actor=ACTOR)


async def up(parts: Parts) -> None:
    """The engine has its link."""

    async def linked() -> bool:
        board = await parts.bus.latest(Topic.BOARD) or {}
        return [node["state"] for node in board.get("nodes", ())] == ["up"]

    await until(linked, "a link to Asterisk")


async def all_released(lab: Lab, count: int) -> dict[str, CarrierCall]:
    async def over() -> bool:
        return len(lab.carrier_record()) == count

    await until(over, f"{count} calls over", seconds=CALLS_S)
    calls = {call.number: call for call in lab.carrier_record()}
    for number, call in calls.items():
        assert call.ended_by is EndedBy.DIALER
        assert longest_silence_ms(await lab.wait_for_recording(number)) <= SILENT_MS
    return calls


def stayed_s(call: CarrierCall) -> float:
    assert call.answered_ms is not None
    return (call.ended_ms - call.answered_ms) / 1000


def length_s(lab: Lab, sound: str) -> float:
    return (lab.folder / f"sounds/pronto/{sound}.alaw").stat().st_size / 8000


async def italy_hears_an_office_and_is_released_after_three_seconds(
    parts: Parts, lab: Lab, call: CarrierCall, campaign: CampaignConfig
) -> None:
    assert is_after(3.0, stayed_s(call))
    levels = loudness(await lab.wait_for_recording(call.number))
    assert max(levels[:5]) > NOISE_DB  # from the answer on
    assert max(levels) < -25  # an office, and no message

    async def written() -> bool:
        return [one.outcome for one in await parts.store.attempts.list(campaign.id, sees=EVERYTHING)] == [
            Outcome.ABANDONED
        ]

    await until(written, "the mute call written")


async def spoke_after_s(parts: Parts, campaign: CampaignConfig) -> float:
    """From the answer to the person's first word, as it is written down."""

    async def written() -> bool:
        return [one.outcome for one in await parts.store.attempts.list(campaign.id, sees=EVERYTHING)] == [
            Outcome.ABANDONED
        ]

    await until(written, "the call written")
    [attempt] = await parts.store.attempts.list(campaign.id, sees=EVERYTHING)
    assert attempt.answered_at is not None
    assert attempt.greeting_started_at is not None
    assert attempt.unserved_at is not None
    assert attempt.unserved_at - attempt.greeting_started_at == pytest.approx(2.0, abs=0.4)
    return attempt.greeting_started_at - attempt.answered_at


async def hears_the_whole_message_from(since_s: float, lab: Lab, call: CarrierCall, message: str) -> None:
    whole_s = since_s + length_s(lab, message) + length_s(lab, "pause")
    assert is_after(whole_s, stayed_s(call), by_s=WORK_S)
    levels = loudness(await lab.wait_for_recording(call.number))
    noise = max(levels[2:18])
    assert noise < -25
    assert max(levels[21:28]) > noise + MESSAGE_ABOVE_NOISE_DB


async def the_report_has_the_hashes_of_what_was_played(
    parts: Parts, lab: Lab, campaign: CampaignConfig, message: str
) -> None:
    stored = await parts.store.proving.read(
        await parts.store.campaigns.get(campaign.id, sees=EVERYTHING), until=clock.now()
    )
    hashes = {row["file"]: row["sha256"] for row in stored.sounds}
    for name in (message, "pause", "goodbye", "comfort/comfort"):
        for form in ("alaw", "ulaw"):
            file = lab.folder / f"sounds/pronto/{name}.{form}"
            assert hashes[f"{name}.{form}"] == hashlib.sha256(file.read_bytes()).hexdigest()


async def a_key_is_written_down_before_the_goodbye(
    parts: Parts, lab: Lab, call: CarrierCall, campaign: CampaignConfig
) -> None:
    goodbye_s = length_s(lab, "goodbye")
    assert is_after(4.0 + goodbye_s, stayed_s(call), by_s=WORK_S)  # confirmed at once, or it were two seconds more
    [kept] = await parts.store.suppressions.of_number(call.number, [of_company(campaign.company.id)])
    assert kept.reason == OPTED_OUT
    assert kept.added_at < call.ended_ms / 1000 - 0.5 * goodbye_s


async def the_end_of_the_engine_tells_what_its_link_has_shown(parts: Parts, campaign: CampaignConfig) -> None:
    stored = await parts.store.proving.read(campaign, until=clock.now())
    [shown] = stored.links
    assert shown["skew"]["times"] >= 1
    worst = shown["skew"]["worst"]
    assert abs(worst["skew_ms"]) <= worst["within_ms"] + 1.0  # one machine, one clock
    assert shown["events"] > 20
    assert (shown["unreadable"], shown["callback_errors"], shown["gaps"]) == (0, 0, [])


async def who_said_no_is_not_called_though_in_the_hopper(
    parts: Parts, engine: Engine, lab: Lab, campaign: CampaignConfig
) -> None:
    """The same person's other lead was in the hopper when the key was pressed; the agents are ready again."""
    for agent in engine.switchboard.cells[campaign.id].roster:
        await parts.service.agent_commands.ready(agent.id, actor=ACTOR)

    async def states() -> list[LeadState]:
        return [lead.state for lead in await leads_found(parts.store, campaign_id=campaign.id, number=DONE_WITH)]

    async def both_done() -> bool:
        return await states() == [LeadState.DONE] * 2

    await until(both_done, "both leads of the person done", instead=states)
    await asyncio.sleep(1.0)  # time in which a call would be placed
    assert len(await parts.store.attempts.list(campaign.id, sees=EVERYTHING)) == 2
    assert len(lab.carrier_record()) == 4
