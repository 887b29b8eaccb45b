"""Numbers are found in texts as the reader of lists would, and other figures are left as they are."""

from collections.abc import Sequence
from typing import Any

import pytest

from dialer.numbers.masking import MASKED, WHOLE, Show, countries_of, mask_numbers


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("+393331234567", "+39********67"),
        ("333 123 45 67", "*** *** ** 67"),
        ("call cell3331234567, or (06) 12345678", "call cell********67, or (**) ******78"),
        ("0039 333 1234567", "**** *** *****67"),
        ("+1 212 736 5000 is in New York", "+1 *** *** **00 is in New York"),
    ],
)
def test_a_number_within_a_text_is_masked(written: str, shown: str) -> None:
    assert mask_numbers(written, ("IT",)) == shown


@pytest.mark.parametrize(
    "written",
    [
        "2026-01-31 10:00:00",
        "31/01/2026 12:30",
        "IT60X0542811101000000123456",
        "RSSMRA85T10A562S",
        "contract 20231234567",
        "1250000.50 EUR",
        "via Roma 12, 00184 Roma",
        "",
    ],
)
def test_other_figures_stay(written: str) -> None:
    assert mask_numbers(written, ("IT",)) == written


def test_a_day_stays_where_a_number_has_as_many_digits() -> None:
    assert mask_numbers("on 2026-01-31 call 32 12 34 56", ("DK",)) == "on 2026-01-31 call ** ** ** 56"


@pytest.mark.parametrize("countries", [(), ("IT",), ("FR", "IT")])
def test_a_number_with_its_country_needs_no_other(countries: Sequence[str]) -> None:
    assert mask_numbers("+39 333 1234567", countries) == "+39 *** *****67"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (3331234567, "********67"),
        (3331234567.0, "********67"),
        ({"a": ["333 1234567", 5, None, True]}, {"a": ["*** *****67", 5, None, True]}),
        (12.5, 12.5),
        (1e20, 1e20),
        (float("inf"), float("inf")),
    ],
    ids=str,
)
def test_a_field_of_any_kind_is_masked(value: Any, shown: Any) -> None:
    assert MASKED.value(value, ("IT",)) == shown
    assert WHOLE.value(value, ("IT",)) == value


def test_numbers_without_a_country_are_masked_by_those_known_besides_the_texts_own() -> None:
    show = Show(countries=("IT",))
    assert (show.text("333 1234567", ()), show.value(3331234567, ("US",))) == ("*** *****67", "********67")
    assert MASKED.text("333 1234567", ()) == "333 1234567"


def test_numbers_tell_their_countries() -> None:
    assert countries_of(["+393331234567", "+12127365000", "+390612345678", "+999", ""]) == ("IT", "US")
