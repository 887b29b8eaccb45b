"""Four hours of an operator: calls one after the other, the breaks of the law, and what is written of them."""

from itertools import count, pairwise

from dialer.cell.agents.roster import AgentState
from dialer.cell.effects import ComeBack, PauseBegan, PauseEnded
from dialer.core.enums import AgentWish
from tests.support.cells import a_lead
from tests.support.legal_campaigns import in_order, italian
from tests.support.story import Story

MINUTE = 60.0
TALK_S = 200.0
WRAP_UP_S = 20.0


def takes_a_call(story: Story, shown: list[tuple[float, float]]) -> None:
    """One call from the ring to the disposition, for the agent who is ready; the page's warning is looked at."""
    call = story.calls()[0]
    story.answers(call.id)
    story.joins(call.id, story.leg())
    due_at, warn_at = (story.screen()["break"][name] for name in ("must_stop_at", "warn_at"))
    shown.append((due_at, warn_at))
    story.now += TALK_S
    story.pass_time(0.25)
    story.hangs_up(call.id)
    story.leg_free(story.leg())
    story.now += WRAP_UP_S
    story.dispose(1, call.id)
    story.pass_time(0.25)


def test_in_four_hours_the_breaks_are_had_and_no_call_comes_when_they_are_due() -> None:
    story, numbers = italian(), count(1)
    story.shelf.extend(a_lead(next(numbers), contact=in_order(story.now)) for _ in range(400))
    story.begin()
    story.log_in()
    began, ends_at = story.now, story.now + 240 * MINUTE
    stretch_began, shown, joined, breaks = began, [], [], []
    while story.now < ends_at:
        if story.agent().state is AgentState.READY:
            if not story.calls():
                story.pass_time(1.0)
                continue
            assert story.now - stretch_began < 120 * MINUTE
            joined.append(story.now)
            takes_a_call(story, shown)
            assert shown[-1] == (stretch_began + 120 * MINUTE, stretch_began + 105 * MINUTE)
        elif story.agent().state is AgentState.PAUSED:
            assert (story.agent().pause_reason, story.screen()["reason"]) == ("break_due", "break_due")
            assert 120 * MINUTE <= story.now - stretch_began < 120 * MINUTE + TALK_S + WRAP_UP_S + 2.0
            for call in story.calls():  # what still rang when the break came
                story.hangs_up(call.id, cause=19)
            long_enough_at, placed = story.screen()["break"]["long_enough_at"], len(story.placed())
            assert long_enough_at == story.agent().since + 15 * MINUTE
            story.now = long_enough_at - 1.0
            story.wish(1, AgentWish.READY)
            assert story.agent().state is AgentState.PAUSED  # a second too early
            story.now = long_enough_at
            story.pass_time(0.25)
            assert len(story.placed()) == placed
            story.wish(1, AgentWish.READY)
            breaks.append((long_enough_at - 15 * MINUTE, story.now))
            stretch_began = story.now
        else:
            story.pass_time(1.0)
    assert len(breaks) == 1  # the second is due after four and a quarter
    assert len(joined) > 55
    assert max(later - earlier for earlier, later in pairwise(joined)) < 16 * MINUTE + TALK_S + WRAP_UP_S
    noted = [one for one in story.effects if isinstance(one, PauseBegan | PauseEnded | ComeBack)]
    [began_pause] = [one for one in noted if isinstance(one, PauseBegan)]
    ended_pause = next(one for one in noted if isinstance(one, PauseEnded) and one.at > began_pause.at)
    assert (began_pause.reason, began_pause.rests) == ("break_due", True)
    assert 15 * MINUTE <= ended_pause.at - began_pause.at < 15 * MINUTE + 1.0
