"""Filters and orders see phone numbers as whoever wrote them does: masked, or whole."""

from types import SimpleNamespace
from typing import Any

import pytest

from dialer.people.lists.rules.field_types import FieldKind, FieldType, Typing
from dialer.people.lists.rules.filter import read_filter
from dialer.people.lists.rules.lead_fields import lead_fields

NUMBER = "+393339876543"
ADA = SimpleNamespace(name="Ada 333 9876543", fields={"cell": "3339876543", "as number": 3339876543, "score": 70})


def passes(text: str, lead: Any = ADA) -> bool:
    wanted = read_filter(text)
    return wanted.passes(lead_fields(lead, [NUMBER], wanted=wanted.fields), 0.0)


@pytest.mark.parametrize(
    ("filtered", "known", "most"),
    [
        ('phone starts with "{}"', "+39", "+3933"),
        ('cell starts with "{}"', "", ""),
        ('cell contains "{}"', "", "3"),
        ('name contains "{}"', "Ada ", "Ada "),
    ],
)
def test_a_number_cannot_be_grown_by_filters(filtered: str, known: str, most: str) -> None:
    while longer := next((one for digit in "0123456789" if passes(filtered.format(one := f"{known}{digit}"))), None):
        known = longer
    assert known == most


@pytest.mark.parametrize(
    "text",
    ['phone starts with "+393"', "length(phone) = 13", "phones = 1", "score >= 70", "phone is not empty"],
)
def test_what_tells_nobody_apart_can_still_be_filtered_by(text: str) -> None:
    assert passes(text)


@pytest.mark.parametrize(
    "text", ["`as number` >= 1", "number(cell) >= 1", "number(phone) >= 1", "`as number` = 3339876543"]
)
def test_a_number_is_more_than_nothing(text: str) -> None:
    assert not passes(text)


@pytest.mark.parametrize("kind", [FieldKind.WHOLE, FieldKind.DECIMAL])
@pytest.mark.parametrize("said", [3471234567, "3471234567"])
def test_a_field_that_is_said_to_hold_numbers_is_compared_as_one_though_it_looks_like_a_phone(
    kind: FieldKind, said: Any
) -> None:
    typing = Typing(types={"contract": FieldType(kind=kind)}, country="IT")
    lead = SimpleNamespace(name="Ada", fields={"Contract": said})
    wanted = read_filter("contract >= 3471234567 and contract < 3471234568")
    assert wanted.passes(lead_fields(lead, [NUMBER], wanted=wanted.fields, typing=typing), 0.0)


@pytest.mark.parametrize("said", [3339876543, 393339876543, "3339876543", 9876543])
def test_a_leads_own_number_is_learned_by_no_type_of_its_field(said: Any) -> None:
    typing = Typing(types={"cell": FieldType(kind=FieldKind.WHOLE)}, country="IT")
    lead = SimpleNamespace(name="Ada", fields={"cell": said})
    wanted = read_filter("cell >= 1")
    assert not wanted.passes(lead_fields(lead, [NUMBER], wanted=wanted.fields, typing=typing), 0.0)


@pytest.mark.parametrize(
    "text", ['phone starts with "+39333987"', "number(cell) = 3339876543", 'name contains "9876"', "`as number` > 1"]
)
def test_a_filter_of_somebody_who_may_see_numbers_sees_them_whole(text: str) -> None:
    wanted = read_filter(text)
    assert wanted.passes(lead_fields(ADA, [NUMBER], wanted=wanted.fields, masked=False), 0.0)
