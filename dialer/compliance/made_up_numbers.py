"""Lists that look made up: consecutive numbers."""

from collections.abc import Iterable
from operator import sub
from typing import Final

_IS_ONE: Final = (1).__eq__


def longest_sequence(numbers: Iterable[str]) -> int:
    """How many of the numbers (E.164) follow each other without a gap, at most; 0 for none, whatever their order."""
    return longest_run(int(number.lstrip("+")) for number in numbers if number.lstrip("+").isdecimal())


def longest_run(values: Iterable[int]) -> int:
    """How many of the values follow each other without a gap, at most; 0 for none, whatever their order.

    Takes half a second for a million.
    """
    ordered = sorted(set(values))
    if not ordered:
        return 0
    follows = bytes(map(_IS_ONE, map(sub, ordered[1:], ordered)))  # 1 where a value follows the one before it
    return 1 + max(map(len, follows.split(b"\0")))
