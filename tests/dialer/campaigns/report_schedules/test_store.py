"""Schedules on both databases."""

from dataclasses import replace

import pytest

from dialer.core.errors import Changed, NotFound
from dialer.core.visibility import EVERYTHING
from tests.support.report_schedules import each_morning

NOW = 1_700_000_000.0


async def test_a_schedule_that_was_changed_meanwhile_is_neither_changed_nor_deleted(centre):
    schedules = centre.store.report_schedules
    read = await schedules.add(each_morning(centre.campaign.id, next_at=NOW + 60.0), actor="anna", now=NOW)
    by = {"actor": "bruno", "now": NOW}
    await schedules.change(read.id, {"is_paused": True}, expected=read, **by)
    with pytest.raises(Changed):
        await schedules.change(read.id, {"language": "en"}, expected=read, **by)
    with pytest.raises(Changed):
        await schedules.remove(read.id, expected=read, **by)
    there = await schedules.get(read.id, sees=EVERYTHING)
    assert (there.is_paused, there.language) == (True, "it")
    await schedules.remove(read.id, expected=replace(there, next_at=NOW), **by)  # when it is due next is no part of it
    with pytest.raises(NotFound):
        await schedules.remove(read.id, expected=there, **by)
