"""Who called for whom, what was declared of it and since when, and the numbers that people saw."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from dialer.compliance.settings import DECLARED, LawSettings, read_law
from dialer.report.dialled import shown_numbers
from dialer.report.instants import utc
from dialer.report.stored import Stored

UNDECLARED: Final = "not declared"


def who(stored: Stored) -> dict[str, Any]:
    """The campaign, its controller, and what it declared at the end; what was declared before, change by change."""
    campaign = stored.campaign
    return {
        "controller (seller)": campaign.controller.name,
        "campaign": campaign.name,
        "campaign id": campaign.id,
        "created": utc(campaign.created_at),
        "first call": utc(stored.calls[0].placed_at) if stored.calls else None,
        "last call": utc(stored.calls[-1].placed_at) if stored.calls else None,
        "mode": str(campaign.mode),
        **{words: getattr(campaign.law, name) or UNDECLARED for name, words in DECLARED.items()},
        "lists": [dict(one) for one in stored.lists],
        "declared, as it changed": list(_declared(stored)),
        "changes": [dict(act) for act in stored.acts],
    }


def law_of(act: Mapping[str, Any]) -> LawSettings | None:
    """The legal settings that an audit line on a campaign says were written; None if it says nothing of them."""
    said = act["facts"].get("law")
    return None if said is None else read_law(said.get("after", said))


def _declared(stored: Stored) -> Iterator[dict[str, Any]]:
    before = LawSettings()
    for act in stored.acts:
        if (now := law_of(act)) is not None:
            new = {
                words: getattr(now, name) or "nothing"
                for name, words in DECLARED.items()
                if getattr(now, name) != getattr(before, name)
            }
            before = now
            if new:
                yield {"at": utc(act["at"]), "by": act["actor"], "declared": new}


def caller_ids(stored: Stored) -> list[dict[str, Any]] | None:
    """Each number that was shown, with what the controller's inventory says of it."""
    shown = shown_numbers(stored.calls, stored.caller_ids)
    return [{**one, **_proof(stored.caller_proofs.get(one["number"], {}))} for one in shown] or None


def _proof(known: Mapping[str, Any]) -> dict[str, Any]:
    tested_at = known.get("tested_at")
    return {
        "owner": known.get("owner") or UNDECLARED,
        "classes": ", ".join(known.get("classes", ())),
        "declared in": ", ".join(known.get("declared_in", ())) or UNDECLARED,
        "line in the register": known.get("registry_line") or UNDECLARED,
        "last call-back test": utc(tested_at) if tested_at is not None else "never",
        "it reached": known.get("test_reached", ""),
        "attestation, as its provider says": known.get("attestation") or UNDECLARED,
    }
