"""Finds how many calls to start with few evaluations of the next call's risk: each costs a tenth of a decision."""

from __future__ import annotations

import math
from collections.abc import Callable

_LEAST = 1e-20  # smallest risk whose logarithm is taken
_BY_SECANT = 8  # evaluations; then by bisection, for a risk that jumps


def largest(sure: int, most: int, risk_after: Callable[[int], float], price: float) -> int:
    """The number of calls: at least `sure`, at most `most`, more as long as the risk of each is within the price.

    `risk_after(n)` is the risk of a call before which n are started. Each raises the risk of the next, by a factor that
    changes little: the secant of the logarithms of the last two risks gives the next number to try, within the bounds
    of what was accepted and refused so far. The risk is computed in two ways and may fall slightly from one call to the
    next: then the result is within the price and one more is not, though a greater number might be again.
    """
    accepted, refused = sure, most + 1
    calls, looks = sure + 1, 0
    last: tuple[int, float] | None = None
    while accepted + 1 < refused:
        risk = risk_after(calls - 1)
        accepted, refused = (calls, refused) if risk <= price else (accepted, calls)
        over = math.log(max(risk / max(price, _LEAST), _LEAST))
        slope = (over - last[1]) / (calls - last[0]) if last else 0.0
        last, looks = (calls, over), looks + 1
        if looks >= _BY_SECANT:
            calls = (accepted + refused) // 2
        elif slope > 0.0:
            calls -= math.ceil(over / slope)
        else:  # a line that does not rise is no help: twice as far
            calls = 2 * accepted - sure + 1
        calls = min(max(calls, accepted + 1), refused - 1)
    return accepted
