"""An agent says that a machine was met: the report of US and UK law, its events and the guard count people alone."""

import csv
import io

import pytest

from dialer.core.visibility import EVERYTHING
from pacing.snapshot import Constraint
from tests.support.api_clients import Door, made
from tests.support.called_campaign import a_day, settings

__all__ = ["settings"]

PEOPLE = Constraint(name="people", limit=0.03, people_only=True)
EVERYBODY = Constraint(name="everybody", limit=0.03)


@pytest.mark.parametrize("law", ["US", "UK"])
async def test_machines_that_agents_met_leave_the_people_of_report_events_and_guard(door: Door, law: str) -> None:
    day = await a_day(door, law)
    assert (await day.rate(), await day.guard(PEOPLE)) == ((1.0, 5.0), (1.0, 5.0))
    told = await day.says(0, "answering_machine")
    [joined_at] = {
        (await door.parts.store.attempts.get(call, sees=EVERYTHING)).agent_joined_at for call in day.calls[:4]
    }
    assert (told["met"], told["met_at"]) == (1, joined_at)
    assert (await day.says(1, "voicemail"))["met"] == 1
    assert (await day.says(2, "not_interested"))["met"] == 0
    assert (await day.rate(), await day.guard(PEOPLE)) == ((1.0, 3.0), (1.0, 3.0))
    [counts] = (await day.report())["Abandonment"]
    assert counts["calls counted as"] == {"abandoned": 1, "outside": 2, "served": 2}
    assert await day.guard(EVERYBODY) == (1.0, 5.0)
    admin = await door.admin()
    path = f"/api/v1/campaigns/{day.estate.campaign_id}/compliance-report"
    events = csv.DictReader(io.StringIO((await admin.get(path, params={"form": "events"})).text, newline=""))
    assert sorted(row["heard"] for row in events) == ["", "", "", "machine", "machine"]
    seen = await made(admin, "GET", f"/api/v1/attempts?campaign_id={day.estate.campaign_id}")
    assert sorted(one["heard"] or "" for one in seen["items"]) == ["", "", "", "machine", "machine"]


async def test_who_was_a_machine_may_be_a_person_after_all(door: Door) -> None:
    day = await a_day(door, "US")
    await day.says(0, "answering_machine")
    assert (await day.says(0, "voicemail"))["met"] == 0  # known already
    assert (await day.says(0, "not_interested"))["met"] == -1
    assert (await day.rate(), await day.guard(PEOPLE)) == ((1.0, 5.0), (1.0, 5.0))


async def test_italy_counts_every_answered_call_whoever_it_was(door: Door) -> None:
    day = await a_day(door, "IT")
    await day.says(0, "answering_machine")
    assert await day.rate() == (1.0, 5.0)


async def test_a_call_that_nobody_took_is_no_machines_whatever_is_said_of_it(door: Door) -> None:
    day = await a_day(door, "US")
    said = await door.parts.service.dispositions.dispose(
        day.calls[-1], agent_id=None, code="answering_machine", note="", callback_at=None, actor="a supervisor"
    )
    assert said.met == 0
    assert (await day.rate(), await day.guard(PEOPLE)) == ((1.0, 5.0), (1.0, 5.0))


async def test_a_report_of_before_does_not_know_what_was_said_since(door: Door) -> None:
    day = await a_day(door, "US")
    path = f"/api/v1/campaigns/{day.estate.campaign_id}/compliance-report"
    until = (await made(await door.admin(), "GET", path))["report"]["until"]
    await day.says(0, "answering_machine")
    assert await day.rate(until=until) == (1.0, 5.0)
    assert await day.rate() == (1.0, 4.0)
