"""Rulings as they are written down: in short with the call they allowed, in full where they did not allow one."""

from collections.abc import Mapping
from typing import Any, Final

import orjson

from dialer.compliance.verdict import Ruling
from dialer.compliance.vocabulary import Point

HASH_CHARACTERS: Final = 16  # of a profile's hash: enough to tell profiles apart; each start has the whole of it
WARNED: Final = "warn"  # stands where an answer does: a rule would have objected, and does not bind
_PERSONAL: Final = ("evidence_id", "form_or_address")  # of the proofs of a basis, those that lead to one person
_OFTEN: Final = frozenset({"suppressed", "log_works", "attempts", "scope"})  # facts that an ALLOW says by itself


def summary(ruling: Ruling, stated: Mapping[str, str] | None = None) -> str:
    """What allowed a call, as compact JSON: the profile, who objected without binding, and the facts that were seen.

    `stated` is what the contact's row or list said of its basis then; none where the basis is not asked.
    """
    seen = {one.rule_id: facts for one in ruling.verdicts if (facts := _telling(one.facts))}
    said: dict[str, Any] = {"profile": ruling.profile_hash[:HASH_CHARACTERS], "answer": ruling.answer.value}
    said["rules"] = len(ruling.verdicts)
    if ruling.warnings:
        said["warned"] = [one.rule_id for one in ruling.warnings]
    if stated is not None:
        said["stated"] = dict(stated)
    return orjson.dumps({**said, "seen": seen}).decode()


def impersonal(written: str) -> str:
    """What `summary` wrote, without the proofs that lead to one person."""
    said: dict[str, Any] = orjson.loads(written) if written else {}
    stated = said.get("stated") or {}
    if not any(name in stated for name in _PERSONAL):
        return written
    kept = {name: words for name, words in stated.items() if name not in _PERSONAL}
    return orjson.dumps({**said, "stated": kept}).decode()


def _telling(facts: Any) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if name not in _OFTEN}


def line(ruling: Ruling) -> dict[str, Any]:
    """What was said, and the facts of the rule that decided, or `seen`, those of each where none objected.

    `warned` are the rules that objected without binding. Holds no phone number.
    """
    deciding = ruling.deciding
    said: dict[str, Any] = {"answer": ruling.answer.value, "rule": ruling.rule_id, "profile": ruling.profile_hash}
    said["facts"] = dict(deciding.facts) if deciding is not None else {}
    if deciding is None and (seen := {one.rule_id: dict(one.facts) for one in ruling.verdicts}):
        said["seen"] = seen
    if ruling.warnings:
        said["warned"] = [one.rule_id for one in ruling.warnings]
    if ruling.until is not None:
        said["until"] = ruling.until
    if ruling.manner is not None:
        said["manner"] = ruling.manner.value
    if ruling.final:
        said["final"] = True
    return said


def logged(point: Point, ruling: Ruling, **about: Any) -> dict[str, Any]:
    """The facts of an audit line on one ruling, in the form of those on many leads; `about` says of whom it was."""
    said = line(ruling)
    head = {name: said.pop(name) for name in ("answer", "rule", "profile")}
    return {"point": point.value, **head, "leads": [{**said, **about}]}
