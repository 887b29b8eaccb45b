"""A report's files, and the hash that proves that they are unchanged."""

import csv
import hashlib
import io
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from dialer.documents.store.report_input import CallSeen
from dialer.documents.store.ruling_evidence import Grounds
from dialer.people.imports.rows.spreadsheet_cells import disarm
from dialer.rendering.values import plain

_OF_CALL: Final = (
    *("id", "mode", "placed_at", "ringing_at", "answered_at", "greeting_started_at"),
    *("greeting_ended_at", "agent_joined_at", "unserved_at", "opted_out_at"),
    *("ended_at", "ended_by", "outcome", "heard", "cause", "tech_cause", "caller_id", "list_id"),
)
_STATED: Final = {
    "evidence_id": "evidence_id",
    "source": "basis_source",
    "obtained_at": "basis_obtained_at",
    "text_version": "basis_text_version",
    "channel": "basis_channel",
    "list_provider": "list_provider",
}
EVENTS_HEADING: Final = ",".join((*_OF_CALL, "number", "basis", "basis_wanting", *_STATED.values())) + "\r\n"


def canonical(body: Mapping[str, Any]) -> str:
    """The report's canonical JSON, the input of its SHA-256."""
    return json.dumps(plain(body), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def sha256(body: Mapping[str, Any]) -> str:
    """SHA-256 of the report's canonical JSON, UTF-8."""
    return hashlib.sha256(canonical(body).encode()).hexdigest()


def events_csv(calls: Sequence[CallSeen], grounds: Mapping[str, Grounds], stand_in: Callable[[str], str]) -> str:
    """The raw events behind every figure, one call per line under `EVENTS_HEADING`; numbers are pseudonyms.

    `grounds` are by call id. `basis`: the basis each rule accepted at the call; `basis_wanting`: the fault that a rule
    found without binding. The columns after them are what the row or its list stated about the basis at that time.
    """
    text = io.StringIO()
    write = csv.writer(text).writerow
    for call in calls:
        told = ["" if (value := getattr(call, name)) is None else value for name in _OF_CALL]
        found = grounds.get(call.id, Grounds())
        said = dict(found.stated or ())
        kept = (disarm(said.get(name, "")) for name in _STATED)
        write((*told, stand_in(call.number), _pairs(found.rules), _pairs(found.objections), *kept))
    return text.getvalue()


def _pairs(found: Sequence[tuple[str, str]]) -> str:
    return "; ".join(f"{rule}: {what}" for rule, what in found)
