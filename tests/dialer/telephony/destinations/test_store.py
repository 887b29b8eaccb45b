"""Destinations on both databases, and what was called within the last hour."""

from dataclasses import replace
from typing import Any

import pytest

from dialer.core.enums import Outcome
from dialer.core.errors import Changed, NotFound
from dialer.core.visibility import EVERYTHING
from dialer.people.leads.model import NewLead
from dialer.people.leads.store.returns import PutAway
from dialer.telephony.destinations.model import Destinations, PastUse
from tests.support.stores import NOW, Centre, finished

HOUR_S = 3600.0


async def test_destinations_are_the_countrys_until_they_are_written(centre: Centre) -> None:
    store, trunk_id = centre.store.destinations, centre.trunk.id
    assert await store.list() == []
    unset = Destinations(trunk_id=trunk_id)
    assert await store.get(trunk_id) == unset
    wanted = Destinations(
        trunk_id=trunk_id,
        allowed=("+39", "+41"),
        refused=("+39899",),
        calls_per_hour=100,
        spend_per_hour=2.5,
        prices={"+39": 0.01},
    )
    assert await store.replace(wanted, expected=unset) == wanted
    assert await store.get(trunk_id) == wanted
    with pytest.raises(Changed):
        await store.replace(unset, expected=unset)
    await store.replace(unset, expected=wanted)
    assert await store.list() == [unset]
    with pytest.raises(NotFound):
        await store.replace(Destinations(trunk_id=999))


async def test_leads_that_waited_for_a_destination_are_due_again_when_it_changes(centre: Centre) -> None:
    store = centre.store
    [lead_id] = await store.leads.add(
        centre.leads.id, [NewLead(phones=(("+442079460000", ""),), zone_key="Europe/Rome")]
    )
    [lead] = await centre.claim(limit=1)
    await put_off(centre, lead.lead_id)
    assert (await store.leads.get(lead_id, sees=EVERYTHING)).wait_reason == "destination:not_allowed"
    assert await store.destinations.reopen(centre.trunk.id, now=NOW) == [centre.campaign.id]
    again = await store.leads.get(lead_id, sees=EVERYTHING)
    assert (again.wait_reason, again.due_at, again.attempts) == ("", NOW, 0)


async def put_off(centre: Centre, lead_id: int) -> None:
    away = PutAway(now=NOW, actor="rules")
    away.deferred.append((lead_id, "engine", NOW + 86_400.0, "destination:not_allowed"))
    await centre.store.away.write(away)


async def test_the_last_hour_is_read_by_the_minute(centre: Centre) -> None:
    attempts: list[Any] = await centre.placed(3)
    first, second, third = attempts
    times = {"answered_at": NOW + 10.0}
    await centre.store.attempts.note(
        [], [finished_at(first, NOW + 70.0, **times), finished_at(second, NOW + 70.0), finished_at(third, NOW + 190.0)]
    )
    used = await centre.store.destinations.used([centre.trunk.id], digits=3, now=NOW + 300.0)
    assert calls_and_talk(used) == (3, 60.0)
    assert {one.prefix for one in used} == {"+39"}
    assert {one.began_at for one in used} == {NOW // 60.0 * 60.0}
    # Calls that began more than an hour ago and ended within it count with their minutes.
    late = await centre.store.destinations.used([centre.trunk.id], digits=3, now=NOW + HOUR_S + 65.0)
    assert calls_and_talk(late) == (3, 60.0)
    assert await centre.store.destinations.used([centre.trunk.id], digits=3, now=NOW + HOUR_S + 200.0) == []
    assert await centre.store.destinations.used([], digits=3, now=NOW) == []
    assert await centre.store.destinations.used([centre.trunk.id + 1], digits=3, now=NOW) == []


def calls_and_talk(used: Any) -> tuple[int, float]:
    return sum(one.calls for one in used), sum(one.answered_s for one in used)


def finished_at(attempt: Any, ended_at: float, **times: float) -> Any:
    return replace(finished(attempt, outcome=Outcome.NO_ANSWER, ended_at=ended_at), **times)


async def test_a_live_call_counts_as_a_call_alone(centre: Centre) -> None:
    await centre.placed(1)
    [used] = await centre.store.destinations.used([centre.trunk.id], digits=0, now=NOW + 1.0)
    assert used == PastUse(
        trunk_id=centre.trunk.id,
        began_at=NOW // 60.0 * 60.0,
        ended_at=None,
        prefix="+",
        calls=1,
        answered_s=0.0,
    )
