"""The document with a person's data and the information of article 15 GDPR, as JSON values in one language."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from zoneinfo import ZoneInfo

from dialer.access.companies.model import Company
from dialer.compliance.retention_rules import Limit
from dialer.documents.access_request import calls_and_requests, contacts, information, script_answers
from dialer.documents.access_request.list_entries import entries, sources
from dialer.documents.access_request.section_format import Section, clean, entry, in_language, moment, section
from dialer.i18n.catalogue import languages
from dialer.i18n.message import msg
from dialer.people.persons.store.person_data import PersonData
from dialer.rendering.render import Speech, render

FORMAT: Final = "pronto.access/1"
ZONE: Final = "Europe/Rome"  # if neither an entry nor a campaign has a time zone


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """The request: company, person and instants in epoch seconds. `limits` are the retention limits of the data."""

    company: Company
    number: str | None
    external_id: str | None
    received_at: float
    made_at: float
    limits: Mapping[str, Limit]


def language_of(kept: PersonData, company: Company, *, asked: str | None, default: str) -> str:
    """The requested language, else the person's, else the company's, else the default."""
    own = (str(lead["language"]).strip().casefold()[:2] for lead in kept.of("lead"))
    wished = (asked or "", *own, company.privacy.language, default)
    return next((one for one in wished if one in languages()), languages()[0])


def zone_of(kept: PersonData) -> str:
    """The person's time zone if it is certain, else a campaign's."""
    own = (str(lead["zone_key"]) for lead in kept.of("lead"))
    certain = (zone for zone in own if zone and "|" not in zone)
    return next(iter((*certain, *(str(one["time_zone"]) for one in kept.campaigns.values()), ZONE)))


def access_document(question: Question, kept: PersonData, *, language: str) -> dict[str, Any]:
    """The document. `lacking` tells the company what the person must be told and is not yet configured."""
    zone = zone_of(kept)
    speech = Speech(language, ZoneInfo(zone))
    intro = msg(
        "This is all that {company} keeps about you in its call system, and what article 15 of the General Data "
        "Protection Regulation (GDPR, EU 2016/679) says that you are told with it.",
        company=question.company.name,
    )
    made = msg("Made on {at}. Times are those of {zone}.", at=moment(question.made_at), zone=zone)
    return {
        "format": FORMAT,
        "language": language,
        "title": speech.text(msg("Your personal data")),
        "intro": clean(speech.text(intro)),
        "made": speech.text(made),
        "sections": [in_language(speech, part) for part in _sections(question, kept)],
        "lacking": [clean(speech.text(one)) for one in information.lacking(question.company, kept)],
    }


def access_page(document: Mapping[str, Any]) -> str:
    """The document as one HTML file."""
    return _written("access_request.html.j2", document)


def access_text(document: Mapping[str, Any]) -> str:
    """The document as plain text, a line for each fact."""
    return _written("access_request.txt.j2", document)


def _written(template: str, document: Mapping[str, Any]) -> str:
    return render(template, Speech(document["language"], ZoneInfo(ZONE)), document=document)


def _sections(question: Question, kept: PersonData) -> Iterable[Section]:
    company = question.company
    yield information.company_section(company)
    yield _asked(question)
    yield contacts.person(kept)
    yield entries(kept)
    yield information.categories(kept)
    yield information.purposes(kept)
    yield sources(kept)
    yield calls_and_requests.calls(kept)
    yield contacts.contacts(kept)
    yield script_answers.answers(kept)
    yield script_answers.issue_reports(kept)
    yield calls_and_requests.callbacks(kept)
    yield contacts.tasks(kept)
    yield contacts.messages(kept)
    yield contacts.permissions(kept)
    yield calls_and_requests.objections(kept, company)
    yield calls_and_requests.recording(kept)
    yield calls_and_requests.requests(kept)
    yield calls_and_requests.rejected(kept)
    yield calls_and_requests.acts(kept)
    yield information.recipients(company, kept)
    yield information.transfers(company, kept)
    yield information.retention(question.limits)
    yield information.rights(company, kept)
    yield information.automated_decisions()


def _asked(question: Question) -> Section:
    facts = [
        ("number", msg("Data of whoever has the number"), question.number),
        ("external_id", msg("Data of whoever has the code"), question.external_id),
        ("received", msg("Request received"), moment(question.received_at)),
    ]
    return section("asked", msg("What you asked for"), entries=[entry("", facts)])
