"""The document a person gets: whole, in words, in two languages, and harmless."""

import dataclasses
import json
import re
from typing import Any

import pytest

from dialer.access.companies.model import Company, Privacy
from dialer.compliance.load import load
from dialer.compliance.retention_rules import limits
from dialer.core.enums import CallbackKind, CallbackState, LeadState, Outcome, RecordingAnswer, Side
from dialer.data_protection.store.erasure import TREATMENT
from dialer.documents.access_request import terms
from dialer.documents.access_request.document import Question, access_document, access_page, access_text, language_of
from dialer.documents.access_request.section_format import clean
from dialer.people.imports.readers.columns import CONSENT as CONSENT_COLUMNS
from dialer.people.leads.rules.contact_facts import bases_of
from dialer.people.persons.store.person_data import PersonData
from pacing.snapshot import Mode

AT = 1_764_082_800.0  # 25 November 2025, 15:00 UTC
ADA = "+390212345678"
ACME = Company(
    id=7,
    name="Acme",
    privacy=Privacy(address="Via Roma 1, Roma", email="privacy@acme.example", country="IT", recipients=("Call Srl",)),
)
LIMITS = limits([load()["IT"]], AT)
LAW = {"topic": "fibre", "agent_country": "IT", "call_centre": "Voci Srl"}
CONSENT = {
    "basis": "consent",
    "source": "web form",
    "obtained_at": "2025-09-01T10:00:00Z",
    "text_version": "3",
    "list_provider": "Lists Srl",
}


def lead(**changes: Any) -> dict[str, Any]:
    row = {
        "id": 1,
        "list_id": 3,
        "external_id": "A-1",
        "name": "Ada Rossi",
        "language": "it",
        "postcode": "00100",
        "fields": {"iban": "IT60"},
        "zone_key": "Europe/Rome",
        "state": "done",
        "due_at": AT,
        "attempts": 1,
        "done_reason": "disposition:nope",
        "notes": "calls at noon",
        "owner": "",
        "consent": CONSENT,
    }
    return {**row, "import_id": 5, **changes}


def call(**changes: Any) -> dict[str, Any]:
    instants = ("ringing", "answered", "agent_joined", "unserved", "opted_out", "ended", "disposed")
    row = {
        "id": "a1",
        "campaign_id": 4,
        "list_id": 3,
        "lead_id": 1,
        "number": ADA,
        "caller_id": "+390687654321",
        "mode": "predictive",
        "placed_at": AT,
        **{f"{name}_at": None for name in instants},
        "outcome": "no_answer",
        "ended_by": None,
        "disposition": None,
        "note": "",
        "ruling": "",
    }
    return {**row, **changes}


def kept(**rows: Any) -> PersonData:
    return PersonData(
        rows={
            "lead": [lead()],
            "lead_phone": [{"lead_id": 1, "position": 0, "number": ADA, "label": "home"}],
            "attempt": [
                call(),
                call(
                    id="a2",
                    placed_at=AT + 60,
                    outcome="connected",
                    answered_at=AT + 70,
                    agent_joined_at=AT + 71,
                    ended_at=AT + 196,
                    ended_by="theirs",
                    disposition="nope",
                    disposed_at=AT + 200,
                    note="=HYPERLINK(1)",
                    ruling='{"profile":"ab","answer":"allow","rules":12,"seen":{}}',
                ),
            ],
            "suppression": [
                {
                    "scope": "company:7",
                    "digest": "d" * 64,
                    "reason": "disposition:nope",
                    "source": "attempt:a2",
                    "added_at": AT + 200,
                    "added_by": "agent:bruno",
                    "of_what": what,
                }
                for what in ("number", "person")
            ],
            "recording_consent": [{"answer": "refused", "notice_given": True, "at": AT, "actor": "agent:bruno"}],
            "register_check": [{"register_name": "RPO", "listed": False, "checked_at": AT, "digest": "d"}],
            "data_request": [{"kind": "access", "received_at": AT, "due_at": AT + 1, "answered_at": AT + 1}],
            "rejected_row": [{"import_id": 5, "line": 9, "row": ["Ada", "02 123", "x"]}],
            "audit": [
                {"at": AT, "actor": "admin:eva", "action": "number.unmask", "subject": "", "facts": {"reason": "why"}},
                {"at": AT, "actor": "x", "action": "what.ever", "subject": "", "facts": {"raw": 1}},
            ],
            **rows,
        },
        lists={3: {"id": 3, "name": "March", "country": "IT", "campaign_id": 4, "consent": {}, "created_at": AT}},
        campaigns={4: {"id": 4, "name": "Spring", "time_zone": "Europe/Rome", "law": LAW}},
        imports={5: {"id": 5, "filename": "march.csv", "header": ["Name", "Phone"], "started_at": AT}},
        dispositions={(4, "nope"): "Non fa per me"},
    )


