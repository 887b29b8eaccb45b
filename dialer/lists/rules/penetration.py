"""How far into its lists a campaign has come, and when these run dry, with the words for it."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from itertools import pairwise
from typing import Any, Final
from zoneinfo import ZoneInfo

from dialer.core.enums import CampaignStatus
from dialer.i18n.instants import instant
from dialer.i18n.message import Message, mark, to_plain

RATE_OVER_S: Final = 900.0  # the present rate is that of the last quarter of an hour
SEEN_S: Final = 5.0
SHORTEST_S: Final = 60.0
GAP_LEAST_S, GAP_TIMES = 120.0, 10.0

SENTENCES: Final = {
    "dry": mark("At the present rate, all leads that are due now will have been called by {dry_at}."),
    "beyond": mark("At the present rate, there will still be leads to call in a week."),
    "no_rate": mark("Nothing was dialled in the last 15 minutes: when the lists run dry cannot be told."),
    "starting": mark("The campaign is starting: when its lists run dry is told once some calls are counted."),
    "at_rest": mark("The campaign does not dial: when its lists run dry cannot be told."),
    "is_dry": mark("No lead is due now."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPenetration:
    """One list of the campaign; `due` leads could be dialled now, as far as their hours allow.

    `dry_at` is when nobody in it will be left to be called, epoch seconds; None while nothing is dialled, where the
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
    is_off: bool = False  # or in the archive: nobody in it is called


@dataclass(frozen=True, slots=True, kw_only=True)
class Penetration:
    """A campaign's lists, and when all leads due now will have been called at the present rate, in calling hours."""

    lists: tuple[ListPenetration, ...]
    calls_per_hour: float
    dry_at: float | None  # epoch seconds; None while nothing is dialled, and beyond a week


def dialled_s(at: Sequence[float], *, placed: int, before: float | None, now: float) -> float:
    """For how long a campaign has dialled within `RATE_OVER_S` before `now`.

    `at` are the instants of its `placed` calls in there, rising, as near as `SEEN_S`; `before` is that of its last call
    ahead of them. It did not dial in a gap that is much longer than its calls lie apart: it was stopped, or out of
    hours. What is less than a minute tells no rate, and counts as one.
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
    """A campaign that is stopped or paused has no rate, whatever it dialled before, and nothing is foretold of it."""
    if status is CampaignStatus.RUNNING:
        return penetration
    lists = tuple(replace(one, dry_at=None) for one in penetration.lists)
    return replace(penetration, lists=lists, calls_per_hour=0.0, dry_at=None)


def shown(
    penetration: Penetration | None, *, status: CampaignStatus, zone: str, starting: bool = False
) -> dict[str, Any] | None:
    """As the board has it, with its sentence; None while nothing is counted.

    `starting`: nothing was decided yet, or what was dialled is not counted yet.
    """
    if penetration is None:
        return None
    penetration = as_of(penetration, status)
    due = sum(one.due for one in penetration.lists if not one.is_off)
    code = "at_rest" if status is not CampaignStatus.RUNNING else _outlook(penetration, due, starting=starting)
    facts = {} if penetration.dry_at is None else {"dry_at": instant(penetration.dry_at, ZoneInfo(zone))}
    return {**asdict(penetration), "due": due, "text": to_plain(Message(SENTENCES[code], facts))}


def _outlook(penetration: Penetration, due: int, *, starting: bool) -> str:
    """Which sentence fits a campaign that runs, with so many leads that are due in lists that are dialled."""
    if not due:
        return "is_dry"
    if penetration.dry_at is not None:
        return "dry"
    if penetration.calls_per_hour > 0.0:
        return "beyond"
    return "starting" if starting else "no_rate"
