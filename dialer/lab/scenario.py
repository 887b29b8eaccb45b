"""A scenario: the behaviour of the lab's telephone network as shares and distributions, and the plans drawn from it.

Pure: random numbers come from the scenario's own seed, so a scenario always gives the same plans.
"""

import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import NormalDist
from typing import Literal

from dialer.i18n.message import msg

DEFAULT_PLANS = 1000  # a thousand: the last three digits of a number choose the plan


class Outcome(StrEnum):
    """What the network does with a call."""

    PERSON = "person"
    MACHINE = "machine"
    HANDSET = "handset"  # one that screens calls: a machine asks who calls, then the person takes up
    NO_ANSWER = "no_answer"
    BUSY = "busy"
    CONGESTION = "congestion"
    INVALID_NUMBER = "invalid_number"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """A distribution of seconds: `fixed` at mean, `uniform` between low and high, `lognormal` by mean and cv."""

    kind: Literal["fixed", "uniform", "lognormal"]
    mean: float = 0.0
    cv: float = 0.0  # standard deviation over mean
    low: float = 0.0  # every kind is cut to low..high
    high: float = math.inf

    def __post_init__(self) -> None:
        """Refuse meaningless values."""
        if self.low < 0 or self.high < self.low:
            raise ValueError(
                msg(
                    "A {kind} spread needs 0 <= low <= high, not {low}..{high}.",
                    kind=self.kind,
                    low=self.low,
                    high=self.high,
                )
            )
        if self.kind == "uniform" and math.isinf(self.high):
            raise ValueError(msg("A uniform spread needs both low and high."))
        if self.kind == "lognormal" and (self.mean <= 0 or self.cv <= 0):
            raise ValueError(msg("A lognormal spread needs mean and cv above 0."))

    def at(self, share: float) -> float:
        """The inverse CDF: the value, in seconds, below which `share` (0 < share < 1) of all values lie.

        Lognormal: sigma^2 = ln(1 + cv^2), mu = ln(mean) - sigma^2 / 2, from the moments.
        """
        match self.kind:
            case "fixed":
                value = self.mean
            case "uniform":
                value = self.low + share * (self.high - self.low)
            case "lognormal":
                variance = math.log(1 + self.cv**2)
                value = math.exp(NormalDist(math.log(self.mean) - variance / 2, math.sqrt(variance)).inv_cdf(share))
        return min(max(value, self.low), self.high)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What the network does with one call. Times in seconds; those that do not apply are ignored."""

    outcome: Outcome
    ring_s: float = 1.0  # until the answer (person, machine) or the refusal; no_answer rings on
    greeting_s: float = 1.0  # about how long person or machine speaks first: selects the nearest sound
    talk_s: float = 20.0  # from answer (person) or beep (machine) until that side hangs up
    record: bool = False  # record what this person or machine hears
    key: str = ""  # a key that this person presses, or none
    key_after_s: float = 0.0  # from the answer to the key
    takes_up_s: float = 0.0  # handset: from its answer until the person speaks, who talks for `talk_s` then


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """The network's behaviour: shares of outcomes (any positive weights) and distributions of times."""

    shares: Mapping[Outcome, float]
    ring: Spread
    refusal: Spread  # until busy, congestion, invalid number
    person_greeting: Spread
    machine_greeting: Spread
    talk: Spread
    message: Spread  # how long a machine records
    seed: int = 1

    def __post_init__(self) -> None:
        """Refuse meaningless shares."""
        if any(share < 0 for share in self.shares.values()) or sum(self.shares.values()) <= 0:
            raise ValueError(msg("The shares of a scenario must be 0 or more, and not all 0."))


REALISTIC = Scenario(
    shares={
        Outcome.PERSON: 30,
        Outcome.MACHINE: 10,
        Outcome.NO_ANSWER: 35,
        Outcome.BUSY: 12,
        Outcome.CONGESTION: 5,
        Outcome.INVALID_NUMBER: 8,
    },
    ring=Spread(kind="lognormal", mean=6, cv=0.5, low=1, high=25),
    refusal=Spread(kind="uniform", low=0.2, high=1.5),
    person_greeting=Spread(kind="lognormal", mean=0.8, cv=0.4, low=0.3, high=2),
    machine_greeting=Spread(kind="lognormal", mean=9, cv=0.5, low=4, high=20),
    talk=Spread(kind="lognormal", mean=25, cv=0.6, low=3, high=180),
    message=Spread(kind="fixed", mean=20),
)


def plans(scenario: Scenario, count: int = DEFAULT_PLANS) -> tuple[Plan, ...]:
    """Draw `count` plans: exact shares (largest remainder), each distribution stratified, the order shuffled.

    Stratified: the n plans of an outcome take the quantiles (i + 1/2) / n of each distribution, each shuffled
    independently, so that a table of a thousand has the distribution's shape without random outliers.
    """
    chance = random.Random(scenario.seed)  # noqa: S311 - a scenario, not a secret
    table = [
        plan for outcome, n in _counts(scenario.shares, count).items() for plan in _of(scenario, outcome, n, chance)
    ]
    chance.shuffle(table)
    return tuple(table)


def plan_index(number: str, count: int) -> int:
    """Which of `count` plans a called number gets: its last six digits modulo `count`, as in the carrier's dialplan."""
    digits = "".join(character for character in number if character.isdigit())
    return int(digits[-6:]) % count


def plan_for(number: str, table: Sequence[Plan]) -> Plan:
    """The plan a called number gets."""
    return table[plan_index(number, len(table))]


def _counts(shares: Mapping[Outcome, float], count: int) -> dict[Outcome, int]:
    total = sum(shares.values())
    exact = {outcome: count * share / total for outcome, share in shares.items()}
    counts = {outcome: math.floor(value) for outcome, value in exact.items()}
    by_remainder = sorted(exact, key=lambda outcome: counts[outcome] - exact[outcome])
    for outcome in by_remainder[: count - sum(counts.values())]:
        counts[outcome] += 1
    return counts


def _of(scenario: Scenario, outcome: Outcome, count: int, chance: random.Random) -> list[Plan]:
    answered = outcome in (Outcome.PERSON, Outcome.MACHINE, Outcome.NO_ANSWER)
    machine = outcome is Outcome.MACHINE
    rings = _stratified(scenario.ring if answered else scenario.refusal, count, chance)
    greetings = _stratified(scenario.machine_greeting if machine else scenario.person_greeting, count, chance)
    talks = _stratified(scenario.message if machine else scenario.talk, count, chance)
    return [
        Plan(outcome=outcome, ring_s=ring, greeting_s=greeting, talk_s=talk)
        for ring, greeting, talk in zip(rings, greetings, talks, strict=True)
    ]


def _stratified(spread: Spread, count: int, chance: random.Random) -> list[float]:
    values = [round(spread.at((i + 0.5) / count), 3) for i in range(count)]
    chance.shuffle(values)
    return values
