"""Numbers that were dialled by several campaigns of one company: lockouts and caps are the company's."""

from dataclasses import replace

import pytest

from dialer.documents.compliance_report.data_gaps import data_gaps
from dialer.documents.store.report_input import CallElsewhere
from tests.dialer.documents.compliance_report.made import DAY, a_call, answered, facts, stored

MINE = answered(1, after_ms=None)


def theirs(after_s: float, *, mode: str = "predictive", outcome: str = "no_answer") -> CallElsewhere:
    at = MINE.placed_at + after_s
    return CallElsewhere(campaign="Autumn", mode=mode, placed_at=at, ended_at=at + 20.0, outcome=outcome)


@pytest.mark.parametrize(
    ("after_days", "mode", "outcome", "violations"),
    [
        (1.0, "predictive", "busy", 1),
        (5.1, "predictive", "busy", 1),
        (5.1, "guaranteed", "busy", 0),
        (1.0, "predictive", "not_placed", 0),  # nothing rang
    ],
)
def test_whoever_of_the_company_calls_an_abandoned_number_too_soon_breaks_the_lockout(
    after_days, mode, outcome, violations
):
    made = stored(MINE, elsewhere={MINE.number: [theirs(after_days * DAY, mode=mode, outcome=outcome)]})
    said = facts(made, 6)
    assert said["violations"] == violations
    [row] = said["rows"]
    assert (row["abandoned by"], row["next called by"]) == (
        "this campaign",
        None if outcome == "not_placed" else "Autumn",
    )


def test_a_number_that_another_campaign_abandoned_is_locked_for_this_one():
    early = a_call(1, placed_at=MINE.placed_at + DAY)
    before = theirs(0.0, outcome="abandoned")
    later = theirs(2 * DAY, outcome="abandoned")  # after which only others called: in their report
    made = stored(early, elsewhere={early.number: [before, later, theirs(3 * DAY)]})
    [row] = facts(made, 6)["rows"]
    assert (row["abandoned by"], row["next called by"], row["violation"]) == ("Autumn", "this campaign", True)


def test_caps_count_what_the_other_campaigns_called_and_nothing_that_was_not_placed():
    second = replace(MINE, id="b", placed_at=MINE.placed_at + 7 * 3600.0, outcome="busy")
    unplaced = replace(MINE, id="c", placed_at=MINE.placed_at + 60.0, outcome="not_placed")
    alone = facts(stored(MINE, unplaced, second), 11)
    assert (alone["over the caps"]["IT-ATTEMPTS: 1 in PT4H"], alone["over the caps"]["IT-ATTEMPTS: 2 in P1D"]) == (0, 0)
    past = [theirs(3600.0), theirs(5 * 3600.0), theirs(6 * 3600.0, outcome="not_placed"), theirs(DAY)]
    both = facts(stored(MINE, unplaced, second, elsewhere={MINE.number: past}), 11)
    assert (both["over the caps"]["IT-ATTEMPTS: 1 in PT4H"], both["over the caps"]["IT-ATTEMPTS: 2 in P1D"]) == (1, 1)
    assert both["calls of other campaigns at these numbers"] == 4


def test_what_is_erased_here_and_not_elsewhere_is_said_not_to_be_looked_for():
    assert data_gaps(stored(MINE), [])[6] == ()
    made = stored(MINE, a_call(2, number="~ab12"))
    text = "calls of other campaigns at 1 numbers that are erased here, where they are not erased too"
    assert [[str(one) for one in data_gaps(made, [])[point]] for point in (6, 11)] == [[text], [text]]
