"""Conditions in a row are written as a filter, and read from one as they were; what is more than that stays text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialer.people.lists.rules.conditions import Condition, Conditions, Test, read_conditions, write_filter
from dialer.people.lists.rules.filter import read_filter

NAMES = st.text("abcèé _.-0123", min_size=1, max_size=12).filter(str.strip) | st.sampled_from(
    ["and", "non", "è", "sì", "giorni_da", "città", "last order", "3rd", "in"]
)
TEXTS = st.text("abc \"'\\è,()", min_size=1, max_size=8)
DAYS = st.dates().map(lambda day: f"{day.year:04}-{day:%m-%d}")
NUMBERS = st.integers(-(10**9), 10**9) | st.integers(-(10**6), 10**6).map(lambda eighths: eighths / 8)
COMPARED = (Test.IS, Test.IS_NOT, Test.LESS, Test.AT_MOST, Test.MORE, Test.AT_LEAST)


def conditions() -> st.SearchStrategy[Condition]:
    one = (TEXTS | DAYS | NUMBERS | st.booleans()).map(lambda value: (value,))
    return st.one_of(
        st.builds(Condition, field=NAMES, test=st.sampled_from(COMPARED), values=one),
        st.builds(
            Condition,
            field=NAMES,
            measure=st.sampled_from(["days_since", "years_since", "length"]),
            test=st.sampled_from(COMPARED),
            values=st.integers(0, 400).map(lambda value: (value,)),
        ),
        st.builds(
            Condition,
            field=NAMES,
            test=st.sampled_from([Test.ONE_OF, Test.NONE_OF]),
            values=st.lists(TEXTS | NUMBERS, min_size=1, max_size=4).map(tuple),
        ),
        st.builds(
            Condition,
            field=NAMES,
            test=st.sampled_from([Test.CONTAINS, Test.CONTAINS_NOT, Test.STARTS_WITH, Test.STARTS_NOT_WITH]),
            values=TEXTS.map(lambda value: (value,)),
        ),
        st.builds(Condition, field=NAMES, test=st.sampled_from([Test.IS_EMPTY, Test.IS_NOT_EMPTY])),
    )


@given(match=st.sampled_from(["all", "any"]), items=st.lists(conditions(), max_size=4))
def test_conditions_come_back_as_they_were_written(match: str, items: list[Condition]) -> None:
    written = write_filter(Conditions(match=match, items=tuple(items)))  # type: ignore[arg-type]
    if written:
        read_filter(written)
    read = read_conditions(written)
    assert read is not None
    assert [(one.field, one.measure, one.test) for one in read.items] == [
        (one.field.casefold(), one.measure, one.test) for one in items
    ]
    assert [one.values for one in read.items] == [one.values for one in items]
    assert len(items) < 2 or read.match == match


@pytest.mark.parametrize(
    "text",
    [
        "a = 1 and b = 2 or c = 3",
        "not (a is empty)",
        "(a = 1)",
        "a = b",
        "a in (b, 2)",
        "not a contains 'x'",
        "not a",
        "number(a) > 2",
        "1 < a",
    ],
)
def test_what_is_more_than_conditions_in_a_row_stays_text(text: str) -> None:
    read_filter(text)
    assert read_conditions(text) is None


def test_what_a_person_typed_is_read_as_conditions() -> None:
    read = read_conditions("score >= 50 e città in ('Roma', \"Milano\") e giorni_da(`last order`) <= 365 e attivo")
    assert read is not None
    assert [(one.field, one.measure, one.test, one.values) for one in read.items] == [
        ("score", "", Test.AT_LEAST, (50,)),
        ("città", "", Test.ONE_OF, ("Roma", "Milano")),
        ("last order", "days_since", Test.AT_MOST, (365,)),
        ("attivo", "", Test.IS, (True,)),
    ]
    assert read_conditions("") == Conditions()
