"""Rows that say themselves that the person refuses calls: no list's consent makes up for it."""

import pytest

from dialer.people.imports.readers.columns import Meaning, guess, read_header
from dialer.people.imports.rows.batch import BatchReader
from dialer.people.imports.rows.row import BadRow, Rules, read_row

ITALY = Rules(country="IT", consent={"basis": "consent", "source": "web", "company": "Acme"})

REFUSED = [
    ("Consenso marketing", "NO"),
    ("Consenso", "negato"),
    ("consenso_privacy", "N"),
    ("Consenso al contatto telefonico", "0"),
    ("Marketing consent", "false"),
    ("opt-in", "no"),
    ("Einwilligung", "nein"),
    ("Consentement", "non"),
    ("Iscritto RPO", "SI"),
    ("RPO", "x"),
    ("Registro delle Opposizioni", "12/03/2025"),
    ("Blacklist", "X"),
    ("DNC", "Y"),
    ("Do not call", "1"),
    ("TPS", "yes"),
    ("Robinsonliste", "ja"),
    ("Bloctel", "oui"),
    ("Revoca consenso", "12/03/2025"),
    ("Data revoca", "2025-03-12"),
    ("Opt-out", "true"),
    ("Werbesperre", "X"),
    ("Deceduto", "SI"),
    ("Note", "NON CHIAMARE PIU"),
    ("Note", "ha detto: non vuole più chiamate"),
    ("Stato", "deceduto"),
    ("Esito", "Blacklist"),
    ("Remarks", "do not call again"),
    ("Consenso SI/NO", "NO"),
    ("Autorizzazione marketing", "no"),
    ("Opted in", "no"),
    ("Accord téléphone", "non"),
    ("Aceita chamadas", "não"),
    ("Não ligar", "sim"),
    ("Ne plus appeler", "oui"),
    ("No molestar", "sí"),
    ("Oposição", "x"),
    ("Fecha revocación", "12/03/2025"),
    ("Lista negra", "X"),
    ("Sperrliste", "ja"),
    ("DNC flag", "1"),
    ("Non chiamare più", "SI"),
    ("Note", "non chiamatelo più"),
    ("Note", "non desidera chiamate"),
    ("Note", "togliere dalla lista"),
    ("Note", "consentimiento revocado"),
    ("Remarks", "doesn't want to be called"),
    ("Bemerkung", "möchte nicht mehr kontaktiert werden"),
    ("Remarque", "ne souhaite plus être appelé"),
    ("Observaciones", "no desea ser contactado"),
    ("Observações", "não voltar a ligar"),
]
WILLING = [
    ("Consenso marketing", "SI"),
    ("Consenso marketing", ""),
    ("Consent", "Yes"),
    ("Iscritto RPO", "NO"),
    ("Iscritto RPO", ""),
    ("Blacklist", "0"),
    ("Revoca consenso", "-"),
    ("DNC", "n"),
    ("Note", "non chiamare prima delle 18"),
    ("Note", "chiamare la sera"),
    ("Note", "non ha richiamato"),
    ("Note", "ha cancellato un appuntamento"),
    ("Observações", "não ligar antes das 10"),
    ("Observaciones", "no se pudo contactar"),
    ("Date de retrait", "12/03/2025"),
    ("Aceita chamadas", "sim"),
    ("Stato", "attivo"),
    ("Comune", "Revoca"),
]


def rejected(name: str, cell: str, said: dict[str, str] | None = None) -> bool:
    """Whether both ways to read a row reject it; they agree."""
    columns = read_header(["nome", "telefono", name], said)
    row = ["Ugo", "06 50123456", cell]
    batch = BatchReader(columns, ITALY).read([(2, row)])
    if not batch.rejected:
        read_row(row, columns, ITALY)
        return False
    with pytest.raises(BadRow) as bad:
        read_row(row, columns, ITALY)
    [one] = batch.rejected
    assert (bad.value.column, bool(bad.value.mend), one.column) == (name, True, name)
    return True


@pytest.mark.parametrize(("name", "cell"), REFUSED)
def test_a_person_who_refuses_is_not_loaded_whatever_the_column_is_called(name, cell):
    assert rejected(name, cell)


@pytest.mark.parametrize(("name", "cell"), WILLING)
def test_a_person_who_refuses_nothing_is_loaded(name, cell):
    assert not rejected(name, cell)


def test_what_is_neither_yes_nor_no_is_asked():
    columns = read_header(["telefono", "Consenso marketing"])
    with pytest.raises(BadRow, match="not clear whether the person has agreed") as bad:
        read_row(["06 50123456", "da verificare"], columns, ITALY)
    assert str(bad.value.mend) == "write yes or no, or say that the column means something else"


def test_a_person_may_say_that_the_column_means_something_else():
    assert not rejected("Blacklist", "X", {"Blacklist": "field"})
    assert rejected("Gruppo 7", "X", {"Gruppo 7": "objected"})
    assert rejected("Gruppo 7", "no", {"Gruppo 7": "consent_given"})


def test_columns_of_a_consents_proof_keep_their_meaning():
    names = ["telefono", "fonte consenso", "data consenso", "versione consenso", "canale consenso", "titolare consenso"]
    assert guess(names, {})[1:] == (
        Meaning.CONSENT_SOURCE,
        Meaning.CONSENT_AT,
        Meaning.CONSENT_TEXT,
        Meaning.CONSENT_CHANNEL,
        Meaning.CONSENT_COMPANY,
    )


def test_both_are_kept_as_fields_too():
    columns = read_header(["telefono", "Consenso marketing", "RPO"])
    lead = read_row(["06 50123456", "SI", "NO"], columns, ITALY)
    assert dict(lead.fields) == {"Consenso marketing": "SI", "RPO": "NO"}
