"""Which free agent takes the next call, also from another campaign."""

from dialer.cell.agents.roster import Agent
from dialer.cell.cell import Cell


def longest_idle(
    cell: Cell, *, stays_until: float = 0.0, shared: bool = True, hard: bool = False, language: str = ""
) -> Agent | None:
    """The able agent idle longest; for a `hard` call who has had none for longest. A guest is seated here.

    Among the able ones who speak the person's `language` come first; nobody waits for one who does.
    Agents known to leave before `stays_until` are left out. While another campaign's calls count on shared agents,
    those who work only in this one come first; without `shared`, only those are chosen.
    """
    language = language.partition("-")[0]  # `de` of `de-at`
    agent = cell.roster.choose(stays_until=stays_until, hard=hard, language=language)
    if cell.pool is None:
        return agent
    if not shared or cell.pool.counts_on(cell):
        for alone in cell.roster.ready(hard=hard, language=language):
            if not cell.pool.is_shared(alone.id) and alone.stays(stays_until):
                return alone
    if not shared:
        return None
    return cell.pool.borrow(cell, than=agent, stays_until=stays_until, hard=hard, language=language) or agent
