"""What filters and orders may look at: a lead's own facts and the fields of its list, by folded name."""

from collections.abc import Collection, Mapping
from typing import Any, Final

from dialer.leads.masking import MASKED, countries_of, mask_numbers, mask_phone
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
FIRST_DIGITS: Final = 2
PHONES: Final = frozenset({"phone", "phones"})  # the first number, masked, and how many there are
UNTYPED: Final = Typing()
OWN: Final = frozenset(COLUMNS) | PHONES


def lead_fields(
    lead: Any, numbers: Collection[str], *, wanted: Collection[str], typing: Typing = UNTYPED
) -> Mapping[str, Any]:
    """The values of the names in `wanted`. `lead` has the columns as attributes; `numbers` are its phones, in order.

    Phone numbers are masked wherever they stand, as whoever writes a filter sees them: by how many leads each of some
    filters leaves out, a number would be learned digit by digit. Of a phone the first two digits behind the country
    code are left, by which mobiles and towns are told apart.
    """
    found: dict[str, Any] = {}
    theirs = False
    countries = countries_of(numbers)
    for name in wanted:
        if name == "name":
            found[name] = mask_numbers(lead.name, countries)
        elif name in COLUMNS:
            found[name] = getattr(lead, COLUMNS[name])
        elif name == "phones":
            found[name] = len(numbers)
        elif name == "phone":
            found[name] = next((mask_phone(number, more=FIRST_DIGITS) for number in numbers), None)
        else:
            theirs = True
    if theirs:
        for name, value in lead.fields.items():
            if (folded := name.casefold()) in wanted and folded not in OWN:
                found[folded] = MASKED.value(typing.value(folded, value), countries)
    return found
