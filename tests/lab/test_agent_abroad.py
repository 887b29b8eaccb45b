"""An agent outside the Union, under the Italian rules as they ship: no call before a colleague inside works too."""

from dataclasses import replace
from pathlib import Path

import pytest

from dialer.app.composition import build
from dialer.core.enums import AgentWish, CampaignStatus, LegKind
from dialer.core.shipped_files import PROFILES
from dialer.core.visibility import EVERYTHING
from dialer.lab.scenario import Outcome, Plan
from tests.lab.test_law import ITALIAN, ITALY, set_up, up
from tests.support.call_centre import ACTOR, engine_beside, settings_for, until
from tests.support.shared_lab import SharedLab

pytestmark = pytest.mark.lab

TALKS = Plan(outcome=Outcome.PERSON, ring_s=0.5, talk_s=2)
PEOPLE = tuple(f"{ITALIAN[:-2]}{n}0" for n in range(6))


async def test_an_agent_outside_the_union_gets_no_call_before_a_colleague_inside_works(
    shared_lab: SharedLab, tmp_path: Path
) -> None:
    async with shared_lab.taken(agents=2, plans=(TALKS,)) as lab:
        settings = settings_for(lab, tmp_path, profiles=PROFILES)
        async with build(settings) as parts:
            commands, store = parts.service.agent_commands, parts.store
            campaign = await set_up(parts, lab, replace(ITALY, numbers=PEOPLE[:1]))
            [rome] = await store.agents.list(sees=EVERYTHING)
            await commands.log_out(rome.id, actor=ACTOR)
            tirana = await parts.service.agents.create(
                name="tirana",
                phone=f"PJSIP/{lab.phones[1]}",
                display_name="",
                leg_kind=LegKind.STANDING,
                language="it",
                country="AL",
                actor=ACTOR,
            )
            await commands.log_in(tirana.id, campaign.id, ready=True, actor=ACTOR)
            async with engine_beside(parts) as engine:  # only now: an engine that saw Rome ready would log that too
                await up(parts)
                await parts.service.campaigns.set_status(campaign.id, CampaignStatus.RUNNING, actor=ACTOR)

                async def kept_from_calls() -> bool:
                    agent = engine.switchboard.cells[campaign.id].roster.get(tirana.id)
                    return agent is not None and (agent.wish, agent.pause_reason) == (AgentWish.PAUSED, "IT-LOCATION")

                async def of_location() -> list[str]:
                    """What the rule says; the board, in its own time, asks another one at the same point."""
                    rulings = await store.audit.list(action="ruling", subject=f"campaign:{campaign.id}")
                    facts = [one.facts for one in rulings if one.facts["point"] == "agent_routing"]
                    return [one["answer"] for one in facts if one["rule"] == "IT-LOCATION"]

                await until(kept_from_calls, "the agent abroad is paused by the rule")
                assert await until(of_location, "what the rule says is written") == ["refuse"]
                assert await store.attempts.list(campaign.id, sees=EVERYTHING) == []
                await commands.log_in(rome.id, campaign.id, ready=False, actor=ACTOR)
                await commands.ready(rome.id, actor=ACTOR)
                await commands.ready(tirana.id, actor=ACTOR)

                async def talked() -> bool:
                    return any(
                        one.agent_joined_at is not None
                        for one in await store.attempts.list(campaign.id, sees=EVERYTHING)
                    )

                await until(talked, "somebody is called now that a colleague could take the call over")
