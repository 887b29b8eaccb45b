"""Nothing is dialled, and status says why, in words: on the real Asterisk."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dialer.core import clock
from dialer.core.enums import Outcome
from dialer.core.visibility import EVERYTHING
from dialer.demo.law import scrub
from dialer.lab.scenario import Outcome as Planned
from dialer.lab.scenario import Plan
from dialer.messaging.bus import Topic
from dialer.people.leads.model import NewLead
from tests.support.call_centre import ACTOR, CALLS_S, Centre, call_centre, engine_beside, until
from tests.support.shared_lab import SharedLab
from tests.support.spoken import both

pytestmark = pytest.mark.lab

PERSON = Plan(outcome=Planned.PERSON, ring_s=0.5, greeting_s=0.5, talk_s=2.0)
NASTY_NAMES = (
    "Mario\r\nApplication: System\r\nData: true",
    'Anna "la Rossa" <112>, detta = "${SHELL(id)}"',
    "x" * 10_000,
    "🙂 Zoë 🇮🇹",
    "\u202eمرحبا שלום\u202c",
)


async def why(centre: Centre, code: str) -> dict[str, str]:
    """Wait until the campaign's reason is `code`; return its words."""

    async def look() -> dict[str, str] | None:
        board = await centre.parts.bus.latest(Topic.BOARD) or {}
        for campaign in board.get("campaigns", ()):
            if campaign["why"]["code"] == code:
                return both(campaign["why"]["text"])
        return None

    words: dict[str, str] = await until(look, f"the reason {code}", seconds=CALLS_S)
    assert all(words.values())
    return words


def in_days(days: int) -> str:
    """The day of the week then, so that no hour of the test is one of its calling hours."""
    return datetime.fromtimestamp(clock.now() + days * 86_400.0, UTC).strftime("%a").lower()


def shown(centre: Centre, name: str) -> Callable[[], Awaitable[bool]]:
    async def look() -> bool:
        board = await centre.parts.bus.latest(Topic.BOARD) or {}
        return any(campaign["name"] == name for campaign in board.get("campaigns", ()))

    return look


async def test_each_standstill_has_its_words(shared_lab: SharedLab, tmp_path: Path) -> None:
    async with (
        shared_lab.taken(agents=2, plans=(PERSON,)) as lab,
        call_centre(lab, tmp_path, numbers=lab.numbers(Planned.PERSON, 200), agents=2, mode="progressive") as centre,
        engine_beside(centre.parts),
    ):
        agents = await centre.parts.store.agents.list(sees=EVERYTHING)
        await why(centre, "stopped")

        for agent in agents:
            await centre.parts.service.agent_commands.pause(agent.id, reason="lunch", actor=ACTOR)
        await centre.run_campaign()
        await why(centre, "no_agent")
        assert await centre.attempts() == []

        await centre.change(name="by night", hours=({"days": [in_days(3)], "from": "03:00", "to": "03:01"},))
        await until(shown(centre, "by night"), "the engine dials by the new hours")
        for agent in agents:
            await centre.parts.service.agent_commands.ready(agent.id, actor=ACTOR)
        assert "03:00" in (await why(centre, "out_of_hours"))["en"]
        assert await centre.attempts() == []

        await lab.carrier.stop()
        assert lab.trunk in (await why(centre, "trunk_down"))["en"]
        assert await centre.attempts() == []

        await lab.dialer.stop()
        await why(centre, "link_down")


async def test_a_limit_reached_and_a_list_run_dry_have_their_words(shared_lab: SharedLab, tmp_path: Path) -> None:
    async with (
        shared_lab.taken(agents=2, plans=(replace(PERSON, ring_s=4.0),)) as lab,
        call_centre(
            lab,
            tmp_path,
            numbers=lab.numbers(Planned.PERSON, 3),
            agents=2,
            mode="ratio",
            ratio=3.0,
            wrap_up_limit_ms=500,
        ) as centre,
        engine_beside(centre.parts),
    ):
        trunk = centre.campaign.trunks[0]
        await centre.parts.store.trunks.upsert(
            trunk.node_id,
            trunk.name,
            dial=trunk.dial,
            country=trunk.country,
            max_channels=1,
            calls_per_second=trunk.calls_per_second,
        )
        await centre.run_campaign()
        await why(centre, "no_line")
        # The line is taken as soon as a call is decided, a moment before the call is written down.
        assert len(await until(centre.attempts, "the call on the only line")) == 1
        await why(centre, "leads_wait")
        assert {a.outcome for a in await centre.attempts()} <= {Outcome.CONNECTED, Outcome.ABANDONED, None}


async def test_a_name_that_would_inject_is_dialled_like_any_other(shared_lab: SharedLab, tmp_path: Path) -> None:
    async with (
        shared_lab.taken(agents=2, plans=(PERSON,)) as lab,
        call_centre(lab, tmp_path, numbers=[], agents=2, mode="progressive", wrap_up_limit_ms=500) as centre,
        engine_beside(centre.parts) as engine,
    ):
        store = centre.parts.store
        numbers = lab.numbers(Planned.PERSON, len(NASTY_NAMES))
        lists = await store.lists.list(sees=EVERYTHING)
        leads = [
            NewLead(phones=((number, ""),), name=name, fields={"note": name})
            for number, name in zip(numbers, NASTY_NAMES, strict=True)
        ]
        ids = await store.leads.add(lists[0].id, leads)
        await scrub(store, lists[0].id, clock.now())
        await centre.run_campaign()

        async def all_connected() -> bool:
            outcomes = [attempt.outcome for attempt in await centre.attempts()]
            return outcomes.count(Outcome.CONNECTED) == len(NASTY_NAMES)

        await until(all_connected, "everybody talked to", seconds=CALLS_S)
        for lead_id, name in zip(ids, NASTY_NAMES, strict=True):
            assert (await store.leads.get(lead_id, sees=EVERYTHING)).name == name
        assert engine.figures()["unexpected_events"] == {}
