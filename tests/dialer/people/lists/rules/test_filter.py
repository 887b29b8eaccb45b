"""Filters: what they let through, and what they say of mistakes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialer.people.lists.rules.filter import check_fields, read_filter
from dialer.people.lists.rules.filter_tokens import BadFilter

NOW = 1_750_000_000.0  # 15 June 2025
LEAD = {
    "city": "Roma",
    "score": 50,
    "fee": "12,5",
    "vip": True,
    "email": "",
    "born": "1980-06-16",
    "last order": "2025-06-01",
    "attempts": 2,
    "note": "wants a discount",
}


def passes(text: str) -> bool:
    return read_filter(text).passes(LEAD, NOW)


@pytest.mark.parametrize(
    "text",
    [
        "score >= 50",
        "score = 50 and city = 'ROMA'",
        'city in ("Milano", "roma")',
        "city not in ('Milano')",
        "not city = 'Milano' and attempts < 3",
        "fee > 12 and fee < 13",  # a text that is a number, with a comma
        "vip",
        "vip = yes",
        "not vip or score != 51",
        "email is empty and phone is empty",
        "city is not empty",
        "note contains 'DISCOUNT'",
        "city starts with 'ro'",
        "city not starts with 'mi'",
        "days_since(`last order`) = 14",
        "years_since(born) = 44",
        "born < 1980-06-17",
        "length(city) = 4",
        "(score < 10 or score > 40) and (city = 'x' or vip)",
        "missing != 'x'",
        "città is empty",
        # the same in Italian
        "score >= 50 e non città = 'Napoli'",
        "city contiene 'om' o score < 0",
        "city inizia con 'RO'",
        "email è vuoto e city non è vuota",
        "anni_da(born) = 44",
        "vip = sì",
    ],
)
def test_a_filter_lets_the_lead_through(text):
    assert passes(text)
    assert not passes(f"not ({text})")


@pytest.mark.parametrize("text", ["missing < 5", "missing > 5", "missing = 'x'", "note > 5", "city > 3", "score"])
def test_what_is_not_there_or_no_number_is_neither_less_nor_more(text):
    assert not passes(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "a field or a value is missing before the end, at character 1"),
        ("score >", "a field or a value is missing before the end, at character 8"),
        ("score >= 50 city = 'x'", "'city' does not belong here, at character 13: join conditions with and, or"),
        ("score ~ 5", "the character '~' means nothing here, at character 7"),
        ("city = 'Roma", "the quote ' is not closed, at character 8: close it"),
        ("(score > 5", "')' is missing, at character 11: close the bracket"),
        ("city in 'Roma'", "'(' is missing, at character 9: write the values in brackets"),
        ("exec(city) = 1", "there is no function 'exec', at character 1: there are: days_since, years_since"),
        ("score = 12abc", "this is no number, at character 9"),
        ("city not 'x'", "a comparison is missing before 'Roma'"),
        ("score >= 50; drop table lead", "the character ';' means nothing here, at character 12"),
        ("(" * 40 + "score > 1" + ")" * 40, "brackets are nested too deeply, at character 31"),
        ("x" * 3000, "the filter is too long"),
    ],
)
def test_a_mistake_is_named_with_its_place(text, said):
    if "city not" in text:
        said = said.replace("'Roma'", "\"'x'\"")
    with pytest.raises(BadFilter) as bad:
        read_filter(text)
    assert str(bad.value).startswith(said)


def test_a_field_that_no_lead_has_is_refused_with_those_there_are():
    check_fields("Score > 1 and attempts < 3", ["score", "attempts"])
    with pytest.raises(BadFilter, match=r"there is no field 'skore', at character 11: the leads have: attempts, score"):
        check_fields("1 = 1 and skore > 1", ["score", "attempts"])


def place_of_mistake(text: str) -> int:
    """Where the filter is wrong; 0 for one that can be read, and then says yes or no of a lead."""
    try:
        assert read_filter(text).passes(LEAD, NOW) in (True, False)
    except BadFilter as bad:
        return bad.at
    return 0


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused_with_a_place_in_it(text):
    assert 0 <= place_of_mistake(text) <= len(text)


@given(
    st.lists(
        st.sampled_from(["score", "city", "'x'", "5", "and", "or", "not", "in", "(", ")", ",", "=", "is", "empty"])
    )
)
def test_any_row_of_words_is_read_or_refused(words):
    text = " ".join(words)
    assert 0 <= place_of_mistake(text) <= len(text)
