"""Figures that only the agent is told: talks beside the script's usual length, and the share of hard ones."""

from itertools import count
from typing import Any, Final

from dialer.campaigns.attempts.model import FinishedAttempt
from dialer.core.enums import LeadState, Outcome, Role
from dialer.core.visibility import EVERYTHING
from dialer.people.leads.model import NewLead
from dialer.people.leads.rules.retry import LeadStep
from tests.api.test_scripts import published
from tests.api.test_workday import of
from tests.support.api_clients import Door, Estate, made

DAY_S: Final = 86_400.0
_NUMBERS = count(3906_7000_0000)


async def colleagues(door: Door, many: int, **facts: Any) -> list[int]:
    admin = await door.admin()
    named = [{"name": f"colleague{one}", "phone": f"PJSIP/20{one:02}"} | facts for one in range(many)]
    return [(await made(admin, "POST", "/api/v1/agents", one))["id"] for one in named]


async def talked(
    door: Door,
    estate: Estate,
    agent_id: int,
    talk_s: float = 60.0,
    *,
    script_id: int | None = None,
    mood: int | None = None,
    lead_id: int | None = None,
    ago_s: float = 0.0,
) -> int:
    """A talk of this agent that ended then; returns the lead."""
    store, now, number = door.parts.store, door.parts.clock() - ago_s, f"+{next(_NUMBERS)}"
    if lead_id is None:
        [lead_id] = await store.leads.add(estate.list_id, [NewLead(phones=((number, ""),))])
    assert await store.leads.claim_one(lead_id, owner="engine", now=now, lease_s=60.0)
    attempt = estate.attempt(f"talk{number}", lead_id, number)
    assert await store.attempts.place([attempt], owner="engine", now=now) == {attempt.id}
    step = LeadStep(state=LeadState.OPEN)
    done: dict[str, Any] = {"agent_id": agent_id, "agent_joined_at": now - talk_s, "ended_at": now, "step": step}
    ended = FinishedAttempt(id=attempt.id, lead_id=lead_id, outcome=Outcome.CONNECTED, **done)
    await store.attempts.note([], [ended])
    if script_id is not None:
        version = await store.scripts.version(script_id, 1)
        ids = {"script_id": script_id, "version_id": version.id, "attempt_id": attempt.id, "agent_id": agent_id}
        where = {"campaign_id": estate.campaign_id, "lead_id": lead_id}
        await store.script_runs.begin({**ids, **where, "language": "it", "started_at": now, "changed_at": now})
    interaction = await store.interactions.of_attempt(attempt.id, agent_id=agent_id, now=now)
    if mood is not None:
        await store.interactions.change(interaction.id, {"mood": mood})
    return lead_id


async def own_figures(door: Door, agent_id: int) -> dict[str, Any]:
    client = await door.client(Role.AGENT, agent_id)
    return dict(await made(client, "GET", of(agent_id, "/own-figures")))


async def test_own_talks_stand_beside_what_talks_with_the_script_usually_last(door: Door, estate: Estate) -> None:
    script_id = await published(door, estate, "fibre", "Fibra")
    await talked(door, estate, estate.agent_id, 999.0, script_id=script_id, ago_s=3 * DAY_S)
    for length in (100.0, 200.0, 420.0):
        await talked(door, estate, estate.agent_id, length, script_id=script_id)
    others = await colleagues(door, 4)
    for agent_id in others[:3]:
        await talked(door, estate, agent_id, 400.0, script_id=script_id)
    [few] = (await own_figures(door, estate.agent_id))["scripts"]
    assert few == {"script_id": script_id, "name": "Fibra", "talks": 3, "median_s": 200.0, "usual_s": None}
    await talked(door, estate, others[3], 410.0, script_id=script_id)
    [enough] = (await own_figures(door, estate.agent_id))["scripts"]
    assert (enough["median_s"], enough["usual_s"]) == (200.0, 400.0)


async def test_a_script_of_the_agents_campaign_is_there_before_the_first_talk(door: Door, estate: Estate) -> None:
    script_id = await published(door, estate, "fibre", "Fibra")
    admin, anna = await door.admin(), await door.client(Role.AGENT, estate.agent_id)
    await made(admin, "PUT", f"/api/v1/campaigns/{estate.campaign_id}/scripts", {"roles": {"sales_script": script_id}})
    assert (await own_figures(door, estate.agent_id))["scripts"] == []
    await made(anna, "POST", of(estate.agent_id, "/log-in"), {"campaign_id": estate.campaign_id})
    [one] = (await own_figures(door, estate.agent_id))["scripts"]
    assert (one["script_id"], one["talks"], one["median_s"], one["usual_s"]) == (script_id, 0, None, None)


async def test_hard_talks_are_those_in_a_bad_mood_then_or_earlier(door: Door, estate: Estate) -> None:
    angry = await talked(door, estate, estate.agent_id, mood=-2, ago_s=3 * DAY_S)
    await talked(door, estate, estate.agent_id, lead_id=angry)
    await talked(door, estate, estate.agent_id, mood=-2)
    await talked(door, estate, estate.agent_id, mood=-1)
    await talked(door, estate, estate.agent_id)
    found = await own_figures(door, estate.agent_id)
    assert (found["talks"], found["hard_talks"], found["team_hard_share"]) == (4, 2, None)


async def test_a_teams_share_of_hard_talks_is_told_when_five_have_talked(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    team_id = (await made(admin, "POST", "/api/v1/teams", {"name": "Mattina"}))["id"]
    await made(admin, "PATCH", of(estate.agent_id), {"team_id": team_id})
    others = await colleagues(door, 4, team_id=team_id)
    await talked(door, estate, estate.agent_id, mood=-2)
    for agent_id in others[:3]:
        await talked(door, estate, agent_id)
    [stranger] = await colleagues(door, 1, name="stranger", phone="PJSIP/2099")
    await talked(door, estate, stranger, mood=-2)
    assert (await own_figures(door, estate.agent_id))["team_hard_share"] is None
    await talked(door, estate, others[3])
    assert (await own_figures(door, estate.agent_id))["team_hard_share"] == 0.2


async def test_own_figures_are_told_to_nobody_else(door: Door, estate: Estate) -> None:
    [bruno] = await colleagues(door, 1)
    path = of(estate.agent_id, "/own-figures")
    for stranger in (await door.admin(), await door.client(Role.SUPERVISOR), await door.client(Role.AGENT, bruno)):
        assert (await stranger.get(path)).status_code == 403
    stored = await door.parts.store.agents.get(estate.agent_id, sees=EVERYTHING)
    assert stored.id == estate.agent_id
