"""A list's filter, kept: the leads it leaves out are held back. A lead that changed since is looked at when claimed."""

from collections.abc import Mapping, Sequence
from typing import Any

from dialer.leads.filters import read_filter
from dialer.leads.lead import Phone
from dialer.leads.lead_fields import lead_fields


def left_out(
    rows: Sequence[Any], phones: Mapping[int, Sequence[Phone]], filters: Mapping[int, str], *, now: float
) -> set[int]:
    """The ids of those leads that the filter of their list leaves out. `rows` hold picking.COLUMNS."""
    out: set[int] = set()
    for row in rows:
        if (text := filters.get(row.list_id)) is None:
            continue
        wanted = read_filter(text)
        numbers = [phone.number for phone in phones.get(row.id, ())]
        if not wanted.passes(lead_fields(row, numbers, wanted=wanted.fields), now):
            out.add(row.id)
    return out
