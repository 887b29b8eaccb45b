"""Teaches a pacer from past calls, for a campaign that is new or whose memory is missing."""

from collections.abc import Callable, Iterable
from functools import partial

from dialer.campaigns.attempts.model import AnswerCounts, AttemptRecord
from dialer.cell.dialling.forecast_accounts import LiveLearned
from dialer.core.enums import AttemptState, Outcome
from pacing.windowed_counts import DAY_S, HOUR_S, Tally

Step = tuple[float, int, Callable[[LiveLearned, float], None]]  # instant, order within it, update
_UNSEEN = (Outcome.NOT_PLACED, Outcome.LOST)  # nothing rang, or the result is unknown


def learned_from(attempts: Iterable[AttemptRecord], *, own: bool = True) -> LiveLearned:
    """Replay ended attempts in order of time, as the engine would have reported them to the pacer.

    `own` False: they are another campaign's. Its lists are not ours, and its abandoned calls count in its own budget
    only.
    """
    steps: list[Step] = []
    for attempt in attempts:
        if attempt.state is AttemptState.ENDED and attempt.outcome not in (None, *_UNSEEN):
            steps += _steps(attempt, str(attempt.list_id) if own else "")
    learned = LiveLearned()
    for at, _, tell in sorted(steps, key=lambda step: step[:2]):
        tell(learned, at)
    if not own:
        learned.tally = Tally()
    return learned


def tally_of(counts: Iterable[AnswerCounts], *, now: float) -> Tally:
    """A campaign's counts by its rows; by the hour where they are older than a day."""
    tally = Tally()
    for one in counts:
        at = one.minute_at if one.minute_at >= now - DAY_S else one.minute_at - one.minute_at % HOUR_S
        tally.add(at, served=one.served, abandoned=one.abandoned, machines=one.machines)
    return tally


def _in_time(attempt: AttemptRecord) -> bool:
    """Whether the agent joined before the limit: by law a person who talked after it is still abandoned."""
    return attempt.unserved_at is None or attempt.unserved_at > (attempt.agent_joined_at or 0.0)


def _steps(attempt: AttemptRecord, segment: str) -> list[Step]:
    call, ended = attempt.id, attempt.ended_at or attempt.placed_at
    steps: list[Step] = [(attempt.placed_at, 0, lambda learned, at: learned.launched(call, at, segment))]
    if attempt.answered_at is not None:
        steps.append((attempt.answered_at, 1, lambda learned, at: learned.answered(call, at)))
    needs_agent = attempt.screened_at or attempt.answered_at or ended
    match attempt.outcome:
        case Outcome.CONNECTED:
            steps.append((needs_agent, 2, lambda learned, at: learned.person(call, at)))
            steps += _talk(attempt, needs_agent, ended)
        case Outcome.ABANDONED:
            steps.append((needs_agent, 2, lambda learned, at: learned.person(call, at)))
            steps.append((ended, 3, lambda learned, at: learned.abandoned(call, at)))
        case Outcome.MACHINE:
            steps.append((attempt.screened_at or ended, 2, lambda learned, at: learned.machine(call, at)))
        case Outcome.CANCELLED:
            steps.append((ended, 2, lambda learned, at: learned.called_off(call, at)))
        case _:
            steps.append((ended, 2, lambda learned, at: learned.ended_unanswered(call, at)))
    return steps


def _talk(attempt: AttemptRecord, needs_agent: float, ended: float) -> list[Step]:
    agent, joined = str(attempt.agent_id), max(attempt.agent_joined_at or needs_agent, needs_agent)
    talk: list[Step] = [
        (joined, 3, partial(_served if _in_time(attempt) else _abandoned, attempt.id)),
        (joined, 4, lambda learned, at: learned.talk_started(agent, at)),
        (ended, 5, lambda learned, at: learned.talk_ended(agent, at)),
    ]
    if (disposed := attempt.first_disposed_at) is None:  # how long the wrap-up lasted is not known
        return [*talk, (ended, 6, partial(_left, agent))]
    return [*talk, (max(disposed, ended), 6, lambda learned, at: learned.wrap_up_ended(agent, at))]


def _served(call: str, learned: LiveLearned, at: float) -> None:
    learned.served(call, at)


def _abandoned(call: str, learned: LiveLearned, at: float) -> None:
    learned.abandoned(call, at)


def _left(agent: str, learned: LiveLearned, at: float) -> None:
    learned.agent_left(agent, at)
