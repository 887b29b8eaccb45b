"""How long data may be kept: the shortest of what may be, unless a rule wants it kept for longer."""

import pytest

from dialer.compliance.durations import read_duration
from dialer.compliance.load import load
from dialer.compliance.retention_rules import Limit, limits

NOW = 1_764_082_800.0  # 25 November 2025, 15:00 UTC
PROFILES = load()


def test_european_rules_bound_leads_and_calls_to_24_months() -> None:
    found = limits([PROFILES["IT"]], NOW)
    assert {held: (one.counts.text, one.counts_by) for held, one in found.items()} == {
        "contact_data": ("P24M", "EU-RETENTION"),
        "profiling_data": ("P12M", "EU-RETENTION"),
        "call_events": ("P24M", "EU-RETENTION"),
    }
    assert found["call_events"].cutoff(NOW) == read_duration("P24M").before(NOW)


def test_where_no_rule_bounds_nothing_has_a_limit() -> None:
    assert limits([PROFILES["US"]], NOW) == {}
    assert limits([], NOW) == {}


def test_what_one_rule_wants_kept_outlasts_anothers_limit() -> None:
    found = limits([PROFILES["IT"], PROFILES["US"]], NOW)
    assert (found["call_events"].counts.text, found["call_events"].counts_by) == ("P5Y", "US-RECORDS")


@pytest.mark.parametrize(("at_least", "counts"), [("P1Y", "P24M"), ("P3Y", "P3Y")])
def test_a_shorter_least_time_changes_nothing(at_least: str, counts: str) -> None:
    limit = Limit(longest=read_duration("P24M"), longest_by="A", at_least=read_duration(at_least), at_least_by="B")
    assert (limit.counts.text, limit.counts_by) == (counts, "A" if counts == "P24M" else "B")
