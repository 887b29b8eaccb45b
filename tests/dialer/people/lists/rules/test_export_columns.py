"""What an export says of a lead, and that an import takes it for the same lead."""

import tempfile
from datetime import date
from pathlib import Path

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialer.core.enums import LeadState
from dialer.numbers.masking import Show
from dialer.numbers.person_zones import zone_key_of
from dialer.people.imports.reader_process import Reading, read_table
from dialer.people.imports.readers.sheet_errors import MARKS
from dialer.people.imports.rows.batch import Batch
from dialer.people.imports.rows.row import FieldType, Rules
from dialer.people.imports.rows.spreadsheet_cells import csv_row
from dialer.people.leads.model import LeadRecord, Phone
from dialer.people.lists.rules.export_columns import (
    DEFAULT,
    OFFERED,
    ExportedLead,
    UnknownFields,
    cells,
    choose,
    header,
)
from dialer.people.lists.rules.field_types import FieldKind

NUMBERS = ["+390612345678", "+393331234567", "+442079460001", "+12125550123", "+4930123456"]
NAMES = ["town", "it's, odd", "=sum", "since", "score", "member"]
TYPES = {"since": FieldType(kind=FieldKind.DATE), "score": FieldType(kind=FieldKind.DECIMAL)}
TYPES |= {"member": FieldType(kind=FieldKind.YES_NO)}
LETTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
# An import takes no spreadsheet's error for a text, whoever wrote it.
TEXT = st.text(LETTERS | st.sampled_from("'=+-@\t\r\n \""), max_size=20).filter(
    lambda text: not text.strip().startswith(MARKS)
)
STRIPPED = TEXT.map(str.strip)
CONSENT = {"basis": "consent", "source": "=a form", "obtained_at": "2026-01-01T10:00:00+00:00"}


def exported(number: int, phones: list[str], fields: dict[str, object], more: list[str], *, zone: str) -> ExportedLead:
    name, external_id, owner, notes = more
    record = LeadRecord(
        lead_id=number,
        list_id=1,
        external_id=external_id or None,
        name=name,
        language="pt-br",
        fields=fields,
        zone_key=zone,
        state=LeadState.DONE,
        priority=-3,
        due_at=1_700_000_000.0,
        lease_owner=None,
        attempts=2,
        next_phone=0,
        done_reason="=odd",
        phones=tuple(Phone(position=place, number=one) for place, one in enumerate(phones)),
    )
    return ExportedLead(record=record, postcode="00118", owner=owner, notes=notes, consent=CONSENT)


LEADS = st.builds(
    exported,
    st.integers(1, 9),
    st.lists(st.sampled_from(NUMBERS), min_size=1, unique=True),
    st.fixed_dictionaries(
        {},
        optional={
            **{name: TEXT.filter(bool) for name in NAMES[:3]},
            "since": st.dates(min_value=date(1900, 1, 1)).map(str),
            "score": st.decimals(-10_000, 10_000, places=2).map(float),
            "member": st.booleans(),
        },
    ),
    st.tuples(TEXT, STRIPPED, STRIPPED, STRIPPED),
    zone=st.sampled_from(["Europe/Rome", "America/Chicago|America/New_York"]),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(LEADS, min_size=1, max_size=5), st.booleans())
def test_an_exported_list_is_read_as_the_same_leads(leads, mark):
    columns = choose("", OFFERED, DEFAULT, NAMES)
    most = max(len(lead.record.phones) for lead in leads)
    lines = [csv_row(header(columns, most))]
    lines += [csv_row(cells(lead, columns, most, list_name="-March", show=Show(whole=True))) for lead in leads]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "leads.csv"
        path.write_bytes(b"\xef\xbb\xbf" * mark + "".join(lines).encode())
        _, batch = read_table(Reading(path=str(path), rules=Rules(country="US", fields=TYPES), said={}))
    assert isinstance(batch, Batch)
    assert batch.rejected == []
    assert [[number for number, _ in phones] for phones in batch.phones] == [
        [phone.number for phone in lead.record.phones] for lead in leads
    ]
    for (external_id, name, language, fields, *rest, consent), lead in zip(batch.leads, leads, strict=True):
        record = lead.record
        assert (external_id, name, language) == (record.external_id, record.name, record.language)
        assert orjson.loads(fields) == record.fields
        phones = [(phone.number, phone.label) for phone in record.phones]
        key = zone_key_of(record.zone_key, phones, None, lead.postcode)  # as one that is stored is by now
        assert rest == [key, record.priority, 0.0, lead.notes, lead.postcode, lead.owner]
        assert orjson.loads(consent) == lead.consent


def test_columns_come_as_they_are_asked_for_and_once():
    assert choose(" state ,name,state", OFFERED, DEFAULT) == ("state", "name")
    assert choose("fields.*,name,fields.b", OFFERED, DEFAULT, ["a, b", "b"]) == ("fields.a, b", "fields.b", "name")
    assert choose("fields.a, b,name", OFFERED, DEFAULT, ["a, b"]) == ("fields.a, b", "name")


@pytest.mark.parametrize("asked", ["name,salary", "fields.salary", ",", "Name"])
def test_a_column_that_there_is_not_is_named_with_those_there_are(asked):
    with pytest.raises(UnknownFields, match=r"external_id, .*fields\.town") as refused:
        choose(asked, OFFERED, DEFAULT, ["town"])
    assert asked.split(",")[-1] in str(refused.value)
