"""What the rules knew when they allowed a call: it was written down with the attempt, and is read here again."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from sys import intern
from typing import Any, NamedTuple

import orjson

from dialer.report.bases import Grounds
from dialer.report.stored import Asked

_Pairs = tuple[tuple[str, str], ...]


class Saw(NamedTuple):
    """What the rules knew; `profile` is the beginning of their hash, `zones` are joined by "|".

    `warned` are the rules that objected without binding.
    """

    asked: tuple[Asked, ...] = ()
    grounds: Grounds | None = None
    profile: str = ""
    zones: str = ""
    warned: Sequence[str] = ()


def read_ruling(ruling: str) -> Saw:
    """What `dialer.compliance.ruling_record.summary` wrote; nothing where nothing was."""
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
def _asked(register_name: str, checked_at: float | None, exempt_by: str) -> Asked:
    """One value for the many calls after one asking: a report holds every call."""
    return Asked(register_name, checked_at, exempt_by)


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
    """In codes: the basis, what the rule had against it, and what it lacked."""
    found = (facts.get(name) for name in ("basis", "basis_fault", "lacks"))
    return " ".join(str(one) for one in found if one) or "nobody knew it"


def _of_basis(facts: Mapping[str, Any]) -> bool:
    return "basis" in facts or facts.get("unknown") == "bases"
