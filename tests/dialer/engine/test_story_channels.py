"""Stories of a carrier that lets fewer calls through than `max_channels` says: they are kept within that number."""

from dataclasses import replace

from dialer.cell.call import Call
from dialer.cell.channels import FIRST_S
from dialer.cell.effects import TellChannels, TellRest
from dialer.cell.lines import Line
from dialer.engine.board import board
from dialer.words import Outcome
from tests.dialer.cell.builders import NOW, a_config, a_trunk
from tests.dialer.engine.story import Story

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


def learn(story: Story) -> list[TellChannels]:
    """Some minutes with such a carrier, and what is told of its channels."""
    for second in range(400):
        carry(story)
        for call in [call for call in story.calls() if call.trunk_id != 1][:2]:
            story.hangs_up(call.id, 17, 486)
        if line(story).channels.believed is not None:
            return story.done(TellChannels)
        if second % 5 == 0 and ringing(story):
            end_one(story)
        else:
            story.pass_time(1.0)
    raise AssertionError("its channels are not found")


def line(story: Story) -> Line:
    return story.cell.lines.trunks[1]


def shown(story: Story) -> dict[str, object]:
    return next(iter(board(story.switchboard, leads={}, troubles={}, now=story.now)["trunks"]))


def test_the_trunk_is_dialled_within_the_channels_that_it_seems_to_have_and_rests_no_more():
    story = a_story()
    learn(story)
    assert line(story).channels.believed == HAS
    story.effects.clear()
    for _ in range(20):
        end_one(story)
        assert carry(story) == 0
        assert len([call for call in story.calls() if call.trunk_id == 1]) == HAS
    assert story.done(TellRest) == []


def test_the_next_trunk_takes_those_beyond():
    story = a_story(trunks=(a_trunk(1), a_trunk(2, name="backup")))
    learn(story)
    assert line(story).channels.believed == HAS
    story.pass_time(1.0)
    assert carry(story) == 0
    assert [len([call for call in story.calls() if call.trunk_id == one]) for one in (1, 2)] == [HAS, 10 - HAS]


def test_the_board_and_the_log_say_it_in_words():
    story = a_story()
    assert shown(story)["seems"] is None
    assert learn(story) == [TellChannels("carrier", HAS, 100)]
    seems = shown(story)["seems"]
    assert isinstance(seems, dict)
    assert (seems["channels"], seems["max_channels"]) == (HAS, 100)
    assert NOW < seems["since"] <= story.now
    assert "seems to have only so many channels: 3; max_channels says 100" in seems["text"]["en"]
    assert "sembra avere meno canali: 3; max_channels ne indica 100" in seems["text"]["it"]


def test_one_more_is_tried_and_is_no_attempt_of_its_lead():
    story = a_story()
    learn(story)
    story.pass_time(FIRST_S)
    [trial] = [call for call in story.calls() if call.ringing_at is None]
    story.hangs_up(trial.id, 34, 503)
    outcome, step = story.finishes()[trial.lead_id]
    assert (outcome, step.counts) == (Outcome.CONGESTION, False)
    story.pass_time(FIRST_S / 2.0)
    assert len(story.calls()) == HAS


def test_channels_that_were_bought_are_used_soon_after():
    story = a_story()
    learn(story)
    story.pass_time(FIRST_S)
    for _ in range(10):
        for call in story.calls():
            if call.ringing_at is None:
                story.rings(call.id)
        story.pass_time(1.0)
    assert (line(story).channels.believed, len(story.calls())) == (10, 10)


def test_an_admin_who_changes_the_trunk_is_believed():
    story = a_story()
    learn(story)
    story.configure(trunks=(replace(a_trunk(), max_channels=50),))
    story.turn()
    assert (line(story).channels.believed, len(story.calls())) == (None, 10)
