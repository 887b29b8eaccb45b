"""A demonstration's results, compared with the carrier's record."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from dialer.campaigns.attempts.model import AttemptRecord
from dialer.core.enums import AttemptState, LeadState, Outcome
from dialer.lab.carrier_cdr import CarrierCall


def dialled_twice(attempts: Sequence[AttemptRecord], carrier: Sequence[CarrierCall]) -> int:
    """Calls at the carrier in excess of attempts: each is a person rung without an attempt."""
    placed = Counter(attempt.number for attempt in attempts)
    seen = Counter(call.number for call in carrier)
    return sum(max(0, count - placed[number]) for number, count in seen.items())


def leads_lost(leads: Mapping[LeadState, int], *, loaded: int, attempts: Sequence[AttemptRecord]) -> int:
    """Leads in a wrong state after all calls have ended, and attempts without an end."""
    unsettled = leads.get(LeadState.CLAIMED, 0) + leads.get(LeadState.CALLING, 0)
    endless = sum(attempt.state is not AttemptState.ENDED for attempt in attempts)
    return loaded - sum(leads.values()) + unsettled + endless


def pace_while_dialling(board: Mapping[str, Any], before: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """The pace of this board's first campaign if its last decision had a price; else `before`.

    While the last talks end no decisions are made, so the last board has no price.
    """
    pace = next((one.get("pace") for one in board.get("campaigns", ())), None)
    return pace if pace and pace.get("price") is not None else before


def report(
    *,
    attempts: Sequence[AttemptRecord],
    carrier: Sequence[CarrierCall],
    leads: Mapping[LeadState, int],
    loaded: int,
    board: Mapping[str, Any],
    pace: Mapping[str, Any] | None,
    figures: Mapping[str, Any],
    cpu_s: float,
    seconds: float,
    began_at: float,
) -> dict[str, Any]:
    """The report as JSON. `board` is the campaign's part of the last board, `pace` that of the last board while it
    dialled; `cpu_s` is the process's, including the API; `began_at` is when the command was started.
    """
    outcomes = Counter(attempt.outcome.value for attempt in attempts if attempt.outcome is not None)
    placed = len(attempts)
    joined = [attempt.agent_joined_at for attempt in attempts if attempt.agent_joined_at is not None]
    return {
        "calls_placed": placed,
        "outcomes": dict(sorted(outcomes.items())),
        "bridged": len(joined),
        "abandoned": outcomes[Outcome.ABANDONED.value],
        "answer_to_bridge_ms": board["answer_to_bridge_ms"] or dict.fromkeys(("p50", "p95", "p99", "max")),
        "agent_occupancy": board["occupancy"],
        "pace": pace,
        "ami_events": sum(figures["ami_events"].values()),
        "engine_cpu_ms_per_call": round(1000 * cpu_s / placed, 3) if placed else None,
        "unexpected_events": sum(figures["unexpected_events"].values()),
        "dialled_twice": dialled_twice(attempts, carrier),
        "leads_lost": leads_lost(leads, loaded=loaded, attempts=attempts),
        "details": {
            "seconds": round(seconds, 1),
            "first_bridge_after_s": round(min(joined) - began_at, 1) if joined else None,
            "unexpected": dict(figures["unexpected_events"]),
            "ami_events": dict(figures["ami_events"]),
            "actions": dict(figures["actions"]),
            "strays": figures["strays"],
            "leads": {state.value: count for state, count in leads.items()},
            "carrier_calls": len(carrier),
        },
    }
