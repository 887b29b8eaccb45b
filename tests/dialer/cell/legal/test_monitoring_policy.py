"""Whether a law locks the watching of a campaign's agents, and how a call is shown to others then."""

from dataclasses import replace

import pytest

from dialer.campaigns.attempts.model import AttemptRecord
from dialer.campaigns.monitoring import unnamed
from dialer.cell.legal.monitoring_policy import locked_in
from dialer.compliance.campaign_facts import Seen
from dialer.compliance.load import load
from dialer.compliance.profile_status import NO_PROFILE
from dialer.compliance.settings import AUTO, LawSettings
from dialer.core.enums import AttemptState
from tests.support.cells import NOW

SHIPPED = load()
ITALY, ITALIANS = LawSettings(profile="IT"), Seen(countries=frozenset({"IT"}))
CALL = AttemptRecord(
    **dict.fromkeys(AttemptRecord.__dataclass_fields__)
    | {"id": "1", "state": AttemptState.TALKING, "agent_id": 7, "agent_joined_at": NOW, "answered_at": NOW - 1.0}
    | {"locked_by": ""}
)


@pytest.mark.parametrize(
    ("law", "seen", "rule"),
    [
        (ITALY, Seen(), "IT-MONITOR"),
        (replace(ITALY, union_agreement="2026/14"), Seen(), ""),
        (LawSettings(profile="US"), Seen(), ""),
        (LawSettings(profile="US"), Seen(agent_countries=frozenset({"IT"})), "IT-MONITOR"),
        (LawSettings(profile="US", agent_country="IT"), Seen(), "IT-MONITOR"),
        (LawSettings(profile=AUTO), ITALIANS, "IT-MONITOR"),
        (LawSettings(profile=AUTO), Seen(countries=frozenset({"US"})), ""),
        (LawSettings(profile=AUTO, agent_country="IT"), Seen(), "IT-MONITOR"),
        (LawSettings(profile=AUTO), Seen(), ""),
        (LawSettings(), ITALIANS, NO_PROFILE),
        (LawSettings(profile="gone"), ITALIANS, NO_PROFILE),
    ],
)
def test_the_rule_is_of_the_country_called_or_of_where_agents_sit(law, seen, rule):
    assert locked_in(law, seen, SHIPPED, NOW) == rule


@pytest.mark.parametrize("state", [state for state in AttemptState if state is not AttemptState.ENDED])
def test_a_call_is_without_its_agent_for_as_long_as_it_lives(state):
    shown = unnamed(replace(CALL, state=state), "IT-MONITOR")
    assert shown == replace(CALL, state=state, agent_id=None, agent_joined_at=None, locked_by="IT-MONITOR")


def test_a_call_that_has_ended_or_that_no_rule_locks_is_shown_whole():
    ended = replace(CALL, state=AttemptState.ENDED)
    assert unnamed(ended, "IT-MONITOR") is ended
    assert unnamed(CALL, "") is CALL
