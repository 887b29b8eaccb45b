"""Numbers at a premium rate are rejected unless somebody lets them in; other costly or free ones are counted."""

from pathlib import Path

import pytest

from dialer.i18n.catalogue import in_words
from dialer.numbers.kinds import kind_of
from dialer.people.imports.preview import preview
from dialer.people.imports.reader_process import Reading
from dialer.people.imports.readers.columns import read_header
from dialer.people.imports.rows.batch import BatchReader
from dialer.people.imports.rows.row import BadRow, Rules, read_row
from dialer.people.imports.rows.single_lead import OneLead, read_one

ORDINARY, FREE, SHARED, PREMIUM = "06 50123456", "800 123456", "848 123456", "899 123456"


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        *(("+390650123456", None), ("+393331234567", None), ("+442079460018", None), ("+12127365000", None)),
        *(("+39800123456", "toll_free"), ("+448001234567", "toll_free"), ("+18002345678", "toll_free")),
        *(("+39848123456", "shared_cost"), ("+39199123456", "shared_cost"), ("+448451234567", "shared_cost")),
        *(("+39899123456", "premium_rate"), ("+449012345678", "premium_rate"), ("+19002345678", "premium_rate")),
        *(("+41900123456", "premium_rate"), ("+41446681800", None)),
    ],
)
def test_the_kind_of_a_number_is_told(number: str, kind: str | None) -> None:
    assert kind_of(number) == kind


def test_a_premium_rate_rejects_its_row_unless_it_is_let_in() -> None:
    columns = read_header(["nome", "tel", "altro tel (ufficio)"])
    with pytest.raises(BadRow, match="premium rate") as bad:
        read_row(["Ada", ORDINARY, f"ufficio {PREMIUM}"], columns, Rules(country="IT"))
    assert (bad.value.column, bool(bad.value.mend)) == ("altro tel (ufficio)", True)
    lead = read_row(["Ada", ORDINARY, PREMIUM], columns, Rules(country="IT", premium=True))
    assert [number for number, _ in lead.phones] == ["+390650123456", "+39899123456"]


def test_a_lead_that_comes_alone_is_told_what_it_can_do() -> None:
    with pytest.raises(BadRow, match="premium rate") as bad:
        read_one(OneLead(phones=((PREMIUM, ""),)), Rules(country="IT"))
    assert str(bad.value.mend).startswith("write another number: those at a premium rate come in with a file alone")
    assert in_words(bad.value.mend, "it").startswith("scrivere un altro numero: quelli a tariffa maggiorata")


@pytest.mark.parametrize(("premium", "loaded"), [(False, 3), (True, 4)])
def test_a_batch_counts_rows_by_the_kind_of_their_numbers(premium: bool, loaded: int) -> None:
    reader = BatchReader(read_header(["tel", "tel 2"]), Rules(country="IT", premium=premium))
    rows = [[ORDINARY, ""], [FREE, "800 123457"], [SHARED, FREE], [PREMIUM, ""]]
    batch = reader.read(list(enumerate(rows, start=2)))
    assert (len(batch.leads), dict(batch.kinds)) == (loaded, {"toll_free": 2, "shared_cost": 1, "premium_rate": 1})


def test_a_preview_shows_and_counts_them(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("".join(f"{cell}\n" for cell in ("tel", ORDINARY, FREE, SHARED, PREMIUM)))
    found = preview(Reading(path=str(path), rules=Rules(country="IT"), said={}))
    assert [row.kinds for row in found.rows] == [[], ["toll_free"], ["shared_cost"], ["premium_rate"]]
    assert (found.kinds, found.rejected) == ({"toll_free": 1, "shared_cost": 1, "premium_rate": 1}, 1)
