"""How attempts are counted: what each counts as, and in which hour, day, and group.

What is stored and what is counted while somebody asks go through the same functions, so that both say the same.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from dialer.campaigns.model import Disposition
from dialer.campaigns.results.model import Counts, Dimension, Meanings, Part, Period
from dialer.compliance.abandonment import Heard
from dialer.core.enums import Outcome
from dialer.core.local_time import day_of, start_of
from dialer.core.request_errors import Invalid
from dialer.core.time_units import DAY_S
from dialer.i18n.message import msg

HOUR_S: Final = 3600
MOST_DAYS: Final = 1100  # of a period: three years
_ANY_DAY: Final = datetime(2026, 1, 1, tzinfo=UTC)
_LIVE: Final = (Outcome.CONNECTED.value, Outcome.ABANDONED.value)

Key = tuple[int, str, str, str]  # the hour's beginning, dimension, value, detail


class Group(NamedTuple):
    """Attempts of one hour that are alike in all that they are counted by."""

    hour: int  # counted from the epoch, by clocks whose hours begin `shift` seconds after those of UTC
    list_id: int
    agent_id: int | None
    caller_id: str
    trunk_id: int
    outcome: str | None  # None: the call lives
    cause: int | None
    disposition: str | None
    reason: str | None
    heard: str | None
    is_answered: bool
    attempts: int
    talks: int
    talk_s: float


def shift_of(zone: ZoneInfo) -> int:
    """How many seconds after an hour of UTC the zone's own hours begin: 1800 in India."""
    offset = _ANY_DAY.astimezone(zone).utcoffset() or timedelta()
    return -int(offset.total_seconds()) % HOUR_S


def hour_of(at: float, shift: int) -> int:
    """The beginning of the hour in which an instant lies."""
    return int((at - shift) // HOUR_S) * HOUR_S + shift


def day_start(at: float, zone: ZoneInfo) -> int:
    """The beginning of the day in which an instant lies."""
    return int(start_of(day_of(at, zone), zone))


def next_day(at: float, zone: ZoneInfo) -> int:
    """The beginning of the day after the one in which an instant lies."""
    return int(start_of(day_of(at, zone) + timedelta(days=1), zone))


def period_of(first: date, last: date, time_zone: str) -> Period:
    """The days from the first to the last, both included."""
    zone = ZoneInfo(time_zone)
    return Period(
        first=first,
        last=last,
        time_zone=time_zone,
        since=start_of(first, zone),
        until=start_of(last + timedelta(days=1), zone),
    )


def hours_at(
    since: float, until: float, time_zone: str, *, weekday: int | None, hour: int | None
) -> list[tuple[float, float]]:
    """The stretches of [since, until) on this weekday (0: Monday) and in this hour of the day, joined where they touch.

    An hour lies where it begins, as in the counts.
    """
    zone = ZoneInfo(time_zone)
    shift, found = shift_of(zone), list[tuple[float, float]]()
    at = since
    while at < until:
        begins = hour_of(at, shift)
        local = datetime.fromtimestamp(begins, UTC).astimezone(zone)
        end = min(begins + HOUR_S, until)
        if weekday in (None, local.weekday()) and hour in (None, local.hour):
            if found and found[-1][1] == at:
                found[-1] = (found[-1][0], end)
            else:
                found.append((at, end))
        at = end
    return found


def check_span(since: float, until: float) -> None:
    """Raise `Invalid` for instants that lie too far apart to be gone through hour by hour."""
    if until - since > MOST_DAYS * DAY_S:
        raise Invalid([("since", msg("choose at most {days} days", days=MOST_DAYS))])


def counted(group: Group, meanings: Meanings) -> Counts:
    """What the attempts of a group count as. Each stage holds the next one, whatever is missing in the rows.

    A person was reached if an agent joined or nobody did in time, unless a machine had answered; also if a disposition
    says so of a call whose end is unknown.
    """
    is_success = group.disposition in meanings.successes
    is_right = is_success or group.disposition in meanings.right_parties
    is_person = is_right or (group.outcome in _LIVE and group.heard != Heard.MACHINE)
    is_answered = is_person or group.is_answered
    many = group.attempts
    return Counts(
        attempts=many,
        answered=many * is_answered,
        persons=many * is_person,
        right_parties=many * is_right,
        successes=many * is_success,
        talks=group.talks,
        talk_s=group.talk_s,
    )


def fold(groups: Iterable[Group], meanings: Meanings, shift: int) -> dict[Key, Counts]:
    """The counts of groups by hour and by each dimension.

    A call that lives has no agent here: where a law restricts monitoring, its agent must not be shown.
    """
    sums: defaultdict[Key, list[float]] = defaultdict(lambda: [0, 0, 0, 0, 0, 0, 0.0])
    for group in groups:
        at = group.hour * HOUR_S + shift
        one = counted(group, meanings)
        added = (
            one.attempts,
            one.answered,
            one.persons,
            one.right_parties,
            one.successes,
            one.talks,
            one.talk_s,
        )
        for dimension, value, detail in _values(group):
            into = sums[at, dimension, value, detail]
            for place, figure in enumerate(added):
                into[place] += figure
    return {key: Counts.of(into) for key, into in sums.items()}


def _values(group: Group) -> list[tuple[str, str, str]]:
    found = [
        (Dimension.TOTAL.value, "", ""),
        (Dimension.LIST.value, str(group.list_id), ""),
        (Dimension.CALLER_ID.value, group.caller_id, ""),
        (Dimension.TRUNK.value, str(group.trunk_id), ""),
        (Dimension.OUTCOME.value, group.outcome or "", ""),
        (Dimension.CAUSE.value, "" if group.cause is None else str(group.cause), ""),
    ]
    if group.outcome is not None and group.agent_id is not None:
        found.append((Dimension.AGENT.value, str(group.agent_id), ""))
    if group.disposition is not None:
        found.append((Dimension.DISPOSITION.value, group.disposition, group.reason or ""))
    return found


def share(part: int, whole: int) -> float | None:
    """A part of a whole, as a share of 1; None of nothing."""
    return part / whole if whole else None


def by_weekday(hours: Mapping[int, Counts], time_zone: str) -> dict[tuple[int, int], Counts]:
    """The counts by weekday (0: Monday) and hour of the day, by the clocks of the zone."""
    zone, found = ZoneInfo(time_zone), dict[tuple[int, int], Counts]()
    for at, counts in hours.items():
        local = datetime.fromtimestamp(at, UTC).astimezone(zone)
        key = (local.weekday(), local.hour)
        found[key] = found.get(key, Counts()) + counts
    return found


def by_day(hours: Mapping[int, Counts], time_zone: str) -> dict[date, Counts]:
    """The counts by day."""
    zone, found = ZoneInfo(time_zone), dict[date, Counts]()
    for at, counts in hours.items():
        day = day_of(at, zone)
        found[day] = found.get(day, Counts()) + counts
    return found


def reason_name(dispositions: Iterable[Disposition], part: Part, language: str) -> str:
    """What the reason within a disposition is called in this language, else in English, else any; empty without one."""
    reasons = [one for each in dispositions if each.code == part.value for one in each.reasons or ()]
    labels = next((one.labels for one in reasons if one.code == part.detail), {})
    return labels.get(language) or labels.get("en") or next(iter(labels.values()), part.detail)
