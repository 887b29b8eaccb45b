"""Figures of machine detection, independent of any database."""

from collections.abc import Sequence
from dataclasses import dataclass

from dialer.compliance.facts import AuditFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreenedCalls:
    """A campaign's answered calls that machine detection has judged, in a time."""

    delays_s: Sequence[float]  # from the answer to the verdict, of the newest of them
    machines: int = 0  # taken for machines to the end
    kept: int = 0  # of these, those that were not hung up on at once: a message or an introduction was begun
    hung_up: int = 0  # of the kept ones, those where the called side hung up
    spoke: int = 0  # taken for machines, then a person spoke after the introduction
    talks: int = 0  # passed to an agent
    met: int = 0  # of the talks, those in which the agent met a machine, and said so


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole, with the interval in which its true share lies with 95 % confidence."""

    part: int
    whole: int
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class DetectionFigures:
    """What machine detection cost a campaign, and how well each figure is known."""

    since: float
    calls: ScreenedCalls
    delay_s: float | None  # half of the answers waited no longer
    late_delay_s: float | None  # 95 of 100 answers waited no longer
    missed: Share | None  # machines that reached an agent, of all machines that were noticed
    like_people: Share | None  # verdicts after which the called side hung up or spoke, of those not cut off
    audit: AuditFacts | None
    audited: Share | None  # people among the verdicts of a machine that somebody listened to
