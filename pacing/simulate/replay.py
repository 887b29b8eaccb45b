"""A world made of a campaign's own past calls: its hit rate, by hour where it differs, ringing, talk and wrap-up."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from enum import StrEnum
from statistics import fmean, median

from pacing.simulate.empirical import Empirical
from pacing.simulate.setting import HOUR_S, Setting
from pacing.simulate.world import Spread, World

LEAST_CALLS = 100
LEAST_PEOPLE = 20
_LEAST_OF_A_KIND = 20  # observations needed for a distribution of the campaign's own
_GOLDEN = 0.618034  # the fractional parts of its multiples lie evenly between 0 and 1
_LEAST_IN_AN_HOUR = 200  # calls
_HOURS_DIFFER = 5.0  # standard deviations by which the hours' chi-square must exceed its mean
_HOUR_PRIOR = 200.0  # calls of the whole day that are added to each hour's


class PastEnd(StrEnum):
    """How a past call ended, as the simulator tells calls apart."""

    PERSON = "person"  # answered by a person, who met an agent
    ABANDONED = "abandoned"  # answered by a person, who did not
    MACHINE = "machine"
    NO_ANSWER = "no_answer"
    BUSY = "busy"
    FAILED = "failed"
    CALLED_OFF = "called_off"  # hung up by us while it rang


@dataclass(frozen=True, slots=True, kw_only=True)
class PastCall:
    """One past call; durations in seconds, None where they are not known."""

    launched_at: float  # epoch seconds
    end: PastEnd
    set_up_s: float | None = None  # from the start until it rang
    ring_s: float | None = None  # from then until it was answered, or ended without an answer
    screening_s: float | None = None
    talk_s: float | None = None
    wrap_up_s: float | None = None
    agent: str = ""


_RINGS_OUT = (PastEnd.PERSON, PastEnd.ABANDONED, PastEnd.MACHINE, PastEnd.NO_ANSWER)


class ReplayError(ValueError):
    """Too few past calls to make a world of: how many there are, and how many of them a person answered."""

    def __init__(self, calls: int, people: int) -> None:
        super().__init__(calls, people)
        self.calls, self.people = calls, people


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """The setting, and what was found in the past calls, to be reported."""

    setting: Setting
    calls: int
    people: int
    abandoned_share: float
    agents: int  # most who talked within one hour; 0 where the calls do not say
    hours: tuple[int, ...]  # of the day, in which there are calls
    assumed: tuple[str, ...]  # what the calls do not contain, taken from the given setting


def replay(past: Sequence[PastCall], given: Setting, zone: tzinfo) -> Replay:
    """Make a world of past calls; `given` supplies what they do not contain.

    The answer rate follows the hours of the day (in `zone`) where each hour has at least 200 calls and the hours differ
    more than by chance; each hour's rate is drawn to the day's by 200 calls' worth. The day lasts from the first to the
    last hour of the day with calls. A call that was called off is censored: it is given the end of one that rang for
    longer.

    :raises ReplayError: fewer than 100 calls, or fewer than 20 that a person answered.
    """
    people = [call for call in past if call.end in (PastEnd.PERSON, PastEnd.ABANDONED)]
    if len(past) < LEAST_CALLS or len(people) < LEAST_PEOPLE:
        raise ReplayError(len(past), len(people))
    agents = _agents(past)
    calls, answered = len(past), len(people)
    abandoned_share = sum(call.end is PastEnd.ABANDONED for call in people) / answered
    past = _rung_out(past)
    people = [call for call in past if call.end in (PastEnd.PERSON, PastEnd.ABANDONED)]
    hours = sorted({_hour(call, zone) for call in past})
    world, assumed = _world(past, people, given.world)
    if not agents:
        assumed.append("agents")
    world = replace(world, agents=agents or given.world.agents, day_s=HOUR_S * (hours[-1] - hours[0] + 1))
    return Replay(
        setting=replace(given, world=world, person_by_hour=_by_hour(past, zone, world)),
        calls=calls,
        people=answered,
        abandoned_share=abandoned_share,
        agents=agents,
        hours=tuple(hours),
        assumed=tuple(assumed),
    )


def _rung_out(past: Sequence[PastCall]) -> list[PastCall]:
    """Past calls, with those that were called off completed.

    They would have gone on like the others that rang as long: each takes the end of one of them (Efron, "The two sample
    problem with censored data", 1967: redistribution to the right). Left out, since mostly long ringers are called off,
    the share of answers would look too high, and late answers too rare.
    """
    longest = sorted((call.ring_s, at) for at, call in enumerate(past) if call.ring_s and call.end in _RINGS_OUT)
    ended: list[PastCall] = []
    for call in past:
        if call.end is not PastEnd.CALLED_OFF:
            ended.append(call)
        elif call.ring_s is not None:
            since = bisect_right(longest, (call.ring_s, len(past)))
            place = since + int((len(longest) - since) * (len(ended) * _GOLDEN % 1.0))
            like = past[longest[place][1]] if place < len(longest) else replace(call, end=PastEnd.NO_ANSWER)
            end = PastEnd.PERSON if like.end is PastEnd.ABANDONED else like.end
            ended.append(replace(call, end=end, ring_s=like.ring_s))
    return ended


def _world(past: Sequence[PastCall], people: Sequence[PastCall], given: World) -> tuple[World, list[str]]:
    assumed: list[str] = []

    def own(name: str, observed: Sequence[float], otherwise: Spread) -> Spread:
        if len(observed) >= _LEAST_OF_A_KIND:
            return Empirical.of(observed)
        assumed.append(name)
        return otherwise

    rest = max(len(past) - len(people), 1)
    ends = {end: sum(call.end is end for call in past) / rest for end in PastEnd}
    refused = [
        (call.set_up_s or 0.0) + call.ring_s
        for call in past
        if call.end in (PastEnd.BUSY, PastEnd.FAILED) and call.ring_s is not None
    ]
    set_ups = [call.set_up_s for call in past if call.set_up_s is not None]
    screenings = [call.screening_s for call in people if call.screening_s is not None]
    unanswered = [call.ring_s for call in past if call.end is PastEnd.NO_ANSWER and call.ring_s is not None]
    rings = [call.ring_s for call in people if call.ring_s is not None]
    world = replace(
        given,
        person=len(people) / len(past),
        machine=ends[PastEnd.MACHINE],
        busy=ends[PastEnd.BUSY],
        failed=ends[PastEnd.FAILED],
        ring=own("ring", rings, given.ring),
        talk=own("talk", [call.talk_s for call in people if call.talk_s is not None], given.talk),
        wrap_up=own("wrap-up", [call.wrap_up_s for call in past if call.wrap_up_s is not None], given.wrap_up),
        set_up_s=median(set_ups) if set_ups else 0.0,
        refused_s=fmean(refused) if refused else given.refused_s,
        screening_s=fmean(screenings) if screenings else given.screening_s,
        ring_limit_s=_ring_limit(unanswered, rings, given.ring_limit_s),
    )
    return world, assumed


def _ring_limit(unanswered: Sequence[float], rings: Sequence[float], given: float) -> float:
    """When calls were given up: the median of the calls without an answer, and above every answer."""
    longest = max(rings, default=0.0) + 0.001
    return max(median(unanswered) if len(unanswered) >= _LEAST_OF_A_KIND else given, longest)


def _hour(call: PastCall, zone: tzinfo) -> int:
    return datetime.fromtimestamp(call.launched_at, zone).hour


def _agents(past: Sequence[PastCall]) -> int:
    """The most agents who talked within one hour."""
    by_hour: dict[int, set[str]] = {}
    for call in past:
        if call.agent:
            by_hour.setdefault(int(call.launched_at // HOUR_S), set()).add(call.agent)
    return max((len(agents) for agents in by_hour.values()), default=0)


def _by_hour(past: Sequence[PastCall], zone: tzinfo, world: World) -> tuple[float, ...]:
    """The answer rate of each hour from the first dialled one, or nothing where hours are few or alike."""
    calls: dict[int, int] = {}
    answered: dict[int, int] = {}
    for call in past:
        hour = _hour(call, zone)
        calls[hour] = calls.get(hour, 0) + 1
        answered[hour] = answered.get(hour, 0) + (call.end in (PastEnd.PERSON, PastEnd.ABANDONED))
    hours = sorted(calls)
    if len(hours) < 2 or min(calls.values()) < _LEAST_IN_AN_HOUR or not 0.0 < world.person < 1.0:
        return ()
    doubt = world.person * (1.0 - world.person)
    surprise = sum((answered[hour] - calls[hour] * world.person) ** 2 / (calls[hour] * doubt) for hour in hours)
    free = len(hours) - 1
    if surprise < free + _HOURS_DIFFER * math.sqrt(2.0 * free):
        return ()
    rates = {hour: (answered[hour] + _HOUR_PRIOR * world.person) / (calls[hour] + _HOUR_PRIOR) for hour in hours}
    return tuple(rates.get(hour, world.person) for hour in range(hours[0], hours[-1] + 1))
