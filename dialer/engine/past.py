"""What a cell begins with: what is known of its campaign from before this engine."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from dialer.attempts import AttemptRecord
from dialer.cell.call import Call, CallState
from dialer.cell.foresight import LiveLearned
from dialer.cell.rest import Rest
from dialer.cell.tally import Tally
from dialer.engine.reconcile import booked
from dialer.words import AttemptState, Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """What a campaign's pacer has learned, what its day has brought, and how its trunks, by id, took its last calls."""

    learned: LiveLearned = field(default_factory=LiveLearned)
    tally: Tally = field(default_factory=Tally)
    rests: dict[int, Rest] = field(default_factory=dict)


def rests_from(attempts: Iterable[AttemptRecord]) -> dict[int, Rest]:
    """Replay a campaign's last attempts in the order of time, as the engine would have told them to its trunks.

    A row that an engine before us saw begin goes on so, and its leads have their attempts back should the trunk be
    found at fault now. The row of a trunk that has come to rest is over: those attempts were given back in the
    transaction that ended the call whose refusal made it rest (dialer/engine/writer.py).
    """
    rests: dict[int, Rest] = {}
    steps: list[tuple[float, int, Callable[[], None]]] = []
    for attempt in attempts:
        if attempt.state is AttemptState.ENDED and attempt.ended_at is not None:
            steps += _steps(attempt, attempt.ended_at, rests.setdefault(attempt.trunk_id, Rest()))
    for _, _, tell in sorted(steps, key=lambda step: step[:2]):
        tell()
    return rests


def _steps(attempt: AttemptRecord, ended_at: float, rest: Rest) -> list[tuple[float, int, Callable[[], None]]]:
    lived, call = _call(attempt, CallState.DIALLING), _call(attempt, CallState.ENDED)
    told_at = min(at for at in (attempt.ringing_at, attempt.answered_at, ended_at) if at is not None)

    def tell() -> None:
        rest.pass_time(told_at)
        rest.hear(lived, call, now=told_at)

    return [(attempt.placed_at, 0, lambda: rest.started(attempt.id, attempt.placed_at)), (told_at, 1, tell)]


def _call(attempt: AttemptRecord, state: CallState) -> Call:
    return replace(
        booked(attempt, state),
        placed_at=attempt.placed_at,
        ringing_at=attempt.ringing_at,
        answered_at=attempt.answered_at,
        ended_at=attempt.ended_at,
        cancelled=attempt.outcome is Outcome.CANCELLED,
        outcome=attempt.outcome,
        cause=attempt.cause,
        tech_cause=attempt.tech_cause,
    )
