"""What columns are called in six languages, and how they are shortened."""

import pytest

from dialer.numbers.addresses import state_in
from dialer.people.imports.readers.columns import BadMapping, read_header
from dialer.people.imports.rows.row import Rules, read_row

PHONES = (
    *("Altro n. cell.", "Mob.", "Ph.", "Tel/Fax", "Tel./Fax", "Ph. No.", "Mob No", "Cell. 1", "Tel. 2", "N. cell."),
    *("Telefono (ab.)", "Telefono sede", "Cell. titolare", "Tel. Uff.", "Utenza telefonica", "Telef.", "WhatsApp"),
    *("Home #", "Cell #", "Work #", "Phone 1 - Value", "Alternative Number", "Cust Phone", "Lead Phone"),
    *("Telefonnummer", "Telefon", "Tel.-Nr.", "Handy", "Handynummer", "Mobil", "Mobilnummer", "Festnetz", "Rufnummer"),
    *("Telefon privat", "Tel. geschäftlich", "Mobiltelefon", "Festnetznummer", "Handy-Nr."),
    *("Téléphone", "Tél.", "Tél. portable", "Portable", "Numéro de téléphone", "N° de téléphone", "Tél. fixe", "GSM"),
    *("Téléphone mobile", "Tél. domicile", "Numéro de portable"),
    *("Teléfono", "Móvil", "Tel. móvil", "Celular", "Tfno.", "Tlf.", "Número de teléfono", "Teléfono fijo", "Nº móvil"),
    *("Telefone", "Telemóvel", "Número de telefone", "Telefone fixo", "Nº de telemóvel"),
)
OTHERS = {
    "external_id": (
        *("Cod. cliente", "Cod. cli.", "N. cliente", "Customer No.", "Cust. ID", "Client code"),
        *("Kundennummer", "Kunden-Nr.", "Kd.-Nr.", "N° client", "Code client", "Référence", "Nº cliente"),
        *("Código cliente", "Código do cliente", "Numero cliente"),
    ),
    "name": (
        *("Rag. sociale", "Rag. soc.", "Nome e cognome", "Name", "Vor- und Nachname", "Nom complet", "Raison sociale"),
        *("Nombre completo", "Nombre y apellidos", "Razón social", "Nome completo", "Razão social", "Kunde"),
    ),
    "first_name": ("Vorname", "Prénom", "Nombre", "First", "F. name"),
    "last_name": ("Nachname", "Familienname", "Nom", "Nom de famille", "Apellido", "Apellidos", "Apelido", "Last"),
    "postcode": ("PLZ", "Postleitzahl", "Code postal", "Código postal", "CP", "Post code", "ZIP+4"),
    "notes": (
        "Bemerkung",
        "Bemerkungen",
        "Notizen",
        "Remarques",
        "Commentaire",
        "Observaciones",
        "Observações",
        "Notas",
    ),
    "consent_at": ("Opt-in Date", "Opt in date", "Data opt-in", "Optin date", "Consent given on", "Einwilligungsdatum"),
    "language": ("Sprache", "Langue", "Idioma"),
    "state": ("ST", "State/Province", "State / Region", "US State", "Mailing State", "Bundesstaat", "Billing State"),
}


@pytest.mark.parametrize("name", PHONES)
def test_a_phone_is_known_in_six_languages(name: str) -> None:
    assert read_header([name]).phones == (0,)


@pytest.mark.parametrize(("meaning", "name"), [(key, name) for key, names in OTHERS.items() for name in names])
def test_other_columns_are_known_in_six_languages(meaning: str, name: str) -> None:
    assert read_header([name, "tel"]).meanings[0] == meaning


@pytest.mark.parametrize("name", ["Numero", "Number", "Nummer", "Numéro", "Número", "N.", "No."])
def test_a_number_alone_is_a_phone_only_where_nothing_else_is(name: str) -> None:
    assert read_header([name, "Telefono"]).phones == (1,)
    assert read_header(["Cellulare", name]).phones == (0,)


@pytest.mark.parametrize("name", ["Numero", "Number", "Nummer", "Numéro", "Número"])
def test_where_nothing_else_is_it_is_one(name: str) -> None:
    assert read_header(["nome", name]).phones == (1,)


NO_PHONES = (
    *("Fax", "Telefax", "N. fax", "Fax number", "Fax-Nr.", "Portata", "Mobbing", "Phase", "Home", "Office"),
    *("Operatore telefonico", "Gestore mobile", "Phone Type", "Phone 1 - Type", "Account #", "Ticket #"),
)


@pytest.mark.parametrize("name", NO_PHONES)
def test_a_fax_is_none(name: str) -> None:
    assert read_header([name, "tel"]).phones == (1,)


def test_a_state_is_read_whatever_its_column_is_called() -> None:
    columns = read_header(["Phone", "Wo"], {"Wo": "state"})
    lead = read_row(["212 736 5000", "Texas"], columns, Rules(country="US"))
    assert (lead.fields, state_in(lead.fields)) == ({"state": "Texas"}, "TX")
    assert "America/Chicago" in lead.zone_key
    guessed = read_row(["212 736 5000", "TX"], read_header(["Phone", "State/Province"]), Rules(country="US"))
    assert state_in(guessed.fields) == "TX"
    kept = read_header(["Phone", "State", "ST"])
    assert kept.header == ("Phone", "State", "ST")
    with pytest.raises(BadMapping):
        read_header(["Phone", "State", "Wo"], {"Wo": "state"})
