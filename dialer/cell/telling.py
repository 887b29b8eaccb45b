"""What a call tells of its trunk: it took the call, it refused it, or nothing.

A trunk refuses a call that the network ended within QUICK_S, before any phone rang, for a reason that speaks of the
trunk, or may (`speaks_of`, dialer/cell/outcomes.py). It has taken one that rings, is answered or busy, or whose end
speaks of the number.
"""

from typing import Final

from dialer.cell.call import Call, CallState
from dialer.cell.outcomes import Speaks, speaks_of
from dialer.words import Outcome

QUICK_S: Final = 5.0  # carriers that try several routes first take seconds to refuse
# Shares of a good trunk's calls that end so at most: of its own reasons, after a poor network effectiveness ratio
# (ITU-T E.425) of 75 %, and of those that may be the number's as well.
REFUSED_AT_MOST: Final = {Speaks.TRUNK: 0.25, Speaks.EITHER: 0.5}


def has_told(call: Call) -> bool:
    """Whether it is known what the trunk has done with the call, as far as it ever will be."""
    return call.ringing_at is not None or call.answered_at is not None or call.state is CallState.ENDED


def told(before: Call, call: Call, *, now: float) -> Speaks | None:
    """NUMBER: the trunk took the call; TRUNK or EITHER: it refused it; None: nothing is learned.

    `before` is the call before its last news.
    """
    if call.ringing_at is not None or call.answered_at is not None:
        return Speaks.NUMBER
    told_at = before.since if before.state is CallState.FAILING else now
    quick = told_at - call.placed_at <= QUICK_S
    speaks = _speaks_of(before, call)
    if speaks is Speaks.NUMBER or (call.outcome is Outcome.NO_ANSWER and not quick):
        return Speaks.NUMBER
    return speaks if quick else None


def _speaks_of(before: Call, call: Call) -> Speaks | None:
    if call.cancelled:
        return None
    if call.outcome is Outcome.NOT_PLACED:  # else nothing was sent to the trunk
        return Speaks.TRUNK if before.state is CallState.FAILING else None
    return speaks_of(call.cause or 0, call.tech_cause)
