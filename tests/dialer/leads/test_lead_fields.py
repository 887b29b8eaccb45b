"""Filters and orders see phone numbers as whoever writes them does: masked."""

from types import SimpleNamespace
from typing import Any

import pytest

from dialer.leads.filters import read_filter
from dialer.leads.lead_fields import lead_fields

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
