"""Stories of a group of trunks: a refused call goes on over the next trunk, and nobody is called twice."""

from collections import Counter
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialer.cell.call.state_machine import Call
from dialer.cell.dialling.failover import without_refused
from dialer.cell.effects import ClaimAgain, Finish, Spare
from dialer.core.enums import LeadState, Outcome
from dialer.people.leads.model import PastAttempt
from dialer.telephony.trunks.model import GroupMember, TrunkGroup
from dialer.telephony.trunks.rules import DEFAULT
from tests.support.cells import NOW, a_config, a_lead, a_trunk
from tests.support.story import Story

TRUNKS = tuple(a_trunk(number, name=f"carrier-{number}") for number in (1, 2, 3))
GROUP = TrunkGroup(
    id=1,
    node_id=1,
    name="all",
    failover_on=DEFAULT,
    members=tuple(GroupMember(trunk_id=number, order=number) for number in (1, 2, 3)),
)


def a_story(*, leads: int = 1, **changes: object) -> Story:
    settings = {"trunks": TRUNKS, "trunk_group": GROUP} | changes
    story = Story(a_config(**settings)).begin(leads=leads)
    story.log_in()
    return story


def refuse(story: Story, cause: int = 34, sip: int | None = 503) -> None:
    [call] = story.calls()
    story.now += 0.3
    story.hangs_up(call.id, cause, sip)
    story.soon()


def steps(story: Story) -> list[tuple[int, bool, LeadState]]:
    """Of each ended call: its trunk, whether it counts as an attempt of its lead, and the lead's next state."""
    return [(end.call.trunk_id, end.step.counts, end.step.state) for end in story.done(Finish)]


def test_a_refused_call_goes_on_over_the_next_trunk_and_counts_once() -> None:
    story = a_story()
    refuse(story)
    refuse(story, 21, 403)
    [call] = story.calls()
    assert (call.trunk_id, call.lead_id) == (3, 1)
    story.rings(call.id)
    story.hangs_up(call.id, 17, 486)
    story.soon()
    assert steps(story) == [(1, False, LeadState.OPEN), (2, False, LeadState.OPEN), (3, True, LeadState.OPEN)]
    assert all(end.step.due_at == end.call.ended_at for end in story.done(Finish)[:2])
    assert story.finishes()[1][0] is Outcome.BUSY


def test_when_every_trunk_has_refused_the_campaigns_rules_decide() -> None:
    story = a_story()
    for _ in TRUNKS:
        refuse(story)
    assert story.calls() == []
    assert [counts for _, counts, _ in steps(story)] == [False, False, True]
    last = story.done(Finish)[-1]
    assert last.step.due_at == pytest.approx(last.call.ended_at + 300.0)  # as after congestion


@pytest.mark.parametrize(("cause", "sip"), [(17, 486), (19, 480), (21, 603), (1, 404), (16, None), (17, None)])
def test_what_the_number_or_its_phone_said_is_no_reason_to_call_again(cause: int, sip: int | None) -> None:
    story = a_story()
    refuse(story, cause, sip)
    assert (story.calls(), story.done(ClaimAgain)) == ([], [])


def test_a_phone_that_has_rung_is_not_rung_over_another_trunk() -> None:
    story = a_story()
    [call] = story.calls()
    story.rings(call.id)
    refuse(story)
    assert (story.calls(), story.done(ClaimAgain)) == ([], [])


def test_a_refusal_that_took_long_may_have_come_from_further_away() -> None:
    story = a_story()
    story.now += 6.0
    refuse(story)
    assert story.done(ClaimAgain) == []


def test_trunks_without_a_group_do_as_they_did() -> None:
    story = a_story(trunk_group=None)
    refuse(story)
    assert (story.calls(), story.done(ClaimAgain)) == ([], [])
    assert steps(story) == [(1, True, LeadState.OPEN)]


def test_a_group_says_on_which_causes() -> None:
    story = a_story(trunk_group=replace(GROUP, failover_on=("sip:403",)))
    refuse(story, 34, 503)
    assert story.done(ClaimAgain) == []


def test_a_campaign_that_is_stopped_meanwhile_gives_the_lead_back() -> None:
    story = a_story()
    story.claims = False
    refuse(story)
    assert len(story.done(ClaimAgain)) == 1
    story.claims = True
    assert story.calls() == []


def test_a_drained_trunk_takes_no_call_that_goes_on() -> None:
    story = a_story(trunks=(TRUNKS[0], replace(TRUNKS[1], enabled=False), TRUNKS[2]))
    refuse(story)
    [call] = story.calls()
    assert call.trunk_id == 3


def test_refusals_that_went_on_are_not_given_back_once_more_when_the_trunk_is_suspended() -> None:
    story = a_story(leads=40)
    for _ in range(30):
        [call] = story.calls()
        story.now += 0.2
        if call.trunk_id == 1:
            story.hangs_up(call.id, 34, 503)
        else:
            story.rings(call.id)
            story.hangs_up(call.id, 17, 486)
        story.soon()
    assert story.cell.lines.breaker(story.cell.lines.trunks[1]).until is not None
    assert [one for one in story.done(Spare) if one.calls] == []


@settings(max_examples=60, deadline=None)
@given(
    ends=st.lists(
        st.sampled_from([(34, 503), (21, 403), (17, 486), (19, 480), (1, 404), (34, None), (16, None)]), max_size=40
    )
)
def test_nobody_has_two_calls_at_once_nor_one_trunk_twice_in_a_row_of_refusals(
    ends: list[tuple[int, int | None]],
) -> None:
    story = a_story(leads=6, mode="ratio", ratio=3.0)
    for cause, sip in ends:
        calls = story.calls()
        assert max(Counter(call.lead_id for call in calls).values(), default=0) <= 1
        if not calls:
            break
        story.now += 0.1
        story.hangs_up(calls[0].id, cause, sip)
        story.soon()
    by_lead: dict[int, list[Call]] = {}
    for call in story.placed():
        by_lead.setdefault(call.lead_id, []).append(call)
    ended = {end.call.id: end for end in story.done(Finish)}
    for calls in by_lead.values():
        for earlier, later in pairwise(calls):
            assert earlier.id in ended
            assert earlier.trunk_id != later.trunk_id
            assert not ended[earlier.id].step.counts


def test_what_went_on_is_no_result_of_the_lead_when_its_rule_counts_them() -> None:
    """Failed calls end a lead after three by the usual rules: not the two trunks that refused each of them."""
    story = a_story(leads=0)
    past = [
        PastAttempt(attempt_id="a", outcome=Outcome.FAILED, disposition=None, placed_at=NOW - ago, phone_position=0)
        for ago in (3600, 3601, 3602, 7200, 7201, 7202)
    ]
    story.shelf.append(replace(a_lead(1), attempts=2, history=tuple(past)))
    story.pass_time(6.0)
    [call] = story.calls()
    kept = without_refused(story.cell, call, past)
    assert [one.placed_at for one in kept] == [NOW - 3600, NOW - 7200]
