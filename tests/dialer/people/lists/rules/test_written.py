"""Numbers and days as people write them, in Italy and elsewhere."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialer.people.imports.rows.cell_fault import BadCell
from dialer.people.lists.rules.written_days import order_of, read_day, read_instant
from dialer.people.lists.rules.written_numbers import read_decimal, read_whole, write_decimal


@pytest.mark.parametrize(
    ("written", "italian", "american"),
    [
        ("1.234", 1234, 1.234),
        ("1,234", 1.234, 1234),
        ("1.000", 1000, 1),
        ("0.125", 0.125, 0.125),
        ("1.234,5", 1234.5, 1234.5),
        ("1,234.5", 1234.5, 1234.5),
        ("1.234.567", 1234567, 1234567),
        ("1 234,50", 1234.5, 1234.5),
        ("1'234.5", 1234.5, 1234.5),
        ("€ 1.234,50", 1234.5, 1234.5),
        ("$2,500.00", 2500, 2500),
        ("12,5", 12.5, 12.5),
        ("-12.34", -12.34, -12.34),
    ],
)
def test_a_lone_mark_before_three_digits_means_what_it_means_in_the_country(
    written: str, italian: float, american: float
) -> None:
    assert (read_decimal(written, "IT"), read_decimal(written, "US")) == (italian, american)


@pytest.mark.parametrize("written", ["", "many", "1.2.3", "1.23,4", "12.34.567", "1,234.567,8", "12€34", "--5", "1e5"])
def test_what_can_mean_no_number_is_none(written: str) -> None:
    with pytest.raises(BadCell):
        read_decimal(written, "IT")
    with pytest.raises(BadCell, match="not a whole number"):
        read_whole(written, "IT")


def test_a_whole_number_may_have_thousands_and_decimals_that_are_none() -> None:
    assert [read_whole(written, "IT") for written in ("7", "1.000", "1.000,00", "12,0", "2500 €")] == [
        7, 1000, 1000, 12, 2500,
    ]  # fmt: skip
    for written in ("1,5", "1.234,5", "9" * 19):
        with pytest.raises(BadCell, match="not a whole number"):
            read_whole(written, "IT")


def test_the_numbers_of_a_spreadsheet_have_a_point_before_their_decimals_in_every_country() -> None:
    assert read_decimal("1.234", "IT", exact=True) == 1.234
    assert read_decimal("1e-05", "IT", exact=True) == 0.00001
    assert read_decimal("1.000", "IT", exact=True) == 1000  # no number's: a text in a cell


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e15, max_value=1e15), st.sampled_from(["IT", "US"]))
def test_what_is_written_by_pronto_is_read_as_the_same_number_everywhere(number: float, country: str) -> None:
    written = write_decimal(number)
    if sum(map(str.isdigit, written)) <= 40:
        assert read_decimal(written, country) == number


@pytest.mark.parametrize(
    "written",
    [
        "2026-03-01", "1/3/2026", "01.03.26", "1-3-2026", "1 marzo 2026", "1° mar 26", "domenica 1 marzo 2026",
        "March 1, 2026", "Mar 1 2026", "1st of March 2026", "1-Mar-26", "2026-03-01T23:30:00+02:00",
        "1/3/2026 5:30 PM", "46082", "46082.5", "20260301", "20260301 23:30", "1. März 2026", "1er mars 2026",
        "Sonntag, 1. Mär. 2026", "1 de marzo de 2026", "domingo, 1 de março de 2026",
    ],
)  # fmt: skip
def test_a_day_may_be_written_in_many_ways(written: str) -> None:
    assert read_day(written, "IT").isoformat() == "2026-03-01"


def test_the_month_comes_first_in_the_united_states() -> None:
    assert read_day("3/1/2026", "US").isoformat() == "2026-03-01"
    assert read_instant("3/1/2026 12:05:00 AM", "US").isoformat() == "2026-03-01T00:05:00"
    assert read_instant("2026-03-01T23:30:00-0200", "US").isoformat() == "2026-03-02T01:30:00+00:00"


@pytest.mark.parametrize(
    "names",
    [
        "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
        "January February March April May June July August September October November December",
        "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
        "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
        "gen feb mar apr mag giu lug ago set ott nov dic",
        "Jän. Feb. März Apr. Mai Juni Juli Aug. Sept. Okt. Nov. Dez.",
        "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.",
        "ene feb mar abr may jun jul ago sep oct nov dic",
        "jan fev mar abr mai jun jul ago set out nov dez",
    ],
)
def test_months_have_names_in_all_languages_of_the_reader(names: str) -> None:
    months = [read_day(f"4 {name} 2025", "IT") for name in names.split()]
    assert [(day.day, day.month) for day in months] == [(4, month) for month in range(1, 13)]


@pytest.mark.parametrize(
    ("written", "order"),
    [("03/25/2025", True), ("25/03/2025", False), ("03/04/2025", None), ("2025-03-25", None), ("45/03/2025", None)],
)
def test_a_day_says_whether_its_month_is_first(written: str, order: bool | None) -> None:
    assert order_of(written) is order
    assert read_day("03/04/2025", "IT", month_first=True).isoformat() == "2025-03-04"


@pytest.mark.parametrize("written", ["", "soon", "31/02/2026", "1 foo 2026", "7", "2026-13-01", "1/3/2026 25:00"])
def test_what_is_no_day_is_none(written: str) -> None:
    with pytest.raises(BadCell):
        read_day(written, "IT")
