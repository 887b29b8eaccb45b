"""Dirty lists of three countries: nearly every row becomes what it should, and no number is stored but the person's."""

from collections import Counter

import pytest

from dialer.people.imports.readers.columns import read_header
from dialer.people.imports.rows.batch import BatchReader
from dialer.people.imports.rows.row import Rules
from tests.support.dirty_lists import NOTHING, dirty_list

ROWS = 4000
SEEDS = (11, 12)
AS_EXPECTED = 0.995


def read(country: str, rows: list[list[str]]) -> tuple[dict[int, tuple[str, ...]], set[int]]:
    """The numbers of each row, and the rows that were refused, by place."""
    reader = BatchReader(read_header(["id", "telefono", "cellulare"]), Rules(country=country))
    batch = reader.read([(place, row) for place, row in enumerate(rows)])
    loaded = {
        int(lead[0] or ""): tuple(number for number, _ in phones)
        for lead, phones in zip(batch.leads, batch.phones, strict=True)
    }
    return loaded, {row.line for row in batch.rejected}


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("country", ["IT", "US", "DE"])
def test_rows_become_what_they_should_and_no_number_is_stored_but_the_persons(country: str, seed: int) -> None:
    cells = dirty_list(country, ROWS, seed=seed)
    loaded, refused = read(country, [[str(place), cell.text, ""] for place, cell in enumerate(cells)])
    assert len(loaded) + len(refused) == ROWS
    strangers = [
        (cell.way, cell.text, numbers)
        for place, cell in enumerate(cells)
        if not set(numbers := loaded.get(place, ())) <= set(cell.numbers)
    ]
    assert strangers == []
    other = [
        (cell.way, cell.text, loaded.get(place))
        for place, cell in enumerate(cells)
        if loaded.get(place, ()) != cell.numbers
    ]
    assert len(other) <= ROWS * (1 - AS_EXPECTED), Counter(way for way, *_ in other)
    assert sum(bool(cell.numbers) for cell in cells) > ROWS * 0.55
    assert sum(not cell.numbers for cell in cells) > ROWS * 0.2


@pytest.mark.parametrize("country", ["IT", "US", "DE"])
def test_words_for_nothing_beside_a_good_number_lose_no_row(country: str) -> None:
    good = {"IT": "333 1234567", "US": "212 736 5000", "DE": "030 901820"}[country]
    loaded, refused = read(country, [[str(place), word, good] for place, word in enumerate(NOTHING)])
    assert (refused, len(loaded), len(set(loaded.values()))) == (set(), len(NOTHING), 1)
