"""The points about people: those whom nobody served, what agents said, their breaks."""

from dataclasses import replace

import pytest

from dialer.campaigns.model import Disposition
from dialer.documents.compliance_report.data_gaps import data_gaps
from dialer.documents.compliance_report.people import stretches
from dialer.documents.store.report_input import AgentSeen
from tests.dialer.documents.compliance_report.made import MONDAY, PROFILES, answered, facts, stored


def test_unserved_people_and_their_noes_are_shown_with_what_was_set_up():
    opted = answered(1, after_ms=None, opted_out_at=MONDAY + 10.0)
    told = facts(stored(opted, answered(2, after_ms=None), suppressed_at={opted.number: MONDAY + 10.0}), 5, "US")
    assert (told["opt-outs inside the message"], told["suppressed before or with the end of the call"]) == (1, 1)
    assert told["seconds that unserved people stayed"]["10-20 s"] == 2
    assert [(one["rule"], one["time allowed ms"], one["at the limit"]) for one in told["rules"]] == [
        ("US-ABANDON-MSG", 2000, "message")
    ]


def test_sales_without_what_had_to_be_said_are_counted():
    items = PROFILES["IT"].rule("IT-OPENING").params.items  # type: ignore[union-attr]
    calls = [answered(index, after_ms=100, disposition="sale", agent_id=4) for index in range(2)]
    made = stored(*calls, disclosed={"a0": items, "a1": items[:2]}, agents=(AgentSeen(id=4, country="AL"),))
    dispositions = (Disposition(code="sale", label="Sale", is_success=True),)
    told = facts(replace(made, campaign=replace(made.campaign, dispositions=dispositions)), 13)
    assert (told["sales"], told["sales without all of them"], told["with items confirmed"]) == (2, 1, 2)
    assert told["talks by country of the agent"] == {"AL": 2}


def test_breaks_that_were_due_are_shown_without_a_name():
    due = ("IT-VDT", {"unbroken_min": 120.4, "break_min": 15})
    agents = (AgentSeen(id=71, country="IT", rulings=(due, ("IT-LOCATION", {}))), AgentSeen(id=72, country="IT"))
    told = facts(stored(answered(1, after_ms=100), agents=agents), 16)
    assert [(one["agent"], one["times a break was due"]) for one in told["by agent"]] == [
        ("agent 1", 1),
        ("agent 2", 0),
    ]
    assert told["by agent"][0]["longest minutes at the screen when one was due"] == 120.4
    assert told["by agent"][0]["kept from calls by"] == {"IT-LOCATION": 1}


def test_the_sound_files_are_shown_with_their_hashes_or_it_is_said_that_they_were_not_read():
    file = {
        "file": "sorry.alaw",
        "bytes": 7,
        "changed_at": 5,
        "sha256": "ab" * 32,
        "first_start": 6.0,
        "last_start": 9.0,
    }
    made = stored(answered(1, after_ms=100), sounds=[file])
    [row] = facts(made, 5)["sound files when the campaign was started"]
    assert (row["sha256"], row["first start"]) == ("ab" * 32, "1970-01-01T00:00:06.000+00:00")
    assert data_gaps(made, [])[5] == ()
    unread = replace(made, sounds=[{**file, "sha256": None}])
    assert str(data_gaps(unread, [])[5][0]).startswith("hashes of 1 sound files")
    [untold] = data_gaps(replace(made, sounds=[]), [])[5]
    assert str(untold) == "the sound files: no engine reported them when the campaign was started"


@pytest.mark.parametrize(
    ("acts", "taken", "longest_min"),
    [
        ((), 0, None),
        (((0, True),), 0, None),
        (((0, True), (100, False), (110, True), (119, False), (134, True), (150, False)), 1, 119.0),
        (((0, True), (60, False), (75, True), (100, False), (101, False)), 1, 60.0),
        (((5, False), (30, True), (40, True), (90, False)), 0, 60.0),
    ],
)
def test_only_breaks_that_are_long_enough_part_the_work(acts, taken, longest_min):
    found, longest_s = stretches([(at * 60.0, works) for at, works in acts], 15 * 60.0)
    assert (found, longest_s) == (taken, None if longest_min is None else longest_min * 60.0)


def test_breaks_taken_are_shown_beside_those_that_were_due():
    acts = ((MONDAY, True), (MONDAY + 90 * 60.0, False), (MONDAY + 106 * 60.0, True))
    agents = (AgentSeen(id=71, country="IT", acts=acts),)
    [told] = facts(stored(answered(1, after_ms=100), agents=agents), 16)["by agent"]
    assert (told["breaks taken"], told["longest minutes between breaks"]) == (1, 90.0)
