"""A campaign's pacing on the board: what a call may risk, what each budget holds, whether forecasts come true."""

from collections.abc import Mapping
from typing import Any

from dialer.cell.call.state_machine import IN_FLIGHT
from dialer.cell.cell import Cell
from dialer.cell.dialling.pacing_snapshot import policy, snapshot
from dialer.wording import decided
from pacing.calibration import Calibration
from pacing.guard import Allowance, allowances
from pacing.snapshot import Constraint

_FIGURES = ("risk", "price", "hit_rate", "agents_freed")


def paced(cell: Cell, *, now: float) -> dict[str, Any]:
    """Figures of the last decision, of every constraint, of the forecasts; shares and risks between 0 and 1."""
    facts: Mapping[str, Any] = cell.decision.reason.facts if cell.decision else {}
    told = {**facts, "agents_busy": len(cell.roster.busy)} if cell.decision else {}
    return {
        **{name: facts.get(name) for name in _FIGURES},
        "words": decided(told),
        "in_flight": sum(call.state in IN_FLIGHT for call in cell.calls.values()),
        "decisions": cell.decisions.count,
        "constraints": _budgets(cell, now),
        "foretold": {
            "answers": foretold(cell.learned.answers_foretold),
            "frees": foretold(cell.learned.frees_foretold),
        },
        "set_up_s": cell.delays.set_up_s,
        "screening_s": cell.delays.screening_s,
    }


def _budgets(cell: Cell, now: float) -> list[dict[str, Any]]:
    bound, seen = policy(cell, now), snapshot(cell, now)
    allowed = allowances(seen.learned, bound, now, seen.elsewhere, seen.agents_ready, seen.leads_to_come)
    return [_budget(constraint, one) for constraint, one in zip(bound.constraints, allowed, strict=True)]


def _budget(constraint: Constraint, one: Allowance) -> dict[str, Any]:
    return {
        "name": one.constraint,
        "share": one.share,
        "limit": one.limit,
        "aim": constraint.aim,
        "bank": one.bank,
        "price": one.price,
        "level": one.level.name.lower(),
    }


def foretold(calibration: Calibration) -> dict[str, Any]:
    """The account of one kind of forecast: how many, what came for each one foretold, and the same by size."""
    return {
        "forecasts": calibration.pairs,
        "ratio": calibration.ratio,
        "spread": calibration.spread,
        "bins": [
            {
                "from": one.low,
                "forecasts": one.pairs,
                "foretold": one.foretold,
                "happened": one.happened,
                "error": one.error,
            }
            for one in calibration.bins()
        ],
    }
