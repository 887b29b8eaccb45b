"""The quick way to E.164 says what the library and the national plans say, or leaves it to a closer look."""

import phonenumbers
import pytest

from dialer.numbers.fast_reader import COUNTRIES, fast_judge
from dialer.numbers.kinds import kind_of
from tests.support.national_plans import nobody_has
from tests.support.random_numbers import made_numbers
from tests.support.rings import first_in_gate

_COSTLY = {
    phonenumbers.PhoneNumberType.TOLL_FREE,
    phonenumbers.PhoneNumberType.SHARED_COST,
    phonenumbers.PhoneNumberType.PREMIUM_RATE,
    phonenumbers.PhoneNumberType.PERSONAL_NUMBER,
}
NUMBERS = 3000
PROOF = 100_000


def by_the_library(text: str, country: str) -> str | None:
    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        return None
    if number.extension or not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def by_the_plan(text: str, country: str) -> str | None:
    """What the library says, unless nobody has the number, or it is another one with its country code."""
    number = by_the_library(text, country)
    if number is None or nobody_has(number):
        return None
    digits = "".join(filter(str.isdecimal, text))
    if number.startswith("+49") and "+" not in text and digits == number[3:] and digits[0] != "1":
        return None  # within a town people write the numbers of the town alone
    if "+" not in text and not digits.startswith("0") and number.endswith(digits) and number != f"+{digits}":
        other = by_the_library(f"+{digits}", country)
        if other is not None and other[:3] == number[:3] and not nobody_has(other):
            return None
    return number


def out_of_the_ordinary(number: str) -> bool:
    """Whether the library says that a call to it costs nothing or more than others: the quick way must not tell it."""
    return phonenumbers.number_type(phonenumbers.parse(number)) in _COSTLY


@pytest.mark.parametrize("home", [*COUNTRIES, "CH"])
@pytest.mark.parametrize("country", COUNTRIES)
def test_it_says_what_the_library_and_the_plans_say(country, home):
    judge = fast_judge(home)
    wrong = []
    for text in made_numbers(country, NUMBERS // 6, seed=1):
        told = judge(text)
        if told is not None and (told != by_the_plan(text, home) or out_of_the_ordinary(told)):
            wrong.append((text, told))
    assert wrong == []


@pytest.mark.parametrize("country", first_in_gate(COUNTRIES))
def test_it_is_proven_on_a_hundred_thousand_numbers_of_each_country(country):
    judge, told, wrong = fast_judge(country), 0, []
    for text in made_numbers(country, PROOF, seed=3):
        if (quick := judge(text)) is not None:
            told += 1
            if quick != by_the_plan(text, country) or out_of_the_ordinary(quick):
                wrong.append((text, quick))
    assert wrong == []
    assert told > PROOF / 5


@pytest.mark.parametrize("country", COUNTRIES)
def test_it_tells_nearly_every_valid_number_written_plainly(country):
    judge, valid, told = fast_judge(country), 0, 0
    for text in made_numbers(country, NUMBERS, seed=2):
        expected = by_the_plan(text, country)
        apart = "-" in text[-5:] or text[-2:-1] == " " or text[-3:-2] == " "  # the last digits may be another line
        plain = "/" not in text and "(0)" not in text and not apart
        if expected is not None and kind_of(expected) is None and plain:
            valid += 1
            told += judge(text) == expected
    assert valid > NUMBERS / 10
    assert told / valid > 0.95


@pytest.mark.parametrize(
    "text", ["", "٠٦١٢٣٤٥٦٧٨", "06 1234 5678 x", "01.05.2024", "3331234567.0", "06 1234\n5678", "+", "+39", "0" * 40]
)
def test_what_is_not_plain_is_left_to_the_library(text):
    assert fast_judge("IT")(text) is None
