"""A campaign's pacing on the board: the risk of a call, the balance of each budget, the accuracy of forecasts."""

import math
from collections.abc import Iterator, Mapping
from typing import Any, Final

from dialer.cell.call.state_machine import IN_FLIGHT
from dialer.cell.cell import Cell
from dialer.cell.dialling.pacing_snapshot import policy, snapshot
from dialer.cell.legal.held_lists import books_of
from dialer.compliance.abandonment import NEAR_LIMIT
from dialer.compliance.vocabulary import Kind
from dialer.i18n.labels import label
from dialer.i18n.message import Message, joined, mark, to_plain
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
        "words": to_plain(decided(told)),
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
    laws = _laws(cell, now)
    return [
        {"law": laws.get(one.constraint, "")} | _budget(constraint, one)
        for constraint, one in zip(bound.constraints, allowed, strict=True)
    ]


def _laws(cell: Cell, now: float) -> dict[str, str]:
    """The profile that each constraint comes from; the campaign's own come from none."""
    return {
        rule.id: book.profile.id
        for book in reversed(books_of(cell.campaign))
        for rule in book.profile.of_kind(Kind.ABANDONMENT_RATE, now)
    }


def _budget(constraint: Constraint, one: Allowance) -> dict[str, Any]:
    return {
        "name": one.constraint,
        "text": _name(one.constraint),
        "window_s": constraint.window_s,
        "starts_at": constraint.starts_at,
        "share": one.share,
        "limit": one.limit,
        "near_at": NEAR_LIMIT * one.limit,
        "aim": constraint.aim,
        "bank": one.bank,
        "price": one.price,
        "level": one.level.name.lower(),
    }


def _name(constraint: str) -> dict[str, Any] | str:
    name = label("budget", constraint)
    return name if isinstance(name, str) else to_plain(name)


def foretold(calibration: Calibration) -> dict[str, Any]:
    """Forecasts of one kind compared with what happened: in total, and by size of the forecast."""
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


def decided(figures: Mapping[str, Any]) -> Message:
    """A decision's figures as sentences; figures that the mode does not have are left out."""
    return joined(" ", _sentences({**figures, **_left(figures.get("bank"))}))


def _sentences(figures: Mapping[str, Any]) -> Iterator[Message]:
    for needed, text in _DECIDED:
        known = {name: figures.get(name) for name in needed}
        if any(value in (None, math.inf) for value in known.values()) or (needed in _SOME and 0 in known.values()):
            continue
        shares = {name: 100.0 * value for name, value in known.items() if name in _SHARES and value is not None}
        named = {name: label("budget", str(value)) for name, value in known.items() if name == "constraint"}
        yield Message(text, known | shares | named)


def _left(bank: float | None) -> dict[str, float]:
    """The rest of a budget, or its excess as a positive number: a negative rest would not be understood."""
    if bank is None:
        return {}
    return {"over": -bank} if round(bank, 1) < 0 else {"left": abs(bank)}


_SOME: Final = (("called_off",), ("calls_waiting",))  # shown only where there are any
_SHARES: Final = frozenset({"risk", "price", "own_price", "hit_rate", "share", "limit"})
# Each sentence with the figures it needs; without them it is left out.
_DECIDED: Final = (
    (("dial",), mark("Calls started: {dial}.")),
    (("called_off",), mark("Called off: {called_off}.")),
    (("risk", "price"), mark("Risk {risk:.2f} % against a price of {price:.2f} %.")),
    (("own_price",), mark("By itself it would go to {own_price:.2f} %: others share its agents.")),
    (("agents_ready", "agents_busy"), mark("Agents: {agents_ready} ready, {agents_busy} busy.")),
    (("agents_freed",), mark("Free in time: {agents_freed:.1f}.")),
    (("in_flight",), mark("Calls under way: {in_flight}.")),
    (("calls_waiting",), mark("People waiting: {calls_waiting}.")),
    (("hit_rate",), mark("Hit rate {hit_rate:.2f} %.")),
    (
        ("constraint", "share", "limit", "left"),
        mark("Budget “{constraint}”: {share:.2f} % of {limit:.2f} %, {left:.1f} left."),
    ),
    (
        ("constraint", "share", "limit", "over"),
        mark("Budget “{constraint}”: {share:.2f} % of {limit:.2f} %, exceeded by {over:.1f}."),
    ),
)
