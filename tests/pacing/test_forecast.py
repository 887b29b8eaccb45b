"""The look ahead: segments to come, other campaigns' answers, agents who will have left, shared budgets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from pacing.busy_agents import BusyAgent, BusyPhase
from pacing.decide import decide
from pacing.forecast import look_ahead
from pacing.learned import Learned
from pacing.simulate.baselines import pronto
from pacing.simulate.compare import day
from pacing.simulate.result import Minute
from pacing.simulate.world import LeadList, Spread, World
from pacing.snapshot import CallInFlight, Elsewhere, Mode, Policy, Rival, Snapshot

NOW = 50_000.0
PREDICTIVE = Policy(mode=Mode.PREDICTIVE)


def two_lists() -> Learned:
    """A cell that knows a fresh list, of which half answer, and a stale one, of which few do."""
    learned = Learned()
    for call in range(400):
        for segment, every in (("fresh", 2), ("stale", 25)):
            name = f"{segment} {call}"
            started = NOW - 9_000.0 + 20.0 * call
            learned.launched(name, started, segment)
            if call % every == 0:
                learned.person(name, started + 9.0 + call % 7)
                learned.served(name, started + 9.0 + call % 7)
            else:
                learned.ended_unanswered(name, started + 25.0)
    return learned


def a_cell(learned: Learned, **changes: object) -> Snapshot:
    """Ten agents about to be free, one ready, nothing under way."""
    plain = Snapshot(
        now=NOW,
        agents_ready=1,
        agents_busy=tuple(BusyAgent(BusyPhase.WRAP_UP, NOW - 20.0) for _ in range(10)),
        calls=(),
        calls_waiting=0,
        leads_left=1_000,
        lines_left=1_000,
        starts_left=1_000,
        learned=learned,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def test_more_calls_are_started_into_a_list_that_answers_less() -> None:
    learned = two_lists()
    fresh, stale = (
        decide(a_cell(learned, next_segments=((segment, 500),)), PREDICTIVE).dial for segment in ("fresh", "stale")
    )
    assert stale > 2 * fresh > 0


def test_only_the_leads_left_of_a_list_are_taken_for_its_own() -> None:
    learned = two_lists()
    few, many = (
        decide(a_cell(learned, next_segments=(("stale", left), ("fresh", 500))), PREDICTIVE).dial for left in (4, 500)
    )
    only = decide(a_cell(learned, next_segments=(("fresh", 500),)), PREDICTIVE).dial
    assert only < few < many


def test_a_list_never_dialled_is_believed_little_and_dialled_with_care() -> None:
    learned = two_lists()
    unseen = look_ahead(a_cell(learned, next_segments=(("new", 500),)), PREDICTIVE).next[0].rate
    known = look_ahead(a_cell(learned, next_segments=(("fresh", 500),)), PREDICTIVE).next[0].rate
    assert unseen.spread > 3.0 * known.spread


def test_without_word_of_the_next_leads_they_are_like_the_last() -> None:
    learned = two_lists()
    learned.launched("one more", NOW, "stale")
    assert look_ahead(a_cell(learned), PREDICTIVE).hit_rate < 0.1


@pytest.mark.parametrize("mode", [Mode.PREDICTIVE, Mode.PROGRESSIVE, Mode.GUARANTEED])
def test_calls_of_another_campaign_for_the_same_agents_count(mode: Mode) -> None:
    alone = a_cell(two_lists(), agents_ready=8, next_segments=(("fresh", 500),))
    calls = tuple(CallInFlight(NOW - 8.0, segment="fresh") for _ in range(5))
    shared = replace(alone, rivals=(Rival(calls=calls, calls_waiting=1, learned=two_lists()),))
    dials = [decide(one, Policy(mode=mode)).dial for one in (alone, shared)]
    assert dials[1] < dials[0]
    if mode is not Mode.PREDICTIVE:
        assert dials == [8, 2]


def test_two_campaigns_that_share_agents_see_the_same_free_agents() -> None:
    mine, theirs = two_lists(), two_lists()
    calls = tuple(CallInFlight(NOW - age, segment="fresh") for age in (2.0, 9.0, 14.0))
    alone = look_ahead(a_cell(mine, calls=calls), PREDICTIVE).answered
    rival = Rival(calls=calls, learned=theirs, ahead=True)
    beside = look_ahead(a_cell(mine, rivals=(rival,)), PREDICTIVE).answered
    for (mean, variance), (rival_mean, rival_variance) in zip(alone, beside, strict=True):
        assert (rival_mean, rival_variance) == pytest.approx((mean, variance))


def test_of_another_campaign_those_answers_count_that_come_to_agents_who_work_here() -> None:
    calls = tuple(CallInFlight(NOW - 9.0, segment="fresh") for _ in range(8))
    whole, half, none = (
        look_ahead(
            a_cell(two_lists(), rivals=(Rival(calls=calls, learned=two_lists(), ahead=True, sharing=part),)), PREDICTIVE
        )
        for part in (1.0, 0.5, 0.0)
    )
    for index, (mean, variance) in enumerate(whole.answered):
        assert half.answered[index] == pytest.approx((mean / 2.0, variance / 4.0 + mean / 4.0))
        assert none.answered[index] == (0.0, 0.0)
    assert half.beside == pytest.approx((whole.beside[0] / 2.0,))


def test_answers_of_a_rival_are_screened_for_as_long_as_it_screens() -> None:
    screened = (CallInFlight(NOW - 12.0, answered_at=NOW - 0.5),)
    long, none = (
        Rival(calls=screened, learned=two_lists(), ahead=True, policy=replace(PREDICTIVE, screening_s=screening_s))
        for screening_s in (40.0, 0.0)
    )
    soon = [look_ahead(a_cell(two_lists(), rivals=(rival,)), PREDICTIVE).answered[0][0] for rival in (long, none)]
    assert soon[0] == 0.0 < soon[1]


def test_a_rival_that_promises_an_agent_to_each_call_is_left_as_many() -> None:
    calls = tuple(CallInFlight(NOW - 9.0, segment="fresh") for _ in range(3))
    alone = a_cell(two_lists(), agents_ready=8)
    left = look_ahead(replace(alone, rivals=(Rival(calls=calls, learned=two_lists()),)), PREDICTIVE)
    assert left.idle == tuple(idle - 3 for idle in look_ahead(alone, PREDICTIVE).idle)
    assert left.answered == look_ahead(alone, PREDICTIVE).answered


def test_a_rival_one_to_one_that_would_call_more_is_left_its_part_of_the_agents_by_calls_that_are_started() -> None:
    calls = tuple(CallInFlight(NOW - 9.0, segment="fresh") for _ in range(3))
    talking = tuple(BusyAgent(BusyPhase.TALK, NOW - 30.0) for _ in range(12))
    cell = a_cell(two_lists(), agents_ready=8)
    may_call_off = replace(PREDICTIVE, ring_min_s=15.0)

    def left(busy_with_its_people: int, **changes: object) -> tuple[int, int]:
        rival = Rival(calls=calls, learned=two_lists(), busy=talking[:busy_with_its_people], **changes)  # type: ignore[arg-type]
        ours = talking[busy_with_its_people:]
        seen = look_ahead(replace(cell, agents_busy=ours, rivals=(rival,)), may_call_off)
        return 8 - seen.idle[0], 8 - seen.idle_soon[0]

    assert left(2, wants=True) == (8, 3)  # of twenty agents ten are due to it, and nobody is hung up on for them
    assert left(7, wants=True) == left(9, wants=True) == (3, 3)
    assert left(2, wants=False) == left(2) == (3, 3)
    assert left(2, wants=True, agents_due=0.25) == (3, 3)  # of twenty agents four
    assert left(2, wants=True, ahead=True) == (0, 0)


@pytest.mark.parametrize("mode", [Mode.PREDICTIVE, Mode.PROGRESSIVE])
def test_ready_agents_who_will_have_left_are_not_dialled_for(mode: Mode) -> None:
    stay = a_cell(two_lists(), agents_ready=6, agents_busy=())
    go = replace(stay, ready_leaving_at=(NOW + 1.0,) * 4)
    dials = [decide(one, Policy(mode=mode)).dial for one in (stay, go)]
    assert dials[1] < dials[0]
    assert dials[1] >= 2


def test_agents_who_come_back_at_a_known_instant_are_dialled_for_when_that_is_near() -> None:
    gone = a_cell(two_lists(), agents_ready=1, agents_busy=())
    dials = [
        decide(replace(gone, returning_at=(NOW + after_s,) * 6), PREDICTIVE).dial for after_s in (3.0, 60.0, 600.0)
    ]
    assert dials[0] > dials[1] == dials[2] == decide(gone, PREDICTIVE).dial
    outlook = look_ahead(replace(gone, returning_at=(NOW + 3.0,)), PREDICTIVE)
    assert outlook.idle[-1] == 2
    one_to_one = Policy(mode=Mode.PROGRESSIVE)
    assert decide(replace(gone, returning_at=(NOW + 3.0,) * 6), one_to_one).dial == decide(gone, one_to_one).dial


@pytest.mark.full
def test_ten_recovery_breaks_at_once_keep_the_abandoned_share_within_its_limit() -> None:
    hours = 3 * 3600.0
    calm, predictive = World(agents=20, day_s=hours), pronto(Mode.PREDICTIVE)
    at_s = tuple(300.0 * place for place in range(1, int(hours / 300.0)))
    for seed in (1, 2):
        found, without = (
            day(predictive, one, seed) for one in (replace(calm, recovery_breaks_at_s=at_s, recovering=10), calm)
        )
        assert found.abandoned_share <= 0.03
        assert found.answers > 0.8 * without.answers  # ten of twenty are away for a quarter of the time


def test_what_other_cells_abandoned_lowers_the_price_here() -> None:
    cell = a_cell(two_lists())
    few, many = (
        decide(replace(cell, elsewhere={"campaign": Elsewhere(answered=1_000.0, abandoned=count)}), PREDICTIVE)
        for count in (10.0, 60.0)
    )
    assert many.reason.facts["price"] == pytest.approx(0.001)
    assert float(few.reason.facts["price"]) > 5 * 0.001
    assert decide(replace(cell, elsewhere={"another": Elsewhere(answered=1e3, abandoned=60.0)}), PREDICTIVE) == decide(
        cell, PREDICTIVE
    )


@pytest.mark.full
def test_word_of_the_list_that_comes_next_saves_idle_time_and_abandoned_calls() -> None:
    turns = (("fresh", 700, 0.4), ("stale", 800, 0.1)) * 2 + (("fresh", 9_000, 0.4),)
    told = World(agents=20, day_s=3_600.0, lists=tuple(LeadList(*turn) for turn in turns))
    after: dict[bool, list[Minute]] = {True: [], False: []}
    for world in (told, replace(told, lists_told=False)):
        for seed in (1, 2, 3, 4, 5):
            result = day(pronto(Mode.PREDICTIVE), world, seed)
            after[world.lists_told] += shocks(result.minutes, [turn[1] for turn in turns[:-1]])
    idle = {known: sum(minute.staffed_s - minute.busy_s for minute in minutes) for known, minutes in after.items()}
    lost = {known: sum(minute.abandoned for minute in minutes) for known, minutes in after.items()}
    seen = {known: len(minutes) for known, minutes in after.items()}
    assert idle[True] / seen[True] < 0.9 * idle[False] / seen[False]
    assert lost[True] <= lost[False]


@pytest.mark.full
def test_a_cold_start_where_people_answer_often_and_late_and_the_others_fail_early_abandons_few() -> None:
    world = World(
        agents=60, day_s=1_800.0, person=0.66, machine=0.0, busy=0.4, failed=0.48, ring=Spread(6.0, 0.5)
    )  # before anybody has answered, a fifth or more of all calls have failed
    days = [day(pronto(Mode.PREDICTIVE), world, seed) for seed in (1, 2, 3)]
    assert sum(one.first(10) for one in days) / len(days) < 0.04
    assert all(one.occupancy > 0.9 for one in days)


def test_of_calls_that_outlived_the_early_failures_more_are_foretold_to_be_answered() -> None:
    learned = Learned()
    for call in range(60):
        learned.launched(f"call {call}", NOW - 3.0)
    for call in range(40, 60):
        learned.ended_unanswered(f"call {call}", NOW - 1.0)
    calls = tuple(CallInFlight(NOW - 3.0, None, "", f"call {call}") for call in range(40))
    outlook = look_ahead(a_cell(learned, calls=calls), PREDICTIVE)
    assert outlook.hit_rate == pytest.approx(0.2, abs=0.02)
    assert outlook.answered[-1][0] == pytest.approx(0.75 * 40 * 0.3, rel=0.25)  # by the last of the ages


def shocks(minutes: Sequence[Minute], turns: Sequence[int]) -> list[Minute]:
    """The two minutes after each turn of the list."""
    gone, left, shown = 0, list(turns), []
    for at, minute in enumerate(minutes):
        gone += minute.launched
        if left and gone >= left[0]:
            gone -= left.pop(0)
            shown += minutes[at + 1 : at + 3]
    return shown


def seventeen_lists(earlier: int) -> tuple[Learned, Learned]:
    """So many calls of one list, then twenty that failed at once while sixty ring: beside sixteen others, and alone."""
    pooled, alone = Learned(), Learned()
    for other in range(16):
        pooled.launched(f"other {other}", NOW - 40.0, f"list {other}")
    for learned in (pooled, alone):
        for call in range(earlier):
            learned.launched(f"before {call}", NOW - 35.0, "list 17")
            if call % 4 == 0:
                learned.person(f"before {call}", NOW - 25.0)
            else:
                learned.ended_unanswered(f"before {call}", NOW - 10.0)
        for call in range(80):
            learned.launched(f"call {call}", NOW - 3.0, "list 17")
        for call in range(20):
            learned.ended_unanswered(f"call {call}", NOW - 1.0)
    return pooled, alone


@pytest.mark.parametrize("earlier", [0, 12, 40])
def test_what_rings_counts_for_a_list_that_shares_its_rate_with_others(earlier: int) -> None:
    calls = tuple(CallInFlight(NOW - 3.0, None, "list 17", f"call {call}") for call in range(20, 80))
    pooled, alone = (
        look_ahead(a_cell(learned, calls=calls, next_segments=(("list 17", 500),)), PREDICTIVE).next[0]
        for learned in seventeen_lists(earlier)
    )
    assert pooled.rate.mean == pytest.approx(alone.rate.mean, rel=0.05)
    assert pooled.doubt == pytest.approx(alone.doubt, rel=0.2)
    assert all(pooled.doubt)
