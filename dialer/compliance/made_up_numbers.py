"""Detects generated lists by their consecutive numbers."""

from collections.abc import Iterable
from operator import sub
from typing import Final

_IS_ONE: Final = (1).__eq__


def longest_sequence(numbers: Iterable[str]) -> int:
    """The length of the longest run of consecutive numbers (E.164), in whatever order they come; 0 for none."""
    return longest_run(int(number.lstrip("+")) for number in numbers if number.lstrip("+").isdecimal())


def longest_run(values: Iterable[int]) -> int:
    """The length of the longest run of consecutive values, in whatever order they come; 0 for none.

    A million values take half a second.
    """
    ordered = sorted(set(values))
    if not ordered:
        return 0
    follows = bytes(map(_IS_ONE, map(sub, ordered[1:], ordered)))  # 1 where a value follows the one before it
    return 1 + max(map(len, follows.split(b"\0")))
