"""The one door: limits, reasons, purity, and what holds for every snapshot."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pacing.busy_agents import BusyAgent, BusyPhase
from pacing.decide import decide
from pacing.learned import Learned
from pacing.snapshot import CallInFlight, Constraint, Mode, Policy, Rival, Snapshot, Why
from tests.support.snapshots import NOW, a_history, a_snapshot, talking

PREDICTIVE = Policy(mode=Mode.PREDICTIVE)


@pytest.mark.parametrize("mode", list(Mode))
def test_nothing_is_dialled_when_nobody_works(mode: Mode) -> None:
    decision = decide(a_snapshot(agents_ready=0), Policy(mode=mode))
    assert (decision.dial, decision.reason.code) == (0, Why.NO_AGENT)


def test_an_agent_who_is_leaving_is_nobody_to_dial_for() -> None:
    leaving = BusyAgent(BusyPhase.TALK, NOW - 30.0, leaving=True)
    assert decide(a_snapshot(agents_ready=0, agents_busy=(leaving,)), PREDICTIVE).reason.code is Why.NO_AGENT


@pytest.mark.parametrize(
    ("mode", "why"),
    [
        (Mode.PREVIEW, Why.PREVIEW),
        (Mode.PROGRESSIVE, Why.ONE_TO_ONE),
        (Mode.RATIO, Why.LEARNING),
        (Mode.PREDICTIVE, Why.LEARNING),
        (Mode.GUARANTEED, Why.ONE_TO_ONE),
    ],
)
def test_a_cold_start_dials_one_call_for_each_ready_agent(mode: Mode, why: Why) -> None:
    decision = decide(a_snapshot(), Policy(mode=mode, ratio=2.0))
    assert (decision.dial, decision.reason.code) == (10, why)


def test_predictive_dials_ahead_of_busy_agents_once_it_has_learned() -> None:
    busy = tuple(BusyAgent(BusyPhase.WRAP_UP, NOW - 150.0) for _ in range(10))
    decision = decide(a_snapshot(a_history(), agents_busy=busy), PREDICTIVE)
    assert decision.dial > 20
    assert decision.reason.code is Why.PREDICTED
    assert decision.wake_at is not None


def test_at_the_limit_predictive_starts_only_calls_that_hardly_can_be_abandoned() -> None:
    free, held = (decide(a_snapshot(a_history(400, abandoned)), PREDICTIVE) for abandoned in (4, 12))
    assert (free.reason.code, held.reason.code) == (Why.PREDICTED, Why.GUARD_PROGRESSIVE)
    assert held.reason.facts["price"] == pytest.approx(0.001)
    assert held.reason.facts["risk"] <= 0.001
    assert 10 <= held.dial < free.dial


def test_the_strictest_of_several_constraints_binds() -> None:
    learned = a_history(answers=400, abandoned=4)
    strict = Constraint(name="house rule", limit=0.01)
    decision = decide(
        a_snapshot(learned), Policy(mode=Mode.PREDICTIVE, constraints=(Constraint(name="law", limit=0.03), strict))
    )
    assert decision.reason.facts["constraint"] == "house rule"
    assert decision.reason.facts["price"] == pytest.approx(0.01 / 30.0)


def test_a_constraint_may_stop_everything() -> None:
    learned = a_history(answers=400, abandoned=40)
    policy = Policy(mode=Mode.PROGRESSIVE, constraints=(Constraint(name="law", limit=0.03, stop_at=1.5),))
    decision = decide(a_snapshot(learned), policy)
    assert (decision.dial, decision.reason.code) == (0, Why.GUARD_STOP)
    assert decision.wake_at is not None


def test_a_fixed_ratio_is_throttled_before_it_is_taken_away() -> None:
    free, throttled, held = (
        decide(a_snapshot(a_history(400, abandoned)), Policy(mode=Mode.RATIO, ratio=3.0)) for abandoned in (2, 10, 12)
    )
    assert free.dial == 30
    assert (throttled.reason.code, held.reason.code) == (Why.GUARD_THROTTLE, Why.GUARD_PROGRESSIVE)
    assert 10 == held.dial < throttled.dial < free.dial


@pytest.mark.parametrize(
    ("limit", "why"),
    [("leads_left", Why.NO_LEAD), ("lines_left", Why.NO_LINE), ("starts_left", Why.STARTS_LIMIT)],
)
def test_a_limit_that_binds_is_named(limit: str, why: Why) -> None:
    decision = decide(a_snapshot(**{limit: 3, "next_start_at": NOW + 0.2}), Policy(mode=Mode.PROGRESSIVE))
    assert (decision.dial, decision.reason.code) == (3, why)
    assert decision.wake_at == (NOW + 0.2 if why is Why.STARTS_LIMIT else None)


def test_the_last_bound_of_predictive_dialling_is_named_where_one_more_call_would_not_be_too_risky() -> None:
    busy = tuple(BusyAgent(BusyPhase.WRAP_UP, NOW - 150.0) for _ in range(10))
    cell = a_snapshot(a_history(), agents_busy=busy)
    bound = decide(cell, replace(PREDICTIVE, max_ratio=1.0))
    assert (bound.dial, bound.reason.code, bound.price) == (20, Why.MAX_RATIO, None)
    assert bound.reason.facts["risk"] <= bound.reason.facts["price"]
    full = replace(cell, calls=tuple(CallInFlight(NOW - 20.0) for _ in range(20)))
    none_more = decide(full, replace(PREDICTIVE, max_ratio=1.0))
    assert (none_more.dial, none_more.reason.code) == (0, Why.MAX_RATIO)
    assert decide(replace(cell, leads_left=3), PREDICTIVE).reason.code is Why.NO_LEAD
    assert decide(replace(cell, lines_left=3), PREDICTIVE).reason.code is Why.NO_LINE


@pytest.mark.parametrize(
    ("rival", "dials"),
    [
        ({"calls": 0, "calls_waiting": 0}, {Mode.RATIO: 10, Mode.PREVIEW: 5, Mode.PROGRESSIVE: 5}),
        ({"calls": 0, "calls_waiting": 2}, {Mode.RATIO: 6, Mode.PREVIEW: 3, Mode.PROGRESSIVE: 3}),
        ({"calls": 2, "calls_waiting": 1}, {Mode.RATIO: 4, Mode.PREVIEW: 2, Mode.PROGRESSIVE: 2}),
        ({"calls": 5, "calls_waiting": 1}, {Mode.RATIO: 0, Mode.PREVIEW: 0, Mode.PROGRESSIVE: 0}),
        ({"calls": 5, "calls_waiting": 1, "shared_ready": 2}, {Mode.RATIO: 6, Mode.PREVIEW: 3, Mode.PROGRESSIVE: 3}),
        ({"calls": 5, "calls_waiting": 1, "ahead": True}, {Mode.RATIO: 3, Mode.PREVIEW: 4, Mode.PROGRESSIVE: 2}),
        ({"calls": 1, "calls_waiting": 0, "ahead": True}, {Mode.RATIO: 9, Mode.PREVIEW: 5, Mode.PROGRESSIVE: 4}),
        (
            {"calls": 9, "calls_waiting": 1, "ahead": True, "shared_ready": 2},
            {Mode.RATIO: 6, Mode.PREVIEW: 4, Mode.PROGRESSIVE: 3},
        ),
    ],
)
def test_calls_of_another_campaign_on_the_same_agents_count(rival: dict[str, int], dials: dict[Mode, int]) -> None:
    calls = tuple(CallInFlight(NOW - 5.0) for _ in range(rival["calls"]))
    other = replace(Rival(calls=calls, learned=Learned()), **{k: v for k, v in rival.items() if k != "calls"})
    cell = a_snapshot(a_history(400, 2), agents_ready=5, rivals=(other,), agents_busy=talking(2))  # which is its part
    assert {mode: decide(cell, Policy(mode=mode, ratio=2.0)).dial for mode in dials} == dials


@st.composite
def snapshots(draw: st.DrawFn) -> Snapshot:
    """Any cell, also an impossible one."""
    ages = st.floats(min_value=-5.0, max_value=5_000.0)
    phases = st.sampled_from(list(BusyPhase))
    learned = a_history(draw(st.integers(0, 60)), draw(st.integers(0, 5))) if draw(st.booleans()) else Learned()
    return a_snapshot(
        learned,
        agents_ready=draw(st.integers(0, 30)),
        agents_busy=tuple(
            BusyAgent(phase, NOW - age, leaving)
            for phase, age, leaving in draw(st.lists(st.tuples(phases, ages, st.booleans()), max_size=30))
        ),
        calls=tuple(
            CallInFlight(NOW - age, answered_at=NOW - age / 2.0 if screened else None, segment=segment)
            for age, screened, segment in draw(
                st.lists(st.tuples(ages, st.booleans(), st.sampled_from(["", "stale"])), max_size=60)
            )
        ),
        calls_waiting=draw(st.integers(0, 5)),
        leads_left=draw(st.integers(0, 40)),
        lines_left=draw(st.integers(0, 40)),
        starts_left=draw(st.integers(0, 40)),
    )


@st.composite
def rivals(draw: st.DrawFn) -> tuple[Rival, ...]:
    """Any others, also impossible ones."""
    few, parts = st.integers(0, 20), st.sampled_from([0.0, 0.3, 1.0])
    return tuple(
        Rival(
            calls=tuple(CallInFlight(NOW - age) for age in draw(st.lists(st.floats(-5.0, 90.0), max_size=20))),
            calls_waiting=draw(few),
            learned=a_history(40, 1) if draw(st.booleans()) else Learned(),
            shared_ready=draw(st.none() | few),
            ahead=draw(st.booleans()),
            sharing=draw(parts),
            agents_due=draw(st.sampled_from([0.0, 0.5, 7.0])),
            busy=talking(draw(few)),
            wants=draw(st.none() | st.booleans()),
            policy=draw(st.none() | st.just(Policy(mode=Mode.PREDICTIVE, constraints=()))),
        )
        for _ in range(draw(st.integers(0, 3)))
    )


@settings(max_examples=150, deadline=None)
@given(snapshot=snapshots(), others=rivals(), mode=st.sampled_from(list(Mode)), ratio=st.floats(0.5, 5.0))
def test_no_decision_passes_a_limit_or_is_negative(
    snapshot: Snapshot, others: tuple[Rival, ...], mode: Mode, ratio: float
) -> None:
    snapshot = replace(snapshot, rivals=others, agents_due=float(len(others) % 2))
    decision = decide(snapshot, Policy(mode=mode, ratio=ratio))
    assert 0 <= decision.dial <= min(snapshot.leads_left, snapshot.lines_left, snapshot.starts_left)
    assert decision.wake_at is None or decision.wake_at > snapshot.now


@settings(max_examples=100, deadline=None)
@given(snapshot=snapshots(), mode=st.sampled_from(list(Mode)))
def test_the_same_numbers_give_the_same_decision_also_after_a_restart(snapshot: Snapshot, mode: Mode) -> None:
    policy = Policy(mode=mode, ratio=2.0)
    decision = decide(snapshot, policy)
    assert decide(snapshot, policy) == decision
    revived = replace(snapshot, learned=Learned.load(json.loads(json.dumps(snapshot.learned.dump()))))
    assert decide(revived, policy) == decision


@settings(max_examples=100, deadline=None)
@given(snapshot=snapshots())
def test_predictive_never_dials_less_than_one_to_one(snapshot: Snapshot) -> None:
    predictive, progressive = (decide(snapshot, Policy(mode=mode)).dial for mode in (Mode.PREDICTIVE, Mode.PROGRESSIVE))
    assert predictive >= progressive
