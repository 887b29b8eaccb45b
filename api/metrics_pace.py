"""Metrics for Prometheus about pacing: the risk of a call, the budgets, and the accuracy of forecasts."""

from collections.abc import Iterable, Mapping
from typing import Any

from prometheus_client.core import GaugeMetricFamily, Metric

_OF_CAMPAIGN = {
    "price": ("pronto_risk_price", "Highest risk of being abandoned at which a call is started, 0 to 1"),
    "risk": ("pronto_risk", "Risk of the last call accepted, or of the first refused, 0 to 1"),
    "hit_rate": ("pronto_hit_rate", "Share of calls that a person answers, as foretold, 0 to 1"),
    "agents_freed": ("pronto_agents_freed", "Agents foretold to be free when a call started now is answered"),
    "in_flight": ("pronto_calls_in_flight", "Calls that no person has answered yet"),
    "decisions": ("pronto_decisions", "Decisions of the pacer since the engine began"),
    "set_up_s": ("pronto_set_up_seconds", "From a call's start until it rings, of late"),
    "screening_s": ("pronto_screening_seconds", "What machine detection takes, of late"),
}
_OF_CONSTRAINT = {
    "share": ("pronto_abandoned_share_of_constraint", "Abandoned share as the constraint counts it, 0 to 1"),
    "limit": ("pronto_abandoned_limit", "What the constraint allows, 0 to 1"),
    "aim": ("pronto_abandoned_aim", "What predictive dialling spends of it, 0 to 1"),
    "bank": ("pronto_abandon_bank", "Abandoned calls that the constraint has allowed and nobody has used"),
}
_OF_FORECASTS = {
    "ratio": ("pronto_foretold_ratio", "What happened for each one foretold: 1 is right"),
    "spread": ("pronto_foretold_spread", "Squared surprise over the variance foretold: above 1, too sure"),
    "forecasts": ("pronto_foretold_forecasts", "Forecasts in the account; old ones fade"),
}
_OF_BIN = {
    "foretold": ("pronto_foretold_mean", "What forecasts of about one size said, in the mean"),
    "happened": ("pronto_happened_mean", "What happened after forecasts of about one size, in the mean"),
}


def pace_families(board: Mapping[str, Any]) -> Iterable[Metric]:
    """Yield the families. Labels have few values: campaigns, constraints, two forecasts and their sizes."""
    campaigns = [(str(one["name"]), one.get("pace") or {}) for one in board.get("campaigns", ())]
    yield from _families(_OF_CAMPAIGN, ["campaign"], [([name], pace) for name, pace in campaigns])
    budgets = [([name, str(one["name"])], one) for name, pace in campaigns for one in pace.get("constraints", ())]
    yield from _families(_OF_CONSTRAINT, ["campaign", "constraint"], budgets)
    accounts = [([name, what], one) for name, pace in campaigns for what, one in (pace.get("foretold") or {}).items()]
    yield from _families(_OF_FORECASTS, ["campaign", "what"], accounts)
    bins = [([*labels, f"{one['from']:g}"], one) for labels, account in accounts for one in account.get("bins", ())]
    yield from _families(_OF_BIN, ["campaign", "what", "from"], bins)
    deciding = GaugeMetricFamily("pronto_decision_seconds", "What a decision took, of late", labels=["quantile"])
    for quantile, microseconds in (board.get("decision_us") or {}).items():
        deciding.add_metric([str(quantile)], float(microseconds) / 1e6)
    yield deciding


def _families(
    kinds: Mapping[str, tuple[str, str]], labels: list[str], rows: list[tuple[list[str], Mapping[str, Any]]]
) -> Iterable[Metric]:
    for figure, (name, says) in kinds.items():
        family = GaugeMetricFamily(name, says, labels=labels)
        for values, row in rows:
            if (value := row.get(figure)) is not None:
                family.add_metric(values, float(value))
        yield family
