"""A person's entries in lists: their content, planned calls and source."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from dialer.documents.access_request.section_format import (
    Entry,
    Fact,
    Section,
    entry,
    moment,
    own_value,
    section,
    stated,
    term,
)
from dialer.documents.access_request.terms import BASES, CONSENT_FIELDS, REASONS, STATES
from dialer.i18n.labels import disposition_label
from dialer.i18n.message import Message, msg, pmark
from dialer.people.persons.store.person_data import PersonData, Row

GONE: Final = frozenset({"erased", "retention"})  # why an entry is empty


def entries(kept: PersonData) -> Section:
    """Each entry with its full content."""
    shown = [entry(_title(kept, place, lead), _held(kept, lead)) for place, lead in enumerate(kept.of("lead"), start=1)]
    return section("entries", msg("Your entries"), entries=shown)


def _title(kept: PersonData, place: int, lead: Row) -> Message:
    """The name of an entry throughout the document."""
    return msg("Entry {place} (list “{list}”)", place=place, list=_list(kept, lead).get("name", ""))


def _held(kept: PersonData, lead: Row) -> Iterator[Fact]:
    yield "name", pmark("access", "Name"), lead["name"]
    yield "external_id", pmark("access", "Code"), lead["external_id"]
    for phone in kept.of("lead_phone"):
        if phone["lead_id"] == lead["id"]:
            label = msg("Telephone ({label})", label=phone["label"]) if phone["label"] else pmark("access", "Telephone")
            yield "phone", label, phone["number"]
    yield "language", pmark("access", "Language"), lead["language"]
    yield "postcode", pmark("access", "Postcode"), lead["postcode"]
    yield "zone", msg("Time zone"), lead["zone_key"].replace("|", ", ")
    for name, value in lead["fields"].items():
        yield "field", name, own_value(value)
    yield "owner", msg("Your operator"), lead["owner"]
    yield "notes", pmark("access", "Notes"), lead["notes"]
    state, due_at = str(lead["state"]), lead["due_at"]
    waits = state in ("open", "held", "booked") and due_at
    yield "state", msg("What is planned"), term(STATES, state)
    why = reason(kept, str(lead["done_reason"]), _list(kept, lead).get("campaign_id"))
    yield "reason", pmark("access", "Why"), why
    yield "due", msg("Not before"), moment(due_at) if waits else None
    yield "attempts", msg("Calls made from this entry"), str(lead["attempts"])


def _list(kept: PersonData, lead: Row) -> Mapping[str, Any]:
    return kept.lists.get(lead["list_id"], {})


def reason(kept: PersonData, code: str, campaign_id: int | None) -> Any:
    """A reason code in words: the agents' name of a disposition, or ours."""
    kind, _, disposition = code.partition(":")
    if kind == "disposition":
        return agents_label(kept, campaign_id, disposition)
    return term(REASONS, code) if code else ""


def agents_label(kept: PersonData, campaign_id: int | None, code: str) -> Any:
    """The agents' name of a disposition."""
    named = disposition_label(code, kept.dispositions.get((campaign_id or 0, code), ""))
    return code.replace("_", " ") if named == code else named


def sources(kept: PersonData) -> Section:
    """The source of each entry: who provided it, in which file, when."""
    shown = [
        entry(_title(kept, place, lead), _source(kept, lead)) for place, lead in enumerate(kept.of("lead"), start=1)
    ]
    return section("source", msg("Where your data comes from"), entries=shown)


def _source(kept: PersonData, lead: Row) -> Iterator[Fact]:
    consent, listed = consent_of(kept, lead), _list(kept, lead)
    named = [name for name in ("source", "list_provider", "channel") if consent.get(name)]
    yield from (_proof(name, consent[name]) for name in named)
    if not named:
        yield "source", msg("Where your data comes from"), msg("The list does not say who provided it")
    brought = kept.imports.get(lead["import_id"] or 0, {})
    sent = [one["made_at"] for one in kept.of("lead_request") if one["lead_id"] == lead["id"]]
    sent += [
        one["at"] for one in kept.of("audit") if (one["action"], one["subject"]) == ("lead.add", f"lead:{lead['id']}")
    ]
    yield "file", pmark("access", "File"), brought.get("filename", "")
    yield "imported", msg("Loaded on"), moment(brought.get("started_at"))
    yield "sent", msg("Sent by another system on"), moment(min(sent, default=None))
    yield "list", msg("List made on"), moment(listed.get("created_at"))


def consent_of(kept: PersonData, lead: Row) -> Mapping[str, Any]:
    """The consent behind the calls: the entry's own, else its list's; empty for an erased entry."""
    if lead["done_reason"] in GONE:
        return {}
    return lead["consent"] or _list(kept, lead).get("consent") or {}


def legal_bases(kept: PersonData) -> list[Entry]:
    """The legal basis of the calls to each entry, with its proofs."""
    return [
        entry(msg("Basis of entry {place}", place=place), _proofs(consent_of(kept, lead)))
        for place, lead in enumerate(kept.of("lead"), start=1)
    ]


def _proofs(consent: Mapping[str, Any]) -> list[Fact]:
    ordered = [name for name in CONSENT_FIELDS if consent.get(name)]
    ordered += [name for name in consent if name not in CONSENT_FIELDS and consent[name]]
    shown = [_proof(name, consent[name]) for name in ordered]
    return shown or [("basis", CONSENT_FIELDS["basis"], msg("none is written down"))]


def _proof(name: str, value: Any) -> Fact:
    shown = own_value(value)
    if name == "basis":
        shown = term(BASES, shown)
    elif name.endswith("_at"):
        shown = stated(shown)
    return name, term(CONSENT_FIELDS, name), shown
