"""What a trunk did with its last calls: how many it delivered, how soon they rang, how long they lasted, what SIP said.

The last five minutes stand together, and the last hour minute by minute, to be drawn. Calls are counted as they end, in
memory alone: no statement is made for a call.

Names and formulas follow ITU-T E.425: the answer-seizure ratio (ASR) is answered calls over placed ones, the network
effectiveness ratio (NER) delivered ones over placed ones. ASR depends on the people who are called, NER on the carrier.
The average length of conversation (ALOC) is the time from answer to end over answered calls, the post-dial delay (PDD)
that from the call to its first ringing.
"""

from collections import Counter, deque
from dataclasses import dataclass, field
from typing import Any, Final

from dialer.cell.call.hangup_causes import is_phone_reached
from dialer.cell.call.state_machine import Call
from dialer.cell.tally import quantile
from dialer.core.time_units import MINUTE_S

STEP_S: Final = 10.0
STEPS: Final = 30  # five minutes
MINUTES: Final = 60
DELAYS_KEPT: Final = 100  # in each step, and in each minute


@dataclass(slots=True)
class _Step:
    """Finished calls of ten seconds, or of a minute."""

    number: int
    placed: int = 0
    answered: int = 0
    delivered: int = 0
    talked_s: float = 0.0
    sip: Counter[str] = field(default_factory=Counter)
    delays_s: list[float] = field(default_factory=list)

    def add(self, call: Call, sip: str) -> None:
        self.placed += 1
        self.delivered += is_delivered(call)
        self.sip[sip] += 1
        if call.answered_at is not None:
            self.answered += 1
            self.talked_s += max((call.ended_at or call.answered_at) - call.answered_at, 0.0)
        if call.ringing_at is not None and call.placed_at and len(self.delays_s) < DELAYS_KEPT:
            self.delays_s.append(max(call.ringing_at - call.placed_at, 0.0))


@dataclass(slots=True)
class _Record:
    """One trunk's calls of five minutes and of an hour."""

    steps: deque[_Step] = field(default_factory=lambda: deque(maxlen=STEPS))
    minutes: deque[_Step] = field(default_factory=lambda: deque(maxlen=MINUTES + 1))
    drawn_at: int = -1  # the minute for which `drawn` was made
    drawn: dict[str, Any] | None = None


@dataclass(slots=True)
class TrunkRecords:
    """The last minutes of every trunk, by its id."""

    _of: dict[int, _Record] = field(default_factory=dict)

    def finished(self, call: Call, sip: str, *, now: float) -> None:
        """Count a finished call; `sip` is the class of its final response."""
        record = self._of.setdefault(call.trunk_id, _Record())
        for steps, length_s in ((record.steps, STEP_S), (record.minutes, MINUTE_S)):
            number = int(now // length_s)
            if not steps or steps[-1].number != number:
                steps.append(_Step(number))
            steps[-1].add(call, sip)

    def of(self, trunk_id: int, *, now: float) -> dict[str, Any] | None:
        """The trunk's last five minutes, of whole steps; None without a call in them."""
        present, record = int(now // STEP_S), self._of.get(trunk_id)
        steps = [one for one in record.steps if present - STEPS <= one.number < present] if record else []
        placed = sum(one.placed for one in steps)
        if not placed:
            return None
        answered = sum(one.answered for one in steps)
        sip = sum((one.sip for one in steps), Counter[str]())
        delays_s = sorted(delay for one in steps for delay in one.delays_s)
        return {
            "placed": placed,
            "per_second": round(placed / (STEPS * STEP_S), 2),
            "asr": round(answered / placed, 4),
            "ner": round(sum(one.delivered for one in steps) / placed, 4),
            "aloc_s": round(sum(one.talked_s for one in steps) / answered, 1) if answered else None,
            "pdd_s": {"p50": _delay(delays_s, 0.5), "p95": _delay(delays_s, 0.95)} if delays_s else None,
            "sip": dict(sorted(sip.items())),
        }

    def minutes(self, trunk_id: int, *, now: float) -> dict[str, Any] | None:
        """The trunk's last hour: each figure as a list of whole minutes, the oldest first; None without a call.

        `until` is the end of the last one. A minute without calls has null where there is nothing to divide by. Made
        once a minute, and the same object until the next.
        """
        present, record = int(now // MINUTE_S), self._of.get(trunk_id)
        if record is None:
            return None
        if record.drawn_at != present:
            record.drawn_at, record.drawn = present, _drawn(record.minutes, present)
        return record.drawn


def _drawn(minutes: deque[_Step], present: int) -> dict[str, Any] | None:
    by_number = {one.number: one for one in minutes if present - MINUTES <= one.number < present}
    if not by_number:
        return None
    row = [by_number.get(number, _Step(number)) for number in range(present - MINUTES, present)]
    delays = [sorted(one.delays_s) for one in row]
    return {
        "until": present * MINUTE_S,
        "placed": [one.placed for one in row],
        "asr": [_share(one.answered, one.placed) for one in row],
        "ner": [_share(one.delivered, one.placed) for one in row],
        "aloc_s": [round(one.talked_s / one.answered, 1) if one.answered else None for one in row],
        "pdd_p50_s": [_delay(one, 0.5) if one else None for one in delays],
        "pdd_p95_s": [_delay(one, 0.95) if one else None for one in delays],
        "sip": {name: [_share(one.sip[name], one.placed) for one in row] for name in _sip_classes(row)},
    }


def _sip_classes(row: list[_Step]) -> list[str]:
    return sorted({name for one in row for name in one.sip})


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def _delay(delays_s: list[float], share: float) -> float:
    return round(quantile(delays_s, share), 2)


def is_delivered(call: Call) -> bool:
    """Whether the carrier brought the call to a phone, whatever happened there. One that Pronto called off counts."""
    if call.ringing_at is not None or call.answered_at is not None or call.cancelled:
        return True
    return is_phone_reached(call.cause or 0, call.tech_cause)
