"""How others may see agents at work: asked of the rules that follow agents, as of a law that locks watching.

Routing needs to know what each agent does, and the agent's own page shows it; neither is watching. A supervisor, a
wallboard or a program that looks at them is.
"""

from typing import Any, Final

from dialer.cell.cell import Cell
from dialer.cell.effects import LogRuling
from dialer.cell.lists import books_of
from dialer.cell.roster import AgentState
from dialer.compliance.evaluators.people import TEAM_TOTALS
from dialer.compliance.facts import AgentFacts, Facts
from dialer.compliance.rules import decide
from dialer.compliance.verdict import Answer, Ruling
from dialer.compliance.vocabulary import Kind, Point

NAMED_LIVE_STATE: Final = "named_live_state"
_ORDER: Final = {state: place for place, state in enumerate(AgentState)}


def locked(cell: Cell, now: float) -> str:
    """The rule by which nobody may see what an agent, by name, does just now; empty if none is in the way."""
    return next((one.rule_id for one in _asked(cell, NAMED_LIVE_STATE, now) if one.answer is Answer.REFUSE), "")


def agents_shown(cell: Cell, now: float) -> tuple[list[dict[str, Any]], str]:
    """The agents as a board may show them, and the rule that keeps their names from it, if one does.

    Without names, ids and calls they stand in the order of what they do and since when, so that no place is an agent's
    for long. Of a team too small for the rule even that would tell who it is: there are the counts alone.
    """
    rule = locked(cell, now)
    if not rule:
        named = [{"id": one.id, "name": one.name, "attempt_id": one.call_id} for one in cell.roster]
        return [_doing(one.state, one.since) | who for one, who in zip(cell.roster, named, strict=True)], ""
    if any(one.answer is Answer.REFUSE for one in _asked(cell, TEAM_TOTALS, now)):
        return [], rule
    at_work = sorted(((one.state, one.since) for one in cell.roster), key=lambda one: (_ORDER[one[0]], one[1]))
    return [_doing(*one) | {"id": None, "name": "", "attempt_id": None} for one in at_work], rule


def _doing(state: AgentState, since: float) -> dict[str, Any]:
    return {"state": state, "since": since}


def note_watching(cell: Cell, now: float) -> None:
    """Have it written down when the rules begin, or cease, to keep agents' names from the board."""
    rulings = _asked(cell, NAMED_LIVE_STATE, now)
    refused = next((one for one in rulings if one.answer is Answer.REFUSE), None)
    rule = refused.rule_id if refused is not None else ""
    if rule != cell.whole.watching_locked_by and rulings:
        cell.effects.append(LogRuling(0, refused or rulings[0], point=Point.AGENT_ROUTING))
    cell.whole.watching_locked_by = rule


def _asked(cell: Cell, feature: str, now: float) -> list[Ruling]:
    agreement = cell.campaign.law.union_agreement
    facts = Facts(agent=AgentFacts(feature=feature, union_agreement=agreement, team_size=len(cell.roster)))
    return [
        decide(Point.AGENT_ROUTING, book, facts, now, kind=Kind.AGENT_MONITORING) for book in books_of(cell.campaign)
    ]
