"""A list's filter, kept: the leads it leaves out are held back. A lead that changed since is looked at when claimed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dialer.leads.model import Phone
from dialer.lists.rules.field_types import Typing
from dialer.lists.rules.filter import read_filter
from dialer.lists.rules.lead_fields import lead_fields


@dataclass(frozen=True, slots=True, kw_only=True)
class ListFilter:
    """The filter of a list, and what the fields hold that it may look at."""

    text: str
    sees_numbers: bool
    typing: Typing


def left_out(
    rows: Sequence[Any], phones: Mapping[int, Sequence[Phone]], filters: Mapping[int, ListFilter], *, now: float
) -> set[int]:
    """The ids of those leads that the filter of their list leaves out. `rows` hold briefing.COLUMNS."""
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
