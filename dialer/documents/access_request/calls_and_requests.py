"""The history of a person with the company: calls, call-backs, objections, requests, and actions on the entries."""

import json
from collections.abc import Iterator
from typing import Any, Final

from dialer.access.companies.model import Company
from dialer.documents.access_request.list_entries import agents_label, reason
from dialer.documents.access_request.section_format import (
    BY,
    REASON,
    Entry,
    Fact,
    Section,
    entry,
    moment,
    section,
    term,
)
from dialer.documents.access_request.terms import (
    ACTORS,
    ACTS,
    CALLBACK_KINDS,
    CALLBACK_STATES,
    ENDED_BY,
    MODES,
    OUTCOMES,
    RECORDING,
    REGISTERS,
    REQUESTS,
)
from dialer.i18n.message import Message, msg, pmark
from dialer.people.persons.store.person_data import PersonData, Row

ERASED_NUMBER: Final = "~"  # prefix of the stand-in for an erased number


def calls(kept: PersonData) -> Section:
    """Every call, oldest first, with its outcome in words."""
    ordered = sorted(kept.of("attempt"), key=lambda one: one["placed_at"])
    shown = [entry(msg("Call on {at}", at=moment(one["placed_at"])), _call(kept, one)) for one in ordered]
    return section("calls", pmark("access", "Calls"), entries=shown)


def _call(kept: PersonData, call: Row) -> Iterator[Fact]:
    number, campaign_id, said = str(call["number"]), call["campaign_id"], call["disposition"]
    yield "number", msg("Number called"), msg("erased") if number.startswith(ERASED_NUMBER) else number
    yield "shown", msg("Number shown to you"), call["caller_id"]
    yield "campaign", pmark("access", "Campaign"), kept.campaigns.get(campaign_id, {}).get("name", "")
    yield "outcome", msg("How it ended"), term(OUTCOMES, call["outcome"] or "")
    yield "mode", msg("How it was placed"), term(MODES, call["mode"])
    yield "ringing", msg("Rang from"), moment(call["ringing_at"])
    yield "answered", pmark("access", "Answered"), moment(call["answered_at"])
    yield "joined", msg("Operator joined"), moment(call["agent_joined_at"])
    yield "unserved", msg("No operator by then"), moment(call["unserved_at"])
    yield "opted_out", msg("You said no by key"), moment(call["opted_out_at"])
    yield "ended", pmark("access", "Ended"), moment(call["ended_at"])
    yield "talk", msg("Length of the talk"), _talk(call)
    yield "ended_by", msg("Ended by"), term(ENDED_BY, call["ended_by"]) if call["ended_by"] else ""
    label = agents_label(kept, campaign_id, said) if said else ""
    yield "disposition", msg("Result written by the operator"), label
    yield "reason", REASON, term({}, call.get("disposition_reason") or "")
    yield "disposed", msg("Written on"), moment(call["disposed_at"])
    yield "note", msg("Operator's note"), call["note"]
    yield "checked", msg("Checked before the call"), _checked(call["ruling"])
    yield "recorded", msg("Talk recorded"), False


def _talk(call: Row) -> Message | None:
    if call["agent_joined_at"] is None or call["ended_at"] is None:
        return None
    minutes, seconds = divmod(round(max(call["ended_at"] - call["agent_joined_at"], 0.0)), 60)
    return msg("{minutes} min {seconds} s", minutes=minutes, seconds=seconds)


def _checked(ruling: str) -> Message | None:
    try:
        rules = json.loads(ruling)["rules"] if ruling else None
    except (ValueError, KeyError, TypeError):
        return None
    return None if rules is None else msg("{rules} rules of the law and of the company allowed it", rules=rules)


def callbacks(kept: PersonData) -> Section:
    """Call-backs: promised, or booked for another reason."""
    shown = [entry(term(CALLBACK_KINDS, one["kind"]), _callback(one)) for one in kept.of("callback")]
    return section("callbacks", msg("Calls promised or booked"), entries=shown)


def _callback(one: Row) -> Iterator[Fact]:
    yield "due", pmark("access", "For"), moment(one["due_at"])
    yield "deadline", msg("At the latest"), moment(one["deadline_at"])
    yield "state", msg("What became of it"), term(CALLBACK_STATES, one["state"])
    yield "made", msg("Booked on"), moment(one["made_at"])
    yield "by", BY, actor(one["made_by"])
    yield "asked", msg("Asked for by you for"), moment(one["asked_at"] if one["confirmed_at"] else None)
    yield "confirmed", msg("Confirmed by the operator on"), moment(one["confirmed_at"])
    yield "ended", msg("Done on"), moment(one["ended_at"])
    yield "note", pmark("access", "Note"), one["note"]


