"""What a file's first rows would become, for a person to look at before the whole file is loaded."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Final

from dialer.leads.cells import arm
from dialer.leads.columns import BadMapping, Columns, Meaning, NoPhoneColumn, guess, read_header
from dialer.leads.csv_file import Record
from dialer.leads.lead import NewLead
from dialer.leads.reading import Reading
from dialer.leads.rejected import value_of
from dialer.leads.rows import BadRow, Rules, read_row
from dialer.leads.table_file import TableFile, open_table

ROWS: Final = 20
CHECKED_ROWS: Final = 1000
SAMPLES: Final = 3
CELL_CHARACTERS_AT_MOST: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewColumn:
    """A column: its name in the file, what it would be taken for, and some of what stands in it."""

    name: str
    meaning: Meaning
    samples: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewRow:
    """A row as it came, and the lead it would become, or why it would be rejected. `same_as`: an earlier row's line."""

    line: int
    cells: list[str]
    lead: NewLead | None = None
    column: str = ""
    value: str = ""
    reason: str = ""
    mend: str = ""
    same_as: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """A file before it is loaded. `problem` says why it could not be, as it is; then rows have neither lead nor reason.

    `total` is about how many rows there are; of the first `checked` ones `rejected` would be.
    """

    kind: str
    inside: str
    encoding: str
    separator: str
    sheet: str
    sheets: Sequence[str]
    total: int
    columns: list[PreviewColumn]
    problem: str
    rows: list[PreviewRow]
    checked: int
    rejected: int

    def plain(self) -> dict[str, Any]:
        """As JSON can hold it."""
        return asdict(self)


def preview(reading: Reading) -> Preview:
    """Look at a file's first rows. Raises BadFile."""
    with open_table(Path(reading.path), sheet=reading.sheet) as table:
        _, header = next(table.records, (1, []))
        header = [arm(name) for name in header]
        records = list(islice(table.records, CHECKED_ROWS))
        try:
            columns, problem = read_header(header, reading.said), ""
        except (NoPhoneColumn, BadMapping) as bad:
            columns, problem = None, str(bad)
        rows = _rows(records, columns, reading.rules)
        return _told(table, _columns(header, columns, records), rows, problem)


def _told(table: TableFile, columns: list[PreviewColumn], rows: list[PreviewRow], problem: str) -> Preview:
    return Preview(
        kind=table.kind,
        inside=table.inside,
        encoding=table.encoding,
        separator=table.separator,
        sheet=table.sheet,
        sheets=table.sheets,
        total=max(table.rows, len(rows)),
        columns=columns,
        problem=problem,
        rows=rows[:ROWS],
        checked=len(rows),
        rejected=sum(bool(row.reason) for row in rows),
    )


def _columns(header: Sequence[str], columns: Columns | None, records: Sequence[Record]) -> list[PreviewColumn]:
    meanings = columns.meanings if columns else guess(header, {})
    return [
        PreviewColumn(name=name.strip(), meaning=meaning, samples=_samples(place, records))
        for place, (name, meaning) in enumerate(zip(header, meanings, strict=True))
    ]


def _samples(place: int, records: Sequence[Record]) -> list[str]:
    cells = dict.fromkeys(row[place].strip() for _, row in records if len(row) > place)
    return [_shown(cell) for cell in islice(filter(None, cells), SAMPLES)]


def _rows(records: Sequence[Record], columns: Columns | None, rules: Rules) -> list[PreviewRow]:
    found: list[PreviewRow] = []
    seen: dict[str, int] = {}
    for line, row in records:
        cells = [_shown(cell) for cell in row]
        if columns is None:
            found.append(PreviewRow(line=line, cells=cells))
            continue
        try:
            lead = read_row(row, columns, rules)
        except BadRow as bad:
            told = PreviewRow(
                line=line,
                cells=cells,
                column=bad.column,
                value=value_of(bad.column, columns.header, cells),
                reason=bad.reason,
                mend=bad.mend,
            )
        else:
            keys = [number for number, _ in lead.phones] + ([f"id:{lead.external_id}"] if lead.external_id else [])
            same_as = next((seen[key] for key in keys if key in seen), None)
            for key in keys:
                seen.setdefault(key, line)
            told = PreviewRow(line=line, cells=cells, lead=lead, same_as=same_as)
        found.append(told)
    return found


def _shown(cell: str) -> str:
    plain = cell.replace("\0", "\\0")
    return plain if len(plain) <= CELL_CHARACTERS_AT_MOST else plain[: CELL_CHARACTERS_AT_MOST - 1] + "…"
