"""Verifies the audit, from the database or an exported file, with an anchor kept outside the database."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

import orjson

from dialer.audit.rules import Checker, canonical
from dialer.audit.store import Anchor, Audit, AuditLine, ChainCheck
from dialer.core.request_errors import Invalid
from dialer.core.settings import Settings
from dialer.i18n.message import msg


class AuditService:
    """Requests about the whole audit."""

    def __init__(self, audit: Audit, settings: Settings) -> None:
        self._audit, self._anchor_file = audit, settings.state_dir / "audit-anchor"

    async def verify(self) -> ChainCheck:
        """Verify the whole chain against its head and the anchor of the last good verification.

        An intact chain leaves a new anchor in the state folder, outside the database.
        """
        anchor = self._read_anchor()
        check = await self._audit.verify([anchor] if anchor else [])
        if check.broken_at is None and check.last is not None:
            self._write_anchor(check.last)
        return check

    async def follow(self, last: int) -> ChainCheck:
        """Verify the chain up to the line with id `last`, and that line by the next one or the chain's head.

        Works page by page outside the event loop; takes up to 50 % longer than `verify`.
        """
        anchor = self._read_anchor()
        checker = Checker({anchor} if anchor else set())
        after, head = 0, await self._audit.head()
        while lines := await self._audit.onwards(after=after):
            known = sum(line.id <= last for line in lines)
            await asyncio.to_thread(_follow, checker, lines[:known])
            if known < len(lines):
                there = [await self._audit.onwards(after=one.id - 1, limit=1) for one in checker.unmet]
                return checker.stop(_fields(lines[known]), chain.from_iterable(there))
            after = lines[-1].id
        return checker.end(head)

    async def export(self) -> AsyncIterator[bytes]:
        """Yield the chain as JSON Lines: each line's hashed text with its hash added."""
        after = 0
        while lines := await self._audit.onwards(after=after):
            texts = (canonical({name: getattr(line, name) for name in line.__slots__})[:-1] for line in lines)
            yield "".join(f'{text},"hash":"{line.hash}"}}\n' for text, line in zip(texts, lines, strict=True)).encode()
            after = lines[-1].id

    def _read_anchor(self) -> Anchor | None:
        try:
            return Anchor(**orjson.loads(self._anchor_file.read_bytes()))
        except FileNotFoundError:
            return None

    def _write_anchor(self, anchor: Anchor) -> None:
        new = self._anchor_file.with_name(f"{self._anchor_file.name}.new")
        new.write_bytes(orjson.dumps({"id": anchor.id, "hash": anchor.hash}) + b"\n")
        new.replace(self._anchor_file)


def _follow(checker: Checker, lines: Sequence[AuditLine]) -> None:
    checker.follow(map(_fields, lines))


def _fields(line: AuditLine) -> dict[str, Any]:
    return {name: getattr(line, name) for name in line.__slots__}


def verify_export(path: Path) -> ChainCheck:
    """Verify the chain of an exported file, which must begin with the first line. Raises `Invalid`, OSError."""
    checker = Checker()
    with path.open("rb") as file:
        checker.follow(_read(file))
    # A file has no separate head: its last line is the end.
    return checker.end(checker.last)


def _read(file: Iterable[bytes]) -> Iterator[dict[str, Any]]:
    for number, text in enumerate(file, start=1):
        try:
            line: dict[str, Any] = orjson.loads(text)
            yield {name: line[name] for name in ("id", "at", "actor", "action", "subject", "facts", "hash")}
        except (orjson.JSONDecodeError, KeyError, TypeError):
            raise Invalid([(f"line {number}", msg("this is no line of an exported audit"))]) from None
