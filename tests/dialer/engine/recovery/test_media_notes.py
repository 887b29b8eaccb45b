"""What is counted of the calls that an engine before left behind."""

from dataclasses import replace
from pathlib import Path

import pytest

from dialer.engine.recovery.media_notes import counted
from dialer.stores.everything import Store
from tests.support.cells import NOW
from tests.support.databases import sqlite_url
from tests.support.placed_attempt import a_placed_attempt

AT = round((NOW + 10.0) * 1000)


@pytest.fixture
async def attempt(tmp_path: Path):
    async with Store.open(sqlite_url(tmp_path / "pronto.db")) as store:
        await a_placed_attempt(store)
        [live] = await store.attempts.live(1)
        return live


async def test_what_notes_tell_of_calls_is_counted_by_campaign(attempt):
    words = {
        "a": f"unserved:{AT}:{AT - 2000}",
        "b": f"optout:{AT}:{AT - 4000}:{AT - 2000}",
        "c": f"machine:{AT}:{AT - 900}",
        "d": f"left:{AT}:{AT - 900}",
        "e": f"unanswered:{AT}:::::17",
        "h": f"served:{AT}:{AT - 9000}:{AT - 8000}:{AT - 7900}:1",
    }
    left = [replace(attempt, id=name) for name in "abcdefh"]
    other = replace(attempt, id="g", campaign_id=2)
    assert counted([*left, other], living={"f"}, notes=words) == [
        {
            "campaign": attempt.campaign_id,
            "left": 7,
            "ended": 6,
            "answered": 5,
            "served": 1,
            "unserved": 2,
            "gone": 1,
            "machines": 1,
            "opted_out": 1,
        },
        {
            "campaign": 2,
            "left": 1,
            "ended": 1,
            "answered": 0,
            "served": 0,
            "unserved": 0,
            "gone": 0,
            "machines": 0,
            "opted_out": 0,
        },
    ]


async def test_what_was_known_before_is_not_counted_as_noted(attempt):
    known = replace(attempt, id="a", answered_at=NOW + 5.0, unserved_at=NOW + 7.0)
    [found] = counted([known], living=set(), notes={"a": f"optout:{AT}:{AT - 5000}:{AT - 3000}"})
    assert (found["answered"], found["unserved"], found["opted_out"]) == (0, 0, 1)
