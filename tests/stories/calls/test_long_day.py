"""A long day: what the engine holds of calls that have ended does not grow with their number."""

from collections import Counter, deque
from typing import Any

from dialer.cell.effects import Connect
from dialer.cell.tally import RECENT
from pacing.windowed_counts import BUCKET_S
from tests.support.cells import a_config, a_lead
from tests.support.story import Story

AGENTS = 5
STEP_S = 10.0  # 2,000 calls take more than the hour for which decisions are kept
FEW = 40  # more or less in use at one instant than at another


def test_what_the_engine_holds_does_not_grow_with_the_calls_that_have_ended():
    story = Story(config=a_config(wrap_up_limit_ms=1000)).begin()
    for agent_id in range(1, AGENTS + 1):
        story.log_in(agent_id)
    work_until(story, 2000)
    before, began = sizes(story.switchboard), story.now
    work_until(story, 4000)
    after = sizes(story.switchboard)
    assert story.cell.tally.placed >= 4000
    minutes = int((story.now - began) / BUCKET_S) + 1
    room = {"tally.joins._order": RECENT, "tally.joins._sorted": RECENT}  # quantiles look back on so many
    room |= {"tally.waits._order": RECENT, "tally.waits._sorted": RECENT}
    room |= {"learned.tally._times": minutes, "learned.tally._marks": minutes, "learned.tally._marks[]": 4 * minutes}
    grown = {
        place: (before[place], size)
        for place, size in after.items()
        if size - before[place] > room.get(place.removeprefix("engine.cells[]."), FEW)
    }
    assert grown == {}


def work_until(story: Story, calls: int) -> None:
    """Let so many calls be placed in all: of three one is busy, one is called away from a talk, one hangs up first."""
    while story.cell.tally.placed < calls:
        if len(story.shelf) < 100:
            begin = story.cell.tally.placed * 10 + 1
            story.shelf += [a_lead(begin + number) for number in range(1000)]
        for call in story.calls():
            match call.lead_id % 3:
                case 0:
                    story.rings(call.id)
                    story.hangs_up(call.id, cause=17)
                case 1:
                    story.answers(call.id)
                    story.hangs_up(call.id)
                case _:
                    story.answers(call.id)
        for joined in story.done(Connect):
            story.joins(joined.call_id, joined.leg_id)
            story.hangs_up(joined.call_id)
            story.leg_free(joined.leg_id)
        story.effects.clear()
        for _ in range(4):
            story.now += STEP_S / 4
            story.switchboard.tick(now=story.now)
            story.turn()


def sizes(held: object) -> Counter[str]:
    """How much is in every collection that can be reached from an object of ours, by the way to it."""
    found: Counter[str] = Counter()
    known: set[int] = set()

    def look(one: Any, place: str) -> None:
        if id(one) in known:
            return
        known.add(id(one))
        if isinstance(one, dict):
            found[place] += len(one)
            for inner in one.values():
                look(inner, f"{place}[]")
        elif isinstance(one, list | tuple | set | frozenset | deque):
            found[place] += len(one)
            for inner in one:
                look(inner, f"{place}[]")
        elif type(one).__module__.partition(".")[0] in ("dialer", "pacing"):
            names = [*vars(type(one)).get("__slots__", ()), *getattr(one, "__dict__", ())]
            for name in names:
                look(getattr(one, name, None), f"{place}.{name}")

    look(held, "engine")
    return found
