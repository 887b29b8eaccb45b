"""The information that article 15 adds to the data: company, purposes, source, recipients, retention, rights."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from dialer.access.companies.model import Company
from dialer.compliance.retention_rules import Limit
from dialer.compliance.vocabulary import EEA
from dialer.documents.access_request.list_entries import consent_of, legal_bases
from dialer.documents.access_request.section_format import Section, entry, section
from dialer.documents.access_request.terms import AUTHORITIES, REGISTERS
from dialer.i18n.message import Message, msg, pmark
from dialer.people.persons.store.person_data import PersonData

# How each kind of data is recognised: its table, and columns of which at least one must be filled.
_CATEGORIES: Final = (
    (msg("Name and code"), "lead", ("name", "external_id")),
    (msg("Telephone numbers, postcode, language"), "lead_phone", ()),
    (msg("Further data of your entries"), "lead", ("fields", "notes")),
    (msg("What allows us to call you, and its proof"), "lead", ("consent",)),
    (msg("Calls: when, which numbers, and how they ended"), "attempt", ()),
    (msg("Notes of operators"), "attempt", ("note",)),
    (msg("Calls that were booked"), "callback", ()),
    (msg("Who you are over all our lists, how you are reached and want to be treated"), "person", ()),
    (msg("What you said about being contacted"), "contact_permission", ()),
    (msg("What operators noted of contacts: topic, mood, what you told"), "interaction", ()),
    (msg("What you were asked in talks, and answered"), "script_run", ()),
    (msg("What operators reported as wrong during calls with you"), "issue_report", ("note",)),
    (msg("Messages to you"), "message", ()),
    (msg("What we promised to do"), "task", ()),
    *(
        (
            msg(
                "Objections, and answers of public registers: kept as codes made from your number and your external id"
            ),
            table,
            (),
        )
        for table in ("suppression", "register_check")
    ),
    (msg("What you said about recording"), "recording_consent", ()),
    (msg("Your requests about your data"), "data_request", ()),
    (msg("Rows of files that were not loaded"), "rejected_row", ()),
    (msg("Acts on your entries"), "audit", ()),
)
_UNBOUNDED: Final = msg("No fixed period: as long as the purposes above last, or until you object")
_RIGHTS: Final = (
    msg("Have wrong data put right and incomplete data completed (GDPR article 16)."),
    msg("Have your data erased (article 17)."),
    msg("Have its use restricted (article 18)."),
    msg("Get the data you provided in a form that machines read (article 20)."),
    msg(
        "Object to calls at any time, without a reason and free of charge: you are then called no more "
        "(article 21(2) and (3))."
    ),
    msg("Withdraw a consent at any time; what was done before stays lawful (article 7(3))."),
    msg(
        "Lodge a complaint with a supervisory authority, above all where you live, where you work, or where the law "
        "was broken (article 77)."
    ),
)


def company_section(company: Company) -> Section:
    """The company, and how to reach it."""
    told = company.privacy
    facts = [
        ("name", pmark("access", "Company"), company.name),
        ("address", pmark("access", "Address"), told.address),
        ("email", pmark("access", "E-mail"), told.email),
        ("phone", pmark("access", "Telephone"), told.phone),
        ("officer", msg("Data protection officer"), told.officer),
        ("notice", msg("Privacy notice"), told.notice),
    ]
    return section("company", msg("Who is responsible for your data"), entries=[entry("", facts)])


def categories(kept: PersonData) -> Section:
    """The kinds of data kept about this person."""
    found = (
        name
        for name, table, columns in _CATEGORIES
        if any(not columns or any(row[column] for column in columns) for row in kept.of(table))
    )
    return section("categories", msg("What kinds of data there are"), items=list(dict.fromkeys(found)))


def purposes(kept: PersonData) -> Section:
    """Purposes: what campaigns call about, and on which basis."""
    named = [_purpose(one["name"], one["law"]) for one in kept.campaigns.values()]
    if not named and kept.of("lead"):
        named = [msg("Your entries are kept to call you by telephone; no campaign uses them now.")]
    duty = msg(
        "To keep the law: objections, checks of registers, proof of calls and of their number (GDPR article 6(1)(c))."
    )
    title = msg("Why your data is used, and on what basis")
    return section("purposes", title, items=[*named, duty], entries=legal_bases(kept))


def _purpose(campaign: str, law: Mapping[str, Any]) -> Message:
    topic = ", ".join(one for one in (law.get("topic", ""), law.get("sector", "")) if one)
    if not topic:
        return msg("Calls of the campaign “{campaign}”", campaign=campaign)
    return msg("Calls of the campaign “{campaign}”, about: {topic}", campaign=campaign, topic=topic)


def recipients(company: Company, kept: PersonData) -> Section:
    """Recipients: those named by the company, and those that calling always involves."""
    asked = dict.fromkeys(one["register_name"] for one in kept.of("register_check"))
    centres = (str(one["law"].get("call_centre", "")) for one in kept.campaigns.values())
    carriers = msg("Telephone companies that carry the calls: the number called, the number shown, time and length")
    items = [
        msg(
            "People who work for {company} or, on its behalf and under its instructions, for the call centre",
            company=company.name,
        ),
        *dict.fromkeys(one for one in (*centres, *company.privacy.recipients) if one),
        *((carriers,) if kept.of("attempt") else ()),
        *(
            msg("{register}: your number, to ask whether it is on it", register=REGISTERS.get(name, name))
            for name in asked
        ),
        msg("Authorities, where the law obliges us to tell them"),
    ]
    return section("recipients", msg("Who gets your data"), items=items)


def transfers(company: Company, kept: PersonData) -> Section:
    """Whether agents outside the European Economic Area see the data."""
    seated, name = _seated(kept), company.name
    if outside := ", ".join(sorted(seated - EEA)):
        text = msg(
            "Operators who see your data while they talk to you sit in: {countries}. You may ask {company} for the "
            "safeguards (GDPR article 46).",
            countries=outside,
            company=name,
        )
    elif seated:
        text = msg("As far as this system knows, your data does not leave the European Economic Area.")
    else:
        text = msg("Where the operators sit who talk to you is not written down here: ask {company}.", company=name)
    return section("transfers", msg("Outside the European Economic Area"), paragraphs=[text])


def _seated(kept: PersonData) -> set[str]:
    """Countries where agents work, as far as campaigns and agents state them."""
    return ({str(one["law"].get("agent_country", "")) for one in kept.campaigns.values()} | kept.agent_countries) - {""}


def retention(limits: Mapping[str, Limit]) -> Section:
    """How long each kind of data is kept, or what decides that."""
    facts = [
        ("contact_data", msg("Entries and rows of files"), _contact_data(limits.get("contact_data"))),
        ("call_events", msg("Calls and notes on them"), _call_events(limits.get("call_events"))),
        (
            "objections",
            pmark("access", "Objections"),
            msg("As long as needed so that you are not called; a code made from your number, not the number"),
        ),
        (
            "proof",
            msg("Acts, and answers to your requests"),
            msg("As long as compliance has to be proved; they hold neither your name nor your number"),
        ),
    ]
    return section("retention", msg("How long it is kept"), entries=[entry("", facts)])


def _contact_data(limit: Limit | None) -> Message:
    if limit is None:
        return _UNBOUNDED
    return msg("{span} after your list was last filled and you were last called; then emptied", span=limit.counts)


def _call_events(limit: Limit | None) -> Message:
    if limit is None:
        return _UNBOUNDED
    return msg("{span} after the call; then your number is replaced by a code and the note deleted", span=limit.counts)


def rights(company: Company, kept: PersonData) -> Section:
    """What the person may request, from whom, and which authority hears complaints."""
    told = company.privacy
    reach = ", ".join(one for one in (told.email, told.officer, told.address) if one) or company.name
    paragraphs = [msg("To use them, write to {reach}.", reach=reach)]
    paragraphs += [msg("The authority: {authority}.", authority=one) for one in _authorities(company, kept)]
    return section("rights", msg("Your rights"), items=_RIGHTS, paragraphs=paragraphs)


def _authorities(company: Company, kept: PersonData) -> Iterable[str]:
    countries = [str(one["country"]) for one in kept.lists.values()]
    return dict.fromkeys(AUTHORITIES[one] for one in (company.privacy.country, *countries) if one in AUTHORITIES)


def automated_decisions() -> Section:
    """Automated decisions, and that none with a significant effect is taken without a person."""
    paragraphs = [
        msg(
            "No decision that has legal effects for you, or affects you as strongly, is taken by a machine alone "
            "(article 22)."
        ),
        msg(
            "The system decides when and in what order numbers are called, from calling hours, earlier calls, their "
            "results and the operators who are free, and does not call where the law or your objection forbids it."
        ),
    ]
    return section("automated", msg("Automated decisions"), paragraphs=paragraphs)


def lacking(company: Company, kept: PersonData) -> Iterator[Message]:
    """Information that the company has not configured, and how to configure it."""
    told = company.privacy
    if not (told.address and (told.email or told.phone)):
        yield msg(
            "How to reach {company} is not written down: set address and e-mail on the page Companies.",
            company=company.name,
        )
    if not told.country:
        yield msg(
            "Which authority hears complaints is not known: set the country of {company} on the page Companies.",
            company=company.name,
        )
    for one in kept.campaigns.values():
        if not one["law"].get("topic"):
            yield msg(
                "What campaign “{campaign}” calls about is not written down: enter what is offered on its page under "
                "Hours and law.",
                campaign=one["name"],
            )
    if kept.campaigns and not _seated(kept):
        yield msg(
            "Where the agents sit is not written down: enter the country on the campaigns' pages under Hours and law, "
            "or with each agent."
        )
    silent = [one["list_id"] for one in kept.of("lead") if not consent_of(kept, one).get("source")]
    for list_id in dict.fromkeys(silent):
        yield msg(
            "List “{list}” does not say where its people come from: set its consent's source.",
            list=kept.lists.get(list_id, {}).get("name", ""),
        )
