"""A campaign as the law lets it run now: constraints, treatment of answered people, machine detection.

Derived from the campaign's own settings, and again when a day or block ends or the lists change.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from dialer.cell.campaign import Campaign, Work, with_treatment
from dialer.compliance.campaign_facts import Seen
from dialer.compliance.facts import CampaignFacts, DialMode, Facts, MessageFacts, SystemFacts
from dialer.compliance.pacing_limits import changes_at, constraints
from dialer.compliance.rules import Rulebook, decide
from dialer.compliance.ruling import Duty
from dialer.compliance.sectors import sector_of
from dialer.compliance.vocabulary import Kind, Point, countries
from dialer.compliance.wait_limit import NoTreatment, Treatment, treatment
from dialer.core.enums import OnMachine
from pacing.snapshot import Constraint, Mode

COMFORT_NOISE_WITHIN_MS: Final = 200  # the dialplan plays it from the answer on, as a test hears
_AMD_TOTAL: Final = 3  # which argument of AMD() is the time in which it decides


def lawful(own: Campaign, now: float) -> Campaign:
    """The campaign as its laws want it at `now`. Without rules it is unchanged, and its cell dials nobody."""
    if own.books is None:
        return own
    books = own.books.known(own.seen.countries)
    bound = _bound(own, books, now)
    if not books:
        return replace(bound, facts=campaign_facts(own, bound))
    treated = {book.profile.hash: _treated(bound, book, now) for book in books}
    first = _ringing(min(treated.values(), key=lambda campaign: campaign.wait_limit_ms), treated.values())
    by_country = {
        country: treated[book.profile.hash]
        for country in sorted(own.seen.countries)
        if (book := own.books.book(country)) is not None
    }
    facts, work = campaign_facts(own, first), work_of(own, books, now)
    return replace(first, facts=facts, work=work, by_country=by_country if len(treated) > 1 else {})


def next_change(own: Campaign, now: float) -> float | None:
    """When a day or block of a constraint ends, or a rule comes into or goes out of force."""
    if own.books is None:
        return None
    started_at = own.seen.first_call_at or now
    found = [
        changes_at(book.profile, campaign_started_at=started_at, now=now)
        for book in own.books.known(own.seen.countries)
    ]
    return min((at for at in found if at is not None), default=None)


def _bound(own: Campaign, books: Iterable[Rulebook], now: float) -> Campaign:
    """With the constraints of all its laws beside its own; the share of false machines is that of the audit."""
    started_at = own.seen.first_call_at or now
    asked: dict[str, Constraint] = {one.name: one for one in own.policy.constraints}
    for book in books:
        for one in constraints(book.profile, campaign_started_at=started_at, now=now):
            asked.setdefault(one.name, one)
    share = own.law.false_machine_share if own.amd else 0.0
    return replace(own, policy=replace(own.policy, constraints=tuple(asked.values()), screening_false_share=share))


def _treated(campaign: Campaign, book: Rulebook, now: float) -> Campaign:
    """With this law's treatment of answered people. A campaign whose rules contradict each other cannot start."""
    try:
        wanted = treatment(book.profile, now)
    except NoTreatment:
        return replace(campaign, amd="", fallback="hangup", message="")
    asked = Facts(campaign=campaign_facts(campaign, replace(campaign, treatment=wanted)))
    proven = Duty.AMD_OFF not in decide(Point.CAMPAIGN_START, book, asked, now, kind=Kind.AMD).duties
    treated = campaign if wanted is None else with_treatment(campaign, wanted, amd_proven=proven)
    return treated if proven else _unscreened(treated)


def _ringing(campaign: Campaign, treated: Iterable[Campaign]) -> Campaign:
    """With the longest of the least ringing times, if all laws name one: only then may calls be called off.

    A law that names none allows no calling off, and one pacer calls off for all countries.
    """
    named = [one.policy.ring_min_s for one in treated]
    asked = [least for least in named if least is not None]
    least = max(asked) if len(asked) == len(named) else None
    return replace(campaign, policy=replace(campaign.policy, ring_min_s=least))


