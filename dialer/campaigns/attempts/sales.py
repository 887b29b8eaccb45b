"""Checks with the rules, when an agent writes down a sale, that everything required by law was said."""

from collections.abc import Collection
from typing import Final

from dialer.campaigns.model import CampaignConfig
from dialer.compliance.facts import Ask, CallFacts, ContactFacts, Facts, SystemFacts
from dialer.compliance.load import Profiles
from dialer.compliance.rulebook import Books
from dialer.compliance.rules import decide
from dialer.compliance.ruling import Answer, Ruling
from dialer.compliance.vocabulary import Kind, Point
from dialer.core.request_errors import Invalid
from dialer.i18n.message import msg
from dialer.numbers.geography import country_of

NOWHERE: Final = ContactFacts()


def sale_ruling(
    campaign: CampaignConfig,
    profiles: Profiles,
    *,
    number: str,
    disclosed: Collection[str],
    first_call: bool,
    now: float,
    place: ContactFacts = NOWHERE,
) -> Ruling | None:
    """The ruling on a sale. `disclosed` are the items that the agent confirms, as in profiles.

    `place`: where the person may be; without it the disclosures of every state are asked for.

    A campaign without a profile has no rules: it does not dial, and its remaining sales can be written down.
    """
    if not campaign.law.profile:
        return None
    book = Books.of_campaign(profiles, campaign.law).book(country_of(number))
    call = CallFacts(ask=Ask.SALE, disclosed=frozenset(disclosed), first_call=first_call)
    facts = Facts(call=call, contact=place, system=SystemFacts(log_works=True))
    return decide(Point.IN_CALL, book, facts, now, kind=Kind.SCRIPT_DISCLOSURE) if book is not None else None


def check_sale(ruling: Ruling) -> None:
    """Raise `Invalid` that names what was not said, if the rules refuse the sale."""
    if ruling.answer is Answer.REFUSE:
        missing = [
            msg("{rule}: not said: {items}", rule=answer.rule_id, items=answer.facts.get("not_said", ""))
            for answer in ruling.answers
            if answer.answer is Answer.REFUSE
        ]
        what = msg("{missing}. Say it, and confirm it, before a sale is written down", missing=missing)
        raise Invalid([("disclosed", what)])


def items_to_say(campaign: CampaignConfig, profiles: Profiles, *, now: float) -> tuple[str, ...]:
    """Codes of what has to be said before a sale in a first call, where the campaign's caller id is."""
    number = campaign.caller_id.number if campaign.caller_id is not None else ""
    ruling = sale_ruling(campaign, profiles, number=number, disclosed=(), first_call=True, now=now)
    missing = [] if ruling is None else [str(one.facts.get("not_said", "")) for one in ruling.answers]
    return tuple(dict.fromkeys(item for one in missing for item in one.split(", ") if item))
