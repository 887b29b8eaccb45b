"""A person's own data, as a page that a person can read."""

from collections.abc import Mapping
from typing import Any, Final

from dialer.report.page import heading, instant, page, paragraph, table

# What each table is, in words for the person concerned.
NAMES: Final[Mapping[str, str]] = {
    "lead": "Entries in lists of people to call",
    "lead_phone": "Phone numbers of these entries",
    "attempt": "Calls",
    "callback": "Calls that were promised, or wanted next",
    "lead_request": "Requests that brought these entries",
    "recording_consent": "What was said about recording",
    "suppression": "Requests not to be called",
    "register_check": "Answers of public registers",
    "data_request": "Requests about the own data",
    "rejected_row": "Rows of uploaded files that were not loaded",
    "audit": "Acts that concern these entries",
}


def person_page(document: Mapping[str, Any]) -> str:
    """The page of what `PersonDesk.access` returns."""
    asked = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in document["asked"].items() if value)
    parts = [
        heading("Data kept about you", level=1),
        paragraph(f"Company: {document['controller']}. Asked for: {asked}. Made on {instant(document['made_at'])}."),
    ]
    kept: Mapping[str, list[dict[str, Any]]] = document["kept"]
    order = [*(name for name in NAMES if name in kept), *(name for name in kept if name not in NAMES)]
    for name in order:
        parts.append(heading(NAMES.get(name, name.replace("_", " ").capitalize())))
        parts += [_entry(row) for row in kept[name]] or [paragraph("Nothing is kept.", kind="none")]
    return page("Data kept about you", *parts)


def _entry(row: Mapping[str, Any]) -> str:
    return table(("what", "value"), [(name.replace("_", " "), _shown(name, value)) for name, value in row.items()])


def _shown(name: str, value: Any) -> Any:
    is_instant = isinstance(value, float) and (name == "at" or name.endswith(("_at", "_until")))
    return instant(value) if is_instant and value else value
