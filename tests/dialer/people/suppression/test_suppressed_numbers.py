"""A no reaches the lead's number however it is disguised in the request or the file that says it."""

from pathlib import Path

import pytest

from dialer.core.request_errors import Invalid
from dialer.people.imports.readers.number_file import NumberFile, NumberFileOptions
from dialer.people.suppression.service import read_numbers

DISGUISES = [
    ("06 12345678/2", ["+390612345678"]),
    ("+39 06 12345678/2", ["+390612345678"]),
    ("+390612345678-54", ["+390612345678"]),
    ("casa 06 12345678 (Ada)", ["+390612345678"]),
    ("fax 06 12345678", ["+390612345678"]),
    ("351234567", ["+390351234567"]),  # 035 of Bergamo without its 0
    ("+39 351234567", ["+390351234567"]),
    ("2 50123456", ["+390250123456"]),
    ("+39250123456", ["+390250123456"]),
    ("333 1234567 dopo le 18", ["+393331234567"]),
    ("06 12345678; 333 1234567", ["+390612345678", "+393331234567"]),
    # It may be either: none of them is called.
    ("335 123456-7", ["+39335123456", "+393351234567"]),
    ("3902481234", ["+3902481234", "+393902481234"]),
]


@pytest.mark.parametrize(("written", "numbers"), DISGUISES)
def test_a_request_is_for_the_number_that_is_meant(written: str, numbers: list[str]) -> None:
    assert sorted(read_numbers([written], "IT")) == numbers


@pytest.mark.parametrize(("written", "numbers"), DISGUISES)
def test_so_is_a_row_of_a_file(tmp_path: Path, written: str, numbers: list[str]) -> None:
    path = tmp_path / "noes.csv"
    path.write_text(f'telefono,nota\n"{written}",x\n')
    [batch] = NumberFile(NumberFileOptions(path=str(path), country="IT")).batches()
    assert [sorted(row.numbers) for row in batch.read] == [numbers]


@pytest.mark.parametrize("written", ["33312O4567", "12", "P.IVA 01234567890", "+39 06 12345O78"])
def test_what_can_mean_no_number_is_refused(written: str) -> None:
    with pytest.raises(Invalid):
        read_numbers([written], "IT")


def test_a_number_that_no_plan_has_yet_may_be_suppressed() -> None:
    assert read_numbers(["+44 999 1234567", "+12129111234"]) == ["+449991234567", "+12129111234"]
