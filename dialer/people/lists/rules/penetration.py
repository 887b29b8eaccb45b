"""A campaign's penetration of its lists, and when these run dry, with the sentence for it."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from itertools import pairwise
from typing import Any, Final
from zoneinfo import ZoneInfo

from dialer.core.enums import CampaignStatus
from dialer.i18n.instants import instant
from dialer.i18n.message import Message, mark, to_plain

RATE_OVER_S: Final = 900.0  # the present rate is measured over the last quarter of an hour
SEEN_S: Final = 5.0
SHORTEST_S: Final = 60.0
GAP_LEAST_S, GAP_TIMES = 120.0, 10.0

SENTENCES: Final = {
    "dry": mark("At the present rate, all leads that are due now will have been called by {dry_at}."),
    "beyond": mark("At the present rate, there will still be leads to call in a week."),
    "no_rate": mark("Nothing was dialled in the last 15 minutes, so there is no forecast of when the lists run out."),
    "starting": mark("The campaign is starting: the forecast of when its lists run out needs some calls first."),
    "at_rest": mark("The campaign is not dialling, so there is no forecast of when its lists run out."),
    "is_dry": mark("No lead is due now."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPenetration:
    """One list of the campaign; `due` leads could be dialled now if their calling hours allow it.

    `dry_at` is when nobody in it will be left to be called, epoch seconds; None while nothing is dialled, while the
    list is off, and beyond a week.
    """

    list_id: int
    name: str
    dialled: int  # leads called at least once in this campaign
    contacted: int  # leads that an agent talked to at least once
    total: int
    due: int
    done: dict[str, int] = field(default_factory=dict)  # by reason
    dry_at: float | None = None
    is_off: bool = False  # or archived: nobody in it is called


@dataclass(frozen=True, slots=True, kw_only=True)
class Penetration:
    """A campaign's lists, and when all leads due now will have been called at the present rate, in calling hours."""

    lists: tuple[ListPenetration, ...]
    calls_per_hour: float
    dry_at: float | None  # epoch seconds; None while nothing is dialled, and beyond a week


def dialled_s(at: Sequence[float], *, placed: int, before: float | None, now: float) -> float:
    """How many seconds of the `RATE_OVER_S` before `now` the campaign has dialled.

    `at` are the instants of its `placed` calls in that time, rising, rounded to `SEEN_S`; `before` is that of the last
    call before them. A gap much longer than the usual one between calls does not count: the campaign was stopped, or
    out of hours. Less than a minute is too short for a rate, and counts as a minute.
    """
    longest_s = max(GAP_LEAST_S, GAP_TIMES * RATE_OVER_S / max(placed, 1))
    edges = [now - RATE_OVER_S if before is None else before, *at, now]
    gaps = [later - earlier for earlier, later in pairwise(edges)]
    began = now - RATE_OVER_S
    if at and (before is None or gaps[0] > longest_s):
        began = at[0]
    paused_s = sum(gap for gap in gaps[1:] if gap > longest_s)
    return max(now - began - paused_s, SHORTEST_S)


def as_of(penetration: Penetration, status: CampaignStatus) -> Penetration:
    """A campaign that is stopped or paused has no rate, whatever it dialled before, and no forecast."""
    if status is CampaignStatus.RUNNING:
        return penetration
    lists = tuple(replace(one, dry_at=None) for one in penetration.lists)
    return replace(penetration, lists=lists, calls_per_hour=0.0, dry_at=None)


def shown(
    penetration: Penetration | None, *, status: CampaignStatus, zone: str, starting: bool = False
) -> dict[str, Any] | None:
    """The penetration as the board shows it, with its sentence; None before the first count.

    `starting`: the pacer has not decided yet, or the first calls are not counted yet.
    """
    if penetration is None:
        return None
    penetration = as_of(penetration, status)
    due = sum(one.due for one in penetration.lists if not one.is_off)
    code = "at_rest" if status is not CampaignStatus.RUNNING else _outlook(penetration, due, starting=starting)
    facts = {} if penetration.dry_at is None else {"dry_at": instant(penetration.dry_at, ZoneInfo(zone))}
    return {**asdict(penetration), "due": due, "text": to_plain(Message(SENTENCES[code], facts))}


def _outlook(penetration: Penetration, due: int, *, starting: bool) -> str:
    """Which sentence fits a running campaign with so many due leads in dialled lists."""
    if not due:
        return "is_dry"
    if penetration.dry_at is not None:
        return "dry"
    if penetration.calls_per_hour > 0.0:
        return "beyond"
    return "starting" if starting else "no_rate"