def objections(kept: PersonData, company: Company) -> Section:
    """The person's suppressions, and the registers' answers."""
    title = msg("You are not called")
    shown = [entry(title, _objection(kept, company, one)) for one in kept.of("suppression")]
    shown += [_register(one) for one in kept.of("register_check")]
    return section("objections", msg("Requests not to be called, and public registers"), entries=shown)


def _register(one: Row) -> Entry:
    facts = [
        ("listed", msg("Your number is on it"), one["listed"]),
        ("asked", msg("Answered on"), moment(one["checked_at"])),
    ]
    return entry(REGISTERS.get(one["register_name"], one["register_name"]), facts)


def _objection(kept: PersonData, company: Company, one: Row) -> Iterator[Fact]:
    kind, _, key = str(one["scope"]).partition(":")
    campaign = kept.campaigns.get(int(key), {}).get("name", "") if kind == "campaign" else ""
    scopes = {
        "all": msg("by any company that calls with this system"),
        "company": msg("by {company}", company=company.name),
        "campaign": msg("by the campaign “{campaign}”", campaign=campaign),
    }
    of_what = {"number": msg("this number"), "person": msg("you, at any number")}
    came_from, _, call_id = str(one["source"]).partition(":")
    by_call = {call["id"]: call for call in kept.of("attempt")}
    call = by_call.get(call_id, {}) if came_from == "attempt" else {}
    origin = (moment(call.get("placed_at")) or msg("a call")) if came_from == "attempt" else one["source"]
    yield "what", msg("What is not called"), of_what[str(one.get("of_what", "number"))]
    yield "scope", msg("By whom"), scopes[kind]
    yield "since", pmark("access", "Since"), moment(one["added_at"])
    yield "reason", pmark("access", "Why"), reason(kept, str(one["reason"]), call.get("campaign_id"))
    yield "source", pmark("access", "From"), origin
    yield "by", msg("Entered by"), actor(one["added_by"])


def recording(kept: PersonData) -> Section:
    """The person's recording consents. Pronto records nothing."""
    shown = [
        entry(
            moment(one["at"]),
            [
                ("answer", msg("What you said"), term(RECORDING, one["answer"])),
                ("notice", msg("You were told before"), one["notice_given"]),
                ("by", BY, actor(one["actor"])),
            ],
        )
        for one in kept.of("recording_consent")
    ]
    nothing = msg("This system records no talk. What you said about recording:")
    return section("recording", pmark("access", "Recording"), paragraphs=[nothing], entries=shown)


def requests(kept: PersonData) -> Section:
    """The person's earlier requests."""
    shown = [
        entry(
            term(REQUESTS, one["kind"]),
            [
                ("received", pmark("access", "Received"), moment(one["received_at"])),
                ("due", msg("To be answered by"), moment(one["due_at"])),
                ("answered", pmark("access request", "Answered"), moment(one["answered_at"])),
            ],
        )
        for one in kept.of("data_request")
    ]
    return section("requests", msg("Your earlier requests about your data"), entries=shown)


def rejected(kept: PersonData) -> Section:
    """Complete rows of uploaded files that name the person and were rejected."""
    shown = [_rejected(kept, one) for one in kept.of("rejected_row")]
    return section("rejected", msg("Rows of files that were not loaded"), entries=shown)


def _rejected(kept: PersonData, one: Row) -> Entry:
    brought = kept.imports.get(one["import_id"], {})
    header = list(brought.get("header", ()))
    facts: list[Fact] = [
        ("cell", (header[place - 1 : place] or [""])[0] or msg("Column {place}", place=place), cell)
        for place, cell in enumerate(one["row"], start=1)
    ]
    return entry(msg("Row {line} of “{file}”", line=one["line"], file=brought.get("filename", "")), facts)


def acts(kept: PersonData) -> Section:
    """Actions on the person's entries, in order."""
    shown = [entry(moment(one["at"]), _act(one)) for one in kept.of("audit")]
    return section("acts", msg("What was done with your entries"), entries=shown)


def _act(one: Row) -> Iterator[Fact]:
    yield "act", pmark("access", "Act"), ACTS.get(one["action"], ACTS[""])
    yield "by", BY, actor(one["actor"])
    yield "reason", REASON, one["facts"].get("reason", "") if one["action"] == "number.unmask" else ""


def actor(name: Any) -> Message:
    """Who acted: the kind of colleague, not the name, which is another person's data."""
    return ACTORS.get(str(name).partition(":")[0], ACTORS[""])
