"""Asterisk's clock compared with ours, by one answer to a ping."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """Asterisk's clock minus ours, by one answer; accurate to ± `within_ms`, half the answer's round trip."""

    at: float
    skew_ms: float
    within_ms: float

    @property
    def ahead_s(self) -> float:
        """How far Asterisk's clock is ahead of ours, in seconds; 0 if within the accuracy."""
        return 0.0 if abs(self.skew_ms) <= self.within_ms else self.skew_ms / 1000


def compare(*, sent: float, came: float, theirs: float | None) -> Compared | None:
    """Compare instants in epoch seconds. Asterisk answered with `theirs`; None: it did not report its clock."""
    if theirs is None:
        return None
    skew_ms = (theirs - (sent + came) / 2) * 1000
    return Compared(at=came, skew_ms=round(skew_ms, 3), within_ms=round((came - sent) * 500, 3))
