"""A person's entries in lists: what they hold, what is planned with them, and where they came from."""

from collections.abc import Iterator, Mapping
from typing import Any

from dialer.rights.kept import Kept, Row
from dialer.rights.parts import Entry, Fact, Section, entry, fact, facts, section
from dialer.rights.terms import BASES, CONSENT_FIELDS, REASONS, STATES
from dialer.rights.voice import Voice

GONE = frozenset({"erased", "retention"})  # why an entry is empty


def entries(voice: Voice, kept: Kept) -> Section:
    """Each entry with all that it holds."""
    shown = [_entry(voice, kept, place, lead) for place, lead in enumerate(kept.of("lead"), start=1)]
    return section(voice, "entries", entries=shown)


def _entry(voice: Voice, kept: Kept, place: int, lead: Row) -> Entry:
    phones = [one for one in kept.of("lead_phone") if one["lead_id"] == lead["id"]]
    held = facts(voice, (("entry.name", lead["name"]), ("entry.external_id", lead["external_id"])))
    for phone in phones:
        label = " ".join((voice.say("entry.phone"), f"({phone['label']})" if phone["label"] else "")).strip()
        held.append(fact("phone", label, phone["number"]))
    held += facts(
        voice,
        (
            ("entry.language", lead["language"]),
            ("entry.postcode", lead["postcode"]),
            ("entry.zone", lead["zone_key"].replace("|", ", ")),
        ),
    )
    held += [fact("field", name, voice.value(value)) for name, value in lead["fields"].items()]
    held += facts(voice, (("entry.owner", lead["owner"]), ("entry.notes", lead["notes"])))
    return entry(title(voice, kept, place, lead), held + _planned(voice, kept, lead))


def title(voice: Voice, kept: Kept, place: int, lead: Row) -> str:
    """How an entry is called wherever the document means it."""
    return voice.say("entry", place=place, list=_list(kept, lead).get("name", ""))


def _list(kept: Kept, lead: Row) -> Mapping[str, Any]:
    return kept.lists.get(lead["list_id"], {})


def _planned(voice: Voice, kept: Kept, lead: Row) -> list[Fact]:
    state, due_at = str(lead["state"]), lead["due_at"]
    waits = state in ("open", "held", "booked") and due_at
    return facts(
        voice,
        (
            ("entry.state", voice.term(STATES, state)),
            ("entry.reason", reason(voice, kept, str(lead["done_reason"]), _list(kept, lead).get("campaign_id"))),
            ("entry.due", voice.at(due_at) if waits else ""),
            ("entry.attempts", str(lead["attempts"])),
        ),
    )


def reason(voice: Voice, kept: Kept, code: str, campaign_id: int | None) -> str:
    """Why something is as it is: a result that agents have a name for, or one of ours."""
    kind, _, disposition = code.partition(":")
    if kind == "disposition":
        return said(voice, kept, campaign_id, disposition)
    return voice.term(REASONS, code) if code else ""


def said(voice: Voice, kept: Kept, campaign_id: int | None, code: str) -> str:
    """What agents call a disposition."""
    labels = kept.dispositions.get((campaign_id or 0, code))
    return voice.of(labels) if labels is not None else code.replace("_", " ")


def source(voice: Voice, kept: Kept) -> Section:
    """Where each entry came from: who provided it, in which file, when."""
    shown = [
        entry(title(voice, kept, place, lead), list(_came(voice, kept, lead)))
        for place, lead in enumerate(kept.of("lead"), start=1)
    ]
    return section(voice, "source", entries=shown)


def _came(voice: Voice, kept: Kept, lead: Row) -> Iterator[Fact]:
    consent, listed = consent_of(kept, lead), _list(kept, lead)
    told = {name: consent[name] for name in ("source", "list_provider", "channel") if consent.get(name)}
    yield from (_consent_fact(voice, name, value) for name, value in told.items())
    if not told:
        yield fact("source", voice.say("source"), voice.say("source.unstated"))
    brought = kept.imports.get(lead["import_id"] or 0, {})
    sent = [one["made_at"] for one in kept.of("lead_request") if one["lead_id"] == lead["id"]]
    sent += [
        one["at"] for one in kept.of("audit") if (one["action"], one["subject"]) == ("lead.add", f"lead:{lead['id']}")
    ]
    yield from facts(
        voice,
        (
            ("source.file", brought.get("filename", "")),
            ("source.imported", voice.at(brought.get("started_at"))),
            ("source.sent", voice.at(min(sent, default=None))),
            ("source.list", voice.at(listed.get("created_at"))),
        ),
    )


def consent_of(kept: Kept, lead: Row) -> Mapping[str, Any]:
    """What allows the calls: the entry's own words, else those of its list; nothing of an entry that was emptied."""
    if lead["done_reason"] in GONE:
        return {}
    return lead["consent"] or _list(kept, lead).get("consent") or {}


def basis(voice: Voice, kept: Kept) -> list[Entry]:
    """What allows the calls to each entry, with its proofs."""
    return [
        entry(voice.say("purpose.basis", place=place), _proofs(voice, consent_of(kept, lead)))
        for place, lead in enumerate(kept.of("lead"), start=1)
    ]


def _proofs(voice: Voice, consent: Mapping[str, Any]) -> list[Fact]:
    ordered = [name for name in CONSENT_FIELDS if consent.get(name)]
    ordered += [name for name in consent if name not in CONSENT_FIELDS and consent[name]]
    shown = [_consent_fact(voice, name, consent[name]) for name in ordered]
    return shown or [fact("basis", voice.term(CONSENT_FIELDS, "basis"), voice.say("purpose.unstated"))]


def _consent_fact(voice: Voice, name: str, value: Any) -> Fact:
    shown = voice.value(value)
    if name == "basis":
        shown = voice.term(BASES, shown)
    elif name.endswith("_at"):
        shown = voice.stated(shown)
    return fact(name, voice.term(CONSENT_FIELDS, name), shown)
