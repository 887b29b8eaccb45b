"""What a cell counts."""

from collections import Counter
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialer.cell.agents.roster import AgentState
from dialer.cell.call.state_machine import CallState
from dialer.cell.tally import HISTORY_STEPS, RECENT, Latencies, Tally, quantile
from dialer.core.enums import Outcome
from tests.support.cells import NOW, a_call


@given(values=st.lists(st.floats(0, 1e6), min_size=1, max_size=200), share=st.floats(0.01, 0.99))
def test_a_quantile_has_its_share_at_or_below_and_less_below(values, share):
    ordered = sorted(values)
    found = quantile(ordered, share)
    assert sum(value <= found for value in ordered) >= share * len(ordered) - 1e-6
    assert sum(value < found for value in ordered) < share * len(ordered) + 1e-6


def test_quantiles_by_hand():
    hundred = [float(n) for n in range(1, 101)]
    assert [quantile(hundred, share) for share in (0.5, 0.95, 0.99)] == [50.0, 95.0, 99.0]
    assert quantile([7.0], 0.99) == 7.0


def test_joins_look_back_on_the_latest_and_keep_the_worst():
    joins = Latencies()
    assert joins.summary() is None
    joins.add(9999.0)
    for _ in range(RECENT):
        joins.add(2.0)
    assert joins.summary() == {"p50": 2.0, "p95": 2.0, "p99": 2.0, "max": 9999.0}


def ended(outcome: Outcome, *, answered: bool = True) -> object:
    return a_call(CallState.ENDED, outcome=outcome, answered_at=NOW if answered else None, ended_at=NOW + 9.0)


def test_outcomes_are_counted():
    tally = Tally()
    for outcome in (Outcome.CONNECTED, Outcome.CONNECTED, Outcome.CONNECTED, Outcome.ABANDONED, Outcome.MACHINE):
        tally.ended(ended(outcome))
    tally.ended(ended(Outcome.BUSY, answered=False))
    assert (tally.connected, tally.abandoned) == (3, 1)
    assert tally.outcomes[Outcome.BUSY] == 1


def test_the_abandoned_share_counts_who_talks_and_not_only_who_has_talked():
    tally = Tally()
    for _ in range(3):
        tally.joined(a_call(CallState.TALKING, answered_at=NOW, agent_joined_at=NOW + 1.0))
    tally.ended(ended(Outcome.ABANDONED))
    assert tally.abandoned_share() == 0.25


def test_a_living_call_is_not_counted():
    tally = Tally()
    tally.ended(a_call(CallState.RINGING))
    assert tally.outcomes == {}
    assert tally.abandoned_share() is None


def test_the_wait_counts_from_the_end_of_screening():
    tally = Tally()
    tally.joined(a_call(answered_at=NOW, screened_at=NOW + 2.0, agent_joined_at=NOW + 2.5))
    tally.joined(a_call(answered_at=NOW, agent_joined_at=NOW + 0.5))
    summary = tally.joins.summary()
    assert summary is not None
    assert summary["max"] == pytest.approx(500.0)


def test_occupancy_is_talk_and_wrap_up_over_staffed_time():
    tally = Tally()
    assert tally.occupancy() is None
    counts = Counter({AgentState.TALKING: 2, AgentState.WRAP_UP: 1, AgentState.READY: 1, AgentState.PAUSED: 5})
    for second in range(11):
        tally.pass_time(counts, zone="Europe/Rome", now=NOW + second)
    assert tally.occupancy() == 0.75
    assert tally.seconds[AgentState.PAUSED] == pytest.approx(50.0)
    assert [point["occupancy"] for point in tally.history] == [0.75]


def test_utilisation_is_talk_and_wrap_up_over_all_time_logged_in():
    tally = Tally()
    assert tally.utilisation() is None
    counts = Counter({AgentState.TALKING: 2, AgentState.WRAP_UP: 1, AgentState.READY: 1, AgentState.PAUSED: 1})
    for second in range(11):
        tally.pass_time(counts + Counter({AgentState.NO_PHONE: 1}), zone="Europe/Rome", now=NOW + second)
    assert (tally.utilisation(), tally.occupancy()) == (0.5, 0.75)


def test_waits_between_calls_have_a_mean_and_a_time_that_nine_of_ten_stay_within():
    tally = Tally()
    assert tally.waits.mean_and_p90() is None
    for seconds in range(1, 11):
        tally.waited(float(seconds))
    assert tally.waits.mean_and_p90() == {"mean": 5500.0, "p90": 9000.0}


def test_a_join_from_before_the_agent_was_known_is_no_wait():
    tally = Tally()
    tally.waited(-3.0)
    assert tally.waits.mean_and_p90() is None
    tally.waited(0.0)
    assert tally.waits.mean_and_p90() == {"mean": 0.0, "p90": 0.0}


def test_waits_look_back_on_the_latest():
    tally = Tally()
    tally.waited(9999.0)
    for _ in range(RECENT):
        tally.waited(2.0)
    assert tally.waits.mean_and_p90() == {"mean": 2000.0, "p90": 2000.0}


def test_a_new_day_begins_without_waits():
    midnight = datetime(2026, 11, 26, tzinfo=ZoneInfo("Europe/Rome")).timestamp()
    tally = Tally()
    tally.pass_time(Counter({AgentState.READY: 1}), zone="Europe/Rome", now=midnight - 10.0)
    tally.waited(7.0)
    tally.pass_time(Counter({AgentState.READY: 1}), zone="Europe/Rome", now=midnight - 1.0)
    assert (tally.waits.mean_and_p90(), tally.utilisation()) == ({"mean": 7000.0, "p90": 7000.0}, 0.0)
    tally.pass_time(Counter(), zone="Europe/Rome", now=midnight)
    assert (tally.waits.mean_and_p90(), tally.utilisation()) == (None, None)


def test_history_holds_the_changes_of_the_last_quarter_of_an_hour():
    tally = Tally()
    for second in range(2000):
        tally.placed += 1
        tally.pass_time(Counter(), zone="Europe/Rome", now=NOW + second)
    assert len(tally.history) == HISTORY_STEPS
    assert {point["placed"] for point in tally.history} == {10}


def test_what_an_earlier_engine_has_counted_is_no_step_of_this_one():
    tally = Tally(placed=750, connected=114)
    for second in range(11):
        tally.pass_time(Counter(), zone="Europe/Rome", now=NOW + second)
    assert [(point["placed"], point["connected"]) for point in tally.history] == [(0, 0)]


def test_the_counts_are_those_of_the_day_that_the_campaign_s_clocks_show():
    midnight = datetime(2026, 11, 26, tzinfo=ZoneInfo("Europe/Rome")).timestamp()
    counts = Counter({AgentState.TALKING: 1})
    here, there = Tally(), Tally()
    for at in (midnight - 20.0, midnight - 10.0, midnight - 1.0):
        for tally, zone in ((here, "Europe/Rome"), (there, "Europe/London")):
            tally.placed += 1
            tally.ended(ended(Outcome.ABANDONED))
            tally.pass_time(counts, zone=zone, now=at)
    here.pass_time(counts, zone="Europe/Rome", now=midnight)
    there.pass_time(counts, zone="Europe/London", now=midnight)
    assert (here.placed, here.abandoned, here.outcomes, here.abandoned_share()) == (0, 0, {}, None)
    assert (there.placed, there.abandoned, there.abandoned_share()) == (3, 3, 1.0)
    here.placed += 1
    here.pass_time(counts, zone="Europe/Rome", now=midnight + 10.0)
    assert [point["placed"] for point in here.history][-1] == 1
