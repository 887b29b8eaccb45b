"""How often each rule gave which answer, counted from audit lines of rulings. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from dialer.compliance.ruling import Fact
from dialer.compliance.ruling_record import WARNED
from dialer.compliance.vocabulary import Point


@dataclass(slots=True)
class RuleCount:
    """How often a rule answered so at a decision point; when last, and the facts that it then used."""

    rule_id: str
    answer: str  # of `Answer`, or `WARNED`
    point: str
    count: int = 0
    last_at: float = 0.0
    facts: Mapping[str, Fact] = field(default_factory=dict)


def count_rulings(lines: Iterable[tuple[float, Mapping[str, Any]]]) -> list[RuleCount]:
    """The counts of these lines (when, facts), the largest first; rules that only warned are counted apart."""
    counts: dict[tuple[str, str, str], RuleCount] = {}

    def add(rule: str, answer: str, point: str, many: int, at: float, facts: Mapping[str, Fact]) -> None:
        one = counts.setdefault((rule, answer, point), RuleCount(rule, answer, point))
        one.count += many
        if at >= one.last_at:
            one.last_at, one.facts = at, facts

    for at, said in lines:
        about = said.get("leads") or ()
        first = about[0] if about else {}
        point = str(said.get("point") or first.get("point") or Point.PRE_DIAL)
        many = said.get("rows", 0) or len(about) or 1
        add(str(said.get("rule", "")), str(said.get("answer", "")), point, many, at, first.get("facts") or {})
        for one in about:
            for rule in one.get("warned", ()):
                add(str(rule), WARNED, point, 1, at, {})
    return sorted(counts.values(), key=lambda one: (-one.count, one.rule_id, one.answer, one.point))
