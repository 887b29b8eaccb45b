"""How others may see agents at work, by the rules on monitoring, such as a law that forbids it.

Routing needs to know what each agent does, and the agent's own page shows it; neither is monitoring. A supervisor, a
wallboard or a program monitors when it looks at a board, at live calls or at agents' requests.
"""

from collections.abc import Container, Iterable
from dataclasses import replace
from functools import lru_cache
from typing import Any, Final

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
from dialer.compliance.ruling import Answer, Ruling
from dialer.compliance.settings import LawSettings
from dialer.compliance.vocabulary import Kind, Point
from dialer.core.enums import CallbackKind, CallbackState
from dialer.people.callbacks.model import Callback

NAMED_LIVE_STATE: Final = "named_live_state"
# Fields of a stored agent that say what the agent does just now. The others say who, for which campaigns, until when.
PRESENT_STATE: Final = ("wish", "wish_at", "pause_reason")
_ORDER: Final = {state: place for place, state in enumerate(AgentState)}


def locked(cell: Cell, now: float) -> str:
    """The rule that hides what a named agent does just now; empty if there is none."""
    return _id(_refusal(_asked(cell.campaign.law, _books_of(cell.campaign), NAMED_LIVE_STATE, now)))


def locked_in(law: LawSettings, seen: Seen, profiles: Profiles, now: float) -> str:
    """The same for a campaign as stored; `seen` has the countries of its lists and agents.

    While its rules cannot be made, its board shows nobody, and everything else hides agents too.
    """
    try:
        books = Books.of_campaign(profiles, law, agents=seen.agent_countries)
        return _id(_refusal(_asked(law, _known(books, seen), NAMED_LIVE_STATE, now)))
    except ValueError:
        return NO_PROFILE


def totals_locked_in(law: LawSettings, seen: Seen, profiles: Profiles, now: float, *, team_size: int) -> str:
    """The rule that hides even the totals of a team of this size; empty if there is none."""
    if not locked_in(law, seen, profiles, now):
        return ""
    try:
        books = _known(Books.of_campaign(profiles, law, agents=seen.agent_countries), seen)
        return _id(_refusal(_asked(law, books, TEAM_TOTALS, now, team_size=team_size)))
    except ValueError:
        return NO_PROFILE


def promise_unnamed(callback: Callback, rule: str, live: Container[str | None]) -> Callback:
    """A call-back as others may see it where this rule locks monitoring: without its agent while it shows the present.

    It does while the call lives (`live`, by id) in which it was agreed or which fulfils it; a call by hand does while
    it waits, since its agent is asking for it. Before and after, it is planned or finished work.
    """
    by_hand = callback.kind is CallbackKind.MANUAL and callback.state is CallbackState.WAITING
    if not rule or not (by_hand or callback.attempt_id in live or callback.ended_by in live):
        return callback
    ended_by = callback.ended_by if callback.state is CallbackState.CALLED else ""  # a call; otherwise who cancelled it
    unnamed = replace(callback, agent_id=None, agent_name="", made_by="", confirmed_by="")
    return replace(unnamed, ended_by=ended_by, locked_by=rule)


def agents_shown(cell: Cell, now: float) -> tuple[list[dict[str, Any]], str]:
    """The agents as a board may show them, and the rule that hides their names, if any.

    Without names, ids and calls they are ordered by state and its start, so that no position stays with one agent. In a
    team too small for the rule even that would identify them: only counts are shown.
    """
    rule = locked(cell, now)
    if not rule:
        named = [
            {"id": one.id, "name": one.name, "team_id": one.team_id, "attempt_id": one.call_id, "hand_at": one.hand_at}
            for one in cell.roster
        ]
        return [_doing(one.state, one.since) | who for one, who in zip(cell.roster, named, strict=True)], ""
    books, size = _books_of(cell.campaign), len(cell.roster)
    if _refusal(_asked(cell.campaign.law, books, TEAM_TOTALS, now, team_size=size)):
        return [], rule
    at_work = sorted(((one.state, one.since) for one in cell.roster), key=lambda one: (_ORDER[one[0]], one[1]))
    return [_doing(*one) | {"id": None, "name": "", "attempt_id": None} for one in at_work], rule


def _doing(state: AgentState, since: float) -> dict[str, Any]:
    return {"state": state, "since": since}


def note_watching(cell: Cell, now: float) -> None:
    """Log when the rules start or stop hiding agents' names from the board."""
    rulings = _asked(cell.campaign.law, _books_of(cell.campaign), NAMED_LIVE_STATE, now)
    refusal = _refusal(rulings)
    if _id(refusal) != cell.whole.watching_locked_by and rulings:
        cell.effects.append(LogRuling(0, refusal or rulings[0], point=Point.AGENT_ROUTING))
    cell.whole.watching_locked_by = _id(refusal)


def _books_of(campaign: Campaign) -> tuple[Rulebook, ...]:
    return () if campaign.books is None else _known(campaign.books, campaign.seen)


def _known(books: Books, seen: Seen) -> tuple[Rulebook, ...]:
    """The rules of its lists; without lists, those of its agents' countries, since agents may still be talking."""
    return books.known(seen.countries) or books.known(books.agents)


def _asked(
    law: LawSettings, books: Iterable[Rulebook], feature: str, now: float, *, team_size: int | None = None
) -> list[Ruling]:
    facts = _facts(feature, law.union_agreement, team_size)
    return [decide(Point.AGENT_ROUTING, book, facts, now, kind=Kind.AGENT_MONITORING) for book in books]


@lru_cache  # asked for every screen
def _facts(feature: str, union_agreement: str, team_size: int | None) -> Facts:
    return Facts(agent=AgentFacts(feature=feature, union_agreement=union_agreement, team_size=team_size))


def _refusal(rulings: Iterable[Ruling]) -> Ruling | None:
    return next((one for one in rulings if one.answer is Answer.REFUSE), None)


def _id(refusal: Ruling | None) -> str:
    """The id of the refusing rule; empty if there is none."""
    return refusal.rule_id if refusal is not None else ""
