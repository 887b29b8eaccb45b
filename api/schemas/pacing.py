"""A campaign's decisions and the calibration of its forecasts, on the wire."""

from typing import Any, Self

from api.answer_language import AnswerText
from api.schemas.wire import At, AtOrNever, Shown
from dialer.cell.dialling.decision_log import Kept
from dialer.engine.board.pacing import foretold
from pacing.calibration import Calibration


class DecisionShown(Shown, of=Kept, without=("facts",)):
    """A pacing decision: its figures, expected risk, limits and reason. Shares and risks are between 0 and 1."""

    text: AnswerText
    words: AnswerText


class ReasonShown(Shown):
    """Totals of one reason over the last hour."""

    code: str
    text: AnswerText
    decisions: int
    dialled: int
    seconds: float


class DecisionsShown(Shown):
    """A page of decisions, newest first. Pass `next` as `before` to read the next page; null at the end."""

    campaign_id: int
    at: At
    kept_since: AtOrNever
    summary: list[ReasonShown]
    decisions: list[DecisionShown]
    next: int | None


class ForetoldShown(Shown):
    """One kind of forecast. `ratio`: events per forecast event; `spread` above 1: forecasts too confident."""

    forecasts: float
    ratio: float | None
    spread: float | None
    bins: list[dict[str, Any]]

    @classmethod
    def of_calibration(cls, calibration: Calibration) -> Self:
        """Show a calibration."""
        return cls(**foretold(calibration))


class CalibrationShown(Shown):
    """How a campaign's forecasts compare with what happened, weighted to about the last half day."""

    campaign_id: int
    answers: ForetoldShown
    frees: ForetoldShown
