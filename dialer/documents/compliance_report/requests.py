"""People's requests (no more calls, access, erasure), and data deleted by retention."""

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from dialer.compliance.code_names import KEPT_DATA
from dialer.documents.compliance_report import terms
from dialer.documents.compliance_report.terms import AT, BY, CALLED, NUMBER
from dialer.documents.store.report_input import Stored
from dialer.i18n.message import Message, msg, pmark
from dialer.rendering.values import Instant, worded


def suppression(stored: Stored, stand_in: Callable[[str], str]) -> dict[Message, Any]:
    """Suppressions, when each took effect, and calls after it."""
    after = [
        {NUMBER: stand_in(call.number), pmark("report", "suppressed"): Instant(since), CALLED: Instant(call.placed_at)}
        for call in stored.calls
        if (since := stored.suppressed_at.get(call.number)) is not None and call.placed_at > since
    ]
    keyed = [
        max(round((since - call.opted_out_at) * 1000), 0)
        for call in stored.calls
        if call.opted_out_at is not None and (since := stored.suppressed_at.get(call.number)) is not None
    ]
    return {
        msg("by reason"): {terms.reason(code): count for code, count in sorted(stored.suppressions.items())},
        msg("people, by external id"): stored.people,
        pmark("report", "effective"): msg("with the acknowledgement"),
        msg("of the numbers that were called"): len(stored.suppressed_at),
        msg("longest from a key pressed to its effect, ms"): max(keyed, default=None),
        msg("calls after"): len(after),
        msg("these calls"): after,
    }


def rights(stored: Stored) -> dict[Message, Any]:
    """The company's requests by kind and by whether they were answered in time; deletions by retention."""
    late = [one for one in stored.requests if one["answered_at"] is None or one["answered_at"] > one["due_at"]]
    return {
        pmark("report", "requests"): len(stored.requests),
        msg("requests by kind"): {
            worded(kind, terms.REQUESTS): count
            for kind, count in sorted(Counter(one["kind"] for one in stored.requests).items())
        },
        msg("not answered in time"): len(late),
        msg("runs of retention"): [
            {
                AT: Instant(run["at"]),
                BY: run["actor"],
                msg("limits in days"): _by_kind(limits),
                pmark("report", "rows"): _by_kind(run["facts"].get("expired", {})),
            }
            for run in stored.retention
            for limits in (run["facts"].get("limits", {}),)
        ],
    }


def _by_kind(figures: Mapping[str, Any]) -> dict[Any, Any]:
    return {worded(kind, KEPT_DATA): figure for kind, figure in figures.items()}
