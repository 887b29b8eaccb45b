"""Decisions are kept for an hour, in bounded memory, and can be read back as they were made."""

import pytest

from dialer.cell.dialling import decision_log
from dialer.cell.dialling.decision_log import ROWS, DecisionLog
from dialer.cell.dialling.dialling_loop import pace
from dialer.cell.dialling.idle_reasons import Because, Idle
from pacing.busy_agents import BusyAgent, BusyPhase
from pacing.learned import Learned
from pacing.snapshot import CallInFlight, Decision, Reason, Snapshot, Why
from tests.support.cells import NOW, a_campaign, a_cell, a_lead, an_agent

BUSY = tuple(BusyAgent(BusyPhase.TALK, NOW) for _ in range(17))
CALLS = tuple(CallInFlight(NOW) for _ in range(9))
LEARNED = Learned()  # takes longer to make than a decision to keep
FACTS = {"risk": 0.02, "price": 0.03, "constraint": "day", "share": 0.01, "limit": 0.03, "bank": 4.5}


def seen(now: float = NOW) -> Snapshot:
    return Snapshot(
        now=now,
        agents_ready=3,
        agents_busy=BUSY,
        calls=CALLS,
        calls_waiting=1,
        leads_left=70_000,
        lines_left=99,
        starts_left=5,
        learned=LEARNED,
    )


def test_a_decision_is_read_back_with_what_it_saw_and_what_it_risked():
    log = DecisionLog()
    log.note(seen(), Decision(4, Reason(Why.PREDICTED, FACTS), call_off=("a", "b")))
    (kept,) = log.page(limit=10)
    assert (kept.at, kept.code, kept.dial, kept.called_off) == (NOW, "predicted", 4, 2)
    assert (kept.agents_ready, kept.agents_busy, kept.in_flight, kept.calls_waiting) == (3, 17, 9, 1)
    assert (kept.leads_left, kept.lines_left, kept.starts_left) == (70_000, 99, 5)
    assert kept.constraint == "day"
    assert (kept.risk, kept.price, kept.bank) == pytest.approx((0.02, 0.03, 4.5))
    assert kept.hit_rate is None


def test_pages_go_back_from_the_newest():
    log = DecisionLog()
    for second in range(2 * ROWS + 10):
        log.note(seen(NOW + second), Decision(0, Reason(Why.ENOUGH_IN_FLIGHT)))
    newest = log.page(limit=3)
    assert [one.at - NOW for one in newest] == [1033.0, 1032.0, 1031.0]
    assert [one.at - NOW for one in log.page(limit=2, before=newest[-1].number)] == [1030.0, 1029.0]
    assert len(log.page(limit=10_000, since=NOW + 1000.0)) == 34


def test_what_is_older_than_an_hour_goes_and_memory_is_bounded(monkeypatch):
    most = 9  # chunks; more than an hour of these decisions needs
    monkeypatch.setattr(decision_log, "MOST_CHUNKS", most)
    log = DecisionLog()
    for second in range(3 * 3600):
        log.note(seen(NOW + second), Decision(1, Reason(Why.PREDICTED)))
    assert log.kept_since is not None
    assert 3600 <= NOW + 3 * 3600 - log.kept_since <= 3600 + 2 * ROWS
    for _ in range(most * ROWS + ROWS):
        log.note(seen(NOW + 3 * 3600), Decision(1, Reason(Why.PREDICTED)))
    assert len(log.page(limit=10**9)) <= most * ROWS


def test_the_summary_says_for_how_long_each_reason_stood():
    log = DecisionLog()
    log.note(seen(NOW), Decision(2, Reason(Why.PREDICTED)))
    log.note(seen(NOW + 10), Decision(0, Reason(Why.ENOUGH_IN_FLIGHT)))
    log.note(seen(NOW + 40), Decision(3, Reason(Why.PREDICTED)))
    assert log.summary(NOW + 40) == {
        "predicted": {"decisions": 2, "dialled": 5, "seconds": 10.0},
        "enough_in_flight": {"decisions": 1, "dialled": 0, "seconds": 30.0},
    }
    assert log.summary(NOW + 2 * 3600.0) == {}


def test_what_keeps_from_asking_the_pacer_is_kept_once_with_its_facts():
    log = DecisionLog()
    for second in range(5):
        log.idle(Because(Idle.LINK_DOWN, {"node": "one"}), NOW + second)
    log.idle(Because(Idle.PAUSED), NOW + 9)
    paused, down = log.page(limit=10)
    assert (paused.code, down.code, down.facts) == ("paused", "link_down", {"node": "one"})
    assert log.summary(NOW + 9)["link_down"]["seconds"] == 9.0


def test_a_cell_keeps_what_its_pacer_decided():
    cell = a_cell(agents=(an_agent(),), campaign=a_campaign(mode="predictive"))
    cell.hopper.append(a_lead())
    cell.stock.known, cell.stock.zone_keys = True, ("Europe/Rome",)
    pace(cell, now=NOW)
    (kept,) = cell.decisions.page(limit=10)
    assert (kept.dial, kept.agents_ready, kept.leads_left, kept.constraint) == (1, 1, 1, "campaign")
