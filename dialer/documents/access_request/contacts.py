"""The person above the entries: data, what is allowed, contacts on every channel, messages, and what was promised."""

from collections.abc import Iterator, Mapping
from typing import Any

from dialer.documents.access_request.calls_and_requests import actor
from dialer.documents.access_request.section_format import BY, Fact, Section, entry, moment, own_value, section, term
from dialer.documents.access_request.terms import (
    CHANNELS,
    MESSAGE_STATES,
    MOODS,
    NEEDS,
    PERSON_KINDS,
    POINTS,
    PURPOSES,
    TASK_KINDS,
    TASK_STATES,
)
from dialer.i18n.message import Message, msg, pmark
from dialer.people.persons.store.person_data import PersonData, Row


def person(kept: PersonData) -> Section:
    """What is kept of the person besides the entries in lists."""
    shown = [entry("", _person(kept, one)) for one in kept.of("person")]
    return section("person", msg("You, over all our lists"), entries=shown)


def _person(kept: PersonData, one: Row) -> Iterator[Fact]:
    yield "name", pmark("access", "Name"), one["name"]
    yield "kind", msg("You are for us"), term(PERSON_KINDS, one["kind"])
    yield "business_name", pmark("access", "Company"), one["business_name"]
    yield "tax_code", msg("Tax code"), one["tax_code"]
    yield "vat_number", msg("VAT number"), one["vat_number"]
    yield "invoice_to", msg("Where invoices go"), one["invoice_to"]
    yield "language", pmark("access", "Language"), one["language"]
    yield "type", msg("How an operator found you to talk"), term({}, one["type"])
    yield "needs", msg("How you want to be treated"), [term(NEEDS, need) for need in one["needs"]]
    for point in kept.of("person_point"):
        if point["person_id"] == one["id"]:
            yield "point", term(POINTS, point["kind"]), point["value"]


def permissions(kept: PersonData) -> Section:
    """What the person said about being contacted."""
    shown = [
        entry(moment(one["given_at"]), _permission(one))
        for one in sorted(kept.of("contact_permission"), key=lambda one: one["given_at"])
    ]
    return section("permissions", msg("What you said about being contacted"), entries=shown)


def _permission(one: Row) -> Iterator[Fact]:
    yield "answer", msg("What you said"), pmark("answer", "yes") if one["is_given"] else pmark("answer", "no")
    yield "purpose", msg("What for"), term(PURPOSES, one["purpose"])
    yield "channel", msg("On which way"), term(CHANNELS, one["channel"]) if one["channel"] else msg("any")
    yield "basis", pmark("access", "Basis"), one["basis"]
    yield "text", msg("Version of the text read to you"), one["text_version"]
    yield "by", BY, actor(one["given_by"])
    yield "withdrawn", msg("Taken back on"), moment(one["withdrawn_at"])


def contacts(kept: PersonData) -> Section:
    """Contacts, and what operators noted of them besides the result of the call."""
    shown = [
        entry(msg("Contact on {at}", at=moment(one["started_at"])), _contact(kept, one))
        for one in sorted(kept.of("interaction"), key=lambda one: one["started_at"])
    ]
    return section("contacts", msg("What was noted of our contacts"), entries=shown)


def _contact(kept: PersonData, one: Row) -> Iterator[Fact]:
    yield "channel", msg("On which way"), term(CHANNELS, one["channel"])
    yield "campaign", pmark("access", "Campaign"), kept.campaigns.get(one["campaign_id"] or 0, {}).get("name", "")
    yield "topic", msg("What it was about"), [term({}, one[name]) for name in ("topic", "topic_2") if one[name]]
    yield "mood", msg("Your mood, as an operator found it"), _mood(one["mood"])
    yield "type", msg("How an operator found you to talk"), term({}, one["customer_type"])
    for name, value in one["facts"].items():
        yield "fact", name, own_value(value)
    yield "draft", msg("Typed and not finished"), _draft(one["draft"])


def _mood(mood: int | None) -> Message | str:
    return "" if mood is None else MOODS[mood]


def _draft(draft: Mapping[str, Any]) -> Any:
    fields = {name: value for name, value in draft.get("fields", {}).items() if value not in (None, "")}
    return [one for one in (draft.get("note", ""), own_value(fields)) if one]


def messages(kept: PersonData) -> Section:
    """Written messages, complete."""
    shown = [entry(moment(one["made_at"]), _message(one)) for one in kept.of("message")]
    return section("messages", msg("Messages"), entries=shown)


def _message(one: Row) -> Iterator[Fact]:
    yield "channel", msg("On which way"), term(CHANNELS, one["channel"])
    yield "recipient", msg("Address"), one["recipient"]
    yield "subject", pmark("access", "Subject"), one["subject"]
    yield "text", pmark("access", "Text"), one["text"]
    yield "state", msg("What became of it"), term(MESSAGE_STATES, one["state"])
    yield "sent", msg("Sent on"), moment(one["sent_at"])
    yield "by", BY, actor(one["actor"])


def tasks(kept: PersonData) -> Section:
    """What was promised to the person besides calls."""
    shown = [entry(term(TASK_KINDS, one["kind"]), _task(one)) for one in kept.of("task")]
    return section("tasks", msg("What we promised to do"), entries=shown)


def _task(one: Row) -> Iterator[Fact]:
    yield "due", pmark("access", "For"), moment(one["due_at"])
    yield "state", msg("What became of it"), term(TASK_STATES, one["state"])
    yield "made", msg("Promised on"), moment(one["made_at"])
    yield "by", BY, actor(one["made_by"])
    yield "ended", msg("Done on"), moment(one["ended_at"])
    yield "note", pmark("access", "Note"), one["note"]
