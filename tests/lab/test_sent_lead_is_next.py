"""A lead sent by a program is the next that is dialled, on the real Asterisk, over either database."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from prometheus_client import CollectorRegistry

from api.app import create_app
from dialer.campaigns.attempts.model import AttemptRecord
from dialer.cell.agents.roster import AgentState
from dialer.core.enums import LeadState, Outcome, Role
from dialer.core.visibility import EVERYTHING
from dialer.demo.law import consent, scrub
from dialer.engine.engine import Engine
from dialer.lab import services
from dialer.lab.build import get_root
from dialer.lab.scenario import Outcome as Planned
from dialer.lab.scenario import Plan
from dialer.lab.settings import default_cache
from dialer.people.leads.model import NewLead
from tests.support.api_clients import key_of
from tests.support.call_centre import ACTOR, CALLS_S, Centre, call_centre, engine_beside, until
from tests.support.shared_lab import SharedLab

pytestmark = pytest.mark.lab

PERSON = Plan(outcome=Planned.PERSON, ring_s=0.5, greeting_s=0.5, talk_s=3.0)
DATABASES = ("sqlite", pytest.param("postgres", marks=pytest.mark.postgres))


@asynccontextmanager
async def a_database(kind: str, folder: Path) -> AsyncIterator[str]:
    if kind == "sqlite":
        yield ""
        return
    _open_to_all(folder)  # the server runs as another user
    root = await get_root(default_cache(), own_asterisk=False)
    try:
        yield await services.postgres_up(folder / "server", root)
    finally:
        await services.down(folder / "server")


def _open_to_all(folder: Path) -> None:
    folder.chmod(0o755)


@asynccontextmanager
async def a_program(centre: Centre, role: Role = Role.MANAGER) -> AsyncIterator[httpx.AsyncClient]:
    """A program with a token, at the API of this very process."""
    app = create_app(centre.parts, registry=CollectorRegistry())
    secret = await key_of(centre.parts, role, name="crm")
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app=app),
        base_url="http://127.0.0.1:8080",
        headers={"Authorization": f"Bearer {secret}"},
    ) as client:
        yield client


async def register_knows(centre: Centre, number: str) -> None:
    """The number was asked about at the register, as the made rules want it; in a list that nobody dials."""
    store, campaign = centre.parts.store, centre.campaign
    listed = await store.lists.create(name="asked", company_id=campaign.company.id, now=0.0)
    await store.leads.add(listed.id, [NewLead(phones=((number, ""),))])
    await scrub(store, listed.id, centre.parts.clock())


async def no_call_is_placed(centre: Centre, engine: Engine) -> None:
    """Let the one agent pause, and the call under way end: whatever is sent now, the next call is decided after it."""
    await centre.parts.service.agent_commands.pause(1, reason="sends a lead", actor=ACTOR)

    async def quiet() -> bool:
        cell = engine.switchboard.cells[centre.campaign.id]
        return not cell.calls and [agent.state for agent in cell.roster] == [AgentState.PAUSED]

    await until(quiet, "the agent has a pause")


@pytest.mark.parametrize("database", DATABASES)
async def test_a_lead_sent_while_hundreds_wait_is_the_next_one_dialled(
    shared_lab: SharedLab, tmp_path: Path, database: str
) -> None:
    async with (
        a_database(database, tmp_path) as url,
        shared_lab.taken(agents=1, plans=(PERSON,)) as lab,
    ):
        *numbers, wanted = lab.numbers(Planned.PERSON, 201)
        async with (
            call_centre(
                lab,
                tmp_path / "pronto",
                numbers=numbers,
                agents=1,
                mode="progressive",
                wrap_up_limit_ms=500,
                database_url=url,
            ) as centre,
            engine_beside(centre.parts) as engine,
            a_program(centre) as program,
        ):
            await register_knows(centre, wanted)
            await centre.run_campaign()
            await until(centre.attempts, "a first call")

            async def is_full() -> bool:
                return (await centre.leads())[LeadState.CLAIMED] >= 40

            await until(is_full, "the hopper is full")
            await no_call_is_placed(centre, engine)

            [listed] = await centre.parts.store.lists.list(campaign_id=centre.campaign.id, sees=EVERYTHING)
            before = {attempt.id for attempt in await centre.attempts()}
            sent = {"phones": [wanted], "name": "Web form"}
            path, key = f"/api/v1/lists/{listed.id}/leads", {"Idempotency-Key": "form-1"}
            answers = [await program.post(path, json=sent, headers=key) for _ in range(2)]
            assert [answer.json()["repeated"] for answer in answers] == [False, True]
            lead_id = answers[0].json()["lead"]["lead_id"]

            async def held() -> bool:
                return any(lead.lead_id == lead_id for lead in engine.switchboard.cells[centre.campaign.id].hopper)

            await until(held, "the engine holds the lead")
            assert [one for one in await centre.attempts() if one.id not in before] == []
            await centre.parts.service.agent_commands.ready(1, actor=ACTOR)

            async def three() -> list[int]:
                new = [one for one in await centre.attempts() if one.id not in before]
                found = [attempt.lead_id for attempt in sorted(new, key=lambda one: one.placed_at)]
                return found[:3] if len(found) >= 3 else []

            order = await until(three, "three more calls", seconds=CALLS_S)
            assert order[0] == lead_id
            assert order.count(lead_id) == 1


async def test_a_call_by_hand_reaches_the_agent_who_asked_for_it(shared_lab: SharedLab, tmp_path: Path) -> None:
    async with shared_lab.taken(agents=2, plans=(PERSON,)) as lab:
        *numbers, wanted = lab.numbers(Planned.PERSON, 61)
        async with (
            call_centre(lab, tmp_path, numbers=numbers, agents=2, mode="progressive", wrap_up_limit_ms=500) as centre,
            engine_beside(centre.parts),
            a_program(centre) as program,
        ):
            await register_knows(centre, wanted)
            await centre.run_campaign()
            await until(centre.attempts, "a first call")
            agent = (await centre.parts.store.agents.list(sees=EVERYTHING))[1]
            asked = {"number": wanted, "consent": consent(centre.campaign.company.name, centre.parts.clock())}
            answer = await program.post(f"/api/v1/agents/{agent.id}/dial", json=asked)
            assert answer.status_code == 200, answer.text
            lead_id = answer.json()["lead_id"]

            async def ended() -> list[AttemptRecord]:
                return [one for one in await centre.attempts() if one.lead_id == lead_id and one.ended_at is not None]

            [attempt] = await until(ended, "the call by hand")
            assert (attempt.mode, attempt.agent_id, attempt.outcome) == ("manual", agent.id, Outcome.CONNECTED)
