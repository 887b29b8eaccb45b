"""A campaign's decisions and the calibration of its forecasts, on the wire."""

from typing import Any, Self

from api.answer_language import Said
from api.schemas.wire import At, AtOrNever, Shown
from dialer.engine.board.pacing import foretold
from pacing.calibration import Calibration


class DecisionShown(Shown):
    """One decision: what it saw, what it risked, what it was allowed, and why. Shares and risks between 0 and 1."""

    number: int
    at: At
    code: str
    text: Said
    words: Said
    dial: int
    called_off: int
    agents_ready: int
    agents_busy: int
    in_flight: int
    calls_waiting: int
    leads_left: int
    lines_left: int
    starts_left: int
    risk: float | None
    price: float | None
    hit_rate: float | None
    agents_freed: float | None
    constraint: str | None
    share: float | None
    limit: float | None
    bank: float | None


class ReasonShown(Shown):
    """What one reason comes to over the last hour."""

    code: str
    text: Said
    decisions: int
    dialled: int
    seconds: float


class DecisionsShown(Shown):
    """A page of decisions, the newest first. `next` is the `before` of the page after it; null at the end."""

    campaign_id: int
    at: At
    kept_since: AtOrNever
    summary: list[ReasonShown]
    decisions: list[DecisionShown]
    next: int | None


class ForetoldShown(Shown):
    """One kind of forecast. `ratio`: what happened for each one foretold; `spread` above 1: too sure of itself."""

    forecasts: float
    ratio: float | None
    spread: float | None
    bins: list[dict[str, Any]]

    @classmethod
    def of_calibration(cls, calibration: Calibration) -> Self:
        """Show a calibration."""
        return cls(**foretold(calibration))


class CalibrationShown(Shown):
    """Whether a campaign's forecasts came true; forecasts fade, so that the last half day or so counts."""

    campaign_id: int
    answers: ForetoldShown
    frees: ForetoldShown
