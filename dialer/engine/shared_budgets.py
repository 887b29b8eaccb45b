"""Abandonment budgets shared by campaigns: for instance one campaign dialled from several Asterisks.

Campaigns of one company that name the same budget count as one for each of their constraints: every cell prices its
calls by the common bank. Cells of this engine are read directly; the counts of other engines come from what they save
in the database, a few seconds old. A campaign that has ended still counts, by its rows: closing it must not make a
budget forget abandoned calls.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final

from dialer.campaigns.model import CampaignConfig
from dialer.cell.cell import Cell
from pacing.guard import counted
from pacing.snapshot import Constraint, Elsewhere
from pacing.windowed_counts import Tally

Budget = tuple[int, str]  # company, and the name the campaigns give it
NOBODY: Final[Mapping[int, Budget]] = MappingProxyType({})


def shared_budgets(campaigns: Iterable[CampaignConfig], ended: Mapping[int, Budget] = NOBODY) -> dict[int, Budget]:
    """The shared budgets by campaign: of open campaigns, and of ended ones that share with an open one."""
    named = {one.id: (one.company.id, one.shared_budget) for one in campaigns if one.shared_budget}
    wanted = set(named.values())
    named |= {campaign_id: budget for campaign_id, budget in ended.items() if budget in wanted}
    times = Counter(named.values())
    return {campaign_id: budget for campaign_id, budget in named.items() if times[budget] > 1}


def read_tally(learned: Mapping[str, Any]) -> Tally | None:
    """The counts in a saved pacer memory; None if another version wrote it and they cannot be read."""
    try:
        return Tally.load(learned["tally"])
    except (KeyError, TypeError, ValueError):
        return None


@dataclass(slots=True)
class Budgets:
    """Which campaigns share budgets, and what those of other engines have counted."""

    of: Mapping[int, Budget] = field(default_factory=dict)  # by campaign, of every engine
    strangers: dict[int, Tally] = field(default_factory=dict)  # by campaign: of other engines, or ended
    ended: Collection[int] = frozenset()

    def partners(self, campaign_id: int) -> list[int]:
        """The campaigns that share this one's budget."""
        budget = self.of.get(campaign_id)
        return [other for other, its in self.of.items() if its == budget and other != campaign_id] if budget else []

    def wanted(self, ours: Collection[int]) -> set[int]:
        """The campaigns of other engines whose counts are needed by these of ours."""
        return {other for campaign_id in ours for other in self.partners(campaign_id)}.difference(ours)

    def configure(
        self,
        of: Mapping[int, Budget],
        strangers: Mapping[int, Tally],
        at_ratio: Collection[int],
        cells: Mapping[int, Cell],
        now: float,
        ended: Collection[int] = frozenset(),
    ) -> None:
        """Set which campaigns share a budget.

        `strangers` are the counts of newly known campaigns, without which a cell must not dial; those of `ended`
        campaigns are final. `at_ratio` are the running campaigns, of every engine, that dial by a ratio.
        """
        final = {id_: tally for id_, tally in strangers.items() if id_ in ended}
        known, self.ended = {**strangers, **self.strangers, **final}, ended
        # A campaign that is ours now keeps counting: if another engine takes it, its counts are read again.
        self.of, self.strangers = of, {id_: tally for id_, tally in known.items() if id_ not in cells}
        for campaign_id, cell in cells.items():
            cell.budget_shares = 1 + sum(other in at_ratio for other in self.partners(campaign_id))
        self.exchange(cells, now)

    def hear(self, tallies: Mapping[int, Tally]) -> None:
        """Take in the counts of other engines."""
        self.strangers |= {id_: tally for id_, tally in tallies.items() if id_ not in self.ended}

    def exchange(self, cells: Mapping[int, Cell], now: float) -> None:
        """Give every cell the counts of its partners in a budget."""
        for campaign_id, cell in cells.items():
            if campaign_id not in self.of:
                cell.elsewhere = {}
                continue
            tallies = [self._tally(other, cells) for other in self.partners(campaign_id)]
            cell.elsewhere = {
                constraint.name: _sum([tally for tally in tallies if tally is not None], cell, constraint, now)
                for constraint in cell.campaign.policy.constraints
            }

    def _tally(self, campaign_id: int, cells: Mapping[int, Cell]) -> Tally | None:
        cell = cells.get(campaign_id)
        return cell.learned.tally if cell is not None else self.strangers.get(campaign_id)


def _sum(tallies: Iterable[Tally], cell: Cell, constraint: Constraint, now: float) -> Elsewhere:
    counts = [counted(tally, constraint, cell.campaign.policy, now) for tally in tallies]
    return Elsewhere(
        answered=sum(one.answered for one in counts),
        abandoned=sum(one.abandoned for one in counts),
        recent_answered=sum(one.recent_answered for one in counts),
        recent_abandoned=sum(one.recent_abandoned for one in counts),
    )
