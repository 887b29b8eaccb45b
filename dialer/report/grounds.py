"""Why people were called: the basis that the rules took at each call, and what proved it then.

What a lead or its list says today is not asked: it may have changed since.
"""

from collections.abc import Callable
from typing import Any

from dialer.report.bases import SHOWN
from dialer.report.instants import utc
from dialer.report.stored import Stored


def basis(stored: Stored, stand_in: Callable[[str], str]) -> dict[str, Any] | None:
    """Calls by what the rules took for their basis, and by its proof; those without one, each."""
    found = stored.bases
    if not found.calls:
        return None
    lists = {one["id"]: one["name"] for one in stored.lists}
    names = ("basis", *(name.replace("_", " ") for name in SHOWN))
    return {
        "calls": dict(sorted(found.calls.items())),
        "calls without a basis": len(found.without),
        "by rule and basis": dict(sorted(found.by_rule.items())),
        "of these, without the number of a proof": dict(sorted(found.unnumbered.items())),
        "by proof": [
            {**dict(zip(names, proof, strict=True)), "list": lists.get(list_id, f"list {list_id}"), "calls": count}
            for (list_id, proof), count in sorted(found.by_proof.items())
        ],
        "these calls": [
            {"number": stand_in(one.number), "called": utc(one.placed_at), "what the rules found": one.found}
            for one in found.without
        ],
    }
