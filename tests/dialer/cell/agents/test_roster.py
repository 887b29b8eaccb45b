"""Who is ready, who is next."""

from dataclasses import replace

import pytest

from dialer.cell.agents.roster import AgentState, Roster, at_rest, leg_lost
from dialer.core.enums import AgentWish, LegKind
from tests.support.cells import NOW, an_agent


def seated(*agents: object) -> Roster:
    roster = Roster()
    for agent in agents:
        roster.put(agent)
    return roster


def test_the_longest_idle_is_chosen_and_ties_go_by_id():
    roster = seated(an_agent(3, idle_since=NOW - 5), an_agent(2, idle_since=NOW - 9), an_agent(1, idle_since=NOW - 9))
    assert [agent.id for agent in roster.ready()] == [1, 2, 3]
    assert roster.choose() == roster.get(1)


def test_a_hard_call_goes_to_who_had_none_for_longest():
    roster = seated(
        an_agent(1, idle_since=NOW - 9, hard_at=NOW - 10),
        an_agent(2, idle_since=NOW - 5, hard_at=NOW - 99),
        an_agent(3, idle_since=NOW - 7, hard_at=NOW - 99),
    )
    assert [agent.id for agent in roster.ready(hard=True)] == [3, 2, 1]
    assert (roster.choose(hard=True), roster.choose()) == (roster.get(3), roster.get(1))


def test_who_speaks_the_persons_language_comes_first_and_among_those_the_longest_idle():
    roster = seated(
        an_agent(1, idle_since=NOW - 9, languages=("it",)),
        an_agent(2, idle_since=NOW - 5, languages=("de", "it")),
        an_agent(3, idle_since=NOW - 7, languages=("de",)),
    )
    assert [agent.id for agent in roster.ready(language="de")] == [3, 2, 1]
    assert [roster.choose(language=one) for one in ("de", "it", "")] == [roster.get(3), roster.get(1), roster.get(1)]


def test_where_nobody_speaks_it_the_longest_idle_takes_the_call():
    roster = seated(an_agent(1, idle_since=NOW - 5, languages=("it",)), an_agent(2, idle_since=NOW - 9))
    assert roster.choose(language="de") == roster.get(2)


def test_who_had_the_last_hard_call_is_spared_the_next_while_others_are_at_work():
    roster = seated(an_agent(1, hard_at=NOW - 1), an_agent(2, AgentState.TALKING, hard_at=NOW - 99))
    assert roster.spares_hard()
    roster.put(an_agent(3, hard_at=NOW - 100))
    assert not roster.spares_hard()
    roster.remove(3)
    roster.put(an_agent(2, AgentState.PAUSED, hard_at=NOW - 99))
    assert not roster.spares_hard()


def test_only_who_can_be_joined_is_chosen():
    roster = seated(
        an_agent(1, leg_free=False),
        an_agent(2, AgentState.PAUSED),
        an_agent(3, AgentState.TALKING),
        an_agent(4, leg_kind=LegKind.RING, leg_id="pl-4-x", leg_free=False),
    )
    assert (roster.ready(), roster.choose()) == ([], None)
    roster.put(an_agent(4, leg_kind=LegKind.RING, leg_id=None, leg_free=False))
    assert [agent.id for agent in roster.ready()] == [4]


@pytest.mark.parametrize(
    ("state", "chosen"),
    [(AgentState.READY, True), (AgentState.RESERVED, True), (AgentState.TALKING, False), (AgentState.WRAP_UP, False)],
)
def test_a_call_for_one_agent_goes_to_no_other(state, chosen):
    roster = seated(an_agent(1, state, leg_free=True), an_agent(2))
    found = roster.choose(for_agent=1)
    assert (found is not None) is chosen
    assert roster.choose(for_agent=9) is None


def test_agents_are_found_by_their_present_leg():
    roster = seated(an_agent(1, leg_id="first"))
    roster.put(an_agent(1, leg_id="second"))
    assert roster.of_leg("first") is None
    assert roster.of_leg("second") == roster.get(1)
    roster.remove(1)
    roster.remove(1)
    assert (roster.of_leg("second"), len(roster), 1 in roster, roster.get(None)) == (None, 0, False, None)


def test_who_was_only_reserved_keeps_the_place_in_the_line():
    agent = an_agent(idle_since=NOW - 100.0)
    for state in (AgentState.RESERVED, AgentState.PREVIEW):
        assert at_rest(replace(agent, state=state), now=NOW).idle_since == NOW - 100.0
    for state in (AgentState.TALKING, AgentState.WRAP_UP):
        assert at_rest(replace(agent, state=state), now=NOW).idle_since == NOW


def test_at_rest_is_paused_ready_or_without_a_phone():
    agent = an_agent(call_id="x", disposed=True)
    assert at_rest(agent, now=NOW).state is AgentState.READY
    assert at_rest(replace(agent, leg_free=False), now=NOW).state is AgentState.NO_PHONE
    assert at_rest(replace(agent, leg_free=False, leg_kind=LegKind.RING), now=NOW).state is AgentState.READY
    paused = at_rest(replace(agent, wish=AgentWish.PAUSED), now=NOW)
    assert (paused.state, paused.call_id, paused.disposed) == (AgentState.PAUSED, None, False)


def test_a_lost_leg_is_called_again_later_and_only_a_standing_one():
    lost = leg_lost(an_agent(), now=NOW)
    assert (lost.state, lost.leg_id, lost.leg_retry_at) == (AgentState.NO_PHONE, None, NOW + 2.0)
    assert leg_lost(replace(lost, leg_id="y"), now=NOW).leg_retry_at == NOW + 5.0
    assert leg_lost(an_agent(state=AgentState.TALKING), now=NOW).state is AgentState.TALKING
    rung = leg_lost(an_agent(leg_kind=LegKind.RING), now=NOW)
    assert (rung.state, rung.leg_retry_at) == (AgentState.READY, None)
