"""Who speaks the person's language takes the call, if free at that moment; nobody waits for that."""

import pytest

from tests.support.cells import a_config, a_lead
from tests.support.story import Story
from tests.support.two_campaigns import only_call, two


def italians_and_a_german(language: str, mode: str = "progressive") -> Story:
    """Agents 1 and 2 speak Italian, 3, idle for the shortest time, German; and one lead."""
    story = Story(a_config(mode=mode))
    story.begin()
    for agent_id, own in enumerate(("it", "it", "de"), start=1):
        story.log_in(agent_id, language=own)
        story.now += 1.0
    story.shelf.append(a_lead(1, language=language))
    story.pass_time(30.0)
    return story


@pytest.mark.parametrize(
    ("language", "agent_id"),
    [("de", 3), ("de-at", 3), ("it", 1), ("fr", 1), ("", 1)],
    ids=["german", "austrian", "italian", "nobodys", "unknown"],
)
def test_a_call_goes_to_who_speaks_the_language_else_to_the_longest_idle(language: str, agent_id: int):
    story = italians_and_a_german(language)
    [call] = story.calls()
    story.answers(call.id)
    assert dict(story.connects())[call.id] == agent_id


@pytest.mark.parametrize(("language", "agent_id"), [("de", 3), ("it", 1)])
def test_a_preview_is_shown_to_who_speaks_the_language(language: str, agent_id: int):
    story = italians_and_a_german(language, mode="preview")
    assert list(story.cell.previews) == [agent_id]


def test_an_agent_is_reserved_who_speaks_the_language():
    story = italians_and_a_german("de", mode="guaranteed")
    assert [call.for_agent for call in story.calls()] == [3]


def test_nobody_waits_for_the_agent_who_speaks_the_language():
    story = Story(a_config())
    story.begin()
    story.log_in(1, language="it")
    story.shelf.append(a_lead(1, language="de"))
    story.pass_time(30.0)
    [call] = story.calls()
    story.answers(call.id)
    assert dict(story.connects())[call.id] == 1


def test_an_agent_talks_in_the_languages_that_are_set_and_without_them_in_that_of_the_page():
    story = Story(a_config(mode="guaranteed"))
    story.begin()
    story.log_in(1, language="de", languages=("it",))
    story.now += 1.0
    story.log_in(2, language="it", languages=("it", "de"))
    story.shelf.append(a_lead(1, language="de"))
    story.pass_time(30.0)
    assert [call.for_agent for call in story.calls()] == [2]


def test_a_guest_who_speaks_the_language_comes_before_the_campaigns_own():
    story = two(spring=0, autumn=1)
    story.log_in(2, campaign_id=2, language="de", up=False)
    own = story.autumn.roster.get(2)
    assert own is not None
    story.leg_free(own.leg_id or "")
    story.now += 1.0
    story.both(1)
    call = only_call(story.autumn)
    story.answers(call)
    assert dict(story.connects())[call] == 1
