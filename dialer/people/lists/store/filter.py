"""A list's stored filter: leads it leaves out are held back. A changed lead is checked again when it is claimed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dialer.people.leads.model import Phone
from dialer.people.lists.rules.field_types import Typing
from dialer.people.lists.rules.filter import read_filter
from dialer.people.lists.rules.lead_fields import lead_fields


@dataclass(frozen=True, slots=True, kw_only=True)
class ListFilter:
    """The filter of a list, and the types of the fields that it may use."""

    text: str
    sees_numbers: bool
    typing: Typing


def left_out(
    rows: Sequence[Any], phones: Mapping[int, Sequence[Phone]], filters: Mapping[int, ListFilter], *, now: float
) -> set[int]:
    """The ids of the leads that their list's filter leaves out. `rows` hold briefing.COLUMNS."""
    out: set[int] = set()
    for row in rows:
        if (mine := filters.get(row.list_id)) is None:
            continue
        wanted = read_filter(mine.text)
        numbers = [phone.number for phone in phones.get(row.id, ())]
        masked = not mine.sees_numbers
        if not wanted.passes(lead_fields(row, numbers, wanted=wanted.fields, typing=mine.typing, masked=masked), now):
            out.add(row.id)
    return out
