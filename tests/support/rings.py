"""Which parameters of a test are in the gate."""

from collections.abc import Iterable
from typing import Any

import pytest


def first_in_gate(values: Iterable[Any]) -> list[Any]:
    """These values, or tuples of values, for `parametrize`: the gate tries the first, `make test-all` all of them."""
    first, *others = values
    several = isinstance(first, tuple)
    return [first, *(pytest.param(*(one if several else [one]), marks=pytest.mark.full) for one in others)]
