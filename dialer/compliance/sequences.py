"""Lists that look made up: consecutive numbers."""

from collections.abc import Iterable


def longest_sequence(numbers: Iterable[str]) -> int:
    """How many of the numbers (E.164) follow each other without a gap, at most; 0 for none, whatever their order."""
    values = sorted({int(number.lstrip("+")) for number in numbers if number.lstrip("+").isdecimal()})
    longest = run = 0
    before: int | None = None
    for value in values:
        run = run + 1 if before is not None and value == before + 1 else 1
        longest = max(longest, run)
        before = value
    return longest
