"""Metrics for Prometheus about destinations and caps of trunks."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from prometheus_client.core import GaugeMetricFamily, Metric

CAPS: Final = ("calls", "minutes", "spend")


def guard_families(board: Mapping[str, Any]) -> Iterable[Metric]:
    """Yield the families; a trunk without a guard, of an engine of an older version, has none."""
    used = GaugeMetricFamily(
        "pronto_trunk_hour", "Calls, minutes and spend of a trunk within the last hour", labels=["trunk", "what"]
    )
    refused = GaugeMetricFamily(
        "pronto_trunk_destinations_refused",
        "Calls of the last hour that were refused since their trunk may not call there",
        labels=["trunk"],
    )
    reached = GaugeMetricFamily(
        "pronto_trunk_cap_reached",
        "1 while a cap of this hour keeps a trunk from starting calls",
        labels=["trunk", "what"],
    )
    for trunk in board.get("trunks", ()):
        if (guard := trunk.get("guard")) is None:
            continue
        name = str(trunk["name"])
        refused.add_metric([name], float(guard["refused"]))
        for what in CAPS:
            used.add_metric([name, what], float(guard[what]))
            reached.add_metric([name, what], float(what in guard["reached"]))
    yield from (used, refused, reached)
