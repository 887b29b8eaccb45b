"""Both languages are first class: every text is there in each, with the same facts."""

from enum import StrEnum

import pytest
import typer.testing

from api.cli.language import sentence as said_by_command
from api.cli.language import speak, wanted
from api.cli.main import app
from api.cli.refusals import of_error, of_problem
from dialer.campaigns.model import default_dispositions
from dialer.cell.agents.roster import AgentState
from dialer.cell.dialling.idle_reasons import REASONS, Idle
from dialer.compliance.vocabulary import Status
from dialer.core.enums import CallbackState, CampaignStatus, LeadState, Outcome
from dialer.core.errors import InUse, LeadNotFree, UnknownLead
from dialer.core.request_errors import Invalid
from dialer.core.settings import SettingsError, read_settings
from dialer.data_protection.retention.store.retention import KINDS
from dialer.i18n.catalogue import in_words, languages
from dialer.i18n.labels import LABELS, disposition_label, label, label_of_result
from dialer.i18n.message import msg
from dialer.people.imports.readers.columns import Meaning
from dialer.people.leads.store.erasure import ERASED, EXPIRED
from dialer.people.lists.rules.field_types import FieldKind
from pacing.snapshot import Mode, Why


@pytest.mark.parametrize(
    ("kind", "codes"),
    [
        ("campaign", CampaignStatus), ("mode", Mode), ("lead", LeadState), ("leads", LeadState), ("outcome", Outcome),
        ("result", Outcome), ("callback", CallbackState), ("agents", AgentState), ("field", FieldKind),
        ("result", (ERASED, EXPIRED)), ("meaning", Meaning), ("profile", Status), ("kept", KINDS),
    ],
)  # fmt: skip
def test_each_code_has_a_name(kind: str, codes: type[StrEnum]) -> None:
    assert {str(code) for code in codes} <= LABELS[kind].keys()


def test_dispositions_of_a_new_campaign_are_called_as_agents_see_them() -> None:
    for one in default_dispositions():
        for language in languages():
            seen = in_words(disposition_label(one.code), language)
            assert in_words(label_of_result(f"disposition:{one.code}"), language).capitalize() == seen
        assert (one.label, seen == one.code) == ("", False)
    assert label_of_result("disposition:gift") == "gift"


def test_each_reason_has_a_sentence() -> None:
    assert {str(code) for code in (*Idle, *Why)} <= REASONS.keys()


def test_english_is_said_as_it_came() -> None:
    document = {"type": "/problems/unknown-lead", "title": "Unknown lead", "detail": "There is no such lead. (id 7)"}
    assert of_problem(document) == "Unknown lead: There is no such lead. (id 7)"
    assert of_error(UnknownLead(id=7)) == "There is no such lead. (id 7)"


@pytest.mark.usefixtures("in_italian")
def test_refusals_are_said_in_italian_with_their_facts() -> None:
    assert of_error(LeadNotFree(lead=3, state=label("lead", "done"))) == (
        "Il contatto è concluso, prenotato per una richiamata o in chiamata. (contatto 3, stato concluso)"
    )
    assert of_error(InUse(campaign="Spring", by="lead list")).endswith("(campagna Spring, da lead list)")
    one_of = msg("use one of {those}", those=["RPO", "TPS"])
    assert of_error(Invalid([("register", one_of), ("phones.0", msg("the phone number is too short"))])) == (
        "registro: usare uno tra RPO, TPS; telefoni, primo: il numero di telefono è troppo corto"
    )
    refused = {"type": "/problems/not-signed-in", "title": "Serve un token", "detail": "Sconosciuta."}
    assert of_problem(refused) == "Serve un token: Impostare PRONTO_KEY con una chiave valida."


@pytest.mark.usefixtures("in_italian")
@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("PRONTO_PORT", "70000", "PRONTO_PORT è troppo grande: scrivere 65535 o meno"),
        ("PRONTO_PORT", "http", "PRONTO_PORT non è un numero intero: scriverne uno, ad esempio 12"),
        ("PRONTO_DATABASE_URL", "mysql://h/d", "PRONTO_DATABASE_URL deve cominciare con sqlite:/// o postgresql://"),
        ("PRONTO_HOST", "192.0.2.1", "PRONTO_HOST=192.0.2.1 apre Pronto ad altre macchine"),
        ("PRONTO_LANGUAGE", "de", "PRONTO_LANGUAGE non è ammesso qui: scrivere 'en' o 'it'"),
    ],
)
def test_a_wrong_setting_is_said_in_italian(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, said: str
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(SettingsError) as wrong:
        read_settings()
    assert said_by_command(wrong.value).startswith(said)


def test_help_is_english_whatever_the_output_speaks() -> None:
    shown = typer.testing.CliRunner().invoke(app, ["--language", "it", "list", "--help"]).output
    assert "Manage lists of leads, and import files into them." in shown
    assert "Options" in shown


@pytest.mark.parametrize(
    ("words", "environ", "language"),
    [
        ([], {}, "en"),
        ([], {"LANG": "it_IT.UTF-8"}, "it"),
        ([], {"LANG": "it_IT.UTF-8", "LC_ALL": "C.UTF-8"}, "en"),
        ([], {"LANG": "de_DE.UTF-8"}, "en"),
        ([], {"LANG": "en_GB.UTF-8", "PRONTO_LANGUAGE": "it"}, "it"),
        ([], {"LANG": "it_IT.UTF-8", "PRONTO_LANGUAGE": "en"}, "en"),
        (["list", "show", "--language", "en"], {"PRONTO_LANGUAGE": "it"}, "en"),
        (["--language=it", "list", "show"], {"PRONTO_LANGUAGE": "en"}, "it"),
        (["list", "show", "--language"], {}, "en"),
    ],
)
def test_the_option_goes_before_the_variable_and_that_before_the_locale(
    words: list[str], environ: dict[str, str], language: str
) -> None:
    assert wanted(words, environ) == language


@pytest.mark.parametrize(
    ("where", "english", "italian"),
    [
        ("/phones/0", "phones, first", "telefoni, primo"),
        ("phones.6", "phones, number 7", "telefoni, n. 7"),
        ("/fields/a~1b", "fields, a/b", "campi, a/b"),
        ("/consent/obtained_at", "consent, obtained at", "consenso, data"),
        ("/agent_id", "agent", "operatore"),
        ("", "the request", "la richiesta"),
    ],
)
def test_a_wrong_place_is_named_in_words(where: str, english: str, italian: str) -> None:
    wrong = {"where": where, "in": "body", "what": "X", "mend": "Y"}
    problem = {"type": "/problems/invalid", "title": "T", "detail": "D", "errors": [wrong]}
    said = {}
    for language in languages():
        speak(language)
        said[language] = of_problem(problem)
    speak("en")
    assert said == {"en": f"T: {english}: X; Y", "it": f"T: {italian}: X; Y"}
