"""Numbers with unusual costs: free to the caller, at shared cost, or at a premium rate."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Final

import phonenumbers
from phonenumbers import PhoneNumberType

from dialer.numbers.fast_reader import fast_judge


class NumberKind(StrEnum):
    """Who pays for a call, or how much, if that is unusual."""

    TOLL_FREE = "toll_free"
    SHARED_COST = "shared_cost"  # also personal numbers, which cost more too: 199 in Italy, 070 in Britain
    PREMIUM_RATE = "premium_rate"


KINDS: Final = tuple(kind.value for kind in NumberKind)
_OF_LIBRARY: Final = {
    PhoneNumberType.TOLL_FREE: NumberKind.TOLL_FREE,
    PhoneNumberType.SHARED_COST: NumberKind.SHARED_COST,
    PhoneNumberType.PERSONAL_NUMBER: NumberKind.SHARED_COST,
    PhoneNumberType.PREMIUM_RATE: NumberKind.PREMIUM_RATE,
}
# Basic and higher rate, not premium (Ofcom, National Telephone Numbering Plan, part A1): companies use these numbers.
BRITISH_RATES: Final = ("+4484", "+4487")
_ordinary = fast_judge("")  # leaves these kinds to the library


def kind_of(number: str) -> NumberKind | None:
    """The kind of a valid number (E.164) from libphonenumber's data; None for an ordinary one."""
    if _ordinary(number):
        return None
    kind = _OF_LIBRARY.get(phonenumbers.number_type(phonenumbers.parse(number)))
    if kind is NumberKind.PREMIUM_RATE and number.startswith(BRITISH_RATES):
        return NumberKind.SHARED_COST
    return kind


def kinds_of(numbers: Iterable[str]) -> set[NumberKind]:
    """The unusual kinds among these numbers (E.164)."""
    return {kind for number in numbers if (kind := kind_of(number)) is not None}
