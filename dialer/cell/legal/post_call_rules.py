"""The ruling on an ended call: is everything recorded that has to be, and how long is it kept?

The call can no longer be mended, so an objection is logged and shown in the campaign's report.
"""

from dialer.cell.call.state_machine import Call
from dialer.cell.campaign import Campaign
from dialer.cell.legal.legal_campaign import system_facts
from dialer.compliance.facts import CallFacts, Facts
from dialer.compliance.record_keeping import kept_of_call
from dialer.compliance.rules import decide
from dialer.compliance.ruling import Ruling
from dialer.compliance.vocabulary import Point
from dialer.core.call_times import times_of


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
            recorded=False,  # Pronto records no talks
            kept=kept_of_call(campaign.law, message=campaign.message),
        ),
        system=system_facts(campaign.seen),  # the ruling waits with the call's end until it is written
    )
    return decide(Point.POST_CALL, campaign.books.book(country), facts, now)
