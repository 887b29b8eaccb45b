"""What agents confirm to have said in talks, whatever came of them: kept, and counted in the report."""

import pytest

from dialer.core.errors import AttemptOfAnother
from tests.support.api_clients import Door
from tests.support.called_campaign import a_day, settings

__all__ = ["settings"]


async def test_what_was_said_counts_in_every_talk_not_in_sales_alone(door: Door) -> None:
    day = await a_day(door, "IT")
    before = (await day.report())["Disclosures"]
    items = before["asked for at the start of each talk"].split(", ")
    assert len(items) > 1
    await day.says(0, "not_interested", disclosed=items)
    await day.says(1, "do_not_call", disclosed=items[:1])
    await day.says(2, "wrong_number")
    after = (await day.report())["Disclosures"]
    assert (after["talks"], after["with items confirmed"], after["with all of them confirmed"]) == (4, 2, 1)
    assert after["share with all of them"] == 0.25
    assert after["confirmed"] == {item: 2 if item == items[0] else 1 for item in sorted(items)}
    [line] = await door.parts.store.audit.list(action="attempt.disclosed", subject=f"attempt:{day.calls[1]}")
    assert (line.actor.startswith("key:agent"), line.facts) == (True, {"items": items[:1]})


async def test_who_only_corrects_the_disposition_has_said_what_was_said_before(door: Door) -> None:
    day = await a_day(door, "IT")
    items = (await day.report())["Disclosures"]["asked for at the start of each talk"].split(", ")
    await day.says(0, "not_interested", disclosed=items)
    await day.says(0, "language_barrier")
    assert (await day.report())["Disclosures"]["with all of them confirmed"] == 1


async def test_of_anothers_talk_nobody_confirms_anything(door: Door) -> None:
    day = await a_day(door, "IT")
    items = (await day.report())["Disclosures"]["asked for at the start of each talk"].split(", ")
    with pytest.raises(AttemptOfAnother):
        await door.parts.service.dispositions.dispose(
            day.calls[0],
            agent_id=4711,
            code="not_interested",
            note="",
            callback_at=None,
            actor="agent:4711",
            disclosed=items,
        )
    assert (await day.report())["Disclosures"]["with items confirmed"] == 0
