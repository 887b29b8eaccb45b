"""Who called for whom, the campaign's declarations and their changes, and the caller ids shown."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Final

from dialer.compliance.code_names import DEMANDED
from dialer.compliance.settings import DECLARED, LawSettings
from dialer.documents.compliance_report import terms
from dialer.documents.compliance_report.terms import AT, BY, CALLS, FACTS, ID, MODE, NAME, NUMBER
from dialer.documents.store.evidence import law_of
from dialer.documents.store.report_input import Stored
from dialer.i18n.message import Message, msg, pmark
from dialer.rendering.values import Id, Instant, as_written, instant, worded

UNDECLARED: Final = msg("not declared")


def parties(stored: Stored) -> dict[Message, Any]:
    """The campaign, its company, its declarations at the end of the period, and every earlier change."""
    campaign = stored.campaign
    return {
        msg("company (seller)"): campaign.company.name,
        pmark("report", "campaign"): campaign.name,
        msg("campaign id"): Id(campaign.id),
        pmark("report", "created"): Instant(campaign.created_at),
        msg("first call"): Instant(stored.calls[0].placed_at) if stored.calls else None,
        msg("last call"): Instant(stored.calls[-1].placed_at) if stored.calls else None,
        MODE: worded(str(campaign.mode), terms.MODES),
        **{label: getattr(campaign.law, name) or UNDECLARED for name, label in DECLARED.items()},
        pmark("report", "lists"): [{ID: Id(one["id"]), NAME: one["name"]} for one in stored.lists],
        msg("declared, as it changed"): list(_declared(stored)),
        pmark("report", "changes"): [
            {
                ID: Id(act["id"]),
                AT: Instant(act["at"]),
                pmark("report", "actor"): act["actor"],
                pmark("report", "action"): worded(act["action"], terms.ACTIONS),
                FACTS: as_written(act["facts"]),
            }
            for act in stored.acts
        ],
    }


def _declared(stored: Stored) -> Iterator[dict[Message, Any]]:
    before = LawSettings()
    for act in stored.acts:
        if (now := law_of(act)) is not None:
            new = {
                label: getattr(now, name) or msg("nothing")
                for name, label in DECLARED.items()
                if getattr(now, name) != getattr(before, name)
            }
            before = now
            if new:
                yield {AT: Instant(act["at"]), BY: act["actor"], pmark("report", "declared"): new}


def caller_ids(stored: Stored) -> list[dict[Message, Any]] | None:
    """Each caller id shown, its number of calls, and its entry in the company's inventory."""
    counts = Counter(call.caller_id for call in stored.calls)
    return [
        {
            NUMBER: number or msg("withheld"),
            CALLS: counts[number],
            msg("in inventory"): number in stored.caller_ids,
            pmark("report", "label"): stored.caller_ids.get(number, ""),
            **_proof(stored.caller_proofs.get(number, {})),
        }
        for number in sorted(counts)
    ] or None


def _proof(known: Mapping[str, Any]) -> dict[Message, Any]:
    return {
        pmark("report", "owner"): known.get("owner") or UNDECLARED,
        pmark("report", "classes"): terms.several(known.get("classes", ()), DEMANDED),
        pmark("report", "declared in"): ", ".join(known.get("declared_in", ())) or UNDECLARED,
        pmark("report", "line in the register"): known.get("registry_line") or UNDECLARED,
        msg("last call-back test"): instant(known.get("tested_at")) or msg("never"),
        msg("it reached"): worded(known.get("test_reached", ""), terms.TEST_REACHED),
        msg("attestation, as its provider says"): known.get("attestation") or UNDECLARED,
    }
