"""The chain that makes the audit provable: each line's hash covers the line and the hash before it.

hash = SHA-256(hash before, 64 hexadecimal digits, followed by the line's canonical JSON, UTF-8), where canonical is
Python's `json.dumps(line, sort_keys=True, separators=(",", ":"), ensure_ascii=False)` of the fields id, at, actor,
action, subject and facts. Before the first line stand 64 zeros. Any tool that knows this can verify an export.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import orjson

from dialer.i18n.message import Message, msg

GENESIS: Final = "0" * 64


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditLine:
    """One act. `subject` is kind and id, as in `campaign:3`; `hash` chains it to the line before."""

    id: int
    at: float  # epoch seconds
    actor: str
    action: str
    subject: str
    facts: Mapping[str, Any]
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """A line that was seen with this hash: kept outside the database, it shows when the chain's end was cut off."""

    id: int
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What verifying found. `broken_at` is the first line that is wrong, None when all is as it was written.

    `missing` are ids that no line has, as first and last of each gap.
    """

    lines: int
    first: Anchor | None
    last: Anchor | None
    broken_at: int | None = None
    why: Message | str = ""
    missing: tuple[tuple[int, int], ...] = ()


def plain(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts as JSON gives them back, so that what is hashed is what is read later."""
    made: dict[str, Any] = orjson.loads(orjson.dumps(dict(facts), option=orjson.OPT_NON_STR_KEYS))
    return made


def canonical(line: Mapping[str, Any]) -> str:
    """The text of a line that its hash is taken of; a field named `hash` is left out."""
    covered = {name: value for name, value in line.items() if name != "hash"}
    return json.dumps(covered, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def link(before: str, line: Mapping[str, Any]) -> str:
    """The hash of a line that follows one of hash `before`."""
    return hashlib.sha256(before.encode() + canonical(line).encode()).hexdigest()


@dataclass(slots=True)
class Checker:
    """Follows the chain line by line and remembers the first that is wrong; crosses off the anchors it comes by."""

    unmet: set[Anchor] = field(default_factory=set)
    lines: int = 0
    first: Anchor | None = None
    last: Anchor | None = None
    broken_at: int | None = None
    why: Message | str = ""
    missing: list[tuple[int, int]] = field(default_factory=list)

    def follow(self, lines: Iterable[Mapping[str, Any]]) -> None:
        """Check lines, given in order with all their fields."""
        for line in lines:
            self.lines += 1
            self._linked(line)
            self.last = Anchor(id=line["id"], hash=line["hash"])
            self.first = self.first or self.last
            self.unmet.discard(self.last)

    def end(self, head: Anchor | None) -> Verdict:
        """Hold the end of the chain against its stored head and the anchors. Without a head there must be no line."""
        if head != self.last:
            end = self.last.id if self.last else 0
            why = msg("the chain ends with line {end}, its head is line {head}", end=end, head=head.id if head else 0)
            self._broken(end + 1, why)
        return self._verdict()

    def stop(self, behind: Mapping[str, Any], there: Iterable[AuditLine]) -> Verdict:
        """Hold the end of a stretch against the line behind it, which no change before it leaves as it was written.

        `there` are the lines that stand where those of `unmet` stood: behind the end, or written over a cut since.
        """
        self._linked(behind)
        self.unmet -= {Anchor(id=line.id, hash=line.hash) for line in there}
        return self._verdict()

    def _linked(self, line: Mapping[str, Any]) -> None:
        before, after = (self.last.hash, self.last.id) if self.last else (GENESIS, 0)
        if line["id"] > after + 1:
            self.missing.append((after + 1, line["id"] - 1))
        if link(before, line) != line["hash"]:
            self._broken(line["id"], msg("it is not as it was written, or a line before it is missing"))

    def _verdict(self) -> Verdict:
        for anchor in self.unmet:
            if self.broken_at is None or anchor.id < self.broken_at:
                self.broken_at, self.why = anchor.id, msg("this line was anchored and is not there")
        return Verdict(
            lines=self.lines,
            first=self.first,
            last=self.last,
            broken_at=self.broken_at,
            why=self.why,
            missing=tuple(self.missing),
        )

    def _broken(self, line_id: int, why: Message) -> None:
        if self.broken_at is None:
            self.broken_at, self.why = line_id, why
