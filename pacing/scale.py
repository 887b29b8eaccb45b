"""How many answering people are abandoned per unit of the price at which calls were started.

A price bounds the risk of the last call started, as forecast at its start. Fewer are abandoned, since the pacer goes on
deciding: in a large team, further calls are not started and others are called off, so that at a price of 15 % some 3 %
may be abandoned; in a small team it is about as forecast. How much less is learned here, as the share of the risk that
came true, and the guard divides by it (pacing/budget.py). Both sums fade, so that one abandoned call has lost 63 % of
its weight when `_MEMORY` more have come.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

_PRIOR = 4.0  # abandoned calls, as forecast
_MEMORY = 100.0  # abandoned calls
_ON_THE_WAY_S = 12.0  # from a decision to the answers it brings
_LEAST, _MOST = 0.08, 3.0


class RiskScale:
    """Abandoned over risked, fed with the price in force and with every answer."""

    __slots__ = ("_abandoned", "_at", "_price", "_risked")

    def __init__(self) -> None:
        self._abandoned = 0.0
        self._risked = 0.0
        self._price: float | None = None
        self._at = -math.inf

    def priced(self, price: float | None, now: float) -> None:
        """Calls are started up to this risk; None or infinite: something else bounds them, and nothing is learned.

        People who answer now were called at the prices of the last seconds, whose mean is kept. A clock that was set
        back lets no time pass.
        """
        if price is None or math.isinf(price):
            self._price = None
        elif self._price is None:
            self._price = price
        else:
            self._price += (price - self._price) * (1.0 - math.exp(min(self._at - now, 0.0) / _ON_THE_WAY_S))
        self._at = now

    def answered(self, *, abandoned: bool) -> None:
        """A person answered, and met an agent or did not."""
        if self._price is None:
            return
        keep = 1.0 - min(self._price * self.ratio / _MEMORY, 0.5)
        self._risked = keep * self._risked + self._price
        self._abandoned = keep * self._abandoned + abandoned

    @property
    def ratio(self) -> float:
        """Abandoned calls per risked call: 1 before anything is known."""
        return min(max((self._abandoned + _PRIOR) / (self._risked + _PRIOR), _LEAST), _MOST)

    def dump(self) -> dict[str, Any]:
        """The whole state, ready for JSON."""
        return {"abandoned": self._abandoned, "risked": self._risked}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Restore a dumped state; start new if it is not finite, as an older version left it without a limit."""
        sums = float(state["abandoned"]), float(state["risked"])
        if all(map(math.isfinite, sums)):
            self._abandoned, self._risked = sums
