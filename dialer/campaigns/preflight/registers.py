"""Lists and numbers that wait for a register's answer: found before the start, with the remedy."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Final

from dialer.campaigns.preflight.inputs import DELAYS, NOTE, Finding, Sight
from dialer.cell.campaign import Campaign
from dialer.cell.legal.held_lists import HeldList
from dialer.compliance.evaluators.contacts import answer_fault
from dialer.compliance.fact_messages import describe_facts
from dialer.compliance.facts import CampaignFacts
from dialer.compliance.params.contacts import RegistryScrub
from dialer.compliance.profile import Rule
from dialer.compliance.profile_status import NO_PROFILE
from dialer.compliance.rules import Rulebook
from dialer.compliance.ruling import RuleAnswer
from dialer.compliance.vocabulary import Kind
from dialer.i18n.message import Message, joined, msg
from dialer.people.registers.model import REGISTERS, ListChecked, NumbersChecked

REGISTER: Final = "register"


def unanswered(
    checked: Sequence[ListChecked], book: Rulebook, answer: RuleAnswer, campaign: CampaignFacts, now: float
) -> Message | None:
    """The lists on which a register has no valid answer, and how many numbers each of them has."""
    rule, register = book.profile.rule(answer.rule_id), REGISTERS.get(str(answer.facts.get("register")))
    if rule is None or rule.kind is not Kind.REGISTRY_SCRUB or register is None:
        return None
    lacking = [
        msg(
            "{list} (numbers: {count})",
            list=one.name,
            count=_many(one.numbers.get(register.calling_code, 0), whole=one.whole),
        )
        for one in checked
        if answer_fault(rule, one.answered.get(register.name), campaign, now)
    ]
    return joined(", ", lacking) if lacking else None


def _many(count: int, *, whole: bool) -> Message | int:
    return count if whole else msg("at least {count}", count=count)


def held(sight: Sight, lists: Iterable[HeldList], refused: Collection[str]) -> Iterator[Finding]:
    """Lists that the rules hold while the others are dialled. Rules in `refused` already stop the start."""
    for one in lists:
        if one.ruling.rule_id not in refused:
            yield _held(one, sight.checked)


def _held(one: HeldList, checked: Sequence[ListChecked]) -> Finding:
    facts = one.ruling.answers[0].facts
    name, register = str(facts["list"]), str(facts.get("register", ""))
    code = REGISTERS[register].calling_code if register in REGISTERS else ""
    listed = next((listed for listed in checked if listed.name == name), None)
    count = listed.numbers.get(code, 0) if listed is not None else 0
    if listed is not None and not listed.whole:
        numbers = msg("numbers: at least {count}", count=count)
    else:
        numbers = msg("numbers without an answer: up to {count}", count=count)
    return Finding(
        weight=DELAYS,
        about=REGISTER,
        rule=one.ruling.rule_id,
        what=msg("the list {list} is held, the others are dialled ({numbers})", list=name, numbers=numbers),
        mend=asked_for((register,), name),
        facts=joined(", ", describe_facts({key: value for key, value in facts.items() if not key.startswith("list")})),
        held_list=name,
    )


def each_number(sight: Sight, campaign: Campaign, now: float) -> Iterator[Finding]:
    """Numbers that are not called although their list is: no register answered on them, or no rules exist."""
    for one in sight.numbers:
        book = campaign.books.book(one.country) if campaign.books is not None else None
        if book is None:
            if not one.at_home:
                yield _without_rules(one)
            continue
        for rule in book.profile.of_kind(Kind.REGISTRY_SCRUB, now):
            if not rule.hard or not (lacking := _lacking(one, rule, campaign.facts, now)):
                continue
            if not one.at_home:
                yield _unanswered_abroad(one, rule.id, lacking)
            elif late := {name: count for name, count in lacking.items() if _answered(campaign, one, rule, name, now)}:
                yield _unanswered_at_home(one, rule.id, late)


def _answered(campaign: Campaign, one: NumbersChecked, rule: Rule[RegistryScrub], register: str, now: float) -> bool:
    """Whether the register's answer on the whole list is still valid; if not, `held` reports the list."""
    at = next((of.scrubbed.get(register) for of in campaign.seen.dialled if of.name == one.list_name), None)
    return answer_fault(rule, at, campaign.facts, now) is None


def _lacking(one: NumbersChecked, rule: Rule[RegistryScrub], campaign: CampaignFacts, now: float) -> dict[str, int]:
    """By register, how many of the numbers have no valid answer from it."""
    found: Counter[str] = Counter()
    for answers, numbers in one.answers.items():
        counting = {name for name, at in answers if answer_fault(rule, at, campaign, now) is None}
        found.update({register: numbers for register in rule.params.registers if register not in counting})
    return dict(found)


def _unanswered_abroad(one: NumbersChecked, rule_id: str, lacking: Mapping[str, int]) -> Finding:
    registers, count = ", ".join(lacking), _many(max(lacking.values()), whole=one.whole)
    return Finding(
        weight=NOTE,
        about=REGISTER,
        rule=rule_id,
        what=msg(
            "the list {list} has numbers of {country} that are not called without an answer of {registers}: {count}",
            list=one.list_name,
            country=one.country,
            registers=registers,
            count=count,
        ),
        mend=asked_for(tuple(lacking), one.list_name),
    )


def _unanswered_at_home(one: NumbersChecked, rule_id: str, lacking: Mapping[str, int]) -> Finding:
    registers, count = ", ".join(lacking), _many(max(lacking.values()), whole=one.whole)
    return Finding(
        weight=NOTE,
        about=REGISTER,
        rule=rule_id,
        what=msg(
            "the list {list} has numbers that came in after the answer of {registers} on it, or whose own answer "
            "is too old, and that are not called: {count}",
            list=one.list_name,
            registers=registers,
            count=count,
        ),
        mend=asked_for(tuple(lacking), one.list_name),
    )


def _without_rules(one: NumbersChecked) -> Finding:
    country, numbers = one.country or "?", _many(sum(one.answers.values()), whole=one.whole)
    return Finding(
        weight=NOTE,
        about="law",
        rule=NO_PROFILE,
        what=msg(
            "the list {list} has numbers of {country}, for which there are no rules, and which are not called: "
            "{numbers}",
            list=one.list_name,
            country=country,
            numbers=numbers,
        ),
        mend=NO_RULES,
    )


NO_RULES: Final = msg("choose a profile that covers them on the campaign's page under Hours and law")


def asked_for(registers: Sequence[str], name: str) -> Message:
    """How to ask registers about the numbers of a list."""
    return msg(
        "on the page of the list {list} under Registers, download its numbers for {registers}, send them there and "
        "load the answer: they are dialled at once",
        list=name,
        registers=list(registers),
    )
