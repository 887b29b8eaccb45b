from collections.abc import Sequence

import pytest

from dialer.people.imports.rows.suggested_types import suggested_type
from dialer.people.lists.rules.field_types import FieldKind


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        (("1.2.2026", "", "31/12/2026", "4 marzo 2025"), FieldKind.DATE),
        (("1/2/2026", "12/31/2026", "4/5/2026"), FieldKind.DATE),  # the month first
        (("20250304", "20251231", "20260101"), FieldKind.DATE),
        (("20250304", "20251231", "20261340"), FieldKind.WHOLE),  # there is no thirteenth month
        (("12", "7", "0", "-3"), FieldKind.WHOLE),
        (("45123", "45124", "45125"), FieldKind.WHOLE),  # not days as a spreadsheet counts them
        (("12,50", "7", "1.000,00"), FieldKind.DECIMAL),
        (("00118", "20121", "50123"), None),  # post codes
        (("1234567890", "1234567891", "1234567892"), None),  # contracts
        (("12", "7", "a few"), None),
        (("12", "7", ""), None),
        (("12", "12", "12"), None),
    ],
)
def test_a_column_has_the_type_that_all_its_cells_fit(cells: Sequence[str], found: FieldKind | None) -> None:
    assert suggested_type(cells, "IT") is found
