"""What a link has shown: both clocks, the stretches without it, and what could not be read."""

import pytest

from ami.client import STOPPED
from ami.counters import Counters
from ami.errors import Fault
from ami.events import LinkDown, LinkUp
from ami.parse import told_at
from dialer.engine.nodes.link_quality import EVERY_S, LinkRecord
from dialer.i18n.message import msg, to_plain

UP = LinkUp(version="22", restarted=None)


def test_the_skew_is_that_of_the_middle_of_the_question_and_true_to_half_of_what_it_took():
    record = LinkRecord(100.0)
    for skew_s, took_s in ((0.010, 0.002), (-0.250, 0.020), (0.012, 0.002)):
        record.compare(sent=200.0, came=200.0 + took_s, theirs=200.0 + took_s / 2 + skew_s)
    record.compare(sent=201.0, came=201.1, theirs=None)
    skew = record.facts(Counters(), 300.0)["skew"]
    assert (skew["times"], skew["typical_ms"]) == (3, pytest.approx(10.0))
    assert skew["worst"]["skew_ms"] == pytest.approx(-250.0)
    assert skew["worst"]["within_ms"] == pytest.approx(10.0)


def test_what_is_written_down_is_told_once():
    record, counters = LinkRecord(100.0), Counters(events=7, unreadable=1)
    record.compare(sent=200.0, came=200.0, theirs=200.0)
    assert not record.due(100.0 + EVERY_S - 1)
    assert record.due(100.0 + EVERY_S)
    told = record.facts(counters, 1000.0)
    assert (told["since"], told["until"], told["events"], told["unreadable"]) == (100.0, 1000.0, 7, 1)
    record.written(counters, 1000.0)
    counters.events += 2
    again = record.facts(counters, 1500.0)
    assert (again["since"], again["events"], again["unreadable"], again["skew"]) == (1000.0, 2, 0, None)


def test_a_stretch_without_a_link_is_a_gap_though_it_goes_on():
    record = LinkRecord(100.0)
    record.heard(UP, 101.0)
    record.heard(LinkDown(reason=Fault("the cable was cut")), 110.0)
    record.heard(UP, 112.0)
    record.heard(LinkDown(reason=Fault("again")), 120.0)
    first, second = record.facts(Counters(), 130.0)["gaps"]
    assert first == {"from": 110.0, "until": 112.0, "why": to_plain(msg("the cable was cut"))}
    assert second == {"from": 120.0, "until": 130.0, "why": to_plain(msg("again"))}
    record.written(Counters(), 130.0)
    record.heard(UP, 140.0)
    assert record.facts(Counters(), 150.0)["gaps"] == [{"from": 130.0, "until": 140.0, "why": to_plain(msg("again"))}]


def test_a_stretch_in_which_no_engine_ran_is_written_down_at_once_and_told_once():
    record = LinkRecord(100.0, deserted_at=60.0)
    assert not record.due(101.0)  # until somebody has looked at the calls
    assert record.facts(Counters(), 101.0)["deserted"] == {"from": 60.0, "until": 101.0, "calls": []}
    calls = [{"campaign": 1, "left": 3}]
    record.took_over(calls, 102.0)
    record.took_over([], 117.0)
    assert record.due(103.0)
    assert record.facts(Counters(), 103.0)["deserted"] == {"from": 60.0, "until": 102.0, "calls": calls}
    record.written(Counters(), 103.0)
    assert (record.due(104.0), record.facts(Counters(), 104.0)["deserted"]) == (False, None)


def test_where_the_engine_before_has_let_go_there_is_no_such_stretch():
    record = LinkRecord(100.0)
    record.took_over([{"campaign": 1, "left": 3}], 102.0)
    assert (record.due(103.0), record.facts(Counters(), 103.0)["deserted"]) == (False, None)


def test_a_link_that_we_close_is_no_gap():
    record = LinkRecord(100.0)
    record.heard(LinkDown(reason=STOPPED), 110.0)
    assert record.facts(Counters(), 130.0)["gaps"] == []


@pytest.mark.parametrize(("headers", "at"), [({"Timestamp": "12.5"}, 12.5), ({"Timestamp": "x"}, None), ({}, None)])
def test_asterisk_s_instant_is_read_where_it_is_told(headers, at):
    assert told_at(headers) == at
