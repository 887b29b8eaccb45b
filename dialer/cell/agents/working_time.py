"""The law on agents' work: a break when it is due, and nobody abroad without a colleague at home.

An agent who may not take calls is paused, after the present one, with the rule's id as the reason.
"""

from collections.abc import Iterable

from dialer.cell.agents.roster import STAFFED, Agent, AgentState
from dialer.cell.cell import Cell
from dialer.cell.effects import LogRuling
from dialer.cell.legal.held_lists import books_of
from dialer.cell.legal.legal_campaign import system_facts
from dialer.compliance.facts import AgentFacts, Facts
from dialer.compliance.rules import decide
from dialer.compliance.ruling import Answer, Duty, Ruling
from dialer.compliance.vocabulary import Point
from dialer.core.enums import AgentWish
from dialer.core.frozen_copy import changed

BREAK_DUE = "break_due"


def at_work(cell: Cell, agent: Agent, now: float) -> Agent:
    """The agent at rest between calls: ready if wished and allowed, else paused with the reason."""
    work = cell.campaign.work
    rested = agent.state is AgentState.PAUSED and agent.resting and now - agent.since >= work.break_s
    since = now if not agent.screen_since or rested else agent.screen_since
    due_at = since + work.every_s if work.every_s else None
    agent = changed(agent, screen_since=since, must_leave_at=due_at)
    if agent.wish is not AgentWish.READY or not books_of(cell.campaign):
        return agent
    rulings = _rulings(cell, agent, now)
    refused = _objecting(rulings)
    if refused is None:
        if not agent.allowed:  # new here, or back from a forced pause: not logged for each call
            cell.effects += [LogRuling(0, ruling, agent_id=agent.id, point=Point.AGENT_ROUTING) for ruling in rulings]
        duties = tuple(dict.fromkeys(duty.value for ruling in rulings for duty in ruling.duties if duty in _SHOWN))
        return changed(agent, duties=duties, allowed=True)
    cell.effects.append(LogRuling(0, refused, agent_id=agent.id, point=Point.AGENT_ROUTING))
    reason = BREAK_DUE if refused.answer is Answer.DEFER else refused.rule_id
    return _paused(agent, reason, allowed=False)


def sent_away(cell: Cell, agent: Agent, now: float) -> Agent | None:
    """The agent, paused because a planned break, the law's break or the end of the shift has come; else None."""
    leaving_at = agent.leaving_at
    if agent.leaving or leaving_at is None or leaving_at > now:
        return None
    if leaving_at != agent.must_leave_at:
        reason = "break" if leaving_at == agent.break_at else "shift_end"
        return _paused(agent, reason)
    if (refused := _objecting(_rulings(cell, agent, now))) is not None:
        cell.effects.append(LogRuling(0, refused, agent_id=agent.id, point=Point.AGENT_ROUTING))
    return _paused(agent, BREAK_DUE, allowed=False)


def _paused(agent: Agent, reason: str, **changes: bool) -> Agent:
    return changed(agent, wish=AgentWish.PAUSED, pause_reason=reason, pause_s=None, rests=True, **changes)


def back_since(cell: Cell, agent_id: int, now: float) -> float:
    """Start of the stretch without a break for an agent who logs in again; 0 if the absence was as long as a break."""
    since, left_at = cell.whole.screens.pop(agent_id, (0.0, 0.0))
    return since if now - left_at < cell.campaign.work.break_s else 0.0


_SHOWN = (Duty.ANNOUNCE_COUNTRY, Duty.OFFER_TRANSFER, Duty.BREAK_SOON)


def must_stop(cell: Cell, agent: Agent) -> bool:
    """Whether a ready agent sits abroad and nobody at home is left to take over a call."""
    homes = cell.campaign.work.homes
    if agent.state is not AgentState.READY or not homes or country_of(cell, agent) in homes:
        return False
    return not _home_staffed(cell, agent)


def country_of(cell: Cell, agent: Agent) -> str:
    """The country where the agent sits."""
    return agent.country or cell.campaign.law.agent_country


def _home_staffed(cell: Cell, agent: Agent) -> bool:
    homes = cell.campaign.work.homes
    return bool(homes) and any(
        other.id != agent.id and other.state in STAFFED and country_of(cell, other) in homes for other in cell.roster
    )


def _objecting(rulings: Iterable[Ruling]) -> Ruling | None:
    return next((ruling for ruling in rulings if ruling.answer is not Answer.ALLOW), None)


def _rulings(cell: Cell, agent: Agent, now: float) -> list[Ruling]:
    facts = Facts(
        agent=AgentFacts(
            country=country_of(cell, agent) or None,
            home_group_staffed=_home_staffed(cell, agent),
            unbroken_screen_s=now - agent.screen_since,
            collective_agreement=bool(cell.campaign.law.collective_agreement),
        ),
        system=system_facts(cell.campaign.seen),
    )
    return [decide(Point.AGENT_ROUTING, book, facts, now) for book in books_of(cell.campaign)]
