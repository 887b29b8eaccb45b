"""Whether a table's days have the month first is found from all values of a column."""

from pathlib import Path

import orjson
import pytest

from dialer.people.imports.preview import preview
from dialer.people.imports.preview_hints import HintKind
from dialer.people.imports.reader_process import Reading, read_table
from dialer.people.imports.rows import day_order
from dialer.people.imports.rows.batch import Batch
from dialer.people.imports.rows.row import Rules
from dialer.people.lists.rules.field_types import FieldKind, FieldType

DATE = {"nato": FieldType(kind=FieldKind.DATE)}


def reading(folder: Path, days: list[str], country: str = "IT", head: str = "nato") -> Reading:
    path = folder / "table.csv"
    rows = [f"+3906123450{number:02};{day}" for number, day in enumerate(days)]
    path.write_text("\n".join([f"telefono;{head}", *rows]))
    return Reading(path=str(path), rules=Rules(country=country, fields=DATE), said={})


def days_of(asked: Reading) -> list[str]:
    batches = [told for told in read_table(asked) if isinstance(told, Batch)]
    assert sum(len(batch.rejected) for batch in batches) == 0
    return [orjson.loads(lead[3])["nato"] for batch in batches for lead in batch.leads]


def hints(asked: Reading) -> list[tuple[HintKind, str]]:
    return [(hint.kind, hint.column) for hint in preview(asked).hints]


def test_one_certain_value_gives_the_order_of_its_column(tmp_path):
    asked = reading(tmp_path, ["03/04/2025", "12/31/2024"])
    assert days_of(asked) == ["2025-03-04", "2024-12-31"]
    assert hints(asked) == [(HintKind.MONTH_FIRST, "nato")]
    asked = reading(tmp_path, ["03/04/2025", "31/12/2024"], "US")
    assert days_of(asked) == ["2025-04-03", "2024-12-31"]
    assert hints(asked) == [(HintKind.DAY_FIRST, "nato")]


def test_without_one_the_country_decides(tmp_path):
    assert days_of(reading(tmp_path, ["03/04/2025", "05/06/2024"])) == ["2025-04-03", "2024-06-05"]
    assert hints(reading(tmp_path, ["03/04/2025", "31/12/2024"])) == []


def test_one_mistake_among_many_days_turns_none_of_them(tmp_path):
    days = [*(f"{day:02}/0{month}/2025" for day in range(1, 13) for month in (1, 2)), "12/13/2025"]
    asked = reading(tmp_path, days)
    [batch] = [told for told in read_table(asked) if isinstance(told, Batch)]
    assert [one.line for one in batch.rejected] == [26]
    assert orjson.loads(batch.leads[2][3])["nato"] == "2025-01-02"
    assert hints(asked) == []


def test_where_both_orders_occur_the_country_decides(tmp_path):
    batches = list(read_table(reading(tmp_path, ["03/04/2025", "31/12/2024", "12/31/2024"])))
    [batch] = [told for told in batches if isinstance(told, Batch)]
    assert ([one.line for one in batch.rejected], len(batch.leads)) == ([4], 2)


def test_the_whole_column_is_looked_at_if_its_beginning_leaves_it_open(tmp_path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(day_order, "LOOKED_AT", 2)
    days = ["01/02/2025", "01/03/2025", "01/04/2025", "01/31/2025"]
    assert days_of(reading(tmp_path, days)) == ["2025-01-02", "2025-01-03", "2025-01-04", "2025-01-31"]


def test_the_dates_of_consents_are_read_in_the_order_of_their_column(tmp_path):
    asked = reading(tmp_path, ["03/04/2025", "12/31/2024"], head="data consenso")
    [batch] = [told for told in read_table(asked) if isinstance(told, Batch)]
    assert [orjson.loads(lead[10])["obtained_at"][:10] for lead in batch.leads] == ["2025-03-04", "2024-12-31"]
