"""A campaign's laws for a simulated day: the engine's constraints, treatment and hold, in the day's own time.

A simulated day has no date. It is taken to begin today at nine, earlier if it is long, by the clock of the first law;
the law's instants are shifted so that the day begins at zero. The campaign is taken to begin with it.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from dialer.cell.campaign import Campaign
from dialer.cell.legal.held_lists import books_of
from dialer.cell.legal.legal_campaign import dial_mode, lawful
from dialer.compliance.durations import start_of
from dialer.compliance.facts import Facts, Figures, SystemFacts
from dialer.compliance.objections import Objection, objection
from dialer.compliance.rules import Rulebook, may_dial_ahead
from dialer.compliance.ruling import Answer, Ruling
from dialer.compliance.vocabulary import Kind
from dialer.core.time_units import DAY_S, HOUR_S
from dialer.i18n.message import msg
from pacing.guard import counted
from pacing.simulate.law import Law, ahead_of_agents
from pacing.snapshot import Constraint, Mode, Snapshot

_BEGINS_AT_H: Final = 9
_SYSTEM: Final = SystemFacts(clock_skew_s=0.0)
_BEST: Final = Figures(abandoned=0.0, counted=1e9)


class NoRehearsal(ValueError):  # noqa: N818 - reads as what it is in a message
    """The campaign's day cannot be simulated under its laws; says how to fix it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """What applies to the day: the campaign as the engine would run it, and the same for the simulator."""

    campaign: Campaign
    books: tuple[Rulebook, ...]
    law: Law
    at: float  # when the day begins, epoch seconds
    screened: bool  # machine detection is on under all its laws
    held: tuple[Mode, Objection] | None  # mode and reason, if calls may not be dialled ahead whatever the figures


def rehearse(own: Campaign, *, now: float, day_s: float) -> Rehearsal:
    """The campaign's day under its laws. Raises `NoRehearsal`."""
    own = replace(own, seen=replace(own.seen, first_call_at=None, clock_skew_s=0.0))
    books = books_of(own)
    rates = [rule for book in books for rule in book.profile.of_kind(Kind.ABANDONMENT_RATE, now)]
    if not rates:
        names = [book.profile.id for book in books] or "?"
        raise NoRehearsal(
            msg(
                "No rule on abandoned calls is in force for the campaign's lists ({names}): choose a law with --law.",
                names=names,
            )
        )
    zone = rates[0].clock.zone
    early = min(_BEGINS_AT_H, max(24.0 - day_s / HOUR_S, 0.0))
    at = start_of(datetime.fromtimestamp(now, zone).date(), zone) + early * HOUR_S
    campaign = lawful(own, at)
    constraints = tuple(_moved(one, at, day_s) for one in campaign.policy.constraints)
    policy = replace(campaign.policy, constraints=constraints)
    screened = all(one.amd for one in (campaign, *campaign.by_country.values()))
    campaign = replace(campaign, policy=policy if screened else replace(policy, screening_s=0.0))
    return Rehearsal(
        campaign=campaign,
        books=books,
        law=Law(
            policy=campaign.policy,
            mode_now=lambda mode, snapshot, more: _mode_now(campaign, books, mode, snapshot, more, at),
        ),
        at=at,
        screened=screened,
        held=_held(campaign, books, at),
    )


def _moved(constraint: Constraint, at: float, day_s: float) -> Constraint:
    """The constraint in the day's own time. A window in which nothing is dialled after the day ends with it."""
    starts_at = None if constraint.starts_at is None else constraint.starts_at - at
    ends_at = None if constraint.ends_at is None else constraint.ends_at - at
    if ends_at is not None and ends_at < day_s:
        raise NoRehearsal(
            msg(
                "A day of {hours:g} h is not over when the window of {rule} ends, after {ends:g} h: set hours to at "
                "most that, or take one law at a time.",
                hours=day_s / HOUR_S,
                rule=constraint.name,
                ends=ends_at / HOUR_S,
            )
        )
    if ends_at is not None and ends_at < DAY_S:
        ends_at = day_s
    return replace(constraint, starts_at=starts_at, ends_at=ends_at)


def _mode_now(
    campaign: Campaign, books: tuple[Rulebook, ...], mode: Mode, seen: Snapshot, more: int, at: float
) -> Mode:
    """The mode, or the one that the rules hold it to by the counts so far, as the gate checks before every call.

    `more` calls are to be started.
    """
    if not mode.ahead:
        return mode
    policy, tally = campaign.policy, seen.learned.tally
    ahead = ahead_of_agents(seen, more) if mode is Mode.RATIO else 0
    rates = {}
    for one in policy.constraints:
        found = counted(tally, one, policy, seen.now)
        rates[one.name] = Figures(abandoned=found.abandoned, counted=found.answered, ahead=ahead)
    held = [ruling for _, ruling in _rulings(campaign, books, mode, rates, at + seen.now)]
    return _strictest(mode, held)


def _held(campaign: Campaign, books: tuple[Rulebook, ...], at: float) -> tuple[Mode, Objection] | None:
    """What would keep the campaign from dialling ahead all day, whatever its figures."""
    best = {one.name: _BEST for one in campaign.policy.constraints}
    for book, ruling in _rulings(campaign, books, Mode.PREDICTIVE, best, at):
        if ruling.answer is not Answer.ALLOW:
            return _strictest(Mode.PREDICTIVE, [ruling]), objection(ruling, (book,))
    return None


def _rulings(
    campaign: Campaign, books: tuple[Rulebook, ...], mode: Mode, rates: dict[str, Figures], now: float
) -> list[tuple[Rulebook, Ruling]]:
    facts = Facts(campaign=replace(campaign.facts, mode=dial_mode(mode), rates=rates), system=_SYSTEM)
    return [(book, may_dial_ahead(book, facts, now)) for book in books]


def _strictest(mode: Mode, rulings: list[Ruling]) -> Mode:
    """One call for each ready agent if a rule forbids dialling ahead; a reserved agent if one asks for that."""
    held = {Mode(ruling.manner or Mode.PROGRESSIVE) for ruling in rulings if ruling.answer is not Answer.ALLOW}
    return next((one for one in (Mode.GUARANTEED, Mode.PROGRESSIVE) if one in held), mode)
