"""Stories of a carrier that refuses calls above fewer channels than `max_channels`: an alarm says so."""

from dataclasses import replace

from dialer.cell.call.state_machine import Call
from dialer.cell.effects import Warn
from dialer.cell.trunks.trunk_selection import Line
from dialer.core.enums import Outcome
from dialer.engine.board.board import board
from tests.support.cells import NOW, a_config, a_trunk
from tests.support.spoken import in_english, in_italian
from tests.support.story import Story

HAS = 3


def a_story(**changes: object) -> Story:
    """Ten calls are wanted at once, whose agent takes none."""
    story = Story(a_config(mode="ratio", ratio=10.0, **changes)).begin(leads=900)
    story.log_in()
    return story


def carry(story: Story, *, has: int = HAS) -> int:
    """The carrier of the first trunk takes `has` calls, and refuses the others until no more come; how many."""
    refused = 0
    while calls := [call for call in story.calls() if call.trunk_id == 1 and call.ringing_at is None]:
        assert refused < 100
        story.now += 0.2
        for call in calls:
            if len(ringing(story)) < has:
                story.rings(call.id)
            else:
                story.hangs_up(call.id, 34, 503)
                refused += 1
        story.soon()
    return refused


def ringing(story: Story) -> list[Call]:
    return [call for call in story.calls() if call.trunk_id == 1 and call.ringing_at is not None]


def end_one(story: Story) -> None:
    story.now += 1.0
    story.hangs_up(ringing(story)[0].id, 17, 486)
    story.soon()


def alarm(story: Story) -> None:
    """Some minutes with such a carrier, until the alarm is raised."""
    for second in range(400):
        carry(story)
        if line(story).alarm.channels is not None:
            return
        if second % 5 == 0 and ringing(story):
            end_one(story)
        else:
            story.pass_time(1.0)
    raise AssertionError("its channels are not found")


def line(story: Story) -> Line:
    return story.cell.lines.trunks[1]


def shown(story: Story) -> dict[str, object]:
    return next(iter(board(story.switchboard, leads={}, troubles={}, now=story.now)["trunks"]))


def test_the_board_and_the_log_say_it_in_words():
    story = a_story()
    assert shown(story)["alarm"] is None
    alarm(story)
    raised = shown(story)["alarm"]
    assert isinstance(raised, dict)
    assert (raised["channels"], raised["max_channels"]) == (HAS, 100)
    assert NOW < raised["since"] <= story.now
    assert "refuses calls above 3 at once; max_channels says 100" in in_english(raised["text"])
    assert "rifiuta le chiamate oltre 3 contemporanee; max_channels ne indica 100" in in_italian(raised["text"])
    says = "trunk carrier: the carrier refuses calls above 3 at once, max_channels says 100"
    assert [one for one in story.done(Warn) if "above" in one.text] == [Warn(says)]


def test_what_is_refused_above_them_is_no_attempt_of_its_lead():
    story = a_story()
    alarm(story)
    before = set(story.finishes())
    for _ in range(90):
        if ringing(story):
            end_one(story)
        carry(story)
        story.pass_time(1.0)
    later = [one for lead_id, one in story.finishes().items() if lead_id not in before]
    counts = [step.counts for outcome, step in later if outcome is Outcome.CONGESTION]
    assert (len(counts) > 20, any(counts)) == (True, False)


def test_an_admin_who_changes_the_trunk_is_believed():
    story = a_story()
    alarm(story)
    story.configure(trunks=(replace(a_trunk(), max_channels=HAS),))
    story.turn()
    assert shown(story)["alarm"] is None
    assert carry(story) == 0
    for _ in range(20):
        end_one(story)
        assert carry(story) == 0
