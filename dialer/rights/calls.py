"""What happened between a person and the company: calls, promises, objections, requests, and acts on the entries."""

import json
from collections.abc import Iterator
from typing import Any

from dialer.controllers.model import Controller
from dialer.rights.entries import reason, said
from dialer.rights.kept import Kept, Row
from dialer.rights.parts import Entry, Fact, Section, entry, fact, facts, section
from dialer.rights.terms import (
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
from dialer.rights.voice import Voice

ERASED_NUMBER = "~"  # begins what stands in the place of a number that was erased


def calls(voice: Voice, kept: Kept) -> Section:
    """Every call, oldest first, with its outcome in words."""
    ordered = sorted(kept.of("attempt"), key=lambda one: one["placed_at"])
    return section(voice, "calls", entries=[_call(voice, kept, one) for one in ordered])


def _call(voice: Voice, kept: Kept, call: Row) -> Entry:
    number, campaign_id = str(call["number"]), call["campaign_id"]
    told: list[tuple[str, Any]] = [
        ("call.number", voice.say("call.erased") if number.startswith(ERASED_NUMBER) else number),
        ("call.shown", call["caller_id"]),
        ("call.campaign", kept.campaigns.get(campaign_id, {}).get("name", "")),
        ("call.outcome", voice.term(OUTCOMES, call["outcome"] or "")),
        ("call.mode", voice.term(MODES, call["mode"])),
        *((f"call.{name}", voice.at(call[f"{name}_at"])) for name in ("ringing", "answered")),
        ("call.joined", voice.at(call["agent_joined_at"])),
        *((f"call.{name}", voice.at(call[f"{name}_at"])) for name in ("unserved", "opted_out", "ended")),
        ("call.talk", _talk(call)),
        ("call.ended_by", voice.term(ENDED_BY, call["ended_by"]) if call["ended_by"] else ""),
        ("call.disposition", said(voice, kept, campaign_id, call["disposition"]) if call["disposition"] else ""),
        ("call.disposed", voice.at(call["disposed_at"])),
        ("call.note", call["note"]),
        ("call.checked", _checked(voice, call["ruling"])),
        ("call.recorded", False),
    ]
    return entry(voice.say("call", at=voice.at(call["placed_at"])), facts(voice, told))


def _talk(call: Row) -> str:
    if call["agent_joined_at"] is None or call["ended_at"] is None:
        return ""
    minutes, seconds = divmod(round(max(call["ended_at"] - call["agent_joined_at"], 0.0)), 60)
    return f"{minutes} min {seconds} s"


def _checked(voice: Voice, ruling: str) -> str:
    try:
        return voice.say("call.allowed", rules=json.loads(ruling)["rules"]) if ruling else ""
    except (ValueError, KeyError, TypeError):
        return ""


def callbacks(voice: Voice, kept: Kept) -> Section:
    """Calls that were promised, or booked for another reason."""
    return section(voice, "callbacks", entries=[_callback(voice, one) for one in kept.of("callback")])


def _callback(voice: Voice, one: Row) -> Entry:
    told = (
        ("callback.due", voice.at(one["due_at"])),
        ("callback.deadline", voice.at(one["deadline_at"])),
        ("callback.state", voice.term(CALLBACK_STATES, one["state"])),
        ("callback.made", voice.at(one["made_at"])),
        ("by", actor(voice, one["made_by"])),
        ("callback.asked", voice.at(one["asked_at"] if one["confirmed_at"] else None)),
        ("callback.confirmed", voice.at(one["confirmed_at"])),
        ("callback.ended", voice.at(one["ended_at"])),
        ("callback.note", one["note"]),
    )
    return entry(voice.term(CALLBACK_KINDS, one["kind"]), facts(voice, told))


def objections(voice: Voice, kept: Kept, controller: Controller) -> Section:
    """What forbids to call the person, and what registers answered."""
    shown = [_objection(voice, kept, controller, one) for one in kept.of("suppression")]
    for one in kept.of("register_check"):
        told = (("register.listed", one["listed"]), ("register.asked", voice.at(one["checked_at"])))
        shown.append(entry(REGISTERS.get(one["register_name"], one["register_name"]), facts(voice, told)))
    return section(voice, "objections", entries=shown)


def _objection(voice: Voice, kept: Kept, controller: Controller, one: Row) -> Entry:
    kind, _, key = str(one["scope"]).partition(":")
    campaign = kept.campaigns.get(int(key), {}).get("name", "") if kind == "campaign" else ""
    came_from, _, call_id = str(one["source"]).partition(":")
    by_call = {call["id"]: call for call in kept.of("attempt")}
    call = by_call.get(call_id, {}) if came_from == "attempt" else {}
    origin = (
        (voice.at(call.get("placed_at")) or voice.say("objection.in_call")) if came_from == "attempt" else one["source"]
    )
    of_what = str(one.get("of_what", "number"))
    told = (
        ("objection.what", voice.say(f"objection.{of_what}")),
        ("objection.scope", voice.say(f"objection.{kind}", controller=controller.name, campaign=campaign)),
        ("objection.since", voice.at(one["added_at"])),
        ("objection.reason", reason(voice, kept, str(one["reason"]), call.get("campaign_id"))),
        ("objection.source", origin),
        ("objection.by", actor(voice, one["added_by"])),
    )
    return entry(voice.say("objection"), facts(voice, told))


def recording(voice: Voice, kept: Kept) -> Section:
    """What the person said about recording; nothing is recorded."""
    shown = [
        entry(
            voice.at(one["at"]),
            facts(
                voice,
                (
                    ("recording.answer", voice.term(RECORDING, one["answer"])),
                    ("recording.notice", one["notice_given"]),
                    ("by", actor(voice, one["actor"])),
                ),
            ),
        )
        for one in kept.of("recording_consent")
    ]
    return section(voice, "recording", paragraphs=[voice.say("recording.none")], entries=shown)


def requests(voice: Voice, kept: Kept) -> Section:
    """What the person asked for before."""
    shown = [
        entry(
            voice.term(REQUESTS, one["kind"]),
            facts(
                voice, [(f"request.{name}", voice.at(one[f"{name}_at"])) for name in ("received", "due", "answered")]
            ),
        )
        for one in kept.of("data_request")
    ]
    return section(voice, "requests", entries=shown)


def rejected(voice: Voice, kept: Kept) -> Section:
    """Rows of uploaded files that name the person and were not loaded, whole."""
    return section(voice, "rejected", entries=[_rejected(voice, kept, one) for one in kept.of("rejected_row")])


def _rejected(voice: Voice, kept: Kept, one: Row) -> Entry:
    brought = kept.imports.get(one["import_id"], {})
    header = list(brought.get("header", ()))
    names = [header[place] if place < len(header) and header[place] else "" for place in range(len(one["row"]))]
    shown: list[Fact] = [
        fact("cell", name or voice.say("rejected.cell", place=place), cell)
        for place, (name, cell) in enumerate(zip(names, one["row"], strict=True), start=1)
        if cell
    ]
    return entry(voice.say("rejected.row", line=one["line"], file=brought.get("filename", "")), shown)


def acts(voice: Voice, kept: Kept) -> Section:
    """What was done with the person's entries, in order."""
    return section(
        voice, "acts", entries=[entry(voice.at(one["at"]), list(_act(voice, one))) for one in kept.of("audit")]
    )


def _act(voice: Voice, one: Row) -> Iterator[Fact]:
    action = one["action"] if one["action"] in ACTS else ""
    yield fact("act", voice.say("acts.what"), voice.term(ACTS, action))
    yield from facts(
        voice,
        (
            ("by", actor(voice, one["actor"])),
            ("reason", one["facts"].get("reason", "") if one["action"] == "number.unmask" else ""),
        ),
    )


def actor(voice: Voice, name: str) -> str:
    """Who did something: the kind of colleague, not the name, which is another person's data."""
    role = str(name).partition(":")[0]
    return voice.term(ACTORS, role if role in ACTORS else "")
