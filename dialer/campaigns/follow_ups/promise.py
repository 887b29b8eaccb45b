"""A call-back that an agent promises with a disposition: which dispositions promise one, and for when."""

from dataclasses import replace
from typing import Final

from dialer.campaigns.model import CampaignConfig
from dialer.compliance.campaign_limits import Rules
from dialer.compliance.facts import ContactFacts
from dialer.compliance.hours import BadHours, read_hours, zone_of
from dialer.compliance.load import Profiles
from dialer.compliance.openings import callback_times
from dialer.compliance.overrides import BadOverride
from dialer.compliance.rulebook import BadLaw, Books
from dialer.compliance.rules import Rulebook
from dialer.core.errors import UnknownDisposition
from dialer.core.request_errors import Invalid, OutOfHours
from dialer.core.time_units import DAY_S
from dialer.i18n.instants import instant
from dialer.i18n.message import msg
from dialer.numbers.geography import country_of
from dialer.people.callbacks.model import NewCallback
from dialer.people.leads.model import LeadRecord
from dialer.people.leads.rules.contact_facts import place_of

LATEST_S: Final = 366 * DAY_S


def check_promise(campaign: CampaignConfig, code: str, at: float | None, *, asked: bool, now: float) -> None:
    """Raise `Invalid` unless a disposition that needs a call-back has its instant (epoch seconds), and no other has.

    `asked`: the person asked for this very time. Raises `UnknownDisposition`.
    """
    disposition = next((one for one in campaign.dispositions if one.code == code), None)
    if disposition is None:
        raise UnknownDisposition(code=code)
    if disposition.needs_callback and at is None:
        raise Invalid([("callback_at", msg("this disposition promises a call back: say when"))])
    if at is not None and not disposition.needs_callback:
        raise Invalid([("callback_at", msg("this disposition promises no call back: leave it out"))])
    if asked and at is None:
        raise Invalid([("callback_asked", msg("this disposition promises no call back: leave it out"))])
    if at is not None and not now < at <= now + LATEST_S:
        raise Invalid([("callback_at", msg("name an instant in the coming year"))])


def promise(campaign: CampaignConfig, at: float, *, agent_id: int | None, note: str, asked: bool) -> NewCallback:
    """The call-back to be written; `agent_id` None: by whichever agent is free."""
    deadline_at = at + campaign.callback_grace_s
    return NewCallback(agent_id=agent_id, due_at=at, deadline_at=deadline_at, note=note, asked=asked)


def hours_of(
    campaign: CampaignConfig, profiles: Profiles, lead: LeadRecord, *, number: str
) -> tuple[Rules, tuple[Rulebook, ...], ContactFacts]:
    """The campaign's rules, the law for the number, and where the lead may be: what `callback_times` takes.

    Raises `BadHours`, `BadLaw`, `BadOverride`.
    """
    rules = Rules(hours=read_hours(campaign.hours), time_zone=campaign.time_zone, max_attempts=campaign.max_attempts)
    books = Books.of_campaign(profiles, campaign.law).known([country_of(number)])
    person = place_of(number=number, zone_key=lead.zone_key, fields=lead.fields, postcode=lead.postcode)
    return rules, books, person if person.zones else replace(person, zones=(campaign.time_zone,))


def check_hours(
    campaign: CampaignConfig, profiles: Profiles, lead: LeadRecord, at: float, *, number: str, asked: bool, where: str
) -> None:
    """Raise `OutOfHours` unless law and campaign let the person be called at `at`, where the person may be.

    `asked`: the person asked for this very time, which the hours of some laws allow. Whatever else the gate asks for is
    asked at the call, when its answer counts; a law that cannot be read refuses every call there.
    """
    try:
        rules, books, person = hours_of(campaign, profiles, lead, number=number)
        [time] = callback_times(rules, books, person, [at])
        zone = zone_of((person.zones or (campaign.time_zone,))[0])
    except (BadHours, BadLaw, BadOverride):
        return
    if time.is_open or (asked and time.is_open_if_asked):
        return
    if time.opens_at is None:
        what = msg("nobody may be called there in the two months after that")
    else:
        opens = instant(time.opens_at, zone)
        what = msg("nobody may be called there at that time; from {opens} on one may", opens=opens)
    raise OutOfHours(where, what, opens_at=time.opens_at)
