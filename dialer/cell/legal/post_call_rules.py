"""What the rules say of a call that has ended: is all of it written down that has to be, and until when is it kept?

Nothing of the call can be mended any more, so that an objection is logged, and shown in the campaign's report.
"""

from dialer.attempts.model import times_of
from dialer.cell.call.state_machine import Call
from dialer.cell.campaign import Campaign
from dialer.cell.legal.legal_campaign import system_facts
from dialer.compliance.facts import CallFacts, Facts
from dialer.compliance.record_keeping import kept_of_call
from dialer.compliance.rules import decide
from dialer.compliance.verdict import Ruling
from dialer.compliance.vocabulary import Point


def after(campaign: Campaign, call: Call, country: str, now: float) -> Ruling | None:
    """The ruling on a call to somebody in `country` (ISO 3166); None if the campaign is under no rules."""
    if campaign.books is None:
        return None
    facts = Facts(
        campaign=campaign.facts,
        call=CallFacts(
            originated_at=call.placed_at or call.since,
            **times_of(call),
            opted_out=call.opted_out_at is not None,
            recorded=False,  # Pronto records no talk
            kept=kept_of_call(campaign.law, message=campaign.message),
        ),
        system=system_facts(campaign.seen),  # what is said of the call waits with its end until it is written
    )
    return decide(Point.POST_CALL, campaign.books.book(country), facts, now)
