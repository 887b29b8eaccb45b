"""How a trunk took the calls of before: an engine that begins goes on where the one before it ended."""

from typing import Any

from dialer.attempts import AttemptRecord
from dialer.cell.effects import Spare
from dialer.cell.rest import FIRST_S
from dialer.engine.past import Past, rests_from
from dialer.words import AttemptState, Outcome
from tests.dialer.cell.builders import NOW, a_config
from tests.dialer.engine.story import Story, experienced

BEFORE = NOW - 60.0


def a_refused(number: int, **facts: Any) -> AttemptRecord:
    """One of several calls, placed a second apart, that the trunk refused at once."""
    placed = BEFORE + number
    known: dict[str, Any] = dict.fromkeys(AttemptRecord.__dataclass_fields__) | {
        "id": f"before {number}",
        "lead_id": 1000 + number,
        "trunk_id": 1,
        "number": f"+3933302{number:05d}",
        "state": AttemptState.ENDED,
        "outcome": Outcome.CONGESTION,
        "cause": 34,
        "tech_cause": "503",
        "placed_at": placed,
        "ended_at": placed + 0.2,
    }
    return AttemptRecord(**known | facts)


def row(count: int) -> list[AttemptRecord]:
    """Newest first, as the store tells them."""
    return [a_refused(number) for number in range(count)][::-1]


def begun(attempts: list[AttemptRecord]) -> Story:
    """An engine that begins with one agent, after these calls of the one before it."""
    story = Story(a_config())
    story.switchboard.remembered = lambda _: Past(learned=experienced(), rests=rests_from(attempts))
    story.begin(leads=20)
    story.log_in()
    return story


def refuse(story: Story) -> None:
    [call] = story.calls()
    story.now += 0.2
    story.hangs_up(call.id, 34, 503)
    story.soon()


def test_a_row_goes_on_and_those_of_before_have_their_attempts_back_too():
    story = begun(row(9))
    refuse(story)
    [spared] = story.done(Spare)
    assert [call.lead_id for call in spared.calls] == [1000 + number for number in range(9)]


def test_a_row_that_was_spared_by_its_last_call_is_over_and_the_trunk_is_tried():
    """The end of the call that made it rest and the giving back are one transaction."""
    story = begun(row(10))
    refuse(story)
    assert (story.calls(), story.done(Spare)) == ([], [])
    story.pass_time(2.0 * FIRST_S + 0.5)
    refuse(story)
    assert story.done(Spare) == []


def test_a_call_that_was_taken_ended_the_row():
    rang = a_refused(10, tech_cause="", cause=16, ringing_at=BEFORE + 12.0, ended_at=BEFORE + 30.0)
    story = begun([rang, *row(9)])
    refuse(story)
    assert (len(story.calls()), story.done(Spare)) == (1, [])


def test_who_still_rings_and_who_was_called_off_tell_nothing():
    live = a_refused(10, state=AttemptState.PLACED, outcome=None, ended_at=None)
    off = a_refused(11, outcome=Outcome.CANCELLED)
    story = begun([off, live, *row(9)])
    refuse(story)
    assert len(story.done(Spare)) == 1
