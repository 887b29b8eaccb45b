"""Who says no, or is erased, while an agent looks at the record leaves the screen at once and is not called."""

from pathlib import Path
from typing import Any

import pytest

from dialer.core.enums import LeadState, Role
from dialer.core.visibility import EVERYTHING
from dialer.lab.scenario import Outcome as Planned
from dialer.lab.scenario import Plan
from dialer.messaging.bus import Topic
from tests.lab.test_sent_lead_is_next import DATABASES, a_database, a_program
from tests.support.call_centre import Centre, call_centre, engine_beside, until
from tests.support.shared_lab import SharedLab

pytestmark = pytest.mark.lab

PERSON = Plan(outcome=Planned.PERSON, ring_s=0.5, greeting_s=0.5, talk_s=3.0)


async def shown(centre: Centre, *, behind: int = 0) -> dict[str, Any]:
    """The agent's screen, when it shows another lead in preview than `behind`."""

    async def another() -> dict[str, Any]:
        screen = dict(await centre.parts.bus.latest(Topic.SCREEN, agent_id=1) or {})
        return screen if screen.get("state") == "preview" and screen["lead"]["lead_id"] != behind else {}

    found: dict[str, Any] = await until(another, f"another lead than {behind} on the screen")
    return found


@pytest.mark.parametrize("database", DATABASES)
async def test_who_says_no_or_is_erased_leaves_the_agents_screen_at_once(
    shared_lab: SharedLab, tmp_path: Path, database: str
) -> None:
    async with a_database(database, tmp_path) as url, shared_lab.taken(agents=1, plans=(PERSON,)) as lab:
        numbers = lab.numbers(Planned.PERSON, 10)
        settings = {"agents": 1, "mode": "preview", "database_url": url}
        async with (
            call_centre(lab, tmp_path / "pronto", numbers=numbers, **settings) as centre,
            engine_beside(centre.parts),
            a_program(centre, Role.ADMIN) as program,
        ):
            await centre.run_campaign()
            screen = await shown(centre)
            gone = []
            for reason, path in (("suppressed", "suppressions"), ("erased", "persons/erase")):
                lead = screen["lead"]
                number = lead["phones"][0]["number"]
                body = {"numbers": [number], "reason": "asked"} if reason == "suppressed" else {"number": number}
                body |= {} if reason == "suppressed" else {"suppress": False}
                answer = await program.post(f"/api/v1/companies/{centre.campaign.company.id}/{path}", json=body)
                assert answer.status_code == 200, answer.text
                screen = await shown(centre, behind=lead["lead_id"])
                assert (screen["withdrawn"]["lead_id"], screen["withdrawn"]["reason"]) == (lead["lead_id"], reason)
                gone.append((lead["lead_id"], reason, number))

            async def done() -> bool:
                leads = [await centre.parts.store.leads.get(lead_id, sees=EVERYTHING) for lead_id, *_ in gone]
                return [(one.state, one.done_reason) for one in leads] == [
                    (LeadState.DONE, reason) for _, reason, _ in gone
                ]

            await until(done, "both leads done")
            assert {call.number for call in lab.carrier_record()}.isdisjoint(number for *_, number in gone)
