"""Metrics for Prometheus about lists: penetration, and when they run dry."""

from collections.abc import Iterable, Mapping
from typing import Any

from prometheus_client.core import GaugeMetricFamily, Metric


def list_families(board: Mapping[str, Any]) -> Iterable[Metric]:
    """Yield the families; a campaign whose lists are not yet counted has none."""
    leads = GaugeMetricFamily(
        "pronto_list_leads", "Leads of a list: all, dialled, contacted, due, done", labels=["campaign", "list", "what"]
    )
    dry = GaugeMetricFamily(
        "pronto_leads_dry_timestamp_seconds",
        "Forecast time when all leads due now will have been called, epoch seconds",
        labels=["campaign"],
    )
    dry_list = GaugeMetricFamily(
        "pronto_list_dry_timestamp_seconds",
        "Forecast time when all due leads of a list will have been called, epoch seconds",
        labels=["campaign", "list"],
    )
    for campaign in board.get("campaigns", ()):
        told = campaign.get("penetration") or {}
        for one in told.get("lists", ()):
            counts = {"all": one["total"], "done": sum(one["done"].values())}
            counts |= {what: one[what] for what in ("dialled", "contacted", "due")}
            for what, count in counts.items():
                leads.add_metric([str(campaign["name"]), str(one["name"]), what], float(count))
            if one.get("dry_at") is not None:  # missing from engines of an older version
                dry_list.add_metric([str(campaign["name"]), str(one["name"])], float(one["dry_at"]))
        if told.get("dry_at") is not None:
            dry.add_metric([str(campaign["name"])], float(told["dry_at"]))
    yield from (leads, dry, dry_list)
