"""Why people were called: the basis that the rules took at each call, and what proved it then.

What a lead or its list says today is not asked: it may have changed since.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any, Final

from dialer.report.instants import utc
from dialer.report.stored import CallSeen, Grounds, Stored

UNKEPT: Final = "not kept: the call is older than that"
UNSAID: Final = "not said"
_SHOWN: Final = ("source", "text_version", "list_provider", "channel")


def basis(stored: Stored, stand_in: Callable[[str], str]) -> dict[str, Any] | None:
    """Calls by what the rules took for their basis, and by its proof; those without one, each."""
    if not stored.calls:
        return None
    lists = {one["id"]: one["name"] for one in stored.lists}
    by_rule: Counter[str] = Counter()
    by_proof: Counter[tuple[str, ...]] = Counter()
    without: list[dict[str, Any]] = []
    counts: Counter[str] = Counter()
    for call in stored.calls:
        grounds = call.grounds
        counts[_state(grounds)] += 1
        if grounds is None:
            continue
        by_rule.update(f"{rule}: {kind}" for rule, kind in grounds.rules)
        by_proof[(*_proof(grounds), lists.get(call.list_id, f"list {call.list_id}"))] += 1
        if grounds.objections:
            without.append(_without(call, grounds, stand_in))
    names = ("basis", *(name.replace("_", " ") for name in _SHOWN), "list")
    return {
        "calls": dict(sorted(counts.items())),
        "calls without a basis": len(without),
        "by rule and basis": dict(sorted(by_rule.items())),
        "by proof": [
            {**dict(zip(names, proof, strict=True)), "calls": count} for proof, count in sorted(by_proof.items())
        ],
        "these calls": without,
    }


def _state(grounds: Grounds | None) -> str:
    if grounds is None:
        return "what the rules saw was not kept"
    if grounds.objections:
        return "a rule found no basis, and did not bind"
    if not grounds.rules:
        return "no rule asks for a basis"
    return "with a basis" if grounds.stated is not None else "with a basis, whose proof was not kept yet"


def _proof(grounds: Grounds) -> tuple[str, ...]:
    kinds = ", ".join(sorted({kind for _, kind in grounds.rules})) or "none"
    if grounds.stated is None:
        return (kinds, *(UNKEPT for _ in _SHOWN))
    said = dict(grounds.stated)
    return (kinds, *(said.get(name) or UNSAID for name in _SHOWN))


def _without(call: CallSeen, grounds: Grounds, stand_in: Callable[[str], str]) -> dict[str, Any]:
    found = "; ".join(f"{rule}: {what}" for rule, what in grounds.objections)
    return {"number": stand_in(call.number), "called": utc(call.placed_at), "what the rules found": found}


def words_of(grounds: Grounds | None) -> Mapping[str, str]:
    """What was stated of a call's basis, by name; empty where nothing was, or it was not kept."""
    return dict(grounds.stated or ()) if grounds is not None else {}
