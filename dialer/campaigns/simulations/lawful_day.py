"""A simulated day under a campaign's laws: the setting that they leave, and what binds the pacer in it."""

from dataclasses import dataclass, replace
from typing import Final

from dialer.campaigns.cell_campaign import AMD_DEFAULT
from dialer.cell.campaign import Campaign
from dialer.cell.legal.simulated_law import Rehearsal, rehearse
from dialer.compliance.facts import AuditFacts
from dialer.compliance.vocabulary import ClockStart
from dialer.compliance.wait_limit import Treatment
from pacing.simulate.setting import Setting
from pacing.simulate.world import Spread, World
from pacing.snapshot import Constraint

MACHINE_TALK: Final = Spread(8.0, 0.5)  # an agent hears that it is a machine, and hangs up
GREETED: Final = Spread(1.0, 0.5)  # from the answer to the person's first word
SILENCE_S: Final = 0.8  # silence that machine detection needs after a greeting
_SAMPLE: Final = 10_000  # calls in the assumed audit


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """A setting adapted to the law, and the law that binds it."""

    setting: Setting
    rehearsal: Rehearsal


def bind(own: Campaign, setting: Setting, *, now: float) -> Bound:
    """The setting adapted to the law.

    :raises NoRehearsal: the day cannot be simulated under it.
    """
    world = setting.world
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
    found = rehearse(asked, now=now, day_s=world.day_s)
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
