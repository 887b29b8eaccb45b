"""How often each rule said what: a rule that never refuses is a rule that nobody has tested."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from dialer.compliance.profile import Profile
from dialer.compliance.ruling_record import WARNED
from dialer.compliance.verdict import Answer
from dialer.report.ruled import ruled
from dialer.report.stored import Stored

_ANSWERS: Final = {Answer.REFUSE: "refused", Answer.DEFER: "put off", Answer.DEGRADE: "held back", WARNED: "warned"}


def refusals(
    stored: Stored, profiles: Sequence[Profile], abandonment: Sequence[Mapping[str, Any]]
) -> dict[str, Any] | None:
    """What was said before, during and after calls, by count; each rule that there is; what is said of this report."""
    at_report = ruled(stored, profiles, abandonment)
    if not stored.rulings and not at_report:
        return None
    return {
        "by answer and rule": dict(stored.rulings),
        "each rule": _each_rule(stored.rulings, profiles),
        "of this report": at_report,
    }


def _each_rule(rulings: Mapping[str, int], profiles: Sequence[Profile]) -> list[dict[str, Any]]:
    """Every rule of the profiles, those of overlays too, also where it never objected."""
    found: dict[str, dict[str, Any]] = {}
    for profile in profiles:
        for rule in (*profile.rules, *(rule for overlay in profile.overlays for rule in overlay.rules)):
            said = {words: rulings.get(f"{answer} {rule.id}", 0) for answer, words in _ANSWERS.items()}
            found.setdefault(rule.id, {"rule": rule.id, "kind": rule.kind.value, "binds": rule.hard, **said})
    return list(found.values())
