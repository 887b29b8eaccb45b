"""Metrics for Prometheus about pacing: the risk of a call, the budgets, and the accuracy of forecasts."""

from collections.abc import Iterable, Mapping
from typing import Any

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

_OF_CAMPAIGN = {
    "price": ("pronto_risk_price", "Highest risk of being abandoned at which a call is started, 0 to 1"),
    "risk": ("pronto_risk", "Risk of the last call accepted, or of the first refused, 0 to 1"),
    "hit_rate": ("pronto_hit_rate", "Forecast share of calls answered by a person, 0 to 1"),
    "agents_freed": ("pronto_agents_freed", "Agents forecast to be free when a call started now is answered"),
    "in_flight": ("pronto_calls_in_flight", "Calls not yet answered by a person"),
    "set_up_s": ("pronto_set_up_seconds", "Recent seconds from a call's start until it rings"),
    "screening_s": ("pronto_screening_seconds", "Recent seconds taken by machine detection"),
}
_OF_CONSTRAINT = {
    "share": ("pronto_abandoned_share_of_constraint", "Abandoned share as counted by the constraint, 0 to 1"),
    "limit": ("pronto_abandoned_limit", "Abandoned share that the constraint allows, 0 to 1"),
    "aim": ("pronto_abandoned_aim", "Abandoned share that predictive dialling aims at, 0 to 1"),
    "bank": ("pronto_abandon_bank", "Abandoned calls allowed by the constraint and not yet used"),
}
_OF_FORECASTS = {
    "ratio": ("pronto_foretold_ratio", "Events per forecast event; 1 is correct"),
    "spread": ("pronto_foretold_spread", "Squared error by forecast variance; above 1, forecasts too confident"),
    "forecasts": ("pronto_foretold_forecasts", "Forecasts counted, weighted by age"),
}
_OF_BIN = {
    "foretold": ("pronto_foretold_mean", "Mean of the forecasts of similar size"),
    "happened": ("pronto_happened_mean", "Mean of what happened after forecasts of similar size"),
}


def pace_families(board: Mapping[str, Any]) -> Iterable[Metric]:
    """Yield the families. Labels have few values: campaigns, constraints and their laws, two forecasts, their sizes."""
    campaigns = [(str(one["name"]), one.get("pace") or {}) for one in board.get("campaigns", ())]
    yield from _families(_OF_CAMPAIGN, ["campaign"], [([name], pace) for name, pace in campaigns])
    decisions = CounterMetricFamily("pronto_decisions", "Decisions of the pacer", labels=["campaign"])
    for name, pace in campaigns:
        if (number := pace.get("decisions")) is not None:
            decisions.add_metric([name], float(number))
    yield decisions
    budgets = [
        ([name, str(one["name"]), str(one.get("law", ""))], one)
        for name, pace in campaigns
        for one in pace.get("constraints", ())
    ]
    yield from _families(_OF_CONSTRAINT, ["campaign", "constraint", "law"], budgets)
    accounts = [([name, what], one) for name, pace in campaigns for what, one in (pace.get("foretold") or {}).items()]
    yield from _families(_OF_FORECASTS, ["campaign", "what"], accounts)
    bins = [([*labels, f"{one['from']:g}"], one) for labels, account in accounts for one in account.get("bins", ())]
    yield from _families(_OF_BIN, ["campaign", "what", "from"], bins)
    deciding = GaugeMetricFamily("pronto_decision_seconds", "Recent seconds taken by a decision", labels=["percentile"])
    for percentile, microseconds in (board.get("decision_us") or {}).items():
        deciding.add_metric([str(percentile)], float(microseconds) / 1e6)
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
