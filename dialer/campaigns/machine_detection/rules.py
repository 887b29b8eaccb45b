"""The figures of machine detection from its calls."""

from collections.abc import Callable, Sequence
from math import ceil, exp, lgamma, log
from typing import Final

from dialer.campaigns.machine_detection.model import DetectionFigures, ScreenedCalls, Share
from dialer.compliance.facts import AuditFacts

TAIL: Final = 0.025  # on each side of an interval of 95 %
LATE: Final = 0.95
_HALVINGS: Final = 40  # of the interval in which a bound is looked for


def figures_of(calls: ScreenedCalls, audit: AuditFacts | None, *, since: float) -> DetectionFigures:
    """What detection cost, from its calls and from an audit, if there is one.

    People lost are not seen where a machine is hung up on at once: only an audit tells of them. Where a message is
    left or the caller introduced, a person who was taken for a machine hangs up or speaks before the end, and so do
    some machines: the share of such calls is a bound from above, save for people who listen to the end in silence.
    """
    return DetectionFigures(
        since=since,
        calls=calls,
        delay_s=quantile(calls.delays_s, 0.5),
        late_delay_s=quantile(calls.delays_s, LATE),
        missed=share(calls.met, calls.met + calls.machines),
        like_people=share(calls.hung_up + calls.spoke, calls.kept + calls.spoke),
        audit=audit,
        audited=share(audit.people, audit.sample) if audit is not None else None,
    )


def quantile(values: Sequence[float], below: float) -> float | None:
    """The smallest of the values that at least the share `below` does not exceed; None of nothing."""
    return sorted(values)[max(ceil(len(values) * below), 1) - 1] if values else None


def share(part: int, whole: int) -> Share | None:
    """A share with its exact interval of 95 % (Clopper and Pearson, 1934); None of nothing.

    0 of 400 may still be as many as 0.92 %.
    """
    if whole <= 0:
        return None
    part = min(part, whole)
    low = 0.0 if part == 0 else _solved(lambda p: 1.0 - _at_most(part - 1, whole, p) < TAIL)
    high = 1.0 if part == whole else _solved(lambda p: _at_most(part, whole, p) > TAIL)
    return Share(part, whole, low, high)


def _at_most(part: int, whole: int, p: float) -> float:
    """The chance of at most `part` of `whole` when each comes with the chance p, 0 < p < 1."""
    ways = lgamma(whole + 1)
    return sum(
        exp(ways - lgamma(k + 1) - lgamma(whole - k + 1) + k * log(p) + (whole - k) * log(1.0 - p))
        for k in range(part + 1)
    )


def _solved(is_below: Callable[[float], bool]) -> float:
    """Where a condition that holds for small chances ends."""
    low, high = 0.0, 1.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2.0
        low, high = (middle, high) if is_below(middle) else (low, middle)
    return (low + high) / 2.0
