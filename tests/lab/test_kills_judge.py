"""The judge of `benchmarks.kills` finds each fault that it looks for, and none where there is none."""

from dataclasses import replace
from typing import Any

import pytest

from benchmarks.kills_judge import Fault, Judge, Rows, Verdict
from benchmarks.kills_witness import Moment, Seen
from dialer.core.enums import OPTED_OUT
from dialer.lab.carrier_cdr import CarrierCall, EndedBy
from dialer.lab.scenario import Outcome as Planned

NUMBER, OTHER = "+441134960000", "+441134960001"


def row(call_id: str, outcome: str, *, number: str = NUMBER, lead_id: int = 1, **instants: float) -> dict[str, Any]:
    names = ("ringing", "answered", "agent_joined", "unserved", "opted_out", "ended")
    stamps: dict[str, Any] = dict.fromkeys((f"{name}_at" for name in names), None)
    facts = {"state": "ended", "cause": None, "tech_cause": "", "ended_by": None, "agent_id": None, "mode": "ratio"}
    facts["disposition"] = None
    call = {"id": call_id, "lead_id": lead_id, "number": number, "placed_at": 100.0, "outcome": outcome}
    return stamps | facts | call | {"ended_at": 120.0} | {f"{name}_at": at for name, at in instants.items()}


TALK = row("talk", "connected", answered=102.0, agent_joined=102.0)
NO = row("no", "abandoned", number=OTHER, lead_id=2, answered=102.0, unserved=104.0, opted_out=106.0)
RIGHT = Rows(
    attempts=[TALK, NO],
    leads=[{"id": 1, "state": "open", "done_reason": ""}, {"id": 2, "state": "done", "done_reason": OPTED_OUT}],
    suppressed=frozenset({OTHER}),
    tally=(1, 1, 0),
)
SEEN = {
    "talk": Seen("talk", 100.1, at={Moment.ANSWERED: 102.0, Moment.JOINED: 102.0, Moment.HUNG_UP: 120.0}),
    "no": Seen(
        "no", 100.1, at={Moment.ANSWERED: 102.0, Moment.UNSERVED: 104.0, Moment.OPTED_OUT: 106.0, Moment.HUNG_UP: 109.0}
    ),
}
CALL = CarrierCall(
    number=NUMBER,
    plan=0,
    outcome=Planned.PERSON,
    started_ms=100_200,
    answered_ms=102_000,
    ended_ms=120_000,
    ended_by=EndedBy.NETWORK,
    cause=16,
)
CARRIER = [CALL, replace(CALL, number=OTHER, ended_ms=109_000)]


def judged(rows: Rows = RIGHT, **facts: Any) -> Verdict:
    known = {"seen": SEEN, "carrier": CARRIER, "faults": [], "wait_limit_s": 2.0, "loaded": 2, "digest": str}
    return Judge(rows=rows, **(known | facts)).judge()  # type: ignore[arg-type]


def with_attempts(*attempts: dict[str, Any]) -> Rows:
    return replace(RIGHT, attempts=list(attempts))


def test_where_all_is_right_nothing_is_found() -> None:
    verdict = judged(shown={"placed": 2, "connected": 1, "abandoned": 1})
    assert (verdict.faults, verdict.excused) == ([], [])
    assert (verdict.attempts, verdict.answered, verdict.joined, verdict.heard, verdict.pressed) == (2, 2, 1, 1, 1)


@pytest.mark.parametrize(
    ("rows", "facts", "where"),
    [
        (with_attempts(TALK | {"outcome": "lost"}, NO), {}, "wrong"),
        (with_attempts(TALK, NO | {"outcome": "no_answer"}), {}, "wrong"),
        (with_attempts(TALK, NO | {"unserved_at": None}), {}, "wrong"),
        (with_attempts(TALK, NO | {"opted_out_at": None}), {}, "opt_outs"),
        (replace(RIGHT, suppressed=frozenset()), {}, "opt_outs"),
        (replace(RIGHT, tally=(1, 0, 0)), {}, "counters"),
        (RIGHT, {"shown": {"connected": 2}}, "counters"),
        (RIGHT, {"loaded": 3}, "lost"),
        (with_attempts(TALK, NO | {"state": "placed"}), {}, "lost"),
        (RIGHT, {"wait_limit_s": 1.0}, "silent"),
        (RIGHT, {"carrier": [*CARRIER, CALL]}, "twice"),
        (RIGHT, {"carrier": [*CARRIER, replace(CALL, number="+441134960009")]}, "twice"),
        (
            with_attempts(TALK, NO, row("again", "lost", placed=125.0)),
            {"seen": {**SEEN, "again": Seen("again", 125.0, at={Moment.HUNG_UP: 126.0})}},
            "twice",
        ),
    ],
)
def test_each_fault_is_found_where_it_belongs(rows: Rows, facts: dict[str, Any], where: str) -> None:
    assert getattr(judged(rows, **facts), where) != []


def test_a_witness_that_hears_of_a_call_late_makes_it_no_second_one() -> None:
    """A busy machine: the call has reached the carrier before the witness reads that Asterisk made it."""
    rows = with_attempts(row("first", "no_answer", ended=108.0), row("again", "no_answer", placed=200.0, ended=208.0))
    gone = {Moment.HUNG_UP: 208.0}
    seen = {"first": Seen("first", 100.1, at={Moment.HUNG_UP: 108.0}), "again": Seen("again", 201.0, at=gone)}
    rings = replace(CALL, outcome=Planned.NO_ANSWER, answered_ms=None, ended_ms=108_000)
    assert judged(rows, seen=seen, carrier=[rings, replace(rings, started_ms=200_050, ended_ms=208_000)]).twice == []


def test_the_end_of_an_unanswered_call_may_be_lost_only_while_nobody_watched() -> None:
    unanswered = row("ring", "lost")
    rings = replace(CALL, outcome=Planned.BUSY, answered_ms=None, ended_ms=110_000)
    facts = {"seen": {"ring": Seen("ring", 100.1, at={Moment.HUNG_UP: 110.0})}, "carrier": [rings]}
    assert judged(with_attempts(unanswered), **facts).wrong != []
    assert judged(with_attempts(unanswered), faults=[Fault("kill", 105.0, 115.0)], **facts).wrong == []
    assert judged(with_attempts(unanswered), faults=[Fault("kill", 113.5, 115.0)], **facts).wrong != []
    shortly = judged(with_attempts(unanswered), faults=[Fault("kill", 111.0, 115.0)], **facts)
    assert (shortly.wrong, len(shortly.unwritten)) == ([], 1)


def test_what_died_with_asterisk_is_excused_only_where_no_engine_had_heard_it() -> None:
    talk = replace(SEEN["talk"], died=True)
    rows, facts = with_attempts(TALK | {"outcome": "lost"}), {"seen": {"talk": talk}, "carrier": [CALL]}
    dead = Fault("asterisk killed", 120.0, 125.0)
    assert judged(rows, faults=[dead], **facts).wrong != []
    found = judged(rows, faults=[Fault("kill", 101.0, 119.0), dead], **facts)
    assert (found.wrong, len(found.excused)) == ([], 1)
