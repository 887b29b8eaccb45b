"""The law in `pronto simulate`: the named profiles or the campaign's, and their effect on a setting."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Final

from api.cli.output import those
from api.cli.texts.simulate import LAW_DAY
from api.cli.texts.simulate_faults import CannotSimulate
from dialer.campaigns.cell_campaign import read_campaign
from dialer.campaigns.model import CampaignConfig
from dialer.campaigns.simulations.lawful_day import Bound, bind
from dialer.cell.campaign import Campaign
from dialer.cell.legal.simulated_law import NoRehearsal
from dialer.compliance.campaign_facts import NOTHING_SEEN, Seen
from dialer.compliance.campaign_limits import Rules
from dialer.compliance.load import Profiles
from dialer.compliance.profile import Profile
from dialer.compliance.rulebook import Books
from dialer.compliance.settings import AUTO, LawSettings
from dialer.compliance.vocabulary import Status
from dialer.core import clock
from dialer.core.enums import CampaignStatus
from dialer.i18n.message import message_of
from pacing.simulate.setting import Setting
from pacing.snapshot import Mode, Policy

OF_THE_LAW: Final = ("wait", "ring-min")  # figures that a law sets


Binding = Callable[[Setting], Bound]


def chosen(named: str, profiles: Profiles) -> list[Profile]:
    """The profiles of comma-separated ids.

    :raises CannotSimulate: one is missing, no campaign may start on one, or two are of the same country.
    """
    found: list[Profile] = []
    ids: Mapping[str, Profile] = {one.id.upper(): one for one in profiles.by_id.values()}
    for name in (name.strip() for name in named.split(",")):
        profile = ids.get(name.upper())
        if profile is None or profile.status is not Status.ACTIVE:
            ready = sorted(one.id for one in ids.values() if one.status is Status.ACTIVE)
            wrong = "no_law" if profile is None else profile.status.value
            raise CannotSimulate(LAW_DAY(wrong, name=name, those=those(ready)))
        twice = next((one for one in found if one.countries & profile.countries), None)
        if twice is not None:
            raise CannotSimulate(LAW_DAY("one_country", first=twice.id, second=profile.id))
        found.append(profile)
    return found


def of_laws(named: str, profiles: Profiles) -> Binding:
    """The binding by the laws of these profiles.

    :raises CannotSimulate: see `chosen`.
    """
    own = Campaign(
        id=0,
        name="",
        company_id=0,
        node_id=0,
        status=CampaignStatus.RUNNING,
        policy=Policy(mode=Mode.PREDICTIVE),
        rules=Rules(hours=(), time_zone="UTC", max_attempts=1),
        trunk_ids=(),
        caller_id="",
        retry_rules={},
        promises=frozenset(),
        wrap_up_limit_s=0.0,
        wait_limit_ms=2_000,
        ring_limit_ms=25_000,
    )
    return partial(_bound, _under(own, LawSettings(), chosen(named, profiles), profiles))


def of_campaign(config: CampaignConfig, seen: Seen, named: str, profiles: Profiles) -> Binding | None:
    """The binding by a campaign's laws, or by the named ones instead; None if it has none.

    :raises CannotSimulate: the campaign's settings are invalid, or see `chosen`.
    """
    law = config.law
    if not named and not law.profile:
        return None
    try:
        own = read_campaign(
            replace(config, law=replace(law, profile=law.profile or AUTO)), profiles=profiles, seen=seen
        )
    except ValueError as error:
        raise CannotSimulate(LAW_DAY("cannot_run", name=config.name, error=error)) from None
    return partial(_bound, _under(own, law, chosen(named, profiles), profiles) if named else own)


def _under(own: Campaign, law: LawSettings, asked: Sequence[Profile], profiles: Profiles) -> Campaign:
    """The campaign as if its lists were in the countries of these profiles, and only these applied there."""
    covered = frozenset(country for one in asked for country in one.countries)
    rest = {one.id: one for one in profiles.by_id.values() if one in asked or not one.countries & covered}
    settings = replace(law, profile=AUTO)
    countries = frozenset(min(one.countries) for one in asked)
    seen = replace(own.seen or NOTHING_SEEN, countries=countries, lists=1)
    return replace(own, law=settings, books=Books.of_campaign(Profiles(rest), settings), seen=seen)


def _bound(own: Campaign, setting: Setting) -> Bound:
    """The setting adapted to the law.

    :raises CannotSimulate: the day cannot be simulated under it.
    """
    try:
        return bind(own, setting, now=clock.now())
    except NoRehearsal as error:
        raise CannotSimulate(message_of(error)) from None
