"""What becomes of a lead after each result."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialer.campaigns.model import default_dispositions, default_rules
from dialer.compliance.hours import ALWAYS
from dialer.core.enums import LeadState, Outcome, Then
from dialer.core.time_units import DAY_S, HOUR_S, MINUTE_S
from dialer.people.leads.rules.day_parts import times_of
from dialer.people.leads.rules.retry import LeadStep, RetryRule, next_step

NOW = 1_750_000_000.0
DEFAULT = {rule.on: rule for rule in default_rules()}


def step(result: str, **facts: object) -> LeadStep:
    usual = {
        "rules": DEFAULT,
        "attempts_with_result": 1,
        "attempts": 1,
        "max_attempts": 6,
        "phones": 1,
        "phone_position": 0,
        "now": NOW,
    }
    return next_step(result, **usual | facts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("result", "wait_s"),
    [
        (Outcome.NO_ANSWER, HOUR_S),
        (Outcome.BUSY, 10 * MINUTE_S),
        (Outcome.CONGESTION, 5 * MINUTE_S),
        (Outcome.MACHINE, 2 * HOUR_S),
        (Outcome.ABANDONED, DAY_S),
        (Outcome.FAILED, HOUR_S),
        (Outcome.NOT_PLACED, MINUTE_S),
        (Outcome.LOST, 10 * MINUTE_S),
        (Outcome.CANCELLED, 5 * MINUTE_S),
        ("disposition:call_back", DAY_S),
        ("disposition:answering_machine", 2 * HOUR_S),
    ],
)
def test_the_default_rules_try_again(result, wait_s):
    assert step(result) == LeadStep(state=LeadState.OPEN, due_at=NOW + wait_s, next_phone=0)


@pytest.mark.parametrize("code", ["sale", "not_interested", "wrong_number", "language_barrier"])
def test_the_default_rules_retire(code):
    assert step(f"disposition:{code}") == LeadStep(state=LeadState.DONE, reason=f"disposition:{code}")


def test_who_says_no_is_suppressed_whatever_was_promised():
    said_no = step("disposition:do_not_call", callback_at=NOW + 60.0)
    assert said_no == LeadStep(state=LeadState.DONE, reason="disposition:do_not_call", suppress=True)


def test_every_default_disposition_and_every_outcome_but_a_talk_has_its_rule():
    assert {f"disposition:{one.code}" for one in default_dispositions()} <= DEFAULT.keys()
    assert {outcome for outcome in Outcome if outcome is not Outcome.CONNECTED} <= DEFAULT.keys()


def test_attempts_used_up_end_it():
    assert step(Outcome.BUSY, attempts=6) == LeadStep(state=LeadState.DONE, reason="attempts_used_up")
    assert step(Outcome.BUSY, attempts=5).state is LeadState.OPEN


def test_a_rules_own_limit_ends_it():
    assert step(Outcome.FAILED, attempts_with_result=2).state is LeadState.OPEN
    assert step(Outcome.FAILED, attempts_with_result=3) == LeadStep(state=LeadState.DONE, reason="failed")


def test_a_promise_goes_before_wait_and_limits():
    promised = step("disposition:call_back", attempts=99, callback_at=NOW + 5.0, phones=3, phone_position=2)
    assert promised == LeadStep(state=LeadState.BOOKED, due_at=NOW + 5.0, next_phone=2)


def test_a_bad_number_goes_to_the_next_phone_and_ends_with_the_last():
    first = step(Outcome.INVALID_NUMBER, phones=2)
    assert (first.state, first.due_at, first.next_phone) == (LeadState.OPEN, NOW, 1)
    assert step(Outcome.INVALID_NUMBER, phones=2, phone_position=1).state is LeadState.DONE


def test_a_retry_stays_on_its_phone_unless_the_rule_moves_on():
    assert step(Outcome.NO_ANSWER, phones=3, phone_position=1).next_phone == 1
    around = {"busy": RetryRule(on="busy", then=Then.RETRY, wait_s=1.0, next_phone=True)}
    phones = [step("busy", rules=around, phones=3, phone_position=position).next_phone for position in range(3)]
    assert phones == [1, 2, 0]


RULES = st.builds(
    RetryRule,
    on=st.just("busy"),
    then=st.sampled_from(Then),
    wait_s=st.floats(0.0, 1e6),
    at_most=st.integers(0, 5),
    next_phone=st.booleans(),
)


@given(
    rule=RULES,
    attempts=st.integers(1, 10),
    most=st.integers(1, 10),
    phones=st.integers(1, 4),
    data=st.data(),
    callback_at=st.none() | st.floats(NOW, NOW + 1e6),
)
def test_any_rule_leaves_the_lead_open_later_on_a_phone_it_has_or_booked_or_done_for_a_reason(
    rule, attempts, most, phones, data, callback_at
):
    position = data.draw(st.integers(0, phones - 1))
    result = step(
        "busy",
        rules={"busy": rule},
        attempts=attempts,
        attempts_with_result=data.draw(st.integers(1, attempts)),
        max_attempts=most,
        phones=phones,
        phone_position=position,
        callback_at=callback_at,
    )
    if result.state is LeadState.OPEN:
        assert result.due_at >= NOW
        assert result.next_phone in range(phones)
        assert not result.suppress
    elif result.state is LeadState.BOOKED:
        assert (result.due_at, result.next_phone) == (callback_at, position)
    else:
        assert result.state is LeadState.DONE
        assert result.reason
    assert result.suppress == (rule.then is Then.SUPPRESS)


def test_waits_may_grow_with_each_try_but_not_for_ever():
    rules = {"busy": RetryRule(on="busy", then=Then.RETRY, wait_s=600.0, growth=2.0)}
    waits = [step("busy", rules=rules, attempts_with_result=n).due_at - NOW for n in (1, 2, 3, 20)]
    assert waits == [600.0, 1200.0, 2400.0, 30 * DAY_S]


def test_a_rule_may_ask_for_another_part_of_the_day():
    times = times_of(ALWAYS, "Europe/Rome", [NOW], default="Europe/Rome")  # NOW is 17:06, an evening
    rules = {"no_answer": RetryRule(on="no_answer", then=Then.RETRY, wait_s=HOUR_S, other_time=True)}
    midnight = 1_750_024_800.0
    assert step("no_answer", rules=rules, times=times).due_at == midnight
    assert step("no_answer", rules=rules).due_at == NOW + HOUR_S


def test_who_was_talked_to_is_called_again_only_where_a_rule_or_a_promise_says_so():
    assert step("disposition:dnc", phones=2) == LeadStep(state=LeadState.DONE, reason="disposition:dnc")
    assert step("disposition:dnc", callback_at=NOW + 60.0).state is LeadState.BOOKED
    assert step("some_outcome").due_at == NOW + HOUR_S
