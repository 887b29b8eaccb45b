"""Which numbers a trunk may call."""

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialer.numbers.kinds import NumberKind, kind_of
from dialer.telephony.destinations.model import Destinations, Refusal
from dialer.telephony.destinations.rules import (
    PrefixTable,
    country_of_prefix,
    guard_of,
    is_premium,
    is_whole_code,
    of_country,
    wrong_prefixes,
)


def refusal(number: str, country: str = "IT", **settings: object) -> Refusal | None:
    return guard_of(Destinations(trunk_id=1, **settings), country).refusal(number)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("number", "why"),
    [
        ("+390612345678", None),
        ("+393331234567", None),
        ("+39800123456", None),
        ("+39899123456", Refusal.PREMIUM),
        ("+442079460000", Refusal.NOT_ALLOWED),
        ("+12125550100", Refusal.NOT_ALLOWED),
        ("+8816123456789", Refusal.SATELLITE),
        ("+870773111111", Refusal.SATELLITE),
    ],
)
def test_by_default_a_trunk_calls_its_own_country_and_neither_premium_nor_satellite(
    number: str, why: Refusal | None
) -> None:
    assert refusal(number) is why


def test_without_country_and_destinations_nobody_is_called():
    assert refusal("+390612345678", country="") is Refusal.NONE_SET
    assert refusal("+390612345678", allowed=()) is Refusal.NONE_SET


def test_the_longest_prefix_decides():
    settings = {"allowed": ("+44", "+447911", "+39"), "refused": ("+4479", "+3906")}
    assert refusal("+442079460000", **settings) is None
    assert refusal("+447900123456", **settings) is Refusal.EXCEPTED
    assert refusal("+447911123456", **settings) is None
    assert refusal("+390612345678", **settings) is Refusal.EXCEPTED
    assert refusal("+390212345678", **settings) is None


def test_premium_and_satellite_numbers_are_called_only_where_it_is_said():
    assert refusal("+39899123456", premium=True) is None
    assert refusal("+8816123456789", allowed=("+881",)) is None


@pytest.mark.parametrize("number", ["+18095550100", "+12425550100", "+18765550100", "+17875550100"])
def test_the_caribbean_is_no_part_of_the_united_states(number: str) -> None:
    assert refusal(number, country="US") is Refusal.EXCEPTED
    assert refusal("+12125550100", country="US") is None
    assert refusal("+14165550100", country="US") is None  # Canada has no area codes of its own in the plan's data


def test_a_country_named_by_area_codes_has_only_those():
    allowed, refused = of_country("DO")
    assert set(allowed) == {"+1809", "+1829", "+1849"}
    assert refused == ()
    assert of_country("XX") == ((), ())


@pytest.mark.parametrize(
    ("prefix", "whole"), [("+39", True), ("+3", False), ("+88", False), ("+881", True), ("+1", True), ("+1809", True)]
)
def test_a_prefix_names_a_whole_calling_code(prefix: str, whole: bool) -> None:
    assert is_whole_code(prefix) is whole
    assert wrong_prefixes([prefix, "+44"]) == ([] if whole else [prefix])


@pytest.mark.parametrize(
    ("prefix", "country"), [("+39", "IT"), ("+4420", "GB"), ("+1809", "DO"), ("+1", "US"), ("+881", ""), ("+7", "RU")]
)
def test_a_prefix_has_a_country(prefix: str, country: str) -> None:
    assert country_of_prefix(prefix) == country


def test_prices_go_by_the_longest_prefix():
    guard = guard_of(Destinations(trunk_id=1, prices={"+39": 0.01, "+393": 0.03}), "IT")
    assert (guard.price("+390612345678"), guard.price("+393331234567"), guard.price("+44207")) == (0.01, 0.03, None)


@given(
    st.dictionaries(st.text("123", min_size=1, max_size=6), st.booleans(), min_size=1),
    st.text("123", min_size=1, max_size=10),
)
def test_a_table_finds_what_a_search_of_all_prefixes_finds(prefixes: dict[str, bool], number: str) -> None:
    fitting = [prefix for prefix in prefixes if number.startswith(prefix)]
    assert PrefixTable(prefixes).find(number) == (prefixes[max(fitting, key=len)] if fitting else None)


@pytest.mark.parametrize("region", sorted(phonenumbers.SUPPORTED_REGIONS))
def test_premium_is_what_the_library_says(region: str) -> None:
    for kind in (phonenumbers.PhoneNumberType.PREMIUM_RATE, phonenumbers.PhoneNumberType.MOBILE):
        example = phonenumbers.example_number_for_type(region, kind)
        if example is None:
            continue
        number = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.E164)
        assert is_premium(number) is (kind_of(number) is NumberKind.PREMIUM_RATE), number
