"""Typed cells of a batch are what they are row by row, and unfit ones are counted once a row."""

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialer.people.imports.readers.columns import read_header
from dialer.people.imports.rows.batch import BatchReader
from dialer.people.imports.rows.row import BadField, Rules, read_row
from dialer.people.imports.rows.type_errors import unfit_of
from dialer.people.lists.rules.field_types import FieldKind, FieldType

COLUMNS = read_header(["telefono", "spesa", "nato", "vip", "piano", "altro"])
TYPES = {
    "spesa": FieldType(kind=FieldKind.DECIMAL),
    "nato": FieldType(kind=FieldKind.DATE),
    "vip": FieldType(kind=FieldKind.YES_NO),
    "piano": FieldType(kind=FieldKind.CHOICE, choices=("Oro", "Argento")),
}
CELLS = st.sampled_from(["", " ", "0", "no", "sì", "1.234", "1.234,5", "31 gennaio 2026", "oro", "boh", "'-5", "-5"])


@pytest.mark.parametrize("keep", [False, True])
@given(rows=st.lists(st.tuples(CELLS, CELLS, CELLS, CELLS, CELLS), min_size=1, max_size=8), exact=st.booleans())
def test_a_batch_reads_what_its_rows_read_one_by_one(
    keep: bool, rows: list[tuple[str, str, str, str, str]], exact: bool
) -> None:
    rules = Rules(country="IT", fields=TYPES, keep_unfit=keep, exact=exact)
    records = [(place, ["3331234567", *row]) for place, row in enumerate(rows, start=2)]
    batch = BatchReader(COLUMNS, rules).read(records)
    good, bad = [], []
    for line, row in records:
        try:
            good.append(dict(read_row(row, COLUMNS, rules).fields))
        except BadField as why:
            bad.append((line, why.column, why.reason))
    assert [orjson.loads(lead[3]) for lead in batch.leads] == good
    assert [(one.line, one.column, one.reason) for one in batch.rejected] == bad
    assert batch.unfit == sum(bool(unfit_of(row, COLUMNS, rules)) for _, row in records)
    assert keep or batch.unfit == len(bad)
