"""A lead that a program sends is read by the same rules as a row of a table."""

import pytest

from dialer.people.imports.rows.row import BadRow, FieldType, Rules
from dialer.people.imports.rows.single_lead import OneLead, read_one
from dialer.people.lists.rules.field_types import FieldKind

RULES = Rules(
    country="IT",
    fields={
        "score": FieldType(kind=FieldKind.WHOLE),
        "since": FieldType(kind=FieldKind.DATE),
        "vip": FieldType(kind=FieldKind.YES_NO),
        "plan": FieldType(kind=FieldKind.CHOICE, choices=("Gold", "Silver")),
    },
    consent={"basis": "consent", "source": "fair"},
)


def sent(*numbers: str, **more: object) -> OneLead:
    return OneLead(phones=tuple((number, "") for number in numbers), **more)  # type: ignore[arg-type]


def test_numbers_are_normalised_and_keep_their_labels_and_what_stood_beside_them():
    lead = read_one(OneLead(phones=(("06 6982", "office"), ("333 1234567 int. 12", ""))), RULES)
    assert [number for number, _ in lead.phones] == ["+39066982", "+393331234567"]
    assert lead.phones[0][1] == "office"
    assert "12" in lead.phones[1][1]
    assert "phones." not in lead.phones[1][1]


def test_fields_are_typed_and_unknown_ones_are_kept_as_text():
    fields = {"score": 7, "since": "31/01/2026", "vip": True, "plan": "gold", "other": 5, "none": None}
    lead = read_one(sent("3331234567", fields=fields), RULES)
    assert lead.fields == {"score": 7, "since": "2026-01-31", "vip": True, "plan": "Gold", "other": "5"}


def test_consent_is_the_leads_own_where_it_says_something_and_the_lists_where_not():
    lead = read_one(sent("3331234567", consent={"source": "web", "obtained_at": "2026-01-31T10:00:00Z"}), RULES)
    assert lead.consent == {"basis": "consent", "source": "web", "obtained_at": "2026-01-31T10:00:00+00:00"}


def test_the_zones_are_those_of_the_numbers_unless_one_is_said():
    assert read_one(sent("3331234567"), RULES).zone_key == "Europe/Rome"
    assert read_one(sent("3331234567", zone="Europe/Berlin"), RULES).zone_key == "Europe/Berlin|Europe/Rome"


def test_an_apostrophe_before_a_sign_is_the_leads_own():
    assert read_one(sent("3331234567", name="'=x", notes="=1+1"), RULES).name == "'=x"


@pytest.mark.parametrize(
    ("lead", "place"),
    [
        (sent("3331234567", "12"), "phones.1"),
        (sent("3331234567", priority=1000), "priority"),
        (sent("3331234567", zone="Mars/Base"), "zone"),
        (sent("3331234567", language="??"), "language"),
        (sent("3331234567", fields={"score": "many"}), "fields.score"),
        (sent("3331234567", fields={"plan": "tin"}), "fields.plan"),
        (sent("3331234567", consent={"basis": "a feeling"}), "consent.basis"),
        (sent("3331234567", name="a\0b"), "name"),
    ],
)
def test_what_cannot_be_is_refused_with_its_place_and_how_to_mend_it(lead: OneLead, place: str):
    with pytest.raises(BadRow) as refused:
        read_one(lead, RULES)
    assert refused.value.column == place
    assert refused.value.reason
    assert refused.value.mend
