"""Which numbers of a campaign's pool the law lets it show."""

from dialer.cell.campaign import Campaign
from dialer.compliance.facts import CallerFacts, Facts
from dialer.compliance.rules import Rulebook, decide
from dialer.compliance.ruling import Answer, Ruling
from dialer.compliance.vocabulary import Kind, Point
from dialer.telephony.caller_ids.model import PoolNumber

REFUSED = (Answer.REFUSE, Answer.DEFER)


def caller_of(campaign: Campaign, trunk_id: int, number: str) -> CallerFacts | None:
    """The facts on the number that a call over the trunk shows; None for a trunk that is not the campaign's."""
    if campaign.caller_id_pool is None:
        return campaign.callers.get(trunk_id)
    return campaign.pool_callers.get((trunk_id, number))


def is_lawful(campaign: Campaign, book: Rulebook | None, trunk_id: int, one: PoolNumber, now: float) -> bool:
    """Whether these rules let the number be shown on the trunk."""
    return number_ruling(campaign, book, trunk_id, one, now).answer not in REFUSED


def number_ruling(campaign: Campaign, book: Rulebook | None, trunk_id: int, one: PoolNumber, now: float) -> Ruling:
    """What these rules say of showing the number on the trunk."""
    caller = caller_of(campaign, trunk_id, one.number) or CallerFacts()
    facts = Facts(campaign=campaign.facts, caller=caller)
    return decide(Point.PRE_DIAL, book, facts, now, kind=Kind.CLI)


def start_caller(campaign: Campaign, trunk_id: int, book: Rulebook, now: float) -> CallerFacts | None:
    """The facts by which a campaign is let start: those of the first number that the rules let it show."""
    if campaign.caller_id_pool is None:
        return campaign.callers.get(trunk_id)
    numbers = campaign.presence.numbers
    shown = next((one for one in numbers if is_lawful(campaign, book, trunk_id, one, now)), next(iter(numbers), None))
    return None if shown is None else caller_of(campaign, trunk_id, shown.number)
