"""Figures of a campaign over a period, independent of any database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from typing import Any


class Dimension(StrEnum):
    """What attempts are counted by."""

    TOTAL = "total"
    LIST = "list"
    AGENT = "agent"
    CALLER_ID = "caller_id"
    TRUNK = "trunk"
    OUTCOME = "outcome"
    CAUSE = "cause"
    DISPOSITION = "disposition"  # with the reason that was given


class ResultStage(StrEnum):
    """How far an attempt came, or a lead by its best attempt. Each stage holds all of the next one."""

    TRIED = "tried"
    ANSWERED = "answered"  # by anybody, or by a machine
    PERSON = "person"
    RIGHT_PARTY = "right_party"  # an agent talked with who was wanted, by the disposition's meaning
    SUCCESS = "success"


STAGES = tuple(ResultStage)


@dataclass(frozen=True, slots=True, kw_only=True)
class Meanings:
    """What a campaign's dispositions mean now: which are successes, and which say that the right party was reached."""

    successes: frozenset[str] = frozenset()
    right_parties: frozenset[str] = frozenset()

    @property
    def written(self) -> str:
        """The meanings as text: figures that were counted by others are not used."""
        return f"{','.join(sorted(self.successes))};{','.join(sorted(self.right_parties))}"


@dataclass(frozen=True, slots=True)
class Counts:
    """How many attempts came how far."""

    attempts: int = 0
    answered: int = 0
    persons: int = 0
    right_parties: int = 0
    successes: int = 0
    talks: int = 0  # that have ended
    talk_s: float = 0.0

    @classmethod
    def of(cls, figures: Sequence[Any]) -> "Counts":
        """The counts in the order of the fields, as numbers of any kind that a database gives."""
        attempts, answered, persons, right_parties, successes, talks = (int(one) for one in figures[:-1])
        return cls(attempts, answered, persons, right_parties, successes, talks, float(figures[-1]))

    def __add__(self, other: "Counts") -> "Counts":
        """Both together."""
        return Counts(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(self)))


NOTHING = Counts()


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The attempts that have a value in common: a list's id, an agent's, a caller id, a cause, …

    `value` is empty where there is none, as for calls that no agent took; `detail` is a disposition's reason.
    """

    value: str
    detail: str = ""
    name: str = ""  # what the value is called, where it is an id
    counts: Counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Hour:
    """The attempts placed within an hour by the clocks of the campaign, which begins at `at` (epoch seconds)."""

    at: int
    counts: Counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """Days by the clocks of a campaign, both included, with the instants between which they lie."""

    first: date
    last: date
    time_zone: str
    since: float
    until: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What is counted: a campaign's attempts placed within [since, until), by its clocks and by its meanings."""

    campaign_id: int
    since: float
    until: float
    time_zone: str
    meanings: Meanings


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What was counted: all together, by hour, by what attempts have in common, and how many leads came how far."""

    hours: Sequence[Hour]
    parts: Mapping[Dimension, Sequence[Part]]
    leads: Mapping[ResultStage, int]

    @property
    def total(self) -> Counts:
        """All attempts."""
        return sum((one.counts for one in self.hours), NOTHING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """A campaign's figures over a period."""

    campaign_id: int
    campaign_name: str
    period: Period
    counted_at: float
    figures: Figures
