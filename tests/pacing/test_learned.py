"""The memory of a cell: what it takes, what it ignores, what it survives."""

from __future__ import annotations

import json

import pytest

from pacing.learned import Learned
from pacing.windowed_counts import Count
from tests.support.snapshots import NOW


def test_outcomes_are_counted() -> None:
    learned = Learned()
    for call in ("a", "b", "c", "d"):
        learned.launched(call, 0.0)
    learned.answered("a", 8.0)
    learned.person("a", 10.0)
    learned.served("a", 10.1)
    learned.person("b", 11.0)
    learned.abandoned("b", 13.0)
    learned.machine("c", 12.0)
    learned.ended_unanswered("d", 27.0)
    assert learned.tally.since(None) == Count(1, 1, 1)
    assert learned.rate("").calls == 4
    assert learned.person_after_answer == pytest.approx(2.0 / 3.5)


def test_unknown_ids_are_ignored() -> None:
    learned = Learned()
    before = learned.dump()
    learned.answered("x", 1.0)
    learned.person("x", 1.0)
    learned.ended_unanswered("x", 1.0)
    learned.called_off("x", 1.0)
    learned.talk_ended("a", 1.0)
    learned.wrap_up_ended("a", 1.0)
    learned.agent_left("a", 1.0)
    assert learned.dump() == before


def test_a_machine_counts_though_nobody_here_saw_its_call_begin_and_teaches_nothing_else() -> None:
    learned, other = Learned(), Learned()
    learned.machine("x", 1.0)
    other.tally.add(1.0, machines=1)
    assert learned.dump() == other.dump()


def test_a_call_counts_in_the_order_of_launch() -> None:
    learned = Learned()
    learned.launched("slow", 0.0)
    learned.launched("fast", 1.0)
    learned.ended_unanswered("fast", 3.0)
    assert (learned.rate("").calls, learned.rate("").young_misses) == (0, 1)
    learned.person("slow", 12.0)
    assert (learned.rate("").calls, learned.rate("").young_misses) == (2, 0)


def test_a_call_that_was_lost_does_not_hold_up_the_others() -> None:
    learned = Learned()
    learned.launched("lost", 0.0)
    learned.launched("next", 100.0)
    learned.ended_unanswered("next", 102.0)
    learned.launched("later", 400.0)
    learned.ended_unanswered("later", 402.0)
    assert learned.rate("").calls == 2
    learned.person("lost", 500.0)
    assert learned.rate("").calls == 2


def test_segments_have_hit_rates_of_their_own() -> None:
    learned = Learned()
    for call in range(300):
        for segment in ("fresh", "stale"):
            name = f"{segment} {call}"
            learned.launched(name, 30.0 * call, segment)
            if segment == "fresh" and call % 2 == 0:
                learned.person(name, 30.0 * call + 9.0)
            else:
                learned.ended_unanswered(name, 30.0 * call + 20.0)
    assert learned.rate("fresh").mean > 0.4
    assert learned.rate("stale").mean < 0.05
    assert 0.15 < learned.rate("unheard of").mean < 0.35


def test_segments_beyond_the_sixteenth_share_one_rate() -> None:
    learned = Learned()
    for segment in range(40):
        learned.launched(f"call {segment}", 0.0, f"segment {segment}")
        learned.person(f"call {segment}", 9.0)
    assert len(learned.dump()["rates"]) <= 17
    assert learned.rate("").calls >= 23


def test_a_list_a_week_has_a_rate_of_its_own_for_ever() -> None:
    learned = Learned()
    for week in range(40):
        for call in range(50):
            learned.launched(f"{week} {call}", 604_800.0 * week + call, f"list {week}")
            if call < week:
                learned.person(f"{week} {call}", 604_800.0 * week + call + 9.0)
            elif call < 49:  # the last is never heard of again
                learned.ended_unanswered(f"{week} {call}", 604_800.0 * week + call + 25.0)
    learned = Learned.load(json.loads(json.dumps(learned.dump())))
    learned.launched("next", 604_800.0 * 40, "list 40")
    assert list(learned.dump()["rates"]) == [f"list {week}" for week in range(25, 41)]
    assert list(learned.dump()["queues"]) == list(learned.dump()["rates"])
    assert learned.rate("list 39").mean == pytest.approx(39 / 50, abs=0.1)
    assert learned.rate("list 26").mean == pytest.approx(26 / 50, abs=0.1)


def test_a_list_whose_calls_ring_keeps_its_rate_after_a_dump_of_before_it_was_known_when_lists_were_used() -> None:
    before = Learned()
    for number in range(16):
        before.launched(f"call {number}", NOW, f"list {number}")
    old = {name: kept for name, kept in before.dump().items() if name != "used_at"}
    learned = Learned.load(json.loads(json.dumps(old)))
    learned.launched("new", NOW + 5.0, "list 16")
    learned.person("call 0", NOW + 9.0)
    learned.ended_unanswered("call 1", NOW + 10.0)
    learned.called_off("call 2", NOW + 18.0)
    assert [learned.rate(f"list {number}").calls for number in range(4)] == [1, 1, 1, 0]
    learned.launched("an hour later", NOW + 3_700.0, "list 16")
    assert "list 0" not in learned.dump()["rates"]
    assert "list 16" in learned.dump()["rates"]


