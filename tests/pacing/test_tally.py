"""Counting answers over windows."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from pacing.windowed_counts import BUCKET_S, Count, Tally

T0 = 1_700_000_000.0


def test_a_window_counts_what_fell_into_it() -> None:
    tally = Tally()
    tally.add(T0, served=3)
    tally.add(T0 + 3_600.0, abandoned=1)
    tally.add(T0 + 7_200.0, machines=2, served=1)
    assert tally.since(None) == Count(4, 1, 2)
    assert tally.since(T0 + 1_800.0) == Count(1, 1, 2)
    assert tally.since(T0 + 7_260.0) == Count(0, 0, 0)
    assert tally.since(None).answered == 5


@given(
    steps=st.lists(st.tuples(st.floats(0.0, 500.0), st.booleans()), max_size=60),
    back=st.floats(0.0, 20_000.0),
)
def test_a_window_is_never_short_and_at_most_a_minute_too_long(steps: list[tuple[float, bool]], back: float) -> None:
    tally, now, served = Tally(), T0, []
    for step, is_served in steps:
        now += step
        tally.add(now, served=int(is_served), abandoned=int(not is_served))
        served.append((now, is_served))
    start = now - back
    counted = tally.since(start).served
    assert counted >= sum(ok for at, ok in served if at >= start)
    assert counted <= sum(ok for at, ok in served if at >= start - BUCKET_S)


def test_old_marks_are_thinned_without_losing_a_call() -> None:
    tally = Tally()
    minutes = 10 * 24 * 60
    for minute in range(minutes):
        tally.add(T0 + 60.0 * minute, served=1)
    now = T0 + 60.0 * minutes
    assert len(tally.dump()["marks"]) < 5_000
    assert tally.since(None).served == minutes
    assert 0 <= tally.since(now - 5 * 86_400.0).served - 5 * 24 * 60 <= 60


def test_a_tally_survives_json() -> None:
    tally = Tally()
    tally.add(T0, served=3, machines=1)
    tally.add(T0 + 100.0, abandoned=2)
    state = json.loads(json.dumps(tally.dump()))
    again = Tally.load(state)
    assert again.since(T0 + 60.0) == tally.since(T0 + 60.0)
    assert again.since(None) == tally.since(None)


def test_a_machine_that_an_agent_met_leaves_the_people_of_the_window_in_which_it_was_served() -> None:
    tally = Tally()
    tally.add(T0, served=3)
    tally.add(T0 + 3_600.0, served=2, abandoned=1)
    tally.met_machine(T0)  # said an hour later
    assert (tally.since(None).people, tally.since(T0 + 1_800.0).people) == (5, 3)
    assert tally.since(None).answered == 6
    tally.met_machine(T0 + 3_600.0)
    assert (tally.since(None).people, tally.since(T0 + 1_800.0).people) == (4, 2)
    tally.met_machine(T0 + 3_600.0, -1)  # it was a person, after all
    assert (tally.since(None).people, tally.since(T0 + 1_800.0).people) == (5, 3)


@given(
    calls=st.lists(st.tuples(st.floats(0.0, 500.0), st.booleans()), max_size=60),
    back=st.floats(0.0, 20_000.0),
    data=st.data(),
)
def test_machines_told_one_by_one_are_those_counted_anew(
    calls: list[tuple[float, bool]], back: float, data: st.DataObject
) -> None:
    tally, now, met = Tally(), T0, []
    for step, is_machine in calls:
        now += step
        tally.add(now, served=1)
        met += [now] if is_machine else []
    anew = Tally.load(tally.dump())
    for at in data.draw(st.permutations(met)):
        tally.met_machine(at)
    anew.recount_met(met)
    assert anew.dump() == tally.dump()
    window = tally.since(now - back)
    assert window.people == window.served - sum(at >= now - back - (now - back) % BUCKET_S for at in met)


def test_machines_met_before_anything_was_counted_here_leave_nothing() -> None:
    tally = Tally()
    tally.add(T0, served=2)
    tally.recount_met([T0 - 3_600.0, T0])
    assert tally.since(None).people == 1


def test_a_tally_of_before_knows_no_machines_that_agents_met() -> None:
    tally = Tally.load({"totals": [3, 1, 2], "marks": [[T0, 0, 0, 0]]})
    assert (tally.since(None).people, tally.since(T0).people) == (4, 4)


@given(
    calls=st.lists(
        st.tuples(st.floats(0.0, 7_200.0), st.sampled_from(["served", "abandoned", "machines"])), max_size=40
    ),
    late=st.lists(st.tuples(st.floats(0.0, 7_200.0), st.sampled_from(["served", "abandoned", "machines"])), max_size=5),
    at=st.floats(-600.0, 8_000.0),
)
def test_calls_that_nobody_knew_of_are_counted_where_they_happened(
    calls: list[tuple[float, str]], late: list[tuple[float, str]], at: float
) -> None:
    tally, ordered = Tally(), Tally()
    for seconds, kind in [*sorted(calls), *late]:
        tally.add(T0 + seconds, **{kind: 1})
    for seconds, kind in sorted([*calls, *late]):
        ordered.add(T0 + seconds, **{kind: 1})
    assert tally.since(T0 + at) == ordered.since(T0 + at)
    assert tally.before(T0 + at) == ordered.before(T0 + at)
    assert tally.since(None) == ordered.since(None)
    assert list(tally.by_minute(T0 + at)) == list(ordered.by_minute(T0 + at))


def test_what_was_before_an_instant_and_what_is_since_are_all_there_is() -> None:
    tally = Tally()
    for minute in range(10):
        tally.add(T0 + minute * BUCKET_S, served=minute)
    middle = T0 + 5 * BUCKET_S
    assert tally.before(middle).served + tally.since(middle).served == tally.served == 45
    assert sum(count.served for _, count in tally.by_minute(middle)) == tally.since(middle).served
    assert Tally().before(T0) == Count(0, 0, 0)