def made(one: PersonData, *, language: str = "it", company: Company = ACME) -> dict[str, Any]:
    question = Question(company=company, number=ADA, external_id=None, received_at=AT, made_at=AT, limits=LIMITS)
    return access_document(question, one, language=language)


def values(section: str, of: dict[str, Any]) -> list[tuple[str, str]]:
    [found] = [one for one in of["sections"] if one["key"] == section]
    return [(fact["key"], fact["value"]) for entry in found["entries"] for fact in entry["facts"]]


def texts(section: str, of: dict[str, Any]) -> str:
    [found] = [one for one in of["sections"] if one["key"] == section]
    return "\n".join((*found["items"], *found["paragraphs"]))


def test_every_part_of_article_15_is_there() -> None:
    keys = [one["key"] for one in made(kept())["sections"]]
    assert {"company", "purposes", "categories", "recipients", "transfers", "retention"} <= set(keys)
    assert {"rights", "source", "automated", "entries", "calls", "objections", "recording"} <= set(keys)
    assert keys.index("company") == 0


def test_a_call_is_told_in_words_and_local_time() -> None:
    shown = values("calls", made(kept()))
    assert ("outcome", "Nessuna risposta") in shown
    assert ("outcome", "Ha parlato con un operatore") in shown
    assert ("answered", "25 nov 2025, 16:01:10 CET") in shown
    assert ("talk", "2 min 5 s") in shown
    assert ("disposition", "Non fa per me") in shown
    assert ("number", ADA) in shown
    english = values("calls", made(kept(), language="en"))
    assert ("answered", "25 Nov 2025, 16:01:10 CET") in english
    assert ("disposition", "Non fa per me") in english
    assert ("checked", "12 rules of the law and of the company allowed it") in english


def test_source_consent_retention_and_rights_are_told() -> None:
    it = made(kept())
    assert {("source", "web form"), ("list_provider", "Lists Srl"), ("file", "march.csv")} <= set(values("source", it))
    assert ("imported", "25 nov 2025, 16:00:00 CET") in values("source", it)
    assert ("obtained_at", "1 set 2025, 12:00:00 CEST") in values("purposes", it)
    for written, shown in (("2025-09-01T10:00:00", "1 set 2025, 10:00:00"), ("2025-09-01T00:00:00", "1 set 2025")):
        dated = kept(lead=[lead(consent={**CONSENT, "obtained_at": written})])
        assert ("obtained_at", shown) in values("purposes", made(dated))
    assert "«Spring», tema: fibre" in texts("purposes", it)
    assert any("24 mesi" in value for _, value in values("retention", it))
    assert "Garante per la protezione dei dati personali" in texts("rights", it)
    assert "privacy@acme.example" in texts("rights", it)
    for right in ("rettifica", "cancellazione", "limitazione", "Opporsi", "reclamo"):
        assert right in texts("rights", it)
    assert {"Call Srl", "Voci Srl"} <= set(texts("recipients", it).splitlines())
    assert "Registro Pubblico delle Opposizioni" in texts("recipients", it)
    assert it["lacking"] == []


def test_objections_recording_requests_and_rows_are_told() -> None:
    en = made(kept(), language="en")
    objections = values("objections", en)
    assert {("scope", "by Acme"), ("reason", "Non fa per me"), ("by", "an operator")} <= set(objections)
    assert ("source", "25 Nov 2025, 16:01:00 CET") in objections
    assert ("listed", "no") in objections
    assert {("what", "this number"), ("what", "you, at any number")} <= set(objections)
    assert {("answer", "You refused"), ("notice", "yes")} <= set(values("recording", en))
    assert values("rejected", en) == [("cell", "Ada"), ("cell", "02 123"), ("cell", "x")]
    assert values("acts", en)[:3] == [
        ("act", "Your number was looked at in full"),
        ("by", "an administrator"),
        ("reason", "why"),
    ]


@pytest.mark.parametrize("language", ["en", "it"])
def test_no_raw_internals_are_shown(language: str) -> None:
    shown = made(kept(), language=language)
    told = access_text(shown)
    for raw in ("1764", "placed_at", "no_answer", "nope", "predictive", "company:", "admin:", "bruno", "d" * 64):
        assert raw not in told, raw
    assert "what.ever" not in told
    assert not re.search(r"\b\w+_\w+\b", told), "a column or code"


