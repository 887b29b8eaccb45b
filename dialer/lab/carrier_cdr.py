"""The carrier's call record, written by its dialplan, one line per call. Pure."""

from dataclasses import dataclass
from enum import StrEnum

from dialer.lab.scenario import Outcome


class EndedBy(StrEnum):
    """Which side ended a call: the network (the called person, a refusal) or the dialer."""

    NETWORK = "network"
    DIALER = "dialer"


@dataclass(frozen=True, slots=True, kw_only=True)
class CarrierCall:
    """One call as the carrier saw it. Times in milliseconds since 1970; `answered_ms` is None if nobody answered."""

    number: str  # E.164
    plan: int  # index in the plan table
    outcome: Outcome
    started_ms: int
    answered_ms: int | None
    ended_ms: int
    ended_by: EndedBy
    cause: int  # Q.850 if the network ended it; meaningless otherwise
    pressed_ms: int | None = None  # when the plan's key was pressed; None if it was not


def parse(text: str) -> list[CarrierCall]:
    """Every call of a record file, in the order they ended. Raises ValueError on an invalid line."""
    whole, _, _ = text.rpartition("\n")  # the last line may still be being written
    return [_parse_line(line) for line in whole.splitlines() if line]


def _parse_line(line: str) -> CarrierCall:
    number, plan, outcome, started, answered, ended, by, cause, pressed = line.split("|")
    return CarrierCall(
        number=f"+{number}",
        plan=int(plan),
        outcome=Outcome(outcome),
        started_ms=int(started),
        answered_ms=int(answered) if answered else None,
        ended_ms=int(ended),
        ended_by=EndedBy(by),
        cause=int(cause or 0),
        pressed_ms=int(pressed) if pressed else None,
    )