def test_a_list_of_which_a_call_is_awaited_makes_no_room() -> None:
    learned = Learned()
    for number in range(16):
        learned.launched(f"call {number}", NOW, f"list {number}")
    state = learned.dump()
    state["used_at"] = dict.fromkeys(state["used_at"], 0.0)  # of a clock that was put right since
    learned = Learned.load(state)
    learned.launched("new", NOW + 5.0, "list 16")
    learned.person("call 0", NOW + 9.0)
    assert learned.rate("list 0").calls == 1


def test_where_lists_share_a_rate_the_first_that_makes_room_makes_it_for_a_new_one() -> None:
    learned = Learned()
    for number in range(17):
        learned.launched(f"call {number}", 0.0, f"list {number}")
        learned.ended_unanswered(f"call {number}", 25.0)
    learned.launched("without a list", 5_000.0)
    assert len(learned.dump()["rates"]) == 17
    learned.launched("new", 5_000.0, "list 17")
    assert list(learned.dump()["rates"])[-1] == "list 17"
    assert learned.known_segment("list 17") == "list 17"
    assert len(learned.dump()["rates"]) == 17
    assert learned.known_segment("list 18") == ""


def test_lists_dialled_in_turn_do_not_drive_each_other_out() -> None:
    learned = Learned()
    for call in range(800):
        learned.launched(f"call {call}", 30.0 * call, f"list {call % 20}")
        learned.ended_unanswered(f"call {call}", 30.0 * call + 25.0)
    assert learned.rate("list 3").calls == 40
    assert learned.rate("list 17").calls == learned.rate("").calls == 160


def test_a_called_off_call_is_part_of_a_person() -> None:
    learned = Learned()
    learned.launched("a", 0.0)
    learned.called_off("a", 18.0)
    assert learned.rate("").calls == 1
    assert learned.rate("").mean < 0.25


def test_calls_and_talks_under_way_survive_a_restart() -> None:
    learned = Learned()
    learned.launched("ringing", 0.0, "list 7")
    learned.launched("ended", 1.0, "list 7")
    learned.ended_unanswered("ended", 3.0)
    learned.talk_started("agent", 2.0)
    again = Learned.load(json.loads(json.dumps(learned.dump())))
    for memory in (learned, again):
        memory.person("ringing", 12.0)
        memory.talk_ended("agent", 40.0)
        memory.wrap_up_ended("agent", 50.0)
    assert again.dump() == learned.dump()
    assert again.talk.ended == again.wrap_up.ended == 1


def some_young() -> Learned:
    """Forty calls started together, of which some have failed at once, some have a person and one was called off."""
    learned = Learned()
    for call in range(40):
        learned.launched(f"call {call}", 0.0, "list 7")
    for call in range(12):
        learned.ended_unanswered(f"call {39 - call}", 2.0)
    for call in range(5):
        learned.person(f"call {20 - call}", 8.0)
    learned.ended_unanswered("call 10", 9.0)
    learned.called_off("call 9", 17.0)
    return learned


def test_young_calls_are_judged_after_a_restart_as_before() -> None:
    learned = some_young()
    again = Learned.load(json.loads(json.dumps(learned.dump())))
    ringing = [(17, 21)]
    share = learned.rate("list 7").share(ringing, learned.answers)
    assert again.rate("list 7").share(ringing, again.answers) == share
    assert share.through == pytest.approx(28.0 / 40.0, abs=0.02)
    old = learned.dump()
    old["queues"] = {"list 7": [call[:4] for call in old["queues"]["list 7"]]}  # when the end was not dumped
    assert 0.002 < Learned.load(old).rate("list 7").share(ringing, learned.answers).mean < share.mean


def test_when_all_have_ended_nothing_is_left_of_the_young() -> None:
    learned = some_young()
    for call in range(40):
        learned.ended_unanswered(f"call {call}", 27.0)
    rate = learned.rate("list 7")
    assert rate.calls == 40
    assert rate.share((), learned.answers).mean == pytest.approx(rate.mean)


def test_a_dump_of_another_format_is_refused() -> None:
    with pytest.raises(ValueError, match="format 99"):
        Learned.load({"format": 99})


def test_when_calls_end_is_learned_in_the_order_of_their_launch() -> None:
    learned = Learned()
    before = list(learned.answers.still_other)
    for name in ("rings", "fails", "fails too"):
        learned.launched(name, 0.0)
    for name in ("fails", "fails too"):
        learned.ended_unanswered(name, 2.0)
    assert learned.answers.still_other == before  # else all that still rings would look like people
    learned.ended_unanswered("rings", 27.0)
    assert learned.answers.still_other != before


def test_what_answers_when_the_list_changes_is_believed_though_much_was_screened_before() -> None:
    learned = Learned()
    learned.screened_people, learned.screened_machines = 40_000.0, 10_000.0  # a memory of before it faded, too
    for call in range(1_000):
        learned.launched(f"call {call}", 30.0 * call)
        learned.answered(f"call {call}", 30.0 * call + 10.0)
        if call % 5:
            learned.machine(f"call {call}", 30.0 * call + 12.0)
        else:
            learned.person(f"call {call}", 30.0 * call + 12.0)
    assert learned.person_after_answer == pytest.approx(0.2, abs=0.1)