def work_of(own: Campaign, books: Iterable[Rulebook], now: float) -> Work:
    """The strictest of the laws' breaks, and the countries that all of them count as home."""
    breaks = [rule.params for book in books for rule in book.profile.of_kind(Kind.AGENT_BREAKS, now) if rule.hard]
    if own.law.collective_agreement:
        breaks = [params for params in breaks if not params.collective_agreement_passes]
    places = [
        countries(rule.params.home)
        for book in books
        for rule in book.profile.of_kind(Kind.AGENT_LOCATION, now)
        if rule.hard and rule.params.transfer_home
    ]
    return Work(
        every_s=60.0 * min((params.every_min for params in breaks), default=0),
        warn_from_s=60.0 * min((params.warn_at_min for params in breaks), default=float("inf")),
        alone_from_s=60.0 * min((params.not_ahead_from_min for params in breaks), default=float("inf")),
        break_s=60.0 * max((params.break_min for params in breaks), default=0),
        homes=frozenset.intersection(*places) if places else frozenset(),
    )


def _unscreened(campaign: Campaign) -> Campaign:
    return replace(campaign, amd="", policy=replace(campaign.policy, screening_s=0.0))


def campaign_facts(own: Campaign, treated: Campaign) -> CampaignFacts:
    """The campaign's facts for the rules, as it runs; `own` is what its manager wrote."""
    law, seen = own.law, own.seen
    return CampaignFacts(
        company=own.company,
        sector=sector_of(law.sector),
        topic=law.topic or None,
        created_at=own.created_at,
        subscription=law.subscription or None,
        mode=dial_mode(own.policy.mode),
        wait_limit_ms=treated.wait_limit_ms,
        ring_limit_s=treated.ring_limit_ms / 1000,
        comfort_noise_within_ms=COMFORT_NOISE_WITHIN_MS,
        at_limit=treated.fallback,
        message=_message(treated),
        amd_on=bool(own.amd),
        amd_decision_ms=_decides_in_ms(own.amd, treated.treatment),
        amd_audit=law.amd_audit,
        without_agent=False,
        artificial_voice=law.artificial_voice or speaks_to_machines(own),
        bases=seen.bases if seen.lists else None,
        lists=seen.dialled,
        numbers_generated=False,  # Pronto generates none; sequences are flagged at the import
        provenance_known=seen.provenance_known,
    )


def speaks_to_machines(own: Campaign) -> bool:
    """Whether a recorded voice speaks where a person may listen: laws on automated calls are asked then."""
    return bool(own.amd) and own.on_machine is not OnMachine.HANGUP


def system_facts(seen: Seen, *, log_works: bool = True) -> SystemFacts:
    """The machine's facts for the rules."""
    return SystemFacts(
        clock_skew_s=seen.clock_skew_s, log_works=log_works, registers_down=frozenset(seen.registers_waiting)
    )


def dial_mode(mode: Mode) -> DialMode:
    """The rules' name of a mode: a fixed ratio dials ahead of the agents like a prediction."""
    return DialMode.PREDICTIVE if mode is Mode.RATIO else DialMode(mode.value)


def _message(campaign: Campaign) -> MessageFacts | None:
    law = campaign.law
    if not campaign.message:
        return None
    return MessageFacts(
        version=law.message_version or campaign.message,
        says=frozenset(law.message_says),
        opt_out=frozenset(law.message_opt_out),
        number_is=frozenset(law.message_number_is),
        suppresses_before_hangup=True,  # the dialplan waits until it is written
    )


def _decides_in_ms(amd: str, treatment: Treatment | None) -> int | None:
    parts = amd.split(",")
    total = int(parts[_AMD_TOTAL]) if len(parts) > _AMD_TOTAL and parts[_AMD_TOTAL].isdecimal() else None
    cut_off = treatment.amd_max_ms if treatment is not None else None
    return min((ms for ms in (total, cut_off) if ms is not None), default=None)
