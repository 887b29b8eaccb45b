"""A changed value equals the one that `dataclasses.replace` makes."""

from dataclasses import fields, replace

import pytest

from dialer.cell.agents.roster import AgentState
from dialer.core.frozen_copy import changed
from tests.support.cells import NOW, a_call, an_agent


@pytest.mark.parametrize(
    "value", [a_call(ringing_at=NOW), an_agent(call_id="c")], ids=lambda value: type(value).__name__
)
def test_a_changed_value_is_the_replaced_one_and_the_first_stays_as_it_was(value):
    before = replace(value)
    for field in fields(value):
        assert changed(value, **{field.name: "new"}) == replace(value, **{field.name: "new"})
    assert changed(value) == value == before
    assert changed(value) is not value


def test_several_fields_change_at_once():
    agent = changed(an_agent(), state=AgentState.PAUSED, since=NOW + 1, leg_failures=2)
    assert (agent.state, agent.since, agent.leg_failures) == (AgentState.PAUSED, NOW + 1, 2)


def test_a_field_that_does_not_exist_is_refused():
    with pytest.raises(TypeError, match="Agent has no mood"):
        changed(an_agent(), mood="good")
