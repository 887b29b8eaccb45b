"""Fields that filters and orders may use: a lead's own data and the fields of its list, by folded name."""

from collections.abc import Collection, Mapping
from typing import Any, Final

from dialer.numbers.masking import DIGITS_AT_LEAST, MASKED, WHOLE, countries_of, mask_phone
from dialer.people.lists.rules.field_types import FieldKind, Typing

# Name in filters and orders, and the lead's column.
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
FIRST_DIGITS: Final = 2  # of a masked phone, after its country code
PHONES: Final = frozenset({"phone", "phones"})  # the first number, and how many there are
UNTYPED: Final = Typing()
OWN: Final = frozenset(COLUMNS) | PHONES


def lead_fields(
    lead: Any, numbers: Collection[str], *, wanted: Collection[str], typing: Typing = UNTYPED, masked: bool = True
) -> Mapping[str, Any]:
    """The values of the names in `wanted`. `lead` has the columns as attributes; `numbers` are its phones, in order.

    `masked` hides phone numbers wherever they stand, for filters whose author may not see them: otherwise counts of
    leads that filters leave out would reveal a number digit by digit. The first two digits after the country code stay,
    to tell mobiles and towns apart. Fields of a number type (contracts, amounts) stay too, unless the value is one of
    the lead's own phones.
    """
    found: dict[str, Any] = {}
    theirs = False
    show, countries = (MASKED, countries_of(numbers)) if masked else (WHOLE, ())
    for name in wanted:
        if name == "name":
            found[name] = show.text(lead.name, countries)
        elif name in COLUMNS:
            found[name] = getattr(lead, COLUMNS[name])
        elif name == "phones":
            found[name] = len(numbers)
        elif name == "phone":
            first = next(iter(numbers), None)
            found[name] = mask_phone(first, more=FIRST_DIGITS) if masked and first is not None else first
        else:
            theirs = True
    if theirs:
        for name, said in lead.fields.items():
            if (folded := name.casefold()) in wanted and folded not in OWN:
                value = typing.value(folded, said)
                if masked and _is_number(typing, folded, value):
                    found[folded] = _unless_phone(value, numbers)
                else:
                    found[folded] = show.value(value, countries)
    return found


def _is_number(typing: Typing, name: str, value: object) -> bool:
    typed = typing.types.get(name)
    return typed is not None and typed.kind in _NUMBERS and isinstance(value, int | float)


_NUMBERS: Final = (FieldKind.WHOLE, FieldKind.DECIMAL)


def _unless_phone(value: float, numbers: Collection[str]) -> float | str:
    """The value, masked if it is a phone of the lead, with or without country or area code."""
    digits = f"{abs(value):.0f}"
    own = len(digits) >= DIGITS_AT_LEAST and any(number.endswith(digits) for number in numbers)
    return mask_phone(digits) if own else value
