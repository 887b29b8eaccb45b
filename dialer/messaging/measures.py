"""Counters and histograms of a node's engine, and how they travel on the board to whoever serves them.

An engine only adds numbers. It publishes them with its board, for the nodes it owns; the API turns them into Prometheus
families. Names and units follow https://prometheus.io/docs/practices/naming: base units, counters end in `_total`.
"""

from bisect import bisect_left
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

CALL_BUCKETS_S: Final = (0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0)
RING_BUCKETS_S: Final = (0.25, 0.5, 1.0, 2.0, 3.0, 5.0, 8.0, 13.0, 20.0, 30.0)
LAG_BUCKETS_S: Final = (0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)


@dataclass(frozen=True, slots=True)
class Family:
    """A family of series. With `buckets` (upper bounds in seconds) it is a histogram, otherwise a counter."""

    name: str
    help: str
    labels: tuple[str, ...]
    buckets: tuple[float, ...] = ()


ATTEMPTS: Final = Family("pronto_attempts", "Finished attempts by outcome.", ("campaign", "trunk", "outcome"))
ANSWERS: Final = Family("pronto_answers", "Answered calls by who answered.", ("campaign", "trunk", "answered_by"))
DELIVERED: Final = Family(
    "pronto_delivered",
    "Calls that the carrier brought to a phone, whatever happened there (ITU-T E.425).",
    ("trunk",),
)
ABANDONED: Final = Family(
    "pronto_abandoned",
    "Calls that a person answered and no agent joined, by the profile whose rules hold for them.",
    ("campaign", "law"),
)
SIP_RESPONSES: Final = Family(
    "pronto_sip_responses",
    "Final SIP responses to calls, by class; `none` if the carrier named none.",
    ("trunk", "class"),
)
ANSWER_TO_AGENT: Final = Family(
    "pronto_answer_to_agent_seconds",
    "From the answer, or from the end of machine detection, to the agent.",
    ("campaign",),
    CALL_BUCKETS_S,
)
READY_TO_DIAL: Final = Family(
    "pronto_ready_to_dial_seconds",
    "From the event that led to a call, such as an agent becoming ready, to its Originate.",
    (),
    CALL_BUCKETS_S,
)
POST_DIAL_DELAY: Final = Family(
    "pronto_post_dial_delay_seconds", "From placing a call until it rang.", ("trunk",), RING_BUCKETS_S
)
AMI_LAG: Final = Family("pronto_ami_lag_seconds", "How late Asterisk's answers came.", (), LAG_BUCKETS_S)
LOOP_LAG: Final = Family("pronto_loop_lag_seconds", "How late the engine's event loop was.", (), LAG_BUCKETS_S)

FAMILIES: Final[Mapping[str, Family]] = {
    one.name: one
    for one in (
        ATTEMPTS,
        ANSWERS,
        DELIVERED,
        ABANDONED,
        SIP_RESPONSES,
        ANSWER_TO_AGENT,
        READY_TO_DIAL,
        POST_DIAL_DELAY,
        AMI_LAG,
        LOOP_LAG,
    )
}

Labels = tuple[str, ...]


@dataclass(slots=True)
class Distribution:
    """Observations of one series: how many up to each bucket's bound and beyond the last, and their sum."""

    counts: list[int]
    sum: float = 0.0


@dataclass(slots=True)
class Measures:
    """All series of one node."""

    counts: dict[tuple[str, Labels], int] = field(default_factory=dict)
    distributions: dict[tuple[str, Labels], Distribution] = field(default_factory=dict)

    def count(self, family: Family, *labels: str, by: int = 1) -> None:
        """Add `by`. A series counted by 0 exists from then on, so that its rate is 0 and not unknown."""
        key = family.name, labels
        self.counts[key] = self.counts.get(key, 0) + by

    def observe(self, family: Family, seconds: float, *labels: str) -> None:
        """Add an observation; below zero, as by a stepped clock, it counts as zero."""
        key, seconds = (family.name, labels), max(seconds, 0.0)
        if (found := self.distributions.get(key)) is None:
            found = self.distributions[key] = Distribution([0] * (len(family.buckets) + 1))
        found.counts[bisect_left(family.buckets, seconds)] += 1
        found.sum += seconds

    def as_data(self, node_id: int, node: str, campaigns: Collection[str]) -> dict[str, Any]:
        """As a part of the board: `[family, label values, number]`, or counts by bucket and their sum.

        Series of campaigns that are not among `campaigns` are dropped for good, so that their number stays bounded.
        """
        self._keep(campaigns)
        return {
            "id": node_id,
            "node": node,
            "counters": [[name, labels, number] for (name, labels), number in self.counts.items()],
            "histograms": [
                [name, labels, list(one.counts), round(one.sum, 6)]
                for (name, labels), one in self.distributions.items()
            ],
        }

    def _keep(self, campaigns: Collection[str]) -> None:
        for series in (self.counts, self.distributions):
            for key in [key for key in series if (name := _campaign(key)) is not None and name not in campaigns]:
                del series[key]


def _campaign(key: tuple[str, Labels]) -> str | None:
    """The campaign of a series, always its first label; None for a family without."""
    name, labels = key
    return labels[0] if FAMILIES[name].labels[:1] == ("campaign",) else None
