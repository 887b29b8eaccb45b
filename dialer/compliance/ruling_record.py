"""Rulings as stored: in short with the call they allowed, in full where they did not allow one."""

from collections.abc import Mapping
from typing import Any, Final

import orjson

from dialer.compliance.ruling import Ruling
from dialer.compliance.vocabulary import Point

HASH_CHARACTERS: Final = 16  # of a profile's hash: enough to tell profiles apart; each start logs the whole hash
WARNED: Final = "warn"  # in the place of an answer: a rule objected but does not bind
_PERSONAL: Final = ("evidence_id", "form_or_address")  # proofs of a basis that identify a person
_OFTEN: Final = frozenset({"suppressed", "log_works", "attempts", "scope"})  # facts that an ALLOW already implies


def summary(ruling: Ruling, stated: Mapping[str, str] | None = None) -> str:
    """What allowed a call, as compact JSON: the profile, the rules that objected without binding, and the facts.

    `stated`: what the contact's row or list then said about the basis; None if no rule asks for one.
    """
    seen = {one.rule_id: facts for one in ruling.answers if (facts := _telling(one.facts))}
    said: dict[str, Any] = {"profile": ruling.profile_hash[:HASH_CHARACTERS], "answer": ruling.answer.value}
    said["rules"] = len(ruling.answers)
    if ruling.warnings:
        said["warned"] = [one.rule_id for one in ruling.warnings]
    if stated is not None:
        said["stated"] = dict(stated)
    return orjson.dumps({**said, "seen": seen}).decode()


def impersonal(written: str) -> str:
    """The output of `summary` without the proofs that identify a person."""
    said: dict[str, Any] = orjson.loads(written) if written else {}
    stated = said.get("stated") or {}
    if not any(name in stated for name in _PERSONAL):
        return written
    kept = {name: words for name, words in stated.items() if name not in _PERSONAL}
    return orjson.dumps({**said, "stated": kept}).decode()


def _telling(facts: Any) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if name not in _OFTEN}


def line(ruling: Ruling) -> dict[str, Any]:
    """The answer, and the facts of the deciding rule; if no rule objected, `seen` with the facts of every rule.

    `warned` are the rules that objected without binding. Holds no phone number.
    """
    deciding = ruling.deciding
    said: dict[str, Any] = {"answer": ruling.answer.value, "rule": ruling.rule_id, "profile": ruling.profile_hash}
    said["facts"] = dict(deciding.facts) if deciding is not None else {}
    if deciding is None and (seen := {one.rule_id: dict(one.facts) for one in ruling.answers}):
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
    """The facts of an audit line on one ruling, in the form used for many leads; `about` names its subject."""
    said = line(ruling)
    head = {name: said.pop(name) for name in ("answer", "rule", "profile")}
    return {"point": point.value, **head, "leads": [{**said, **about}]}
