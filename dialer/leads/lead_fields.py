"""What filters and orders may look at: a lead's own facts and the fields of its list, by folded name."""

from collections.abc import Collection, Mapping
from typing import Any, Final

from dialer.leads.typed import Typing

# Name in filters and orders: the column of a lead that holds it.
COLUMNS: Final = {
    "name": "name",
    "language": "language",
    "external_id": "external_id",
    "zone": "zone_key",
    "postcode": "postcode",
    "owner": "owner",
    "priority": "priority",
    "attempts": "attempts",
}
PHONES: Final = frozenset({"phone", "phones"})  # the first number, and how many there are
UNTYPED: Final = Typing()
OWN: Final = frozenset(COLUMNS) | PHONES


def lead_fields(
    lead: Any, numbers: Collection[str], *, wanted: Collection[str], typing: Typing = UNTYPED
) -> Mapping[str, Any]:
    """The values of the names in `wanted`. `lead` has the columns as attributes; `numbers` are its phones, in order."""
    found: dict[str, Any] = {}
    theirs = False
    for name in wanted:
        if name in COLUMNS:
            found[name] = getattr(lead, COLUMNS[name])
        elif name == "phones":
            found[name] = len(numbers)
        elif name == "phone":
            found[name] = next(iter(numbers), None)
        else:
            theirs = True
    if theirs:
        for name, value in lead.fields.items():
            if (folded := name.casefold()) in wanted and folded not in OWN:
                found[folded] = typing.value(folded, value)
    return found
