"""Asterisk's clock beside ours, as one answer to a ping tells it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """Asterisk's clock less ours, as one answer told; true to `within_ms` either way, half of what the answer took."""

    at: float
    skew_ms: float
    within_ms: float

    @property
    def ahead_s(self) -> float:
        """How far Asterisk's clock goes before ours, in seconds; 0 where it is less than can be told."""
        return 0.0 if abs(self.skew_ms) <= self.within_ms else self.skew_ms / 1000


def compare(*, sent: float, came: float, theirs: float | None) -> Compared | None:
    """Compare instants, epoch seconds: Asterisk answered with `theirs`; None: it does not tell."""
    if theirs is None:
        return None
    skew_ms = (theirs - (sent + came) / 2) * 1000
    return Compared(at=came, skew_ms=round(skew_ms, 3), within_ms=round((came - sent) * 500, 3))
