"""The decisions of the last hour: what each was based on, risked and was allowed, and why.

A decision is one packed row, since there are many in an hour: keeping one costs a microsecond or two and 58 bytes. As a
dataclass in a deque it takes 500 bytes, and the garbage collector visits each: 3,600 in each of 50 campaigns make 90
MB, and pauses of 0.2 s. An obstacle that keeps a cell from asking its pacer is written when it changes.
"""

import math
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from struct import Struct

from dialer.cell.dialling.idle_reasons import Because, Idle
from dialer.core.time_units import HOUR_S
from pacing.snapshot import Decision, Snapshot, Why

KEPT_S = HOUR_S
ROWS = 512  # per chunk
MOST_CHUNKS = 1024  # half a million decisions, some 30 MB: beyond 145 a second, less than an hour is kept
_UNKNOWN = math.nan
_CODES: tuple[str, ...] = tuple(str(code) for code in (*Why, *Idle))
_NUMBER_OF: Mapping[str, int] = {code: number for number, code in enumerate(_CODES)}
_ROW = Struct("<dHHHHIHHHHBB7f")
_MOST = 65_535


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One decision. Shares and risks are between 0 and 1; None where the mode or the reason has no such figure."""

    number: int  # running number in the cell
    at: float
    code: str
    dial: int
    called_off: int
    agents_ready: int
    agents_busy: int
    in_flight: int
    calls_waiting: int
    leads_left: int
    lines_left: int
    starts_left: int
    risk: float | None
    price: float | None
    hit_rate: float | None
    agents_freed: float | None  # forecast until a call started now is answered
    constraint: str | None  # the binding one
    share: float | None  # its abandoned share
    limit: float | None
    bank: float | None  # abandoned calls still allowed
    facts: Mapping[str, float | int | str]  # facts of the reason


@dataclass(slots=True)
class _Minute:
    """What one minute held, by reason: decisions, calls started, seconds."""

    at: float
    by_code: dict[int, list[float]] = field(default_factory=dict)


class DecisionLog:
    """A ring of packed decisions, with sums by minute for the summary."""

    __slots__ = (
        "_chunks",
        "_constraints",
        "_first",
        "_idle",
        "_last",
        "_last_at",
        "_minutes",
        "_row",
        "count",
        "last_facts",
    )

    def __init__(self) -> None:
        self.count = 0  # all decisions so far
        self.last_facts: dict[str, Mapping[str, float | int | str]] = {}  # of the idle reasons, by code
        self._chunks: deque[bytearray] = deque()
        self._first = 0  # number of the first row of the first chunk
        self._row = ROWS  # the next row of the last chunk
        self._constraints: list[str] = [""]
        self._idle: deque[tuple[int, Mapping[str, float | int | str]]] = deque(maxlen=1000)  # facts, by number
        self._minutes: deque[_Minute] = deque(maxlen=int(KEPT_S / 60.0) + 1)
        self._last = -1  # the present reason's code
        self._last_at = 0.0

    def note(self, seen: Snapshot, decision: Decision) -> None:
        """Record a decision and the snapshot it was made from."""
        facts = decision.reason.facts.get
        self._write(
            seen.now,
            min(seen.agents_ready, _MOST),
            min(seen.working - seen.agents_ready, _MOST),
            min(len(seen.calls), _MOST),
            min(seen.calls_waiting, _MOST),
            seen.leads_left,
            min(seen.lines_left, _MOST),
            min(seen.starts_left, _MOST),
            min(decision.dial, _MOST),
            min(len(decision.call_off), _MOST),
            _NUMBER_OF[decision.reason.code],
            self._constraint(facts("constraint", "")),
            facts("risk", _UNKNOWN),
            facts("price", _UNKNOWN),
            facts("hit_rate", _UNKNOWN),
            facts("agents_freed", _UNKNOWN),
            facts("share", _UNKNOWN),
            facts("limit", _UNKNOWN),
            facts("bank", _UNKNOWN),
        )

    def idle(self, why: Because, now: float) -> None:
        """Record that the pacer is not even asked; only when the reason changes."""
        code = _NUMBER_OF[why.code]
        if code == self._last:
            self._spend(code, now)
            return
        self._idle.append((self.count, why.facts))
        self.last_facts[_CODES[code]] = why.facts
        self._write(now, 0, 0, 0, 0, 0, 0, 0, 0, 0, code, 0, *(_UNKNOWN,) * 7)

    def _constraint(self, name: object) -> int:
        for number, known in enumerate(self._constraints):
            if known == name:
                return number
        if len(self._constraints) > 255:
            return 0
        self._constraints.append(str(name))
        return len(self._constraints) - 1

    def _write(self, now: float, *row: float | int | str) -> None:
        if self._row == ROWS:
            self._new_chunk(now)
        _ROW.pack_into(self._chunks[-1], self._row * _ROW.size, now, *row)
        self._row += 1
        self.count += 1
        self._spend(int(row[9]), now, dialled=int(row[7]), decided=1)

    def _new_chunk(self, now: float) -> None:
        while self._chunks and (len(self._chunks) >= MOST_CHUNKS or self._ends_before(now - KEPT_S)):
            self._chunks.popleft()
            self._first += ROWS
        self._chunks.append(bytearray(ROWS * _ROW.size))
        self._row = 0

    def _ends_before(self, at: float) -> bool:
        (last,) = _ROW.unpack_from(self._chunks[0], (ROWS - 1) * _ROW.size)[:1]
        return bool(last < at)

    def _spend(self, code: int, now: float, *, dialled: int = 0, decided: int = 0) -> None:
        """Add the time since the last decision to that one's reason, and this decision to its own."""
        minute = now - now % 60.0
        if not self._minutes or self._minutes[-1].at != minute:
            self._minutes.append(_Minute(minute))
        sums = self._minutes[-1].by_code
        if self._last >= 0:
            sums.setdefault(self._last, [0, 0, 0.0])[2] += now - self._last_at
        mine = sums.setdefault(code, [0, 0, 0.0])
        mine[0] += decided
        mine[1] += dialled
        self._last, self._last_at = code, now

    def page(self, *, limit: int, before: int | None = None, since: float = 0.0) -> list[Kept]:
        """Up to `limit` decisions, newest first, numbered below `before` and not older than `since`."""
        idle = dict(self._idle)
        number = self.count if before is None else min(before, self.count)
        found: list[Kept] = []
        while len(found) < limit and number > self._first:
            number -= 1
            kept = self._read(number, idle)
            if kept.at < since:
                break
            found.append(kept)
        return found

    def _read(self, number: int, idle: Mapping[int, Mapping[str, float | int | str]]) -> Kept:
        chunk, row = divmod(number - self._first, ROWS)
        at, ready, busy, flying, waiting, leads, lines, starts, dial, off, code, constraint, *floats = _ROW.unpack_from(
            self._chunks[chunk], row * _ROW.size
        )
        risk, price, hit_rate, freed, share, limit, bank = (None if math.isnan(one) else one for one in floats)
        return Kept(
            number=number,
            at=at,
            code=_CODES[code],
            dial=dial,
            called_off=off,
            agents_ready=ready,
            agents_busy=busy,
            in_flight=flying,
            calls_waiting=waiting,
            leads_left=leads,
            lines_left=lines,
            starts_left=starts,
            risk=risk,
            price=price,
            hit_rate=hit_rate,
            agents_freed=freed,
            constraint=self._constraints[constraint] or None,
            share=share,
            limit=limit,
            bank=bank,
            facts=idle.get(number, {}),
        )

    @property
    def kept_since(self) -> float | None:
        """The time of the oldest decision kept."""
        return float(_ROW.unpack_from(self._chunks[0], 0)[0]) if self._chunks else None

    def summary(self, now: float) -> dict[str, dict[str, float]]:
        """By reason, over the last hour: decisions, calls started, and seconds it lasted."""
        sums: dict[str, dict[str, float]] = {}
        for minute in self._minutes:
            if minute.at <= now - KEPT_S - 60.0:
                continue
            for code, (decisions, dialled, seconds) in minute.by_code.items():
                one = sums.setdefault(_CODES[code], {"decisions": 0, "dialled": 0, "seconds": 0.0})
                one["decisions"] += decisions
                one["dialled"] += dialled
                one["seconds"] += seconds
        return sums
