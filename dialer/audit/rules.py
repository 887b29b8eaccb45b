"""The hash chain that proves the audit: each line's hash covers the line and the previous hash.

hash = SHA-256(previous hash, 64 hexadecimal digits, followed by the line's canonical JSON, UTF-8), where canonical is
Python's `json.dumps(line, sort_keys=True, separators=(",", ":"), ensure_ascii=False)` of the fields id, at, actor,
action, subject and facts. The hash before the first line is 64 zeros. Any tool that knows this can verify an export.
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
    """One act. `subject` is kind and id, as in `campaign:3`; `hash` chains it to the previous line."""

    id: int
    at: float  # epoch seconds
    actor: str
    action: str
    subject: str
    facts: Mapping[str, Any]
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """A line's id and hash. Kept outside the database, it reveals a chain whose end was cut off."""

    id: int
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainCheck:
    """The result of verification. `broken_at` is the first faulty line, None if the chain is intact.

    `missing` are ranges of missing ids, first and last.
    """

    lines: int
    first: Anchor | None
    last: Anchor | None
    broken_at: int | None = None
    why: Message | str = ""
    missing: tuple[tuple[int, int], ...] = ()


def plain(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts after a round trip through JSON, so that the hash is over what is read later."""
    made: dict[str, Any] = orjson.loads(orjson.dumps(dict(facts), option=orjson.OPT_NON_STR_KEYS))
    return made


def canonical(line: Mapping[str, Any]) -> str:
    """The text of a line that is hashed; a field named `hash` is left out."""
    covered = {name: value for name, value in line.items() if name != "hash"}
    return json.dumps(covered, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def link(before: str, line: Mapping[str, Any]) -> str:
    """The hash of a line that follows a line with hash `before`."""
    return hashlib.sha256(before.encode() + canonical(line).encode()).hexdigest()


@dataclass(slots=True)
class Checker:
    """Verifies the chain line by line, notes the first faulty line, and removes the anchors it meets from `unmet`."""

    unmet: set[Anchor] = field(default_factory=set)
    lines: int = 0
    first: Anchor | None = None
    last: Anchor | None = None
    broken_at: int | None = None
    why: Message | str = ""
    missing: list[tuple[int, int]] = field(default_factory=list)

    def follow(self, lines: Iterable[Mapping[str, Any]]) -> None:
        """Check lines in order, each with all fields."""
        for line in lines:
            self.lines += 1
            self._linked(line)
            self.last = Anchor(id=line["id"], hash=line["hash"])
            self.first = self.first or self.last
            self.unmet.discard(self.last)

    def end(self, head: Anchor | None) -> ChainCheck:
        """Compare the end of the chain with its stored head and the anchors. Without a head there must be no line."""
        if head != self.last:
            end = self.last.id if self.last else 0
            why = msg("the chain ends with line {end}, its head is line {head}", end=end, head=head.id if head else 0)
            self._broken(end + 1, why)
        return self._verdict()

    def stop(self, behind: Mapping[str, Any], there: Iterable[AuditLine]) -> ChainCheck:
        """Check the end of a partial chain by the next line, whose hash depends on every line before.

        `there` are lines found at the ids of `unmet`: after the end, or written again after a cut.
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

    def _verdict(self) -> ChainCheck:
        for anchor in self.unmet:
            if self.broken_at is None or anchor.id < self.broken_at:
                self.broken_at, self.why = anchor.id, msg("this line was anchored and is not there")
        return ChainCheck(
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
