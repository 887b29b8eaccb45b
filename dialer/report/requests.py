"""What people asked for: no more calls, their data, their erasure; and what was deleted because its time was over."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from dialer.report.instants import utc
from dialer.report.stored import Stored


def suppression(stored: Stored, stand_in: Callable[[str], str]) -> dict[str, Any]:
    """Who said no, from when on it held, and the calls after it."""
    after = [
        {"number": stand_in(call.number), "suppressed": utc(since), "called": utc(call.placed_at)}
        for call in stored.calls
        if (since := stored.suppressed_at.get(call.number)) is not None and call.placed_at > since
    ]
    keyed = [
        max(round((since - call.opted_out_at) * 1000), 0)
        for call in stored.calls
        if call.opted_out_at is not None and (since := stored.suppressed_at.get(call.number)) is not None
    ]
    return {
        "by reason": dict(sorted(stored.suppressions.items())),
        "people, by external id": stored.people,
        "effective": "with the acknowledgement",
        "of the numbers that were called": len(stored.suppressed_at),
        "longest from a key pressed to its effect, ms": max(keyed, default=None),
        "calls after": len(after),
        "these calls": after,
    }


def rights(stored: Stored) -> dict[str, Any]:
    """The controller's requests by kind and by whether they were answered in time; what retention took away."""
    late = [one for one in stored.requests if one["answered_at"] is None or one["answered_at"] > one["due_at"]]
    return {
        "requests": len(stored.requests),
        "requests by kind": dict(sorted(Counter(one["kind"] for one in stored.requests).items())),
        "not answered in time": len(late),
        "runs of retention": [
            {
                "at": utc(run["at"]),
                "by": run["actor"],
                "limits in days": limits,
                "rows": run["facts"].get("expired", {}),
            }
            for run in stored.retention
            for limits in (run["facts"].get("limits", {}),)
        ],
    }
