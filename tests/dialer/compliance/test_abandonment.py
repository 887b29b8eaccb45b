"""Rates: one log of calls, six figures; windows and their worst; estimates; what a pacer is told."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialer.compliance.abandonment import AnsweredCall, Heard, Standing, classify, rate
from dialer.compliance.pacing_limits import changes_at, constraints
from dialer.compliance.params.abandoning import AbandonmentRate, Timer
from dialer.compliance.rate_windows import rates, span_of, worst
from dialer.compliance.vocabulary import CallParty, ClockStart, FalseMachine, MachineHangup, WindowKind
from pacing.snapshot import Constraint
from tests.support.profiles import DAY, NOON, at, profiles, rule

IT, US, UK = (rule(name).params for name in ("IT-MUTE-RATE", "US-ABANDON", "UK-ABANDON"))


def call(**changes: object) -> AnsweredCall:
    """A person who says "Pronto?" from 1.0 to 1.6 s."""
    times = {"answered_at": NOON, "greeting_started_at": NOON + 1.0, "greeting_ended_at": NOON + 1.6}
    return AnsweredCall(**times | changes)  # type: ignore[arg-type]


def thousand(*, heard: bool) -> list[AnsweredCall]:
    """600 people and 400 machines answer. Detection ends 380 machines and 12 people; 15 people get no agent; 40 get one
    later than three seconds after the answer but within two of their greeting. `heard`: recordings were listened to.
    """
    late = call(greeting_started_at=NOON + 1.5, greeting_ended_at=NOON + 1.9, agent_joined_at=NOON + 3.4)
    person, machine = (Heard.PERSON, Heard.MACHINE) if heard else (None, None)
    return [
        *[call(agent_joined_at=NOON + 1.2)] * (600 - 12 - 15 - 40),
        *[late] * 40,
        *[call()] * 15,
        *[call(taken_for_machine=True, heard=person)] * 12,
        *[AnsweredCall(answered_at=NOON, taken_for_machine=True, heard=machine)] * 380,
        *[AnsweredCall(answered_at=NOON, agent_joined_at=NOON + 1.2, heard=Heard.MACHINE)] * 20,
    ]


DISPOSITIONS = US.model_copy(update={"false_machine": FalseMachine.EXCLUDED})
FALSE_COUNTED = US.model_copy(update={"false_machine": FalseMachine.COUNTED})
MACHINES_OUT = IT.model_copy(update={"machine_hangup": MachineHangup.EXCLUDED})
SIX = [
    ("by dispositions", DISPOSITIONS, 15, 588),
    ("US without false machines", FALSE_COUNTED, 15, 600),
    ("US", US, 27, 600),
    ("UK", UK, 27, 600),
    ("IT without machine hang-ups", MACHINES_OUT, 67, 620),
    ("IT", IT, 447, 1000),
]


@pytest.mark.parametrize(("params", "abandoned", "counted"), [case[1:] for case in SIX], ids=[case[0] for case in SIX])
def test_one_log_gives_six_rates(params, abandoned, counted):
    found = rate(thousand(heard=True), params)
    assert (found.abandoned, found.counted) == (abandoned, counted)
    assert found.share == abandoned / counted


@pytest.mark.parametrize(("params", "abandoned", "counted"), [case[1:] for case in SIX], ids=[case[0] for case in SIX])
def test_an_estimate_from_an_audit_gives_the_same_rates(params, abandoned, counted):
    found = rate(thousand(heard=False), params, false_machine_share=12 / 392)
    assert (found.abandoned, found.counted) == (pytest.approx(abandoned), pytest.approx(counted))


@pytest.mark.parametrize("params", [IT, US, UK])
def test_a_greeting_that_nobody_heard_starts_the_clock_at_the_answer(params):
    unheard = AnsweredCall(answered_at=NOON, agent_joined_at=NOON + params.timer.limit_ms / 1000)
    assert classify(unheard, params) is Standing.ABANDONED
    assert (
        classify(replace(unheard, agent_joined_at=NOON + params.timer.limit_ms / 1000 - 0.001), params)
        is Standing.SERVED
    )


def test_who_hangs_up_before_the_time_is_up_is_not_counted():
    gone = AnsweredCall(answered_at=NOON, ended_at=NOON + 2.9, ended_by_person=True)
    assert classify(gone, IT) is Standing.OUTSIDE
    assert classify(replace(gone, ended_at=NOON + 3.0), IT) is Standing.ABANDONED
    assert classify(replace(gone, ended_by_person=False), IT) is Standing.ABANDONED


def test_a_machine_that_an_agent_met_counts_in_italy_only():
    met = AnsweredCall(answered_at=NOON, agent_joined_at=NOON + 1, heard=Heard.MACHINE)
    assert [classify(met, params) for params in (IT, US, UK)] == [Standing.SERVED, Standing.OUTSIDE, Standing.OUTSIDE]


def day_of(abandoned: int, served: int, text: str) -> list[AnsweredCall]:
    when = at(text, "Europe/London")
    return [
        *[AnsweredCall(answered_at=when + index) for index in range(abandoned)],
        *[AnsweredCall(answered_at=when + 60 + i, agent_joined_at=when + 61 + i) for i in range(served)],
    ]


def test_the_worst_day_is_kept_though_the_campaign_is_fine():
    calls = [*day_of(0, 200, "2026-06-09 12:00"), *day_of(5, 95, "2026-06-10 12:00"), *day_of(1, 2, "2026-06-11 12:00")]
    zone = rule("UK-ABANDON").clock.zone
    days = rates(calls, UK, WindowKind.CALENDAR_DAY, campaign_started_at=NOON, zone=zone)
    assert [(one.rate.abandoned, one.rate.counted) for one in days] == [(0, 200), (5, 100), (1, 3)]
    found = worst(days, at_least=100)
    assert found is not None
    assert (found.span.start, found.rate.share) == (at("2026-06-10 00:00", "Europe/London"), 0.05)
    life = rates(calls, UK, WindowKind.CAMPAIGN, campaign_started_at=NOON, zone=zone)
    assert [one.rate.counted for one in life] == [303]
    assert worst(()) is None


def test_a_rolling_window_ends_with_each_call():
    calls = [*day_of(1, 1, "2026-06-09 12:00"), *day_of(1, 1, "2026-06-17 12:00")]
    rolling = rates(calls, UK, WindowKind.ROLLING_7D, campaign_started_at=NOON, zone=rule("UK-ABANDON").clock.zone)
    assert [(one.rate.abandoned, one.rate.counted) for one in rolling] == [(1, 1), (1, 2), (1, 1), (1, 2)]


@given(st.lists(st.tuples(st.integers(0, 20), st.booleans()), max_size=40))
def test_calls_that_come_in_and_leave_one_by_one_give_the_rate_of_each_window(made):
    zone = rule("UK-ABANDON").clock.zone
    answers = [(NOON + 6 * 3600.0 * slot, served) for slot, served in made]
    calls = [AnsweredCall(answered_at=when, agent_joined_at=when + 1.0 if served else None) for when, served in answers]
    found = rates(calls, UK, WindowKind.ROLLING_24H, campaign_started_at=NOON, zone=zone)
    assert [one.span.end for one in found] == sorted(one.span.end for one in found)
    for one in found:
        inside = [call for call in calls if one.span.start <= call.answered_at < one.span.end]
        assert one.rate == rate(inside, UK)


instants = st.floats(min_value=NOON, max_value=NOON + 200 * DAY)


@given(started=instants, later=instants, kind=st.sampled_from([WindowKind.BLOCKS_30D, WindowKind.CALENDAR_DAY]))
def test_every_instant_lies_in_its_window_and_windows_do_not_overlap(started, later, kind):
    zone = rule("US-ABANDON").clock.zone
    span = span_of(kind, later, campaign_started_at=started, zone=zone)
    assert span.start <= later < span.end
    assert span_of(kind, span.start, campaign_started_at=started, zone=zone) == span
    assert span_of(kind, span.end, campaign_started_at=started, zone=zone).start == span.end


calls_made = st.builds(
    AnsweredCall,
    answered_at=st.just(NOON),
    greeting_started_at=st.none() | st.floats(NOON, NOON + 1),
    greeting_ended_at=st.none() | st.floats(NOON + 1, NOON + 3),
    agent_joined_at=st.none() | st.floats(NOON, NOON + 6),
    ended_at=st.none() | st.floats(NOON, NOON + 6),
    ended_by_person=st.booleans(),
    taken_for_machine=st.booleans(),
    heard=st.none() | st.sampled_from(Heard),
)


@given(
    calls=st.lists(calls_made, max_size=30), share=st.floats(0, 1), params=st.sampled_from([IT, US, UK, MACHINES_OUT])
)
def test_a_rate_is_a_share_and_more_false_machines_never_lower_it(calls, share, params):
    found = rate(calls, params, false_machine_share=share)
    assert 0 <= found.abandoned <= found.counted + 1e-9
    assert found.counted <= len(calls) + 1e-9
    assert found.share >= rate(calls, params).share - 1e-9


@given(call=calls_made, params=st.sampled_from([IT, US, UK]), shorter=st.integers(1, 1999))
def test_a_shorter_limit_never_turns_an_abandoned_call_into_a_served_one(call, params, shorter):
    tighter = params.model_copy(update={"timer": Timer(start=params.timer.start, limit_ms=shorter)})
    if classify(call, params) is Standing.ABANDONED:
        assert classify(call, tighter) is Standing.ABANDONED


def test_the_pacer_gets_the_limits_of_each_law():
    (italy,) = constraints(profiles()["IT"], campaign_started_at=NOON - DAY, now=NOON)
    assert italy == Constraint(
        name="IT-MUTE-RATE",
        limit=0.03,
        throttle_at=pytest.approx(2 / 3),  # type: ignore[arg-type]
        progressive_at=pytest.approx(5 / 6),  # type: ignore[arg-type]
        count_machines=True,
        min_count=100,
    )
    (states,) = constraints(profiles()["US"], campaign_started_at=at("2026-05-01 09:00"), now=NOON)
    assert (states.starts_at, states.count_machines) == (at("2026-05-31 00:00", "America/New_York"), False)
    (kingdom,) = constraints(profiles()["UK"], campaign_started_at=NOON - DAY, now=NOON)
    assert (kingdom.starts_at, kingdom.window_s) == (at("2026-06-09 00:00", "Europe/London"), None)
    assert (kingdom.throttle_at, kingdom.progressive_at) == (pytest.approx(1 / 3), pytest.approx(2 / 3))


def test_the_pacer_is_told_anew_when_the_window_ends():
    def changes(profile_id: str) -> float | None:
        return changes_at(profiles()[profile_id], campaign_started_at=at("2026-05-01 09:00"), now=NOON)

    assert changes("IT") is None
    assert changes("UK") == at("2026-06-10 00:00", "Europe/London")
    assert changes("US") == at("2026-06-30 00:00", "America/New_York")


def test_a_rolling_limit_becomes_a_rolling_constraint():
    profile = profiles()["IT"]
    rolling = replace(rule("IT-MUTE-RATE"), params=IT.model_copy(update={"window": WindowKind.ROLLING_24H}))
    (found,) = constraints(replace(profile, rules=(rolling,)), campaign_started_at=NOON, now=NOON)
    assert (found.window_s, found.starts_at) == (DAY, None)


def test_the_levels_of_a_guard_rise():
    written = IT.model_dump(mode="json")
    written["guard"]["throttle_at"] = 0.026
    with pytest.raises(ValueError, match="the levels are not in order"):
        AbandonmentRate.model_validate(written)
    assert (IT.share_of, IT.timer.start) == (CallParty.ANSWERED, ClockStart.ANSWER)
