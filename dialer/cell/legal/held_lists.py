"""Which of a campaign's lists the rules hold, and whether the rest may be dialled at all.

A list that lacks the answer of a register which its rules ask for is held alone: the gate refuses each of its numbers
without an answer, and the campaign's other lists are still dialled.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from dialer.cell.campaign import Campaign
from dialer.cell.legal.legal_campaign import system_facts
from dialer.cell.legal.shown_numbers import start_caller
from dialer.compliance.facts import Facts, ListFacts
from dialer.compliance.rules import Rulebook, decide
from dialer.compliance.ruling import Answer, RuleAnswer, Ruling, severity
from dialer.compliance.settings import AUTO
from dialer.compliance.vocabulary import Kind, Point


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldList:
    """A list that is not dialled, with the ruling on it."""

    of: ListFacts
    book: Rulebook
    ruling: Ruling


def books_of(campaign: Campaign) -> tuple[Rulebook, ...]:
    """The rules that apply to the campaign's lists."""
    return campaign.books.known(campaign.seen.countries) if campaign.books is not None else ()


def held_lists(campaign: Campaign, now: float) -> tuple[HeldList, ...]:
    """The lists with leads to dial that lack a register's answer, or have one that is too old."""
    return tuple(
        held
        for book in books_of(campaign)
        for one in _lists_of(campaign, book)
        if (held := _held(campaign, book, one, now)) is not None
    )


def _held(campaign: Campaign, book: Rulebook, one: ListFacts, now: float) -> HeldList | None:
    facts = Facts(campaign=replace(campaign.facts, lists=(one,)), system=system_facts(campaign.seen))
    ruling = decide(Point.CAMPAIGN_START, book, facts, now, kind=Kind.REGISTRY_SCRUB)
    against = [said for said in ruling.answers if said not in ruling.warnings and _is_of_register(book, said)]
    if not against:
        return None
    worst = max(against, key=severity)
    named = worst._replace(facts={"list": one.name, "list_id": one.list_id, **worst.facts})
    return HeldList(
        of=one, book=book, ruling=Ruling(worst.answer, worst.rule_id, ruling.profile_hash, (named,), until=worst.until)
    )


def _is_of_register(book: Rulebook, said: RuleAnswer) -> bool:
    """Whether a register's rule objects; at a start, the profile as a whole is asked too."""
    rule = book.profile.rule(said.rule_id)
    return said.answer is not Answer.ALLOW and rule is not None and rule.kind is Kind.REGISTRY_SCRUB


def _lists_of(campaign: Campaign, book: Rulebook) -> tuple[ListFacts, ...]:
    """The lists under these rules: by their country, or all if the campaign names one profile."""
    if campaign.books is None or campaign.law.profile != AUTO:
        return campaign.seen.dialled
    books = {country: campaign.books.book(country) for country in {one.country for one in campaign.seen.dialled}}
    return tuple(
        one
        for one in campaign.seen.dialled
        if (own := books[one.country]) is not None and own.profile.hash == book.profile.hash
    )


def start_rulings(campaign: Campaign, held: Iterable[HeldList], now: float) -> list[tuple[Rulebook, Ruling]]:
    """What each of the campaign's laws says to its start, with the most suitable trunk.

    `held` is the result of `held_lists` at `now`.
    """
    held_ids = {one.of.list_id for one in held}
    lists = {book.profile.hash: _lists_of(campaign, book) for book in books_of(campaign)}
    dialled = {name: sum(one.list_id not in held_ids for one in mine) for name, mine in lists.items()}
    found = []
    for book in books_of(campaign):
        mine = lists[book.profile.hash]
        others = sum(dialled.values()) > dialled[book.profile.hash]
        rulings = [
            decide(Point.CAMPAIGN_START, book, _start_facts(campaign, book, trunk_id, mine, others, now), now)
            for trunk_id in campaign.trunk_ids or (0,)
        ]
        found.append((book, min(rulings, key=lambda ruling: ruling.answer is Answer.REFUSE)))
    return found


def _start_facts(
    campaign: Campaign, book: Rulebook, trunk_id: int, lists: Collection[ListFacts], others: bool, now: float
) -> Facts:
    caller = start_caller(campaign, trunk_id, book, now)
    of_campaign = replace(campaign.facts, lists=tuple(lists), others_dialled=others)
    facts = Facts(campaign=of_campaign, system=system_facts(campaign.seen))
    return facts if caller is None else replace(facts, caller=caller)


def without_rules(campaign: Campaign, now: float) -> tuple[Ruling, ...]:
    """The ruling on the start of a campaign whose lists come under no rules; nothing if it has no list."""
    return (decide(Point.CAMPAIGN_START, None, Facts(), now),) if campaign.seen.lists else ()


def refused_start(campaign: Campaign, held: Iterable[HeldList], now: float) -> Ruling | None:
    """The first refusal among its laws; None if the campaign may dial."""
    rulings = [ruling for _, ruling in start_rulings(campaign, held, now)] or without_rules(campaign, now)
    return next((ruling for ruling in rulings if ruling.answer in (Answer.REFUSE, Answer.DEFER)), None)