def test_nothing_that_a_spreadsheet_or_terminal_runs_leaves_it() -> None:
    evil = lead(name="Ada\x1b[2J\u202eissoR", notes="=cmd|calc", fields={"@sum": "+1+1", "saldo": -12.5, "tel": ADA})
    shown = made(kept(lead=[evil]))
    entry = values("entries", shown)
    assert ("name", "Ada[2JissoR") in entry
    assert ("notes", "'=cmd|calc") in entry
    assert {("field", "'+1+1"), ("field", "-12.5"), ("field", ADA)} <= set(entry)
    everything = json.dumps(shown, ensure_ascii=False) + access_text(shown) + access_page(shown)
    assert not {one for one in everything if one not in "\n" and (ord(one) < 32 or 127 <= ord(one) < 160)}
    assert not re.search(r"^\s*[=@]", access_text(shown), re.MULTILINE)


def test_text_is_cleaned_but_numbers_stay_whole() -> None:
    assert clean(ADA) == ADA
    assert clean("a\r\nb") == "a  b"
    assert clean("-x") == "'-x"


def test_a_page_is_one_file_in_its_language_with_everything_escaped() -> None:
    page = access_page(made(kept(lead=[lead(name="<b>Ada</b>")])))
    assert "<html lang=it>" in page
    assert "&lt;b&gt;Ada&lt;/b&gt;" in page
    assert "<script" not in page


def test_the_persons_language_goes_before_the_companies_and_the_default() -> None:
    italian, silent = kept(), kept(lead=[lead(language="")])
    german = kept(lead=[lead(language="de")])
    acme = dataclasses.replace(ACME, privacy=Privacy(language="it"))
    assert language_of(italian, ACME, asked="en", default="en") == "en"
    assert language_of(italian, ACME, asked=None, default="en") == "it"
    assert language_of(silent, acme, asked=None, default="en") == "it"
    assert language_of(german, ACME, asked=None, default="en") == "en"


def test_the_company_is_told_what_the_document_lacks() -> None:
    bare = kept(lead=[lead(consent=None)])
    bare = dataclasses.replace(bare, campaigns={4: {**bare.campaigns[4], "law": {}}})
    shown = made(bare, language="en", company=Company(id=7, name="Acme"))
    assert len(shown["lacking"]) == 5
    assert "on the page Companies" in shown["lacking"][0]
    assert "lacking" not in access_text(shown)
    assert shown["lacking"][0] not in access_page(shown)


def test_operators_outside_the_european_economic_area_are_told() -> None:
    abroad = dataclasses.replace(kept(), agent_countries=frozenset({"AL", "IT"}))
    assert "AL" in texts("transfers", made(abroad))
    assert "non lasciano" in texts("transfers", made(kept()))
    silent = dataclasses.replace(kept(), campaigns={4: {**kept().campaigns[4], "law": {}}})
    assert "non è indicata" in texts("transfers", made(silent)), "who knows nothing promises nothing"


def test_of_somebody_unknown_nothing_is_kept_and_the_rights_are_told() -> None:
    shown = made(PersonData(rows={}), language="en")
    assert texts("calls", shown) == "Nothing is kept."
    assert "Object to calls" in texts("rights", shown)


def test_an_emptied_entry_says_so_and_shows_no_basis() -> None:
    gone = lead(name="", external_id=None, fields={}, notes="", consent=None, done_reason="erased")
    erased = kept(lead=[gone], lead_phone=[], attempt=[call(number="~0123")])
    shown = made(erased, language="en")
    assert ("reason", "erased at your request") in values("entries", shown)
    assert ("number", "erased") in values("calls", shown)
    assert ("basis", "none is written down") in values("purposes", shown)


def test_every_word_has_its_term() -> None:
    assert {one.value for one in Outcome} <= terms.OUTCOMES.keys()
    assert {one.value for one in Mode} <= terms.MODES.keys()
    assert {one.value for one in LeadState} == terms.STATES.keys()
    assert {one.value for one in Side} == terms.ENDED_BY.keys()
    assert {one.value for one in RecordingAnswer} == terms.RECORDING.keys()
    assert {one.value for one in CallbackKind} == terms.CALLBACK_KINDS.keys()
    assert {one.value for one in CallbackState} == terms.CALLBACK_STATES.keys()
    assert all(bases_of({"basis": basis}, Company(id=1, name="x"), "IT") for basis in terms.BASES)


