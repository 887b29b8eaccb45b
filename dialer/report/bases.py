"""Why calls were allowed, counted while they are read: a big campaign's evidence is never in memory as a whole."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Final, NamedTuple

UNKEPT: Final = "not kept: the call is older than that"
UNSAID: Final = "not said"
SHOWN: Final = ("source", "text_version", "list_provider", "channel")  # of the proof; the rest is each call's own


@dataclass(frozen=True, slots=True)
class Grounds:
    """On what basis a call was allowed, as (rule, what it found): `rules` were content, `objections` did not bind.

    `stated` is what the row or its list said of the basis then, as (name, words); None: that was not kept yet.
    """

    rules: tuple[tuple[str, str], ...] = ()
    objections: tuple[tuple[str, str], ...] = ()
    stated: tuple[tuple[str, str], ...] | None = None


class Without(NamedTuple):
    """A call that a rule found no basis for, and did not keep from being made."""

    number: str
    placed_at: float  # epoch seconds
    found: str


@dataclass(slots=True)
class Bases:
    """Calls by what the rules took for their basis and by its proof; those without one, each."""

    calls: Counter[str] = field(default_factory=Counter)
    by_rule: Counter[str] = field(default_factory=Counter)  # `rule: basis`
    unnumbered: Counter[str] = field(default_factory=Counter)  # of these, where the proof has no number of its own
    by_proof: Counter[tuple[int, tuple[str, ...]]] = field(default_factory=Counter)  # (list, basis and what is SHOWN)
    without: list[Without] = field(default_factory=list)

    def add(self, grounds: Grounds | None, *, number: str, placed_at: float, list_id: int) -> None:
        """Count a call. None: what the rules saw of it was not kept."""
        self.calls[_state(grounds)] += 1
        if grounds is None:
            return
        stated = dict(grounds.stated or ())
        taken = [f"{rule}: {kind}" for rule, kind in grounds.rules]
        self.by_rule.update(taken)
        self.by_proof[list_id, _proof(grounds, stated)] += 1
        if "evidence_id" not in stated:
            self.unnumbered.update(taken)
        if grounds.objections:
            found = "; ".join(f"{rule}: {what}" for rule, what in grounds.objections)
            self.without.append(Without(number, placed_at, found))


def _state(grounds: Grounds | None) -> str:
    if grounds is None:
        return "what the rules saw was not kept"
    if grounds.objections:
        return "a rule found no basis, and did not bind"
    if not grounds.rules:
        return "no rule asks for a basis"
    return "with a basis" if grounds.stated is not None else "with a basis, whose proof was not kept yet"


def _proof(grounds: Grounds, stated: dict[str, str]) -> tuple[str, ...]:
    kinds = ", ".join(sorted({kind for _, kind in grounds.rules})) or "none"
    unsaid = UNKEPT if grounds.stated is None else UNSAID
    return (kinds, *(stated.get(name) or unsaid for name in SHOWN))
