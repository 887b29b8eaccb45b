"""Legal bases: the basis that the rules accepted for each call, and its proof at that time.

The current state of leads and lists is not used: it may have changed since.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any, Final

from dialer.compliance.fact_messages import describe_basis
from dialer.documents.compliance_report.terms import BASES, CALLED, CALLS, LIST, NONE, NUMBER, several
from dialer.documents.store.report_input import Stored
from dialer.documents.store.ruling_evidence import Ground, Proof
from dialer.i18n.message import Message, msg, pmark
from dialer.rendering.values import Instant, Worded, in_one, worded

_GROUNDS: Final[Mapping[Ground, Message]] = {
    Ground.UNSEEN: msg("what the rules saw was not kept"),
    Ground.WANTING: msg("a rule found no basis, and did not bind"),
    Ground.UNASKED: msg("no rule asks for a basis"),
    Ground.PROVED: msg("with a basis"),
    Ground.UNPROVED: msg("with a basis, whose proof was not kept yet"),
}
_SHOWN: Final = (
    pmark("report", "source"),
    msg("text version"),
    msg("list provider"),
    pmark("report", "channel"),
)  # as `ruling_evidence.SHOWN`


def legal_bases(stored: Stored, stand_in: Callable[[str], str]) -> dict[Message, Any] | None:
    """Calls by accepted basis and by its proof; calls without a basis one by one."""
    found = stored.bases
    if not found.calls:
        return None
    lists = {one["id"]: one["name"] for one in stored.lists}
    return {
        CALLS: {_GROUNDS[ground]: found.calls[ground] for ground in Ground if found.calls[ground]},
        msg("calls without a basis"): len(found.without),
        msg("by rule and basis"): _by_rule(found.by_rule),
        msg("of these, without the number of a proof"): _by_rule(found.unnumbered),
        msg("by proof"): [
            {**_proof(proof), LIST: lists.get(proof.list_id) or msg("list {id}", id=proof.list_id), CALLS: count}
            for proof, count in sorted(found.by_proof.items())
        ],
        msg("these calls"): [
            {
                NUMBER: stand_in(one.number),
                CALLED: Instant(one.placed_at),
                msg("what the rules found"): Worded(
                    "; ".join(f"{rule}: {what}" for rule, what in one.found),
                    in_one(msg("{rule}: {found}", rule=rule, found=_found(what)) for rule, what in one.found),
                ),
            }
            for one in found.without
        ],
    }


def _by_rule(calls: Counter[tuple[str, str]]) -> dict[Worded, int]:
    return {
        Worded(f"{rule}: {basis}", msg("{rule}: {found}", rule=rule, found=worded(basis, BASES))): count
        for (rule, basis), count in sorted(calls.items())
    }


def _proof(proof: Proof) -> dict[Message, Any]:
    unsaid = msg("not said") if proof.is_kept else msg("not kept: the call is older than that")
    kinds = several(proof.kinds.split(", "), BASES) if proof.kinds else NONE
    return {
        pmark("report", "basis"): kinds,
        **{name: said or unsaid for name, said in zip(_SHOWN, proof.said, strict=True)},
    }


def _found(what: str) -> Any:
    """A rule's finding from its codes: the basis, its fault, and what it lacked."""
    basis, fault, lacks = (*what.split(" ", 2), "", "")[:3]
    return BASES[what] if what in BASES else describe_basis(basis, fault, lacks)
