"""Evaluators on who may be called at all: register, suppression, revocation, basis, source of the number."""

from collections.abc import Collection
from datetime import datetime
from typing import Final

from dialer.compliance.durations import read_duration, start_of
from dialer.compliance.facts import Ask, Basis, CampaignFacts, ContactFacts, Facts, ListFacts, Reach, Scrub
from dialer.compliance.params.contacts import (
    ConsentRevocation,
    ContactBasis,
    Exemption,
    NumberSource,
    RegistryScrub,
    Suppression,
)
from dialer.compliance.profile import Rule
from dialer.compliance.ruling import Duty, Fact, RuleAnswer, Unknown, allow, defer, forbid, known, refuse
from dialer.compliance.vocabulary import BasisKind

_DOWN_ASK_AGAIN_S: Final = 900.0
_EACH_CAMPAIGN, _MONTHLY = "before_each_campaign", "monthly"
_MONTH: Final = read_duration("P1M")


def scrubbed(rule: Rule[RegistryScrub], facts: Facts, now: float) -> RuleAnswer | None:
    """Is each register's answer for this company recent, with no entry, or is the call exempt?"""
    params = rule.params
    scrubs = known(facts.contact.scrubs, "scrubs")
    keyed = "company" in params.key
    company = known(facts.campaign.company, "company") if keyed else ""
    newest: Scrub | None = None
    for register in params.registers:
        newest = None
        for scrub in scrubs:
            if scrub.register != register or (keyed and scrub.company != company):
                continue
            if newest is None or scrub.checked_at > newest.checked_at:
                newest = scrub
        if newest is None:
            return _unchecked(rule, facts.system.registers_down, now, register, "missing")
        if fault := answer_fault(rule, newest.checked_at, facts.campaign, now):
            return _unchecked(rule, facts.system.registers_down, now, register, fault, newest.checked_at)
        if newest.listed:
            exempt = _exemption(params.exemptions, facts.contact, newest, now)
            if exempt is None:
                return forbid(rule.id, register=register, listed=True, version=newest.version)
            return allow(rule.id, register=register, listed=True, exempt_by=exempt)
    checked_at, version = (newest.checked_at, newest.version) if newest else (0.0, "")
    return allow(rule.id, register=params.registers[-1], checked_at=checked_at, version=version)


def answer_fault(
    rule: Rule[RegistryScrub], checked_at: float | None, campaign: CampaignFacts, now: float
) -> str | None:
    """Why a register's answer of `checked_at` (epoch seconds) does not count: missing, stale, earlier_campaign."""
    params = rule.params
    if checked_at is None:
        return "missing"
    if now > params.max_age.after(checked_at) or (_MONTHLY in params.also and now > _MONTH.after(checked_at)):
        return "stale"
    if _EACH_CAMPAIGN in params.also:
        made = datetime.fromtimestamp(known(campaign.created_at, "created_at"), rule.clock.zone)
        if checked_at < start_of(made.date(), rule.clock.zone):  # answers are often dated by the day alone
            return "earlier_campaign"
    return None


def _unchecked(
    rule: Rule[RegistryScrub], down: Collection[str], now: float, register: str, what: str, checked_at: float = 0.0
) -> RuleAnswer:
    if register in down:
        return defer(rule.id, now + _DOWN_ASK_AGAIN_S, register=register, check=what, register_down=True)
    return refuse(rule.id, register=register, check=what, checked_at=checked_at, max_age=rule.params.max_age.text)


def _exemption(exemptions: tuple[Exemption, ...], contact: ContactFacts, scrub: Scrub, now: float) -> BasisKind | None:
    for basis in contact.bases or ():
        if any(_exempts(exemption, basis, scrub, now) for exemption in exemptions):
            return basis.kind
    return None


