"""Numbers that are no ordinary ones to call: free to whoever calls them, at shared cost, or at a premium rate."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Final

import phonenumbers
from phonenumbers import PhoneNumberType

from dialer.numbers.fast_reader import fast_judge


class NumberKind(StrEnum):
    """What a call costs whoever makes it, where that is out of the ordinary."""

    TOLL_FREE = "toll_free"
    SHARED_COST = "shared_cost"  # and personal numbers, which cost more than others too: 199 in Italy, 070 in Britain
    PREMIUM_RATE = "premium_rate"


KINDS: Final = tuple(kind.value for kind in NumberKind)
_OF_LIBRARY: Final = {
    PhoneNumberType.TOLL_FREE: NumberKind.TOLL_FREE,
    PhoneNumberType.SHARED_COST: NumberKind.SHARED_COST,
    PhoneNumberType.PERSONAL_NUMBER: NumberKind.SHARED_COST,
    PhoneNumberType.PREMIUM_RATE: NumberKind.PREMIUM_RATE,
}
# Basic and higher rate, not premium (Ofcom, National Telephone Numbering Plan, part A1): firms have them as their own.
_BRITISH_RATES: Final = ("+4484", "+4487")
_ordinary = fast_judge("")  # it leaves these kinds to the library


def kind_of(number: str) -> NumberKind | None:
    """The kind of a valid number (E.164) by the data of libphonenumber; None for an ordinary one."""
    if _ordinary(number):
        return None
    kind = _OF_LIBRARY.get(phonenumbers.number_type(phonenumbers.parse(number)))
    if kind is NumberKind.PREMIUM_RATE and number.startswith(_BRITISH_RATES):
        return NumberKind.SHARED_COST
    return kind


def kinds_of(numbers: Iterable[str]) -> set[NumberKind]:
    """The kinds of these numbers (E.164) that are out of the ordinary."""
    return {kind for number in numbers if (kind := kind_of(number)) is not None}
