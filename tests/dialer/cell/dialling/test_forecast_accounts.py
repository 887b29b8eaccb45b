"""The account that a cell keeps of its own forecasts."""

from dataclasses import replace

import orjson
import pytest

from dialer.cell.dialling.forecast_accounts import LiveLearned
from pacing.busy_agents import BusyAgent, BusyPhase
from pacing.snapshot import CallInFlight, Mode, Policy, Rival, Snapshot
from tests.support.cells import NOW

POLICY = Policy(mode=Mode.PREDICTIVE)


def seen(learned: LiveLearned, now: float, calls: int = 20) -> Snapshot:
    return Snapshot(
        now=now,
        agents_ready=0,
        agents_busy=(BusyAgent(BusyPhase.WRAP_UP, now - 10.0), BusyAgent(BusyPhase.TALK, now - 50.0)),
        calls=tuple(CallInFlight(now - 1.0, call_id=f"call {number}") for number in range(calls)),
        calls_waiting=0,
        leads_left=100,
        lines_left=100,
        starts_left=100,
        learned=learned,
    )


def launched(calls: int = 20) -> LiveLearned:
    learned = LiveLearned()
    for number in range(calls):
        learned.launched(f"call {number}", NOW - 1.0)
    return learned


def test_what_was_foretold_is_set_beside_what_happened():
    learned = launched()
    learned.look(seen(learned, NOW), POLICY, [1, 2])
    for number in range(3):
        learned.person(f"call {number}", NOW + 5)
        learned.person(f"call {number}", NOW + 6)  # told again
    learned.person("call of later", NOW + 5)
    learned.wrap_up_ended("1", NOW + 4)
    learned.wrap_up_ended("9", NOW + 4)  # was not busy then
    learned.look(seen(learned, NOW + 60), POLICY, [])
    (answers,), (frees,) = learned.answers_foretold.bins(), learned.frees_foretold.bins()
    assert (answers.pairs, answers.happened, frees.happened) == (1.0, 3.0, 1.0)
    assert answers.foretold > 1.0
    assert 0.0 < frees.foretold < 2.0


def test_what_another_campaigns_calls_and_agents_do_is_not_foretold_here():
    foretold = []
    for times in (0, 3):
        learned = launched()
        one = seen(learned, NOW)
        rival = Rival(calls=one.calls * times, busy=one.agents_busy * times, learned=launched(), ahead=True)
        learned.look(replace(one, rivals=(rival,)), POLICY, [1, 2])
        learned.look(seen(learned, NOW + 60), POLICY, [])
        bins = learned.answers_foretold.bins() + learned.frees_foretold.bins()
        foretold.append([one.foretold for one in bins])
    assert foretold[0] == foretold[1]


def test_what_happens_after_its_time_does_not_count_for_a_forecast():
    learned = launched()
    learned.look(seen(learned, NOW), POLICY, [1])
    learned.person("call 0", NOW + 62)
    learned.wrap_up_ended("1", NOW + 70)
    learned.look(seen(learned, NOW + 80), POLICY, [])
    (answers,), (frees,) = learned.answers_foretold.bins(), learned.frees_foretold.bins()
    assert (answers.happened, frees.happened) == (0.0, 0.0)


def test_a_forecast_whose_calls_were_called_off_is_dropped():
    learned = launched()
    learned.look(seen(learned, NOW), POLICY, [1])
    learned.called_off("call 3", NOW + 20)
    learned.look(seen(learned, NOW + 60), POLICY, [])
    assert learned.answers_foretold.pairs == 0.0


def test_only_a_mode_that_foretells_is_held_to_it():
    learned = launched()
    learned.look(seen(learned, NOW), Policy(mode=Mode.PROGRESSIVE), [1])
    learned.look(seen(learned, NOW + 60), Policy(mode=Mode.PROGRESSIVE), [1])
    assert learned.answers_foretold.pairs == 0.0


def test_the_account_survives_a_restart():
    learned = launched()
    learned.look(seen(learned, NOW), POLICY, [1])
    learned.person("call 0", NOW + 5)
    learned.look(seen(learned, NOW + 60), POLICY, [])
    again = LiveLearned.load(orjson.loads(orjson.dumps(learned.dump())))
    assert again.answers_foretold.pairs == pytest.approx(1.0)
    assert again.rate("").share((), again.answers).mean == pytest.approx(
        learned.rate("").share((), learned.answers).mean
    )
    old = {name: value for name, value in learned.dump().items() if name != "foretold"}
    assert LiveLearned.load(old).answers_foretold.pairs == 0.0