def test_every_proof_of_a_consent_has_a_label() -> None:
    assert set(CONSENT_COLUMNS.values()) <= terms.CONSENT_FIELDS.keys()


def test_every_table_that_hangs_on_a_person_is_in_the_document() -> None:
    """A claim is a lead's being called, a number that waits for a register is told with the register's answer.

    A merged person is a number that nobody has any more.

    That a lead's person objected is told with the suppressions of the person's numbers and ids.

    The answer kept for a repeated request says again, for a day, what the other tables say.
    """
    told = {"lead", "lead_phone", "attempt", "callback", "recording_consent", "suppression", "register_check"}
    told |= {"data_request", "rejected_row", "lead_request"}
    told |= {"person", "person_point", "contact_permission", "interaction", "message", "task"}
    told |= {"script_run", "script_answer", "issue_report"}
    untold = {"person_lead", "merged_person", "lead_objection", "lead_claim", "scrub_number", "keyed_request"}
    assert set(TREATMENT) - untold == told


def test_what_was_asked_and_answered_is_told() -> None:
    run = {"id": 1, "campaign_id": 4, "started_at": AT, "identity": "matched", "duties": ["commercial_purpose"]}
    run |= {"facts": {"need": "fibra"}, "end": "accepted"}
    answer = {"run_id": 1, "asked": "Bisogni", "said": "Film e serie", "state": "given", "choice": "films"}
    answer |= {"text": None, "number": None, "day": None}
    others = [
        {"asked": "Spesa", "said": "", "choice": None, "number": 29.9},
        {"asked": "Da quando", "said": "", "choice": None, "state": "doesnt_know"},
        {"asked": "Età", "said": "", "choice": None, "state": "refused"},
    ]
    issue_report = {"made_at": AT, "note": "la linea gracchia"}
    rows = {
        "script_run": [run],
        "script_answer": [answer, *(answer | one for one in others)],
        "issue_report": [issue_report],
    }
    document = made(kept(**rows))
    told = values("answers", document)
    assert {("campaign", "Spring"), ("fact", "fibra"), ("answer", "Film e serie"), ("answer", "29.9")} <= set(told)
    assert [value for key, value in told if key == "answer"][2:] == ["non lo sapeva", "non ha voluto dirlo"]
    assert values("issue_reports", document) == [("note", "la linea gracchia")]
    assert "Che cosa Le è stato chiesto" in texts("categories", document)


def test_the_person_over_all_lists_and_every_contact_is_told() -> None:
    person = {
        "id": 9,
        "name": "Ada Rossi",
        "kind": "business",
        "business_name": "Bar Sole",
        "tax_code": "RSSDAA80A41H501X",
    }
    person |= {
        "vat_number": "",
        "invoice_to": "",
        "language": "it",
        "type": "hurried",
        "needs": ["slow", "paper_first"],
    }
    point = {"person_id": 9, "kind": "email", "value": "ada@example.org"}
    said = {"purpose": "marketing", "channel": "", "is_given": False, "basis": "", "text_version": "3"}
    said |= {"given_at": AT, "given_by": "agent:bruno", "withdrawn_at": None}
    contact = {"channel": "phone", "campaign_id": 4, "started_at": AT, "topic": "price", "topic_2": "", "mood": -2}
    contact |= {"customer_type": "", "facts": {"need": "fibra"}, "draft": {"note": "richiamare", "fields": {"x": "y"}}}
    message = {"made_at": AT, "channel": "email", "recipient": "ada@example.org", "subject": "Salve", "text": "Testo"}
    message |= {"state": "sent", "sent_at": AT, "actor": "agent:bruno"}
    task = {"kind": "send", "due_at": AT, "state": "open", "made_at": AT, "made_by": "x", "ended_at": None, "note": "n"}
    rows = {"person": [person], "person_point": [point], "contact_permission": [said], "interaction": [contact]}
    document = made(kept(**rows, message=[message], task=[task]))
    assert ("needs", "parlare piano, prima su carta") in values("person", document)
    assert ("point", "ada@example.org") in values("person", document)
    assert values("permissions", document)[:2] == [("answer", "no"), ("purpose", "offerte")]
    assert {("mood", "molto contrariato"), ("fact", "fibra"), ("draft", "richiamare, x: y")} <= set(
        values("contacts", document)
    )
    assert {("text", "Testo"), ("state", "spedito")} <= set(values("messages", document))
    assert ("state", "ancora da fare") in values("tasks", document)
    assert "Messaggi a Lei" in texts("categories", document)
