"""What the rules knew when they allowed a call, read back from the attempt.

Calls are counted while they are read, so a big campaign's evidence is never in memory as a whole.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from sys import intern
from typing import Any, Final, NamedTuple

import orjson

SHOWN: Final = ("source", "text_version", "list_provider", "channel")  # of the proof; the rest differs with each call


@dataclass(frozen=True, slots=True)
class RegisterAnswer:
    """A register's answer when a call was allowed; `exempt_by` is the basis that overrode an entry."""

    register_name: str
    checked_at: float | None = None
    exempt_by: str = ""


@dataclass(frozen=True, slots=True)
class Grounds:
    """The basis of an allowed call as (rule, finding): `rules` accepted it, `objections` did not bind.

    `stated` is what the row or its list then said about the basis, as (name, text); None in calls of older versions.
    """

    rules: tuple[tuple[str, str], ...] = ()
    objections: tuple[tuple[str, str], ...] = ()
    stated: tuple[tuple[str, str], ...] | None = None


class Without(NamedTuple):
    """A call without a basis, made because the rule did not bind."""

    number: str
    placed_at: float  # epoch seconds
    found: tuple[tuple[str, str], ...]  # (rule, finding)


class Ground(StrEnum):
    """What is known about the basis of a call."""

    UNSEEN = "unseen"  # the rules' facts were not stored
    WANTING = "wanting"  # a rule that does not bind found no basis
    UNASKED = "unasked"  # no rule asks for a basis
    PROVED = "proved"
    UNPROVED = "unproved"  # with a basis; an older version did not store its proof


class Proof(NamedTuple):
    """The bases accepted for calls, separated by commas, and the SHOWN fields of the proof; empty if not stated."""

    list_id: int
    kinds: str
    is_kept: bool  # False: an older version placed the call and stored no proof
    said: tuple[str, ...]


@dataclass(slots=True)
class Bases:
    """Calls by accepted basis and by its proof; calls without a basis one by one."""

    calls: Counter[Ground] = field(default_factory=Counter)
    by_rule: Counter[tuple[str, str]] = field(default_factory=Counter)  # (rule, basis)
    unnumbered: Counter[tuple[str, str]] = field(default_factory=Counter)  # of these, those whose proof has no number
    by_proof: Counter[Proof] = field(default_factory=Counter)
    without: list[Without] = field(default_factory=list)

    def add(self, grounds: Grounds | None, *, number: str, placed_at: float, list_id: int) -> None:
        """Count a call. `grounds` is None if the rules' facts were not stored."""
        self.calls[_state(grounds)] += 1
        if grounds is None:
            return
        stated = dict(grounds.stated or ())
        self.by_rule.update(grounds.rules)
        kinds = ", ".join(sorted({kind for _, kind in grounds.rules}))
        said = tuple(stated.get(name, "") for name in SHOWN)
        self.by_proof[Proof(list_id, kinds, grounds.stated is not None, said)] += 1
        if "evidence_id" not in stated:
            self.unnumbered.update(grounds.rules)
        if grounds.objections:
            self.without.append(Without(number, placed_at, grounds.objections))


def _state(grounds: Grounds | None) -> Ground:
    if grounds is None:
        return Ground.UNSEEN
    if grounds.objections:
        return Ground.WANTING
    if not grounds.rules:
        return Ground.UNASKED
    return Ground.PROVED if grounds.stated is not None else Ground.UNPROVED


class Saw(NamedTuple):
    """What the rules knew; `profile` is a prefix of the profile's hash, `zones` are joined by "|".

    `warned` are the rules that objected without binding.
    """

    asked: tuple[RegisterAnswer, ...] = ()
    grounds: Grounds | None = None
    profile: str = ""
    zones: str = ""
    warned: Sequence[str] = ()


def read_ruling(ruling: str) -> Saw:
    """Read what `dialer.compliance.ruling_record.summary` wrote; empty for an empty text."""
    if not ruling:
        return Saw()
    said: Mapping[str, Any] = orjson.loads(ruling)
    seen: Mapping[str, Mapping[str, Any]] = said.get("seen", {})
    asked = tuple(
        _asked(facts["register"], facts.get("checked_at"), facts.get("exempt_by", ""))
        for facts in seen.values()
        if "register" in facts
    )
    zones = next((facts["zones"] for facts in seen.values() if "zones" in facts), "")
    warned = said.get("warned", ())
    grounds = _grounds_of(seen, warned, said.get("stated"))
    return Saw(asked, grounds, intern(str(said.get("profile", ""))), intern(str(zones)), warned)


@lru_cache(4096)
def _asked(register_name: str, checked_at: float | None, exempt_by: str) -> RegisterAnswer:
    """The answer, as one shared object for all calls after one check: a report holds every call."""
    return RegisterAnswer(register_name, checked_at, exempt_by)


def _grounds_of(
    seen: Mapping[str, Mapping[str, Any]], warned: Sequence[str], stated: Mapping[str, str] | None
) -> Grounds:
    found = [(rule, _basis_of(facts)) for rule, facts in seen.items() if _of_basis(facts)]
    return Grounds(
        tuple((rule, basis) for rule, basis in found if rule not in warned),
        tuple((rule, basis) for rule, basis in found if rule in warned),
        None if stated is None else tuple(stated.items()),
    )


def _basis_of(facts: Mapping[str, Any]) -> str:
    """The finding in codes: the basis, its fault, and what it lacked."""
    found = (facts.get(name) for name in ("basis", "basis_fault", "lacks"))
    return " ".join(str(one) for one in found if one) or "nobody knew it"


def _of_basis(facts: Mapping[str, Any]) -> bool:
    return "basis" in facts or facts.get("unknown") == "bases"
