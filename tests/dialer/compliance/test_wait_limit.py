"""What the dialplan is told, durations, and lists that look made up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialer.compliance.combine import combine
from dialer.compliance.durations import read_duration
from dialer.compliance.made_up_numbers import longest_sequence
from dialer.compliance.vocabulary import ClockStart
from dialer.compliance.wait_limit import NoTreatment, Treatment, treatment
from tests.support.profiles import DAY, NOON, at, profiles


def test_italy_hears_the_office_and_no_message():
    assert treatment(profiles()["IT"], NOON) == Treatment(
        rule_ids=("IT-MUTE-TREATMENT",),
        limits=((ClockStart.ANSWER, 3000),),
        wait_ms=3000,
        at_limit="hangup",
        comfort_noise_within_ms=200,
        comfort_noise="office",
        says=(),
        must_not_say=(),
        opt_out_by_key=False,
        suppress_before_hangup=False,
        ring_at_least_s=15.0,
        amd_allowed="never",
        amd_max_ms=1800,
    )


def test_the_united_states_hear_a_message_with_a_key_to_say_no():
    found = treatment(profiles()["US"], NOON)
    assert found is not None
    assert (found.at_limit, found.limits, found.wait_ms) == ("message", ((ClockStart.GREETING_END, 2000),), 2000)
    assert found.says == ("seller_name", "seller_phone", "telemarketing_purpose")
    assert (found.must_not_say, found.opt_out_by_key, found.suppress_before_hangup) == (("marketing",), True, True)
    assert (found.comfort_noise_within_ms, found.amd_allowed) == (None, "yes")


def test_two_messages_are_one_that_says_all():
    found = treatment(combine([profiles()["US"], profiles()["UK"]]), NOON)
    assert found is not None
    assert set(found.says) == {
        "seller_name",
        "seller_phone",
        "telemarketing_purpose",
        "caller_identity",
        "opt_out_number",
    }
    assert found.limits == ((ClockStart.GREETING_START, 2000), (ClockStart.GREETING_END, 2000))
    assert found.amd_allowed == "with_audit"


def test_a_message_that_is_demanded_and_forbidden_is_no_treatment():
    with pytest.raises(NoTreatment, match="demands a message and another forbids it"):
        treatment(combine([profiles()["IT"], profiles()["UK"]]), NOON)


def test_where_no_rule_speaks_of_it_there_is_no_treatment():
    assert treatment(profiles()["EU-GDPR"], NOON) is None


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("P15D", "2026-02-15 12:00"),
        ("PT72H", "2026-02-03 12:00"),
        ("P1M", "2026-02-28 12:00"),
        ("P24M", "2028-01-31 12:00"),
        ("P1Y", "2027-01-31 12:00"),
        ("P10WD", "2026-02-13 12:00"),
        ("P1DT2H30M", "2026-02-01 14:30"),
    ],
)
def test_a_duration_ends_by_the_calendar(text, after):
    assert read_duration(text).after(at("2026-01-31 12:00", "UTC")) == at(after, "UTC")
    assert str(read_duration(text)) == text


@pytest.mark.parametrize("text", ["", "P", "PT", "15D", "P1.5D", "P-1D", "p1d", "P1W", None, 15])
def test_what_is_no_duration_is_refused(text):
    with pytest.raises(ValueError, match="Write it as"):
        read_duration(text)


@given(text=st.sampled_from(["P1D", "PT1H", "P3M", "P18M", "P10WD", "P2Y"]), now=st.floats(NOON, NOON + 4000 * DAY))
def test_before_and_after_lie_about_as_far_away(text, now):
    one = read_duration(text)
    slack = 0.0 if not one.months and not one.working_days else 4 * DAY
    assert abs(one.after(now) - now - one.about_s) <= slack + 0.001
    assert abs(now - one.before(now) - one.about_s) <= slack + 0.001


@pytest.mark.parametrize(
    ("numbers", "longest"),
    [
        ([], 0),
        (["+390612345678"], 1),
        (["+390612345001", "+390612345003", "+390612345002"], 3),
        (["+390612345001", "+390612345001", "+390612345003"], 1),
        (["+390612345009", "+390612345010", "anonymous", ""], 2),
    ],
)
def test_consecutive_numbers_are_counted_whatever_their_order(numbers, longest):
    assert longest_sequence(numbers) == longest
