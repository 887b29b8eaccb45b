"""What a campaign's own rules make of a call's end, through the whole engine: when again, on which phone, or never."""

from dataclasses import replace

import pytest

from dialer.campaigns.model import completed
from dialer.core.enums import LeadState, Outcome, Then
from dialer.people.leads.model import PastAttempt
from dialer.people.leads.rules.retry import LeadStep, RetryRule
from tests.support.cells import NOW, a_config, a_lead, a_past
from tests.support.legal_campaigns import at
from tests.support.story import Story

TUESDAY_MORNING = at("2025-06-17 10:00")
HOURS = ({"days": ["mon", "tue", "wed", "thu", "fri"], "from": "09:00", "to": "20:00"},)
BUSY = 17


def tried(text: str, outcome: Outcome = Outcome.NO_ANSWER) -> PastAttempt:
    return replace(a_past(outcome), placed_at=at(text))


def ends(rule: RetryRule, *history: PastAttempt, cause: int = BUSY, now: float = NOW, **lead: object) -> LeadStep:
    """The one lead of a campaign with this rule is called and its phone is busy, or whatever the cause says."""
    story = Story(config=a_config(rules=completed([rule]), hours=HOURS), now=now)
    story.shelf.append(a_lead(1, history=history, **lead))
    story.begin()
    story.log_in()
    [call] = story.placed()
    story.rings(call.id)
    story.hangs_up(call.id, cause=cause)
    _, step = story.finishes()[1]
    return step


@pytest.mark.parametrize(
    ("before", "again"),
    [
        ((), "2025-06-17 12:00"),  # the morning is tried by this very call
        ((tried("2025-06-16 13:00"),), "2025-06-17 17:00"),
        ((tried("2025-06-16 18:00"), tried("2025-06-13 13:00")), "2025-06-17 10:10"),  # each once: the first again
        ((tried("2025-06-16 18:00"), tried("2025-06-13 13:00"), tried("2025-06-12 09:30")), "2025-06-17 12:00"),
    ],
    ids=["the first call", "an afternoon before", "all parts once", "the morning twice"],
)
def test_who_does_not_answer_is_called_again_in_the_part_of_the_day_that_was_tried_least(
    before: tuple[PastAttempt, ...], again: str
):
    rule = RetryRule(on=Outcome.NO_ANSWER, then=Then.RETRY, wait_s=600.0, other_time=True)
    step = ends(rule, *before, cause=19, now=TUESDAY_MORNING)
    assert step.state is LeadState.OPEN
    assert step.due_at == at(again)


def test_a_busy_phone_is_tried_later_and_later_on_one_phone_after_the_other_and_then_no_more():
    now = TUESDAY_MORNING
    rule = RetryRule(on=Outcome.BUSY, then=Then.RETRY, wait_s=100.0, growth=3.0, at_most=3, next_phone=True)
    busy, other = a_past(Outcome.BUSY), a_past(Outcome.NO_ANSWER)
    first = ends(rule, now=now, phones=2)
    assert (first.state, first.due_at, first.next_phone) == (LeadState.OPEN, now + 100.0, 1)
    second = ends(rule, busy, other, now=now, phones=2, next_phone=1)  # other results make no wait longer
    assert (second.state, second.due_at, second.next_phone) == (LeadState.OPEN, now + 300.0, 0)
    last = ends(rule, busy, other, busy, now=now, phones=2)
    assert (last.state, last.reason) == (LeadState.DONE, "busy")


def test_a_number_that_does_not_exist_gives_way_to_the_persons_next_and_ends_the_lead_where_there_is_none():
    rule = RetryRule(on=Outcome.INVALID_NUMBER, then=Then.RETIRE, next_phone=True)
    first = ends(rule, cause=1, now=TUESDAY_MORNING, phones=2)
    assert (first.state, first.next_phone) == (LeadState.OPEN, 1)
    last = ends(rule, cause=1, now=TUESDAY_MORNING, phones=2, next_phone=1)
    assert (last.state, last.reason) == (LeadState.DONE, "invalid_number")
