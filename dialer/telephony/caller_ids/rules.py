"""Which numbers of a pool come first for a called number, and when the share of answered calls has fallen.

Presence: a number that is meant for the called number's area goes before one for a wider area, that before one for all
areas, and last come those of other areas of the same country. A number for areas of another country is never shown.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Final, NamedTuple

from dialer.core.time_units import DAY_S
from dialer.numbers.geography import country_of
from dialer.telephony.caller_ids.model import Fall, HourCount, PoolNumber
from dialer.telephony.destinations.rules import country_of_prefix

AREAS_MOST: Final = 50  # of one number
AREA: Final = r"^\+[1-9][0-9]{0,14}$"

RECENT_S: Final = DAY_S
PAST_S: Final = 14 * DAY_S
LEAST_RECENT: Final = 80  # calls of the number in the recent hours
LEAST_BEFORE: Final = 200  # its calls before, in the same hours of the day
LEAST_OTHERS: Final = 80  # calls of the pool's others in the recent hours
Z_LEAST: Final = 3.09  # one-sided: by chance alone in one case of a thousand
FALL_LEAST: Final = 0.25  # smaller falls are not worth a warning, however certain
_HOURS_OF_DAY: Final = 24


@dataclass(frozen=True, slots=True)
class Presence:
    """The numbers of a pool by area, made once for each change of it."""

    numbers: tuple[PoolNumber, ...]
    _by_area: Mapping[str, tuple[PoolNumber, ...]]
    _lengths: tuple[int, ...]  # of areas, the longest first
    _everywhere: tuple[PoolNumber, ...]
    _by_country: Mapping[str, tuple[PoolNumber, ...]]  # those with areas, by the country of these

    @classmethod
    def of(cls, numbers: Iterable[PoolNumber]) -> "Presence":
        """The numbers that are switched on."""
        on = tuple(one for one in numbers if one.enabled)
        by_area: dict[str, list[PoolNumber]] = defaultdict(list)
        by_country: dict[str, list[PoolNumber]] = defaultdict(list)
        for one in on:
            for area in one.areas:
                by_area[area].append(one)
            for country in dict.fromkeys(country_of_prefix(area) for area in one.areas):
                by_country[country].append(one)
        return cls(
            numbers=on,
            _by_area={area: tuple(found) for area, found in by_area.items()},
            _lengths=tuple(sorted({len(area) for area in by_area}, reverse=True)),
            _everywhere=tuple(one for one in on if not one.areas),
            _by_country={country: tuple(found) for country, found in by_country.items()},
        )

    def groups(self, called: str) -> Iterator[tuple[PoolNumber, ...]]:
        """The numbers that may be shown to a called number (E.164), those that fit best first; some come twice."""
        for length in self._lengths:
            if (found := self._by_area.get(called[:length])) is not None:
                yield found
        if self._everywhere:
            yield self._everywhere
        if (same_country := self._by_country.get(country_of(called))) is not None:
            yield same_country


class Pair(NamedTuple):
    """Calls and answers of a number in some hours, beside those it is compared with."""

    calls: int
    answers: int
    other_calls: int
    other_answers: int


def falls(pairs: Iterable[Pair]) -> tuple[float, float, float]:
    """How surely the first are answered less than the others: z, and both shares, the others' weighted as the first.

    The statistic of Cochran (1954) and of Mantel and Haenszel (1959) without correction: within each stratum, here an
    hour, the answers that would be expected of the first if both were answered alike; summed, so that a number that is
    shown at worse hours is not taken for one that is answered less. With one stratum it is the test of two proportions
    (NIST/SEMATECH e-Handbook of Statistical Methods, 7.3.3). z is positive for a fall.
    """
    expected = variance = answers = weighted = 0.0
    calls = 0
    for one in pairs:
        both = one.calls + one.other_calls
        if not one.calls or not one.other_calls:
            continue
        hits = one.answers + one.other_answers
        expected += one.calls * hits / both
        if both > 1:
            variance += one.calls * one.other_calls * hits * (both - hits) / (both * both * (both - 1))
        answers += one.answers
        calls += one.calls
        weighted += one.calls * one.other_answers / one.other_calls
    if not calls:
        return 0.0, 0.0, 0.0
    z = (expected - answers) / sqrt(variance) if variance > 0.0 else 0.0
    return z, answers / calls, weighted / calls


def fall_of(number: str, hours: Mapping[str, Sequence[HourCount]], now: float) -> Fall | None:
    """The fall of a number's answers, by the hours of all numbers of its pool; None if there is none.

    It must have fallen against its own hours of the day in the two weeks before, and against the pool's other numbers
    in the same hours, if these were shown often enough. Each by a test that errs in one case of a thousand, and by a
    quarter at least.
    """
    since = now - RECENT_S
    own = hours.get(number, ())
    recent = {one.at: one for one in own if one.at >= since}
    before = _by_hour_of_day(one for one in own if since - PAST_S <= one.at < since)
    past = _with_past(recent.values(), before)
    if sum(one.calls for one in past) < LEAST_RECENT or sum(one[0] for one in before.values()) < LEAST_BEFORE:
        return None
    z, share, share_before = falls(past)
    if not _is_fall(z, share, share_before):
        return None
    others: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for other, counts in hours.items():
        if other != number:
            for one in counts:
                if one.at in recent:
                    others[one.at][0] += one.calls
                    others[one.at][1] += one.persons
    beside = [Pair(one.calls, one.persons, *others[at]) for at, one in recent.items() if at in others]
    seen, among = sum(one.calls for one in beside), sum(one.other_calls for one in beside)
    share_of_others: float | None = None
    if seen >= LEAST_RECENT and among >= LEAST_OTHERS:
        z, beside_share, share_of_others = falls(beside)
        if not _is_fall(z, beside_share, share_of_others):
            return None
    return Fall(
        number=number,
        since=since,
        calls=sum(one.calls for one in recent.values()),
        share=share,
        share_before=share_before,
        calls_before=sum(one[0] for one in before.values()),
        share_of_others=share_of_others,
        calls_of_others=0 if share_of_others is None else among,
    )


def _is_fall(z: float, share: float, other: float) -> bool:
    return z >= Z_LEAST and share <= (1.0 - FALL_LEAST) * other


def _by_hour_of_day(counts: Iterable[HourCount]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for one in counts:
        into = found[one.at // 3600 % _HOURS_OF_DAY]
        into[0] += one.calls
        into[1] += one.persons
    return found


def _with_past(recent: Iterable[HourCount], before: Mapping[int, Sequence[int]]) -> list[Pair]:
    now = _by_hour_of_day(recent)
    return [Pair(*now[hour], *before[hour]) for hour in now if hour in before]


def wrong_areas(areas: Iterable[str]) -> list[str]:
    """Those that are no beginning of a number in E.164."""
    return [one for one in areas if re.fullmatch(AREA, one) is None]
