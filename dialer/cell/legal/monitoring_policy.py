"""How others may see agents at work: asked of the rules that follow agents, as of a law that locks watching.

Routing needs to know what each agent does, and the agent's own page shows it; neither is watching. A supervisor, a
wallboard or a program that looks at them is: at a board, at the calls that live, or at what agents ask for.
"""

from collections.abc import Container, Iterable
from dataclasses import replace
from typing import Any, Final

from dialer.attempts.model import AttemptRecord
from dialer.callbacks.model import Callback
from dialer.cell.agents.roster import AgentState
from dialer.cell.campaign import Campaign
from dialer.cell.cell import Cell
from dialer.cell.effects import LogRuling
from dialer.compliance.campaign_facts import Seen
from dialer.compliance.evaluators.speech_and_work import TEAM_TOTALS
from dialer.compliance.facts import AgentFacts, Facts
from dialer.compliance.load import Profiles
from dialer.compliance.profile_status import NO_PROFILE
from dialer.compliance.rulebook import Books
from dialer.compliance.rules import Rulebook, decide
from dialer.compliance.settings import LawSettings
from dialer.compliance.verdict import Answer, Ruling
from dialer.compliance.vocabulary import Kind, Point
from dialer.core.enums import AttemptState, CallbackKind, CallbackState

NAMED_LIVE_STATE: Final = "named_live_state"
# Of an agent as stored, what the agent does just now. The rest is who the agent is, for whom, and until when.
PRESENT_STATE: Final = ("wish", "wish_at", "pause_reason")
_ORDER: Final = {state: place for place, state in enumerate(AgentState)}


def locked(cell: Cell, now: float) -> str:
    """The rule by which nobody may see what an agent, by name, does just now; empty if none is in the way."""
    return _id(_refusal(_asked(cell.campaign.law, _books_of(cell.campaign), NAMED_LIVE_STATE, now)))


def locked_in(law: LawSettings, seen: Seen, profiles: Profiles, now: float) -> str:
    """The same, of a campaign as it is stored; `seen` tells the countries of its lists and its agents.

    While its rules cannot be made its board shows nobody: neither does anything else then.
    """
    try:
        books = Books.of_campaign(profiles, law, agents=seen.agent_countries)
        return _id(_refusal(_asked(law, _known(books, seen), NAMED_LIVE_STATE, now)))
    except ValueError:
        return NO_PROFILE


def unnamed(attempt: AttemptRecord, rule: str) -> AttemptRecord:
    """A call as others may see it where this rule locks watching: without its agent for as long as it lives.

    Nor since when the agent talks, by which a row of the board would be found to be this call. What has ended is a
    record of work done.
    """
    if not rule or attempt.state is AttemptState.ENDED:
        return attempt
    return replace(attempt, agent_id=None, agent_joined_at=None, locked_by=rule)


def promise_unnamed(callback: Callback, rule: str, live: Container[str | None]) -> Callback:
    """A call-back as others may see it where this rule locks watching: without its agent while it tells of the present.

    It does while the call lives (`live`, by id) in which it was promised or which keeps it; and one by hand while it
    waits, for that is what its agent asks for. Before and after it is work that is planned, or done.
    """
    by_hand = callback.kind is CallbackKind.MANUAL and callback.state is CallbackState.WAITING
    if not rule or not (by_hand or callback.attempt_id in live or callback.ended_by in live):
        return callback
    ended_by = callback.ended_by if callback.state is CallbackState.CALLED else ""  # a call; else who cancelled it
    unnamed = replace(callback, agent_id=None, agent_name="", made_by="", confirmed_by="")
    return replace(unnamed, ended_by=ended_by, locked_by=rule)


def agents_shown(cell: Cell, now: float) -> tuple[list[dict[str, Any]], str]:
    """The agents as a board may show them, and the rule that keeps their names from it, if one does.

    Without names, ids and calls they stand in the order of what they do and since when, so that no place is an agent's
    for long. Of a team too small for the rule even that would tell who it is: there are the counts alone.
    """
    rule = locked(cell, now)
    if not rule:
        named = [{"id": one.id, "name": one.name, "attempt_id": one.call_id} for one in cell.roster]
        return [_doing(one.state, one.since) | who for one, who in zip(cell.roster, named, strict=True)], ""
    books, size = _books_of(cell.campaign), len(cell.roster)
    if _refusal(_asked(cell.campaign.law, books, TEAM_TOTALS, now, team_size=size)):
        return [], rule
    at_work = sorted(((one.state, one.since) for one in cell.roster), key=lambda one: (_ORDER[one[0]], one[1]))
    return [_doing(*one) | {"id": None, "name": "", "attempt_id": None} for one in at_work], rule


def _doing(state: AgentState, since: float) -> dict[str, Any]:
    return {"state": state, "since": since}


def note_watching(cell: Cell, now: float) -> None:
    """Have it written down when the rules begin, or cease, to keep agents' names from the board."""
    rulings = _asked(cell.campaign.law, _books_of(cell.campaign), NAMED_LIVE_STATE, now)
    refusal = _refusal(rulings)
    if _id(refusal) != cell.whole.watching_locked_by and rulings:
        cell.effects.append(LogRuling(0, refusal or rulings[0], point=Point.AGENT_ROUTING))
    cell.whole.watching_locked_by = _id(refusal)


def _books_of(campaign: Campaign) -> tuple[Rulebook, ...]:
    return () if campaign.books is None else _known(campaign.books, campaign.seen)


def _known(books: Books, seen: Seen) -> tuple[Rulebook, ...]:
    """The rules its lists come under; without a list those of where its agents sit, who may still be talking."""
    return books.known(seen.countries) or books.known(books.agents)


def _asked(
    law: LawSettings, books: Iterable[Rulebook], feature: str, now: float, *, team_size: int | None = None
) -> list[Ruling]:
    facts = Facts(agent=AgentFacts(feature=feature, union_agreement=law.union_agreement, team_size=team_size))
    return [decide(Point.AGENT_ROUTING, book, facts, now, kind=Kind.AGENT_MONITORING) for book in books]


def _refusal(rulings: Iterable[Ruling]) -> Ruling | None:
    return next((one for one in rulings if one.answer is Answer.REFUSE), None)


def _id(refusal: Ruling | None) -> str:
    """The rule that refuses; empty if none does."""
    return refusal.rule_id if refusal is not None else ""
