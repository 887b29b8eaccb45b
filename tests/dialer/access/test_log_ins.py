"""The audit tells of log-ins together, and later where it cannot at once."""

import asyncio
from collections.abc import Sequence

import pytest

from dialer.access import log_ins
from dialer.access.log_ins import LogIns
from dialer.audit import buffer
from dialer.audit.store import NewLine
from dialer.core.errors import DatabaseBusy
from tests.support.patience import PATIENCE_S


class Audit:
    """Keeps what is written, once the database takes it."""

    def __init__(self, *, busy: int = 0) -> None:
        self.lines: list[NewLine] = []
        self._busy = busy
        self.writes = asyncio.Semaphore(0)

    async def add_many(self, lines: Sequence[NewLine]) -> None:
        self.writes.release()
        if self._busy:
            self._busy -= 1
            raise DatabaseBusy(waited_ms=1)
        self.lines += lines


def desk(audit: Audit, now: list[float] | None = None) -> LogIns:
    return LogIns(audit, lambda: now[0] if now else 0.0)  # type: ignore[arg-type]


async def test_what_comes_within_a_minute_is_one_line() -> None:
    audit = Audit()
    told = desk(audit)
    told.refused("198.51.100.7")
    await audit.writes.acquire()  # the first is written at once
    for n in range(500):
        told.refused(f"198.51.100.{n % 250}")
    await told.close()
    assert [line.facts["attempts"] for line in audit.lines] == [1, 500]
    assert len(audit.lines[1].facts["clients"]) == log_ins.NAMED_AT_MOST


async def test_very_many_strangers_are_still_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_ins, "REMEMBERED_AT_MOST", 2)
    audit = Audit()
    told = desk(audit)
    for n in range(5):
        told.refused(f"198.51.100.{n}")
    await told.close()
    [line] = audit.lines
    assert line.facts == {"attempts": 5, "clients": {"198.51.100.0": 1, "198.51.100.1": 1}, "others": 3}


async def test_a_busy_database_is_told_later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(buffer, "TOGETHER_S", 0.01)
    audit = Audit(busy=2)
    told = desk(audit)
    told.key_used(7, "key:desk", "198.51.100.7")
    told.refused("203.0.113.9")
    async with asyncio.timeout(PATIENCE_S):
        for _ in range(3):
            await audit.writes.acquire()
    assert [line.action for line in audit.lines] == ["key.use", "key.refused"]
    await told.close()


async def test_a_database_that_stays_away_keeps_nothing_from_closing() -> None:
    audit = Audit(busy=1000)
    told = desk(audit)
    told.refused("203.0.113.9")
    async with asyncio.timeout(PATIENCE_S):
        await told.close()
    assert audit.lines == []


async def test_a_key_is_told_again_the_next_day() -> None:
    audit, now = Audit(), [0.0]
    told = desk(audit, now)
    for at in (0.0, 86_399.0, 86_400.0):
        now[0] = at
        told.key_used(7, "key:desk", "198.51.100.7")
    await told.close()
    assert [line.at for line in audit.lines] == [0.0, 86_400.0]
