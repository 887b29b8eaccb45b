"""A rule's objection and how to fix it, as messages."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from dialer.compliance.fact_messages import Said, describe_facts
from dialer.compliance.profile import Profile
from dialer.compliance.profile_status import CLOCK, CONFLICT, NO_PROFILE, REVIEW, SILENT, SKETCH
from dialer.compliance.rules import Rulebook
from dialer.compliance.ruling import Fact, RuleAnswer, Ruling
from dialer.compliance.vocabulary import Kind
from dialer.i18n.message import Message, msg

_OBJECTIONS: Final[Mapping[str, tuple[Message, Message]]] = {
    Kind.ABANDONMENT_RATE: (
        msg("too few answered calls yet, or too many abandoned ones, to dial ahead"),
        msg("answered calls bring it down; one call for each ready agent goes on"),
    ),
    Kind.ABANDON_TREATMENT: (
        msg("what an unserved person hears is not set up as the law wants"),
        msg("record the message, choose it on the campaign's page under Answers, and state there what it says"),
    ),
    Kind.MIN_RING: (msg("phones would ring too short"), msg("raise the ring time on the campaign's page under Pacing")),
    Kind.AMD: (
        msg("machine detection is not proven"),
        msg("listen to a sample of calls and enter the result on the campaign's page under Answers"),
    ),
    Kind.REGISTRY_SCRUB: (
        msg("the lists are not checked against the register, or the check is too old"),
        msg("on each list's page under Registers, download the numbers, send them to the register and load its answer"),
    ),
    Kind.CONTACT_BASIS: (
        msg("nobody in the lists has a legal basis with its proofs"),
        msg("load the lists with basis, source, date, text version and company, or set them for the whole list"),
    ),
    Kind.NUMBER_SOURCE: (
        msg("the lists do not say where their numbers come from"),
        msg("give the list's consent a source"),
    ),
    Kind.CLI: (
        msg("the number shown, or the trunk, is not as the law wants"),
        msg("give the caller id its classes, its declaration and a call-back test; give the trunk its country"),
    ),
    Kind.CALL_WINDOW: (msg("nobody may be called at this hour"), msg("wait; only a promised call-back passes")),
    Kind.AUTOMATED_VOICE: (
        msg("a recorded or artificial voice may not speak here"),
        msg("let agents speak, or get consent"),
    ),
    Kind.AUDIT_LOG: (msg("decisions cannot be written down"), msg("see why the database does not take writes")),
    NO_PROFILE: (
        msg("there is no profile for the country of the lists"),
        msg(
            "choose a profile that covers it on the campaign's page under Hours and law, or correct the list's country"
        ),
    ),
    SKETCH: (
        msg("the profile is a sketch, known to be incomplete"),
        msg("complete it in a folder of your own (PRONTO_PROFILES_DIR), or do not call this country"),
    ),
    REVIEW: (msg("the profile is past its review day"), msg("have it reviewed and give it a new day")),
    CLOCK: (
        msg("nobody says that the clock is right"),
        msg(
            "ask whoever runs the server to start a time service (chrony, systemd-timesyncd), or to set "
            "PRONTO_CLOCK_KEPT=yes if the time is kept by other means; where the machine's time was put back, start "
            "Pronto again"
        ),
    ),
    CONFLICT: (
        msg("two rules contradict each other"),
        msg("settle it on the campaign's page under Hours and law: which rule is kept, who says so, and why"),
    ),
    SILENT: (msg("no rule of the profile speaks of it"), msg("use a profile that does")),
}
"""By kind of rule, or by id of a fault of the whole profile: what is wrong, and how to fix it."""
_LISTED: Final = msg("the person is in the register")
_NO_ACCOUNT: Final = (
    msg("the campaign does not state its account at the register"),
    msg("enter the account at the register of numbers on the campaign's page under Hours and law"),
)
_OTHER: Final = (msg("the rule objects"), msg("see docs/compliance.md"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Objection:
    """What a rule objects to, how to fix it, and each fact it used."""

    rule: str
    what: Message
    mend: Message
    facts: list[Said]


def objection(ruling: Ruling, books: Iterable[Rulebook]) -> Objection:
    """The objection that decided a ruling."""
    deciding = ruling.deciding
    return _objection(ruling.rule_id, deciding.facts if deciding else {}, books)


def warning(answer: RuleAnswer, books: Iterable[Rulebook]) -> Objection:
    """A rule's objection, whether the rule binds or not."""
    return _objection(answer.rule_id, answer.facts, books)


def _objection(rule_id: str, facts: Mapping[str, Fact], books: Iterable[Rulebook]) -> Objection:
    rule = next((found for book in books if (found := book.profile.rule(rule_id)) is not None), None)
    what, mend = _OBJECTIONS.get(rule.kind if rule is not None else rule_id, _OTHER)
    if facts.get("unknown") == "subscription":
        what, mend = _NO_ACCOUNT
    return Objection(rule=rule_id, what=what, mend=mend, facts=describe_facts(facts))


def objection_of(rule_id: str, profiles: Iterable[Profile], *, final: bool = False) -> Message | None:
    """The objection of the rule with this id; None if no profile has it. `final`: the person may never be called."""
    kinds = (rule.kind for profile in profiles if (rule := profile.rule(rule_id)) is not None)
    kind = next(kinds, rule_id)
    if final and kind is Kind.REGISTRY_SCRUB:
        return _LISTED
    return _OBJECTIONS[kind][0] if kind in _OBJECTIONS else None
