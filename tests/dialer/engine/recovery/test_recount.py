"""The law's counts are compared with the rows, and put right: told in the log and on the board."""

from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from dialer.campaigns.attempts.model import AnswerCounts, FinishedAttempt
from dialer.core.enums import AttemptState, LeadState, Outcome
from dialer.engine.board.board import board
from dialer.engine.engine_events import Recounted
from dialer.engine.inbox import Inbox
from dialer.engine.recovery.recount import EVERY_S, SETTLED_S, STANDS_S, Recounts
from dialer.engine.stored_facts import take_stock
from dialer.people.leads.rules.retry import LeadStep
from dialer.stores.everything import Store
from pacing.windowed_counts import Count
from tests.support.cells import NOW, a_cell, a_lead
from tests.support.databases import sqlite_url
from tests.support.live_calls import a_live_attempt
from tests.support.placed_attempt import a_placed_attempt
from tests.support.restarts import CALL, restarted
from tests.support.spoken import in_english, in_italian
from tests.support.story import Story

MINUTE = NOW - NOW % 60.0


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    """One person was abandoned."""
    async with Store.open(sqlite_url(tmp_path / "pronto.db")) as opened:
        lead_id, attempt_id = await a_placed_attempt(opened)
        step = LeadStep(state=LeadState.DONE)
        facts = {"answered_at": NOW + 4.0, "unserved_at": NOW + 6.0, "ended_at": NOW + 20.0}
        end = FinishedAttempt(id=attempt_id, lead_id=lead_id, outcome=Outcome.ABANDONED, step=step, **facts)
        await opened.attempts.note([], [end])
        yield opened


class Compared:
    """A cell, and comparisons of its count with the rows by a clock of their own."""

    def __init__(self, store: Store) -> None:
        self.now = NOW + 60.0
        self.cell = a_cell()
        self.inbox = Inbox(lambda: self.now)
        self.writes = True
        self.recounts = Recounts(
            store=store,
            inbox=self.inbox,
            clock=lambda: self.now,
            cells={1: self.cell},
            writes=lambda: self.writes,
        )

    async def look_for(self, seconds: float) -> int:
        """Look as often as an engine does; how many differences were mended."""
        mended, end = 0, self.now + seconds
        while self.now < end:
            self.now += STANDS_S
            await self.recounts.look()
            while (entry := self.inbox.take()) is not None:
                assert isinstance(entry[0], Recounted)
                assert take_stock(self.cell, entry[0], now=self.now)
                mended += 1
        return mended


async def test_a_count_that_lacks_a_person_is_put_right_soon_after_the_start(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    compared = Compared(store)
    assert await compared.look_for(SETTLED_S + 3 * STANDS_S) == 1
    tally = compared.cell.learned.tally
    assert (tally.abandoned, tally.since(NOW).abandoned) == (1, 1)
    assert "campaign 1's answered calls is put right" in caplog.text
    assert "abandoned 0, now 1" in caplog.text
    assert await compared.look_for(3 * EVERY_S) == 0


async def test_a_count_that_goes_wrong_later_is_put_right_within_the_hour(store: Store) -> None:
    compared = Compared(store)
    compared.cell.learned.abandoned(CALL, NOW + 6.0)
    assert await compared.look_for(SETTLED_S + 3 * STANDS_S) == 0
    compared.cell.learned.served("nobody's", compared.now)
    assert await compared.look_for(EVERY_S + SETTLED_S + 2 * STANDS_S) == 1
    assert compared.cell.learned.tally.since(None) == Count(0, 1, 0)


async def test_what_is_counted_since_is_kept_when_the_count_is_put_right(store: Store) -> None:
    compared = Compared(store)
    compared.now += SETTLED_S + 60.0
    compared.cell.learned.served("just now", compared.now + SETTLED_S)
    assert await compared.look_for(SETTLED_S + 2 * STANDS_S) == 1
    assert compared.cell.learned.tally.since(None) == Count(1, 1, 0)


async def test_a_difference_that_goes_by_itself_changes_nothing(store: Store) -> None:
    compared = Compared(store)
    assert await compared.look_for(SETTLED_S + STANDS_S) == 0  # seen once
    compared.cell.learned.abandoned(CALL, NOW + 6.0)  # an audit told it, and its row was a little quicker
    assert await compared.look_for(EVERY_S / 2) == 0
    assert compared.cell.recount is None


async def test_calls_that_the_database_does_not_take_are_not_taken_off_the_count(store: Store) -> None:
    """As with a full disk: reading goes on, and what is counted waits to be written."""
    compared = Compared(store)
    compared.cell.learned.abandoned(CALL, NOW + 6.0)
    compared.cell.learned.abandoned("not written yet", NOW + 60.0)
    assert await compared.look_for(SETTLED_S + STANDS_S) == 0  # seen once, and the database takes nothing any more
    compared.writes = False
    assert await compared.look_for(2 * EVERY_S) == 0
    assert compared.cell.learned.tally.abandoned == 2
    compared.writes = True
    assert await compared.look_for(STANDS_S) == 0  # it has to stand anew
    assert await compared.look_for(3 * STANDS_S) == 1


def test_the_board_says_in_both_languages_that_the_count_was_put_right() -> None:
    story = Story().begin()
    counts: Sequence[AnswerCounts] = [AnswerCounts(minute_at=MINUTE - 600.0, abandoned=8)]
    story.take(Recounted(1, MINUTE, counts, []))

    def shown() -> dict[str, object] | None:
        [campaign] = board(story.switchboard, leads={}, troubles={}, now=story.now)["campaigns"]
        return campaign["recount"]  # type: ignore[no-any-return]

    told = shown()
    assert told is not None
    assert (told["abandoned"], told["abandoned_before"]) == (8, 0)
    text = told["text"]
    assert isinstance(text, dict)
    assert "abandoned 8 instead of 0" in in_english(text)
    assert "8 abbandonate invece di 0" in in_italian(text)
    story.now += 86_401.0
    assert shown() is None


def test_whom_an_outage_abandoned_counts_when_the_time_was_up_and_not_when_it_is_told() -> None:
    story = restarted()
    placed = story.now - 2000.0
    facts = {"placed_at": placed, "ringing_at": placed, "answered_at": placed + 2.0}
    orphan = (a_live_attempt(CALL, AttemptState.ANSWERED, **facts), a_lead(1))
    note = f"unserved:{int((placed + 4.0) * 1000)}:{int((placed + 2.0) * 1000)}"
    story.audit(orphans=[orphan], notes={CALL: note})
    [end] = story.finishes().values()
    tally = story.cell.learned.tally
    assert end[0] is Outcome.ABANDONED
    assert (tally.abandoned, tally.since(story.now - 600.0).abandoned) == (1, 0)
    assert tally.since(placed).abandoned == 1


def test_a_machine_that_an_engine_before_had_begun_to_call_is_counted() -> None:
    story = restarted()
    orphan = (a_live_attempt(CALL, AttemptState.ANSWERED), a_lead(1))
    story.audit(orphans=[orphan], notes={CALL: f"machine:{int((story.now - 40.0) * 1000)}"})
    assert story.finishes()[1][0] is Outcome.MACHINE
    assert story.cell.learned.tally.machines == 1
