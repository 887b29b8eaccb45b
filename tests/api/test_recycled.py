"""A campaign's own rules on what an agent says, over the API: from the rules as they are written to the lead's turn."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from dialer.campaigns.attempts.model import FinishedAttempt
from dialer.core import clock
from dialer.core.enums import LeadState, Outcome, Role
from dialer.core.settings import Settings
from dialer.core.visibility import EVERYTHING
from dialer.people.leads.model import LeadRecord, NewLead
from dialer.people.leads.rules.retry import LeadStep
from tests.support.api_clients import Door, Estate, build_estate, change, made, open_door

ROME = ZoneInfo("Europe/Rome")
PHONES = (("+390212345678", "home"), ("+393331234567", "mobile"))
OFFICE = [{"days": ["mon", "tue", "wed", "thu", "fri"], "from": "09:00", "to": "20:00"}]


def at(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=ROME).timestamp()


@dataclass
class Wall:
    """The clock that a test turns."""

    now: float = at("2026-06-16 10:00")

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def wall(monkeypatch: pytest.MonkeyPatch) -> Wall:
    turned = Wall()
    monkeypatch.setattr(clock, "now", turned)
    return turned


@pytest.fixture
async def door(settings: Settings, wall: Wall) -> AsyncIterator[Door]:
    async with open_door(settings) as opened:
        yield opened


@pytest.fixture
async def estate(door: Door) -> Estate:
    return await build_estate(door)


class Talks:
    """A lead that an agent talks to again and again, each time on the phone whose turn it is."""

    def __init__(self, door: Door, estate: Estate, wall: Wall) -> None:
        self.door, self.estate, self.wall, self.lead_id, self.count = door, estate, wall, 0, 0

    async def rules(self, **rule: Any) -> None:
        """The campaign's rule for who speaks another language."""
        admin = await self.door.admin()
        rules = [{"on": "disposition:language_barrier", **rule}]
        await change(admin, self.estate.campaign_id, hours=OFFICE, rules=rules)
        [self.lead_id] = await self.door.parts.store.leads.add(self.estate.list_id, [NewLead(phones=PHONES)])

    async def again(self, code: str = "language_barrier") -> LeadRecord:
        """The lead is called when its turn has come, and the agent says this of the talk."""
        store, self.count = self.door.parts.store, self.count + 1
        lead = await store.leads.get(self.lead_id, sees=EVERYTHING)
        self.wall.now = max(self.wall.now, lead.due_at)
        [claimed] = await store.leads.claim(
            self.estate.campaign_id, owner="e", now=self.wall.now, lease_s=60.0, limit=1, zone_keys=[""]
        )
        phone = claimed.phones[claimed.next_phone]
        attempt = self.estate.attempt(
            f"a{self.count}", self.lead_id, phone.number, phone_position=phone.position, agent_id=self.estate.agent_id
        )
        assert await store.attempts.place([attempt], owner="e", now=self.wall.now)
        ended = FinishedAttempt(
            id=attempt.id,
            lead_id=self.lead_id,
            outcome=Outcome.CONNECTED,
            ended_at=self.wall.now,
            agent_id=self.estate.agent_id,
            step=LeadStep(state=LeadState.WRAPPING),
        )
        await store.attempts.note([], [ended])
        anna = await self.door.client(Role.AGENT, self.estate.agent_id)
        said = {"attempt_id": attempt.id, "code": code}
        await made(anna, "POST", f"/api/v1/agents/{self.estate.agent_id}/dispose", said)
        return await store.leads.get(self.lead_id, sees=EVERYTHING)


@pytest.fixture
async def talks(door: Door, estate: Estate, wall: Wall) -> Talks:
    return Talks(door, estate, wall)


async def test_waits_grow_phones_take_turns_and_the_last_time_is_the_last(talks: Talks) -> None:
    await talks.rules(then="retry", wait_s=600, growth=3, at_most=3, next_phone=True)
    first = await talks.again()
    assert (first.state, first.due_at, first.next_phone) == (LeadState.OPEN, talks.wall.now + 600.0, 1)
    second = await talks.again()
    assert (second.state, second.due_at, second.next_phone) == (LeadState.OPEN, talks.wall.now + 1800.0, 0)
    last = await talks.again()
    assert (last.state, last.done_reason) == (LeadState.DONE, "disposition:language_barrier")


async def test_the_next_talk_comes_in_the_part_of_the_day_that_was_tried_least(talks: Talks) -> None:
    await talks.rules(then="retry", wait_s=600, other_time=True)
    came = [(await talks.again()).due_at for _ in range(4)]
    each_once = at("2026-06-16 17:10")  # no part was tried less: as soon as the wait is over
    assert came == [at("2026-06-16 12:00"), at("2026-06-16 17:00"), each_once, at("2026-06-17 09:00")]


async def test_said_again_of_the_same_talk_it_counts_once(talks: Talks) -> None:
    await talks.rules(then="retry", wait_s=600, growth=3, at_most=2)
    await talks.again()
    anna = await talks.door.client(Role.AGENT, talks.estate.agent_id)
    said = {"attempt_id": "a1", "code": "language_barrier"}
    await made(anna, "POST", f"/api/v1/agents/{talks.estate.agent_id}/dispose", said)
    lead = await talks.door.parts.store.leads.get(talks.lead_id, sees=EVERYTHING)
    assert (lead.state, lead.due_at) == (LeadState.OPEN, talks.wall.now + 600.0)
