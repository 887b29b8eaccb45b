"""Missing proofs of a row's legal basis, in terms of a list's columns, with the remedy."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from dialer.compliance.code_names import PROOFS
from dialer.compliance.rules import Rulebook
from dialer.compliance.ruling import Answer, RuleAnswer, Ruling
from dialer.compliance.vocabulary import BasisKind, Kind, Proof
from dialer.i18n.message import Message, mark, msg
from dialer.people.imports.readers.columns import CONSENT

_COLUMNS: Final = {name: meaning.value for meaning, name in CONSENT.items()}
# A row's word for a kind, if it differs from the kind's name; None: a row cannot state it.
_SAID: Final = {BasisKind.IN_DIRECTORY: "public_directory", BasisKind.NOT_ON_REGISTER: None}

_FAULTS: Final = {
    "not_allowed": mark("the basis {basis} is not allowed"),
    "ended": mark("the basis {basis} has ended"),
    "future": mark("the basis {basis} is dated in the future"),
    "not_in_directory": mark("the basis {basis} is for numbers in the directory"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why a row is refused, in terms of the file."""

    reason: Message
    mend: Message


def basis_refusal(ruling: Ruling, book: Rulebook, consent: Mapping[str, str], company: str) -> Refusal:
    """All that the rules miss in the basis that a row states, so that it is corrected only once."""
    binding = [one for one in ruling.answers if one.answer is Answer.REFUSE and one not in ruling.warnings]
    objecting = [one for one in binding if _kind(one, book) is Kind.CONTACT_BASIS]
    lacks = {proof for one in objecting for proof in str(one.facts.get("lacks", "")).split(", ")}
    named = [proof.value for proof in Proof if proof in lacks]
    if Proof.COMPANY in named and consent.get("company"):
        said = _COLUMNS[Proof.COMPANY]
        mend = msg("write {company} if the consent names it; else the row may not be called for it", company=company)
        reason = msg("{column} names somebody else than {company}", column=said, company=company)
        return Refusal(reason=reason, mend=mend)
    if named:
        columns = [_COLUMNS.get(name, name) for name in named]
        mend = msg(
            "write {columns}, or give the whole list {proofs}", columns=columns, proofs=[PROOFS[name] for name in named]
        )
        reason = msg("the basis {basis} lacks {columns}", basis=consent.get("basis", ""), columns=columns)
        return Refusal(reason=reason, mend=mend)
    found = next(
        ((one.facts["basis"], str(one.facts.get("basis_fault"))) for one in objecting if "basis" in one.facts), None
    )
    reason = msg("no legal basis")
    if found is not None and found[1] in _FAULTS and consent.get("basis"):
        reason = Message(_FAULTS[found[1]], {"basis": found[0]})
    return Refusal(reason=reason, mend=msg("write in basis one of {names}", names=_allowed(objecting, book)))


def _kind(answer: RuleAnswer, book: Rulebook) -> Kind | None:
    rule = book.profile.rule(answer.rule_id)
    return rule.kind if rule is not None else None


def _allowed(objecting: Iterable[RuleAnswer], book: Rulebook) -> list[str]:
    """What a row may state so that none of these rules objects to the kind."""
    rules = (book.profile.rule(one.rule_id) for one in objecting)
    each = [rule.params.allowed for rule in rules if rule is not None]
    common = [kind for kind in BasisKind if all(kind in allowed for allowed in each)]
    return [said for kind in common if (said := _SAID.get(kind, kind.value))]
