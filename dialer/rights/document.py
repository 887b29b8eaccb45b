"""The document with all that is kept of a person and what article 15 GDPR adds, as JSON values in one language.

A section has a `key` that programs may rely on, a title, paragraphs, and entries with facts: key, label, value.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from dialer.compliance.retention_rules import Limit
from dialer.controllers.model import Controller
from dialer.rights import calls, told
from dialer.rights.entries import entries, source
from dialer.rights.kept import Kept
from dialer.rights.parts import Section, entry, facts, section
from dialer.rights.voice import LANGUAGES, Voice, clean

FORMAT: Final = "pronto.access/1"
ZONE: Final = "Europe/Rome"  # where neither an entry nor a campaign tells one


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Who is asked, for whose data, and when; instants are epoch seconds. `limits` are those of the data's rules."""

    controller: Controller
    number: str | None
    external_id: str | None
    received_at: float
    made_at: float
    limits: Mapping[str, Limit]


def language_of(kept: Kept, controller: Controller, *, asked: str | None, default: str) -> str:
    """The language that was asked for, else the person's own, else the controller's, else the default."""
    own = (str(lead["language"]).strip().casefold()[:2] for lead in kept.of("lead"))
    wished = (asked or "", *own, controller.privacy.language, default)
    return next((one for one in wished if one in LANGUAGES), LANGUAGES[0])


def zone_of(kept: Kept) -> str:
    """The time zone of the person, as far as it is certain, else that of a campaign."""
    own = (str(lead["zone_key"]) for lead in kept.of("lead"))
    certain = (zone for zone in own if zone and "|" not in zone)
    return next(iter((*certain, *(str(one["time_zone"]) for one in kept.campaigns.values()), ZONE)))


def document(question: Question, kept: Kept, *, language: str) -> dict[str, Any]:
    """The document. `lacking` says to the company what it has not written down and the person should be told."""
    voice = Voice(language, zone_of(kept))
    name = question.controller.name
    return {
        "format": FORMAT,
        "language": language,
        "title": voice.say("title"),
        "intro": clean(voice.say("intro", controller=name)),
        "made": voice.say("made", at=voice.at(question.made_at), zone=voice.zone),
        "sections": list(_sections(voice, question, kept)),
        "lacking": told.lacking(voice, question.controller, kept),
    }


def _sections(voice: Voice, question: Question, kept: Kept) -> Iterable[Section]:
    controller = question.controller
    yield told.who(voice, controller)
    yield _asked(voice, question)
    yield entries(voice, kept)
    yield told.categories(voice, kept)
    yield told.purposes(voice, kept)
    yield source(voice, kept)
    yield calls.calls(voice, kept)
    yield calls.callbacks(voice, kept)
    yield calls.objections(voice, kept, controller)
    yield calls.recording(voice, kept)
    yield calls.requests(voice, kept)
    yield calls.rejected(voice, kept)
    yield calls.acts(voice, kept)
    yield told.recipients(voice, controller, kept)
    yield told.transfers(voice, controller, kept)
    yield told.retention(voice, question.limits)
    yield told.rights(voice, controller, kept)
    yield told.automated(voice)


def _asked(voice: Voice, question: Question) -> Section:
    known: Sequence[tuple[str, Any]] = (
        ("asked.number", question.number),
        ("asked.external_id", question.external_id),
        ("asked.received", voice.at(question.received_at)),
    )
    return section(voice, "asked", entries=[entry("", facts(voice, known))])
