"""A copy of a frozen value with some fields changed, at a tenth of the cost of `dataclasses.replace`.

A call and its agent are replaced a dozen times in the life of a call, and have two dozen fields each. These two classes
have no slots, so that their field dictionary can be copied whole.
"""

from typing import Any, TypeVar

T = TypeVar("T")


def changed(value: T, **changes: Any) -> T:
    """`value` with these fields changed; its dataclass must have no slots and no `__post_init__`.

    Raises TypeError for a field it does not have.
    """
    before = value.__dict__
    after = before | changes
    if len(after) != len(before):
        raise TypeError(f"{type(value).__name__} has no {', '.join(sorted(changes.keys() - before.keys()))}")
    twin: T = object.__new__(type(value))
    object.__setattr__(twin, "__dict__", after)
    return twin