def _exempts(exemption: Exemption, basis: Basis, scrub: Scrub, now: float) -> bool:
    if exemption.basis is not basis.kind or (exemption.once and basis.used is not False) or _not_yet(basis, now):
        return False
    if exemption.ended_within is not None:
        return basis.ended_at is not None and now <= exemption.ended_within.after(basis.ended_at)
    if basis.ended_at is not None and basis.ended_at <= now:
        return False
    at = basis.obtained_at
    if exemption.within is not None and (at is None or now > exemption.within.after(at)):
        return False
    if exemption.after_listing:
        return at is not None and scrub.listed_since is not None and at > scrub.listed_since
    return True


def lists_scrubbed(rule: Rule[RegistryScrub], facts: Facts, now: float) -> RuleAnswer | None:
    """Has each list been checked completely and recently? A list that has not is held; the others go on."""
    lists = known(facts.campaign.lists, "scrubbed")
    if "subscription_account" in rule.params.key and lists:
        known(facts.campaign.subscription, "subscription")
    lacking = [(one, answer) for one in lists if (answer := _lacking(rule, one, facts.campaign, now)) is not None]
    some_dialled = len(lacking) < len(lists) or facts.campaign.others_dialled
    if lacking and (not some_dialled or rule.params.every_list):
        return lacking[0][1]
    if not some_dialled:
        return refuse(rule.id, register=rule.params.registers[0], check="missing", max_age=rule.params.max_age.text)
    registers = ", ".join(rule.params.registers)
    held = ", ".join(one.name for one, _ in lacking)
    return allow(rule.id, registers=registers, **({"held": held} if held else {}))


def _lacking(rule: Rule[RegistryScrub], one: ListFacts, campaign: CampaignFacts, now: float) -> RuleAnswer | None:
    """What the list lacks to be dialled; None if every register's answer is valid."""
    for register in rule.params.registers:
        checked_at = one.scrubbed.get(register)
        if fault := answer_fault(rule, checked_at, campaign, now):
            return _unchecked(rule, one.waiting, now, register, fault, checked_at or 0.0)
    return None


def suppressed(rule: Rule[Suppression], facts: Facts, now: float) -> RuleAnswer | None:
    """Is the person suppressed for this call?"""
    contact = facts.contact
    if known(contact.suppressed, "suppressed") or (rule.params.scope == "everyone" and contact.noes):
        return forbid(rule.id, suppressed=True, **_to_whom(contact))
    return allow(rule.id, suppressed=False)


def _to_whom(contact: ContactFacts) -> dict[str, str]:
    """The widest scope of the person's suppressions, where known."""
    widest = next((reach for reach in Reach if reach in contact.noes), None)
    return {} if widest is None else {"said_to": widest.value}


def opting_out(rule: Rule[Suppression], facts: Facts, now: float) -> RuleAnswer | None:
    """Has the person said no during the call? The suppression is written before hang-up, and everything else stops."""
    call, is_suppressed = facts.call, facts.contact.suppressed is True
    if call.ask in (None, Ask.CALL_OFF):
        return None
    if call.opted_out and not is_suppressed:
        return refuse(rule.id, Duty.WRITE_SUPPRESSION, opted_out=True, suppressed=False)
    if call.ask is Ask.END:
        return allow(rule.id, suppressed=is_suppressed)
    return forbid(rule.id, suppressed=True) if is_suppressed else allow(rule.id, suppressed=False)


def revoked(rule: Rule[ConsentRevocation], facts: Facts, now: float) -> RuleAnswer | None:
    """Has consent been withdrawn, for this topic or for all?"""
    revocations = known(facts.contact.revocations, "revocations")
    scope = scope_at(rule, now)
    if not revocations:
        return allow(rule.id, scope=scope)
    if scope == "all_topics":
        return forbid(rule.id, scope=scope)
    topic = known(facts.campaign.topic, "topic")
    if any(revocation.topic == topic for revocation in revocations):
        return forbid(rule.id, scope=scope, topic=topic)
    return allow(rule.id, scope=scope, topic=topic)


