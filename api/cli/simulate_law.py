"""The law in `pronto simulate`: the named profiles or the campaign's, and their effect on a setting."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from api.cli.output import those
from api.cli.texts.simulate import LAW_DAY
from api.cli.texts.simulate_faults import CannotSimulate
from dialer.campaigns.cell_campaign import AMD_DEFAULT, read_campaign
from dialer.campaigns.model import CampaignConfig
from dialer.cell.campaign import Campaign
from dialer.cell.legal.simulated_law import NoRehearsal, Rehearsal, rehearse
from dialer.compliance.campaign_facts import NOTHING_SEEN, Seen
from dialer.compliance.campaign_limits import Rules
from dialer.compliance.facts import AuditFacts
from dialer.compliance.load import Profiles
from dialer.compliance.profile import Profile
from dialer.compliance.rulebook import Books
from dialer.compliance.settings import AUTO, LawSettings
from dialer.compliance.vocabulary import ClockStart, Status
from dialer.compliance.wait_treatment import Treatment
from dialer.core import clock
from dialer.core.enums import CampaignStatus
from dialer.i18n.message import message_of
from pacing.simulate.setting import Setting
from pacing.simulate.world import Spread, World
from pacing.snapshot import Constraint, Mode, Policy

MACHINE_TALK: Final = Spread(8.0, 0.5)  # an agent hears that it is a machine, and hangs up
GREETED: Final = Spread(1.0, 0.5)  # from the answer to the person's first word
SILENCE_S: Final = 0.8  # silence that machine detection needs after a greeting
OF_THE_LAW: Final = ("wait", "ring-min")  # figures that a law sets
_SAMPLE: Final = 10_000  # calls in the assumed audit


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """A setting adapted to the law, and the law that binds it."""

    setting: Setting
    rehearsal: Rehearsal


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
        controller_id=0,
        node_id=0,
        status=CampaignStatus.RUNNING,
        policy=Policy(mode=Mode.PREDICTIVE),
        rules=Rules(hours=(), time_zone="UTC", max_attempts=1),
        trunk_ids=(),
        caller_id="",
        recycle={},
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
    world, now = setting.world, clock.now()
    policy = replace(
        own.policy,
        wait_limit_s=world.wait_limit_s,
        ring_limit_s=world.ring_limit_s,
        screening_s=world.screening_s,
        constraints=(Constraint(name="campaign", limit=setting.limit),),
    )
    law = own.law if own.id else replace(own.law, amd_audit=_audit(world, now))
    asked = replace(
        own,
        law=law,
        amd=AMD_DEFAULT if world.screening_s > 0.0 else "",
        policy=policy,
        ring_limit_ms=round(world.ring_limit_s * 1_000.0),
    )
    try:
        found = rehearse(asked, now=now, day_s=world.day_s)
    except NoRehearsal as error:
        raise CannotSimulate(message_of(error)) from None
    return Bound(setting=replace(setting, world=_world(world, found)), rehearsal=found)


def _audit(world: World, now: float) -> AuditFacts:
    """The audit result for this world: how many machine results are people."""
    people = world.person * world.screening_false
    taken = people + (1.0 - world.person) * world.machine
    return AuditFacts(at=now, sample=_SAMPLE, people=round(_SAMPLE * people / taken) if taken else 0)


def _world(world: World, found: Rehearsal) -> World:
    """The world adapted to the law: the wait limit and its start, and machine detection.

    Of several laws the one with the shortest wait applies to everybody.
    """
    waits = [
        (_clock(one.treatment, world, found), one.policy.wait_limit_s)
        for one in (found.campaign, *found.campaign.by_country.values())
    ]
    since, wait_limit_s = min(waits, key=lambda one: (one[0].mean if one[0] else 0.0) + one[1])
    return replace(
        world,
        wait_limit_s=wait_limit_s,
        ring_limit_s=found.law.policy.ring_limit_s,
        clock=since,
        screening_s=world.screening_s if found.screened else 0.0,
        screening_false=world.screening_false if found.screened else 0.0,
        machine_talk=world.machine_talk or (None if found.screened else MACHINE_TALK),
    )


def _clock(treatment: Treatment | None, world: World, found: Rehearsal) -> Spread | None:
    """The time from the answer to the start of Asterisk's wait limit; None without a rule on treatment."""
    if treatment is None:
        return None
    return {
        ClockStart.ANSWER: Spread(0.0, 0.0),
        ClockStart.GREETING_START: GREETED,
        ClockStart.GREETING_END: Spread(max(world.screening_s - SILENCE_S, 0.0), 0.3),
    }[treatment.clock(listened=found.screened)]
