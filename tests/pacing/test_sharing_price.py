"""The price that campaigns make together which share agents, and whose turn it is."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from pacing.busy_agents import BusyAgent, BusyPhase
from pacing.decide import decide
from pacing.forecast import Outlook, look_ahead
from pacing.guard import Allowance, allowance
from pacing.sharing import common_price, turn
from pacing.snapshot import CallInFlight, Constraint, Mode, Policy, Rival, Snapshot
from tests.support.snapshots import NOW, a_history, a_snapshot, talking

POLICY = Policy(mode=Mode.PREDICTIVE)
STRICT = replace(POLICY, constraints=(Constraint(name="campaign", limit=0.01),))


def ringing(calls: int, age: float = 8.0) -> tuple[CallInFlight, ...]:
    return tuple(CallInFlight(NOW - age, call_id=f"call {number}") for number in range(calls))


def beside(calls: int = 10, **changes: object) -> Rival:
    plain = Rival(calls=ringing(calls), learned=a_history(seed=2), shared_ready=10, ahead=True)
    return replace(plain, **changes)  # type: ignore[arg-type]


def seen(*rivals: Rival, calls: int = 10, **changes: object) -> Snapshot:
    return a_snapshot(a_history(), calls=ringing(calls), rivals=rivals, **changes)


def priced(snapshot: Snapshot) -> tuple[float, float, Outlook]:
    """The common price, its own, and the outlook."""
    own = allowed(snapshot)
    outlook = look_ahead(snapshot, POLICY)
    return common_price(snapshot, POLICY, own, outlook), own.price, outlook


def allowed(snapshot: Snapshot, policy: Policy = POLICY) -> Allowance:
    return allowance(snapshot.learned, policy, snapshot.now, snapshot.elsewhere, snapshot.agents_ready)


def test_alone_a_campaign_has_its_own_price() -> None:
    common, own, outlook = priced(seen())
    assert common == own
    assert turn(seen(), outlook) == 1.0


def test_what_an_abandoned_call_costs_is_the_mean_over_the_answers_on_their_way() -> None:
    strict = beside(policy=STRICT)
    common, own, outlook = priced(seen(strict))
    theirs = allowed(a_snapshot(strict.learned), STRICT).price
    own_answers = outlook.own + outlook.hit_rate  # the next call among them
    share = own_answers / (own_answers + outlook.beside[0])
    assert theirs < own
    assert 1.0 / common == pytest.approx(share / own + (1.0 - share) / theirs)


def test_both_see_the_same_price() -> None:
    mine, theirs = a_history(), a_history(seed=2)
    one = a_snapshot(mine, calls=ringing(10), rivals=(beside(learned=theirs, policy=STRICT),))
    other = a_snapshot(theirs, calls=ringing(10), rivals=(beside(learned=mine, policy=POLICY),))
    prices = [
        common_price(snapshot, policy, allowed(snapshot, policy), look_ahead(snapshot, policy))
        for snapshot, policy in ((one, POLICY), (other, STRICT))
    ]
    assert prices[0] == pytest.approx(prices[1], rel=0.1)  # but for the next call, and the ages of answers looked at


def test_a_campaign_counts_for_as_much_as_its_answers_are() -> None:
    few, many = (priced(seen(beside(calls, policy=STRICT))) for calls in (1, 30))
    assert few[0] > 5.0 * many[0]


def test_a_decision_tells_both_prices() -> None:
    facts = decide(seen(beside(policy=STRICT)), POLICY).reason.facts
    assert float(facts["price"]) < float(facts["own_price"]) == pytest.approx(priced(seen())[1])
    for alone in (seen(), seen(beside(0, wants=False))):  # a campaign that dials no more has no part in the price
        assert "own_price" not in decide(alone, POLICY).reason.facts


def test_a_rival_that_tells_no_policy_has_the_same() -> None:
    told, untold = (priced(seen(beside(policy=policy)))[0] for policy in (POLICY, None))
    assert told == untold


def test_without_a_limit_there_is_no_price() -> None:
    free = replace(POLICY, constraints=())
    snapshot = seen(beside(policy=free))
    outlook = look_ahead(snapshot, free)
    assert common_price(snapshot, free, allowed(snapshot, free), outlook) > 1e6
    assert decide(snapshot, free).dial >= 0


@pytest.mark.parametrize(
    ("calls", "beside_it", "order"), [(10, 10, 0), (30, 10, -1), (10, 30, 1), (0, 10, 1), (30, 0, 0)]
)
def test_who_has_more_than_its_part_leaves_the_next_agent_to_the_others(calls: int, beside_it: int, order: int) -> None:
    snapshot = seen(beside(beside_it, learned=a_history()), calls=calls)
    factor = turn(snapshot, look_ahead(snapshot, POLICY))
    assert math.copysign(1.0, factor - 1.0) == order if order else factor == pytest.approx(1.0)


def test_a_rival_that_wants_more_is_left_room_though_nothing_of_it_rings() -> None:
    snapshot, idle = (seen(beside(0, wants=wants)) for wants in (True, False))
    assert turn(snapshot, look_ahead(snapshot, POLICY)) < 0.5
    assert turn(idle, look_ahead(idle, POLICY)) == 1.0


def test_a_rival_that_promises_an_agent_to_each_call_is_left_room_too() -> None:
    def factor(**changes: object) -> float:
        snapshot = seen(beside(3, ahead=False, **changes), calls=10, agents_busy=talking(12))
        return turn(snapshot, look_ahead(snapshot, POLICY))

    assert factor(wants=True) < factor(wants=True, busy=talking(6)) < 1.0
    assert factor(wants=False) == 1.0


def test_a_rival_without_leads_takes_no_part_whatever_still_rings() -> None:
    snapshot = seen(beside(10, wants=False), calls=30)
    assert turn(snapshot, look_ahead(snapshot, POLICY)) == 1.0


def test_a_campaign_is_due_agents_of_its_own_and_its_part_of_those_it_shares() -> None:
    # 10 agents here alone and 10 who work in both: 15 to 5. Half of our answers come to those.
    here = seen(beside(10, learned=a_history(), agents_due=5.0), calls=30, agents_due=15.0)
    there = seen(beside(30, learned=a_history(), agents_due=15.0, sharing=0.5), calls=10, agents_due=5.0)
    for snapshot in (here, there):
        assert turn(snapshot, look_ahead(snapshot, POLICY)) == pytest.approx(1.0, abs=0.03)


def test_agents_who_are_busy_with_a_campaigns_people_are_its_own() -> None:
    equal = seen(beside(10, learned=a_history()))
    more = replace(equal, agents_busy=talking(6), rivals=(replace(equal.rivals[0], busy=talking(2)),))
    less = replace(equal, agents_busy=talking(2), rivals=(replace(equal.rivals[0], busy=talking(6)),))
    factors = [turn(snapshot, look_ahead(snapshot, POLICY)) for snapshot in (more, equal, less)]
    assert factors[0] < 1.0 < factors[2]
    assert factors[1] == pytest.approx(1.0)


def test_who_is_behind_dials_where_the_other_does_not() -> None:
    busy = tuple(BusyAgent(BusyPhase.TALK, NOW - 30.0 - agent) for agent in range(18))
    room = {"agents_ready": 2, "agents_busy": busy[::2]}
    behind = seen(beside(24, busy=busy[1::2]), calls=2, **room)
    ahead = seen(beside(2, busy=busy[1::2]), calls=24, **room)
    assert decide(behind, POLICY).dial >= decide(ahead, POLICY).dial
    assert turn(behind, look_ahead(behind, POLICY)) > 1.0 > turn(ahead, look_ahead(ahead, POLICY))


def test_few_answers_keep_a_campaign_to_its_agents_and_not_from_dialling_beside_another() -> None:
    young = replace(POLICY, constraints=(Constraint(name="campaign", limit=0.03, min_count=10_000.0),))
    snapshot = seen(beside(40), calls=4)
    assert 0 < decide(replace(snapshot, rivals=()), young).dial <= 6
    assert decide(snapshot, young).dial <= 6
    alone = seen(beside(4), calls=0, agents_ready=20)
    assert decide(alone, young).dial > 0


def test_a_ready_agent_whom_calls_of_another_campaign_may_need_is_called_for_by_risk_alone() -> None:
    spent = replace(POLICY, constraints=(Constraint(name="campaign", limit=0.01, progressive_at=2.0),))
    alone = seen(calls=0, agents_ready=4)
    assert decide(alone, spent).dial == 4  # whatever the price: behind each an agent is ready
    assert decide(replace(alone, rivals=(beside(0, wants=False),)), spent).dial == 4
    assert decide(replace(alone, rivals=(beside(40, wants=True, shared_ready=4),)), spent).dial == 0
