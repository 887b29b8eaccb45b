"""Which lists, and which numbers, wait for a register's answer: said before the start, with how to mend it."""

from collections.abc import Collection, Iterator, Sequence
from typing import Final

from dialer.cell.campaign import Campaign
from dialer.cell.lists import HeldList, held_lists
from dialer.compliance.fact_words import told
from dialer.compliance.rules import Rulebook
from dialer.compliance.verdict import Verdict
from dialer.compliance.vocabulary import Kind
from dialer.registers import REGISTERS, ListChecked
from dialer.service.sight import DELAYS, NOTHING, Finding, Sight, Words

REGISTER: Final = "register"


def unanswered(checked: Sequence[ListChecked], book: Rulebook, verdict: Verdict, now: float) -> Words:
    """The lists on which a register has given no answer that still counts, and how many numbers of each it concerns."""
    rule, register = book.profile.rule(verdict.rule_id), REGISTERS.get(str(verdict.facts.get("register")))
    if rule is None or rule.kind is not Kind.REGISTRY_SCRUB or register is None:
        return NOTHING
    lacking = [
        (one.name, one.numbers.get(register.calling_code, 0))
        for one in checked
        if (at := one.answered.get(register.name)) is None or now > rule.params.max_age.after(at)
    ]
    if not lacking:
        return NOTHING
    return Words(
        ": " + ", ".join(f"{name} (numbers: {count})" for name, count in lacking),
        ": " + ", ".join(f"{name} (numeri: {count})" for name, count in lacking),
    )


def held(sight: Sight, campaign: Campaign, refused: Collection[str], now: float) -> Iterator[Finding]:
    """Lists that the rules hold while the others are dialled. What a rule in `refused` holds, the start says."""
    for one in held_lists(campaign, now):
        if one.ruling.rule_id not in refused:
            yield _held(one, sight.checked)


def _held(one: HeldList, checked: Sequence[ListChecked]) -> Finding:
    facts = one.ruling.verdicts[0].facts
    name, register = str(facts["list"]), str(facts.get("register", ""))
    code = REGISTERS[register].calling_code if register in REGISTERS else ""
    count = sum(listed.numbers.get(code, 0) for listed in checked if listed.name == name)
    return Finding(
        weight=DELAYS,
        about=REGISTER,
        rule=one.ruling.rule_id,
        what=Words(
            f"the list {name} is held, the others are dialled (numbers without an answer: up to {count})",
            f"la lista {name} resta ferma, le altre si chiamano (numeri senza risposta: fino a {count})",
        ),
        mend=_asked(register, name),
        facts=Words(*told({key: value for key, value in facts.items() if key not in ("list", "list_id")})),
        held_list=name,
    )


def _asked(register: str, name: str) -> Words:
    """How the numbers of a list are asked for at a register."""
    out, back = f"pronto register scrub-out {register} {name!r} --out FILE", "pronto register scrub-in"
    return Words(
        f"send its numbers ({out}) and load the answer ({back}): they are dialled at once",
        f"inviarne i numeri ({out}) e caricare la risposta ({back}): si chiamano subito",
    )
