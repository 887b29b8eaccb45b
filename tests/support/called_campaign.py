"""A campaign that has called five numbers under a shipped law, and the agent who speaks of these calls over the API."""

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from dialer.campaigns.attempts.model import FinishedAttempt
from dialer.core.channel_ids import new_call_id
from dialer.core.enums import LeadState, Outcome, Role
from dialer.core.settings import Settings
from dialer.core.visibility import EVERYTHING
from dialer.engine.recovery.pacer_memory import Memory
from dialer.messaging.bus import Topic
from dialer.people.leads.model import NewLead
from dialer.people.leads.rules.retry import LeadStep
from pacing.guard import counted
from pacing.snapshot import Constraint, Mode, Policy
from tests.support.api_clients import Door, Estate, build_estate, change, made

CALLS = 5  # four met an agent, the last found none


@pytest.fixture
def settings(tmp_path: Path, empty_state: Path) -> Settings:
    """With the rules that come with Pronto."""
    shutil.copytree(empty_state, tmp_path / "state")
    return Settings(state_dir=tmp_path / "state", clock_kept=True)


class Day:
    """A campaign that has called five numbers under one law, and an agent to speak of them."""

    def __init__(self, door: Door, estate: Estate, calls: list[str]) -> None:
        self.door, self.estate, self.calls = door, estate, calls

    async def says(self, call: int, code: str, **more: Any) -> Mapping[str, Any]:
        """The agent disposes of the call; returns what the engine is told."""
        anna = await self.door.client(Role.AGENT, self.estate.agent_id)
        said = {"attempt_id": self.calls[call], "code": code, **more}
        async with self.door.parts.bus.subscribe(Topic.DISPOSED) as news:
            await made(anna, "POST", f"/api/v1/agents/{self.estate.agent_id}/dispose", said)
            message = news.get_nowait()
        assert message is not None
        return message.body

    async def report(self, **asked: Any) -> dict[str, Any]:
        admin = await self.door.admin()
        path = f"/api/v1/campaigns/{self.estate.campaign_id}/compliance-report"
        answer = await admin.get(path, params=asked)
        assert answer.is_success, answer.text
        return {point["title"]: point["facts"] for point in answer.json()["report"]["points"]}

    async def rate(self, **asked: Any) -> tuple[float, float]:
        [law] = (await self.report(**asked))["Abandonment"]
        worst = law["worst window"]
        return worst["abandoned"], worst["counted"]

    async def guard(self, constraint: Constraint) -> tuple[float, float]:
        """What an engine counts that starts now."""
        memory = Memory(store=self.door.parts.store, clock=self.door.parts.clock)
        await memory.recall(await self.door.parts.store.campaigns.get(self.estate.campaign_id, sees=EVERYTHING), {})
        past = memory.take(self.estate.campaign_id)
        assert past is not None
        policy = Policy(mode=Mode.PREDICTIVE, constraints=(constraint,))
        found = counted(past.learned.tally, constraint, policy, self.door.parts.clock())
        return found.abandoned, found.answered


async def a_day(door: Door, law: str) -> Day:
    estate = await build_estate(door, profile=law)
    admin, store, now = await door.admin(), door.parts.store, door.parts.clock()
    campaign = await made(admin, "GET", f"/api/v1/campaigns/{estate.campaign_id}")
    own = {"code": "voicemail", "label": "Voicemail", "is_machine": True}
    await change(admin, estate.campaign_id, dispositions=[*campaign["dispositions"], own])
    await store.leads.add(estate.list_id, [NewLead(phones=((f"+39021234567{n}", ""),)) for n in range(CALLS)])
    leads = await store.leads.claim(estate.campaign_id, owner="e", now=now, lease_s=60.0, limit=CALLS, zone_keys=[""])
    calls = [new_call_id(store.digests.installation, estate.campaign_id) for _ in leads]
    placed = [
        estate.attempt(call_id, lead.lead_id, lead.phones[0].number, mode="predictive")
        for call_id, lead in zip(calls, leads, strict=True)
    ]
    assert await store.attempts.place(placed, owner="e", now=now - 60.0) == set(calls)
    ends = [
        FinishedAttempt(
            id=attempt.id,
            lead_id=attempt.lead_id,
            outcome=Outcome.CONNECTED if number < CALLS - 1 else Outcome.ABANDONED,
            ended_at=now - 10.0,
            answered_at=now - 50.0,
            agent_joined_at=now - 49.5 if number < CALLS - 1 else None,
            agent_id=estate.agent_id if number < CALLS - 1 else None,
            step=LeadStep(state=LeadState.WRAPPING if number < CALLS - 1 else LeadState.OPEN),
        )
        for number, attempt in enumerate(placed)
    ]
    await store.attempts.note([], ends)
    return Day(door, estate, calls)