def scope_at(rule: Rule[ConsentRevocation], now: float) -> str:
    """The scope of a revocation at `now`: the latest switch in force decides."""
    scope: str = rule.params.scope
    for switch in sorted(rule.params.switches, key=lambda one: one.from_date):
        if now >= start_of(switch.from_date, rule.clock.zone):
            scope = switch.scope
    return scope


def revoked_in_call(rule: Rule[ConsentRevocation], facts: Facts, now: float) -> RuleAnswer | None:
    """`revoked`, during a call."""
    if facts.call.ask not in (Ask.TALK, Ask.SALE) or facts.contact.revocations is None:
        return None
    return revoked(rule, facts, now)


def has_basis(rule: Rule[ContactBasis], facts: Facts, now: float) -> RuleAnswer | None:
    """Does the contact have a basis with its proof?"""
    contact = facts.contact
    return _any_stands(rule, facts, now, known(contact.bases, "bases"), in_directory=contact.in_directory)


def lists_have_basis(rule: Rule[ContactBasis], facts: Facts, now: float) -> RuleAnswer | None:
    """Does any lead in the lists have a basis with its proof? Leads without one are refused one by one."""
    return _any_stands(rule, facts, now, known(facts.campaign.bases, "bases"), in_directory=True)


def _any_stands(
    rule: Rule[ContactBasis], facts: Facts, now: float, bases: tuple[Basis, ...], *, in_directory: bool | None
) -> RuleAnswer:
    params = rule.params
    allowed = params.allowed
    if params.automated_voice is not None and known(facts.campaign.artificial_voice, "artificial_voice"):
        allowed = params.automated_voice
    found: dict[str, Fact] = {}
    for basis in bases:
        if basis.kind not in allowed:
            fault = "not_allowed"
        elif basis.ended_at is not None and basis.ended_at <= now:
            fault = "ended"
        elif _not_yet(basis, now):
            fault = "future"
        elif basis.kind in params.in_directory_only and not in_directory:
            fault = "not_in_directory"
        elif missing := _missing(params, basis):
            if "lacks" not in found:  # name the first basis that only lacks proofs
                found = {"basis": basis.kind, "basis_fault": "lacks", "lacks": missing}
            continue
        else:
            return allow(rule.id, basis=basis.kind)
        found = found or {"basis": basis.kind, "basis_fault": fault}
    return refuse(rule.id, **(found or {"basis": "none"}))


def _not_yet(basis: Basis, now: float) -> bool:
    """Whether the basis is certainly dated in the future."""
    return basis.obtained_at is not None and basis.obtained_at > now


def _missing(params: ContactBasis, basis: Basis) -> str:
    if basis.kind in params.proven_by_register:
        return ""
    needed = (*params.evidence, *params.bought_list_evidence) if basis.bought else params.evidence
    return ", ".join([proof for proof in needed if proof not in basis.evidence])


def row_source(rule: Rule[NumberSource], facts: Facts, now: float) -> RuleAnswer | None:
    """Is the source of the list's numbers known?"""
    seen = facts.importing
    return _source(rule, seen.numbers_generated, seen.provenance_known, seen.longest_sequence)


def list_source(rule: Rule[NumberSource], facts: Facts, now: float) -> RuleAnswer | None:
    """Is the source known for all the campaign's lists?"""
    return _source(rule, facts.campaign.numbers_generated, facts.campaign.provenance_known, 0)


def _source(rule: Rule[NumberSource], generated: bool | None, provenance: bool | None, sequence: int) -> RuleAnswer:
    params = rule.params
    found = (Duty.SEQUENCE_FOUND,) if sequence >= params.sequence_of else ()
    if params.generated_forbidden and known(generated, "numbers_generated"):
        return refuse(rule.id, *found, numbers_generated=True, longest_sequence=sequence)
    if params.provenance_required and not provenance:
        if provenance is None and not found:
            raise Unknown("provenance_known")
        return refuse(rule.id, *found, provenance_known=False, longest_sequence=sequence)
    return allow(rule.id, *found, longest_sequence=sequence)
