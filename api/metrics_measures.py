"""Counters and histograms of the engines for Prometheus, as they came with the board."""

from collections.abc import Container, Iterable, Mapping, Sequence
from itertools import accumulate
from typing import Any

from prometheus_client.core import CounterMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.utils import floatToGoString

from dialer.messaging.boards import MEASURES
from dialer.messaging.measures import FAMILIES, Family


def measure_families(board: Mapping[str, Any]) -> Iterable[Metric]:
    """Yield the families, each series labelled with its node. A family of an engine of another version is left out."""
    found = {name: _family(family) for name, family in FAMILIES.items()}
    for node in board.get(MEASURES, ()):
        for name, labels, number in node["counters"]:
            if isinstance(family := found.get(name), CounterMetricFamily):
                family.add_metric([node["node"], *labels], number)
        for name, labels, counts, total in node["histograms"]:
            if isinstance(family := found.get(name), HistogramMetricFamily):
                bounds = [*map(floatToGoString, FAMILIES[name].buckets), "+Inf"]
                buckets = list(zip(bounds, accumulate(counts), strict=True))
                family.add_metric([node["node"], *labels], buckets, total)
    yield from found.values()


def measures_of(board: Mapping[str, Any], campaigns: Container[str]) -> list[dict[str, Any]]:
    """The board's measures without the series of other campaigns than these, by name."""

    def kept(series: Sequence[Any]) -> bool:
        family = FAMILIES.get(series[0])
        if family is None or "campaign" not in family.labels:
            return family is not None
        return series[1][family.labels.index("campaign")] in campaigns

    return [
        {**node, **{kind: [one for one in node[kind] if kept(one)] for kind in ("counters", "histograms")}}
        for node in board.get(MEASURES, ())
    ]


def _family(family: Family) -> CounterMetricFamily | HistogramMetricFamily:
    labels = ["node", *family.labels]
    if family.buckets:
        return HistogramMetricFamily(family.name, family.help, labels=labels)
    return CounterMetricFamily(family.name, family.help, labels=labels)
