"""Past calls as the simulator takes them, from a campaign's attempts or from another's rows."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from dialer.core.enums import Outcome
from dialer.core.time_units import DAY_S
from dialer.core.visibility import EVERYTHING
from dialer.i18n.message import Message, msg
from dialer.stores.campaigns import CampaignStore
from pacing.simulate.replay import LEAST_CALLS, LEAST_PEOPLE, PastCall, PastEnd, ReplayError

ENDS: Mapping[str, PastEnd] = {
    Outcome.CONNECTED: PastEnd.PERSON,
    Outcome.ABANDONED: PastEnd.ABANDONED,
    Outcome.MACHINE: PastEnd.MACHINE,
    Outcome.NO_ANSWER: PastEnd.NO_ANSWER,
    Outcome.BUSY: PastEnd.BUSY,
    Outcome.CONGESTION: PastEnd.FAILED,
    Outcome.INVALID_NUMBER: PastEnd.FAILED,
    Outcome.FAILED: PastEnd.FAILED,
    Outcome.CANCELLED: PastEnd.CALLED_OFF,
}
# Outcomes that say nothing about the people called; an attempt without an outcome is still live.
PASSED_OVER = frozenset({Outcome.NOT_PLACED.value, Outcome.LOST.value, ""})
LONGEST_WRAP_UP_S = 1_800.0  # a later disposition did not end the agent's wrap-up
SHORTEST_SCREENING_S = 0.2
CHUNK = 2_000
MOST = 500_000
_EXAMPLE = "2026-05-04T09:30:00+02:00"


async def read_past_calls(store: CampaignStore, campaign_id: int, since: float, *, most: int = MOST) -> list[PastCall]:
    """Read a campaign's attempts placed since an instant, newest first, at most so many."""
    calls: list[PastCall] = []
    before = None
    while len(calls) < most:
        found = await store.attempts.list(campaign_id, since=since, after=before, limit=CHUNK, sees=EVERYTHING)
        if not found:
            break
        calls.extend(call for one in found if (call := past_call(asdict(one))) is not None)
        before = (found[-1].placed_at, found[-1].id)
    return calls


def past_call(row: Mapping[str, Any]) -> PastCall | None:
    """One call; None if it says nothing about the people called (not placed, called off before ringing, lost, live).

    :raises ValueError: a figure or the outcome is not understood.
    """
    outcome = str(row.get("outcome") or "").strip().lower()
    if outcome in PASSED_OVER:
        return None
    end = ENDS.get(outcome)
    if end is None:
        names = [*ENDS, *sorted(PASSED_OVER)[1:]]
        raise ValueError(msg("outcome {outcome!r} is not known. Write one of {names}.", outcome=outcome, names=names))
    placed = _instant(row, "placed_at")
    if placed is None:
        raise ValueError(msg("placed_at is empty: when was the call started?"))
    ringing, answered = _instant(row, "ringing_at"), _instant(row, "answered_at")
    if end is PastEnd.CALLED_OFF and ringing is None and not row.get("ring_s"):
        return None
    screened, joined = _instant(row, "screened_at"), _instant(row, "agent_joined_at")
    ended, disposed = _instant(row, "ended_at"), _instant(row, "first_disposed_at") or _instant(row, "disposed_at")
    joined = joined if end is PastEnd.PERSON else None
    screening = _between(answered, screened)
    wrap_up = _number(row, "wrap_up_s", _between(ended, disposed, early=0.0) if joined is not None else None)
    return PastCall(
        launched_at=placed,
        end=end,
        set_up_s=_between(placed, ringing),
        ring_s=_number(row, "ring_s", _between(placed if ringing is None else ringing, answered or ended)),
        screening_s=screening if screening is not None and screening >= SHORTEST_SCREENING_S else None,
        talk_s=_number(row, "talk_s", _between(joined, ended)),
        wrap_up_s=wrap_up if wrap_up is not None and wrap_up <= LONGEST_WRAP_UP_S else None,
        agent=str(row.get("agent_id") or ""),
    )


def _between(since: float | None, until: float | None, *, early: float | None = None) -> float | None:
    """The time from one instant to the other; `early` if the second is earlier."""
    if since is None or until is None:
        return None
    return until - since if until >= since else early


def _instant(row: Mapping[str, Any], name: str) -> float | None:
    value = row.get(name)
    if value is None or value == "":
        return None
    facts = {"name": name, "value": value}
    try:
        return float(value)
    except (TypeError, ValueError):
        pass
    try:
        instant = datetime.fromisoformat(str(value))
    except ValueError:
        raise ValueError(
            msg("{name} {value!r} is not a date and time. Write {example} or epoch seconds.", **facts, example=_EXAMPLE)
        ) from None
    if instant.tzinfo is None:
        raise ValueError(
            msg("{name} {value!r} has no time zone. Write {example}, or Z at its end.", **facts, example=_EXAMPLE)
        )
    return instant.timestamp()


def _number(row: Mapping[str, Any], name: str, otherwise: float | None) -> float | None:
    value = row.get(name)
    if value is None or value == "":
        return otherwise
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise ValueError(msg("{name} {value!r} is no number of seconds.", name=name, value=value)) from None
    if not 0.0 <= number < DAY_S:
        raise ValueError(msg("{name} {value!r} is not between 0 and a day, in seconds.", name=name, value=value))
    return number


def too_few_calls(error: ReplayError) -> Message:
    """Why no world can be made of past calls, and what to do."""
    return msg(
        "There are {calls} calls, {people} of them answered by a person; a replay needs at least {least} and "
        "{answered}. Take a longer time, or simulate with figures.",
        calls=error.calls,
        people=error.people,
        least=LEAST_CALLS,
        answered=LEAST_PEOPLE,
    )
