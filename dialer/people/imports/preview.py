"""What a file's first rows would become, shown to a person before the whole file is loaded."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from itertools import chain, islice
from pathlib import Path
from typing import Any, Final

from dialer.core.file_fault import BadFile
from dialer.i18n.message import Message
from dialer.numbers.kinds import KINDS, NumberKind, kinds_of
from dialer.people.imports.preview_hints import Hint, Looked, hints_of, skipped_files
from dialer.people.imports.reader_process import Reading
from dialer.people.imports.readers.columns import BadMapping, Columns, Meaning, guess, read_header
from dialer.people.imports.readers.csv_file import Record
from dialer.people.imports.readers.file_tables import (
    ALL_EMPTY,
    EMPTY,
    check_said,
    cut,
    header_of,
    in_table,
    meanings_of,
    skipped_names,
)
from dialer.people.imports.readers.limits import Budget
from dialer.people.imports.readers.table_file import TableFile, open_tables
from dialer.people.imports.rows.day_order import orders_of
from dialer.people.imports.rows.rejected_row import value_of
from dialer.people.imports.rows.row import BadField, BadRow, PremiumRate, Rules, read_row
from dialer.people.imports.rows.suggested_types import suggested_type
from dialer.people.imports.rows.type_errors import Unfit, unfit_of
from dialer.people.leads.model import NewLead
from dialer.people.lists.rules.field_types import FieldKind

ROWS: Final = 20
CHECKED_ROWS: Final = 1000
SAMPLES: Final = 3
SHOWN_AT_LEAST: Final = 2  # rows of each of several tables
CELL_CHARACTERS_AT_MOST: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewColumn:
    """A column: its name in the file, its meaning, and some of its cells.

    `suggested_type` is that which all its checked cells fit, where it is one of the list's own fields without a type.
    """

    name: str
    meaning: Meaning
    samples: list[str]
    suggested_type: FieldKind | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewRow:
    """A row of the file with its lead, or the reason of its rejection. `same_as`: an earlier row's line."""

    line: int
    cells: list[str]
    table: str = ""  # in a ZIP file with several
    lead: NewLead | None = None
    column: str = ""
    value: str = ""
    reason: Message | str = ""
    mend: Message | str = ""
    unfit: list[Unfit] = field(default_factory=list)  # all cells that do not fit their fields' types
    kinds: list[NumberKind] = field(default_factory=list)  # of its numbers, if unusual
    warning: Message | str = ""  # why it would be imported but not called
    same_as: int | None = None
    same_as_table: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadRow:
    """The lead of a checked row, shown or not, and where it stands."""

    line: int
    table: str
    lead: NewLead


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewTable:
    """One of several tables in a ZIP file. `problem` says why it cannot be loaded as it is."""

    name: str
    kind: str
    total: int
    columns: list[PreviewColumn]
    problem: Message | str


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """A file before it is loaded. `problem` says why it cannot be; its rows then have neither lead nor reason.

    `total` is about the number of rows. Of the first `checked` ones, `rejected` would be rejected, and `warned` would
    be imported although the rules of the list's country object, since no campaign's rules bind yet. `unfit` rows have a
    cell that does not fit its field's type, whether that rejects them or not. For a ZIP file with several tables, this
    describes the first; `tables` are all of them, and some rows of each are shown. `hints` are remarks on the file.
    `kinds` counts rows with unusual numbers. `country` (ISO 3166) is that of numbers without a country code.
    """

    kind: str
    inside: str
    encoding: str
    separator: str
    sheet: str
    sheets: Sequence[str]
    header_row: int
    country: str
    total: int
    columns: list[PreviewColumn]
    problem: Message | str
    hints: list[Hint]
    rows: list[PreviewRow]
    read: list[ReadRow]  # all checked rows that have a lead
    checked: int
    rejected: int
    warned: int
    unfit: int
    kinds: dict[str, int]
    tables: list[PreviewTable]

    def plain(self) -> dict[str, Any]:
        """The preview as JSON values."""
        return asdict(self)


def preview(reading: Reading) -> Preview:
    """Preview a file's first rows. Raises BadFile."""
    with open_tables(Path(reading.path), reading.way) as file:
        several = len(file.openers) > 1
        rows = max(CHECKED_ROWS // len(file.openers), SHOWN_AT_LEAST)
        budget = Budget(reading.limits)
        looked = [_look(opener(), reading.said, rows, budget, several=several) for opener in file.openers]
        skipped = skipped_names(chain(file.others, (one.table.inside for one in looked if several and not one.header)))
        looked = [one for one in looked if one.header]
        if not looked:
            raise BadFile(ALL_EMPTY if several else EMPTY)
        strange: Message | str = ""
        if several:
            try:
                check_said(reading.said, [one.header for one in looked])
            except BadMapping as bad:
                strange = bad.reason
        return _told(looked, reading.rules, strange, skipped)


def _look(table: TableFile, said: Mapping[str, str], rows: int, budget: Budget, *, several: bool) -> Looked:
    header = header_of(table, budget)
    records = list(islice(table.records, rows))
    try:
        columns = read_header(header, meanings_of(said, header) if several else said)
    except BadFile as bad:
        return Looked(table=table, header=header, records=records, columns=None, problem=bad.reason)
    return Looked(table=table, header=header, records=records, columns=columns, problem="")


def _told(looked: Sequence[Looked], rules: Rules, strange: Message | str, skipped: Sequence[str]) -> Preview:
    several, first = len(looked) > 1, looked[0].table
    seen: dict[str, tuple[int, str]] = {}
    ruled = [_rules_for(one, rules) for one in looked]
    those_rows = zip(looked, ruled, strict=True)
    rows = [_rows(one, those, one.table.inside if several else "", seen) for one, those in those_rows]
    each = ROWS if not several else max(ROWS // len(looked), SHOWN_AT_LEAST)
    problems = [in_table(one.table.inside, one.problem) if several else one.problem for one in looked if one.problem]
    columns = [_columns(one, its) for one, its in zip(looked, ruled, strict=True)]
    hints = [
        said
        for one, its, those in zip(looked, ruled, rows, strict=True)
        for said in hints_of(one, its, [row.mend for row in those], table=one.table.inside if several else "")
    ]
    checked = [row for those in rows for row in those]
    return Preview(
        kind=first.kind,
        inside=first.inside,
        encoding=first.encoding,
        separator=first.separator,
        sheet=first.sheet,
        sheets=first.sheets,
        header_row=first.header_row,
        country=rules.country,
        total=sum(max(one.table.rows, len(one.records)) for one in looked),
        columns=columns[0],
        problem=strange or next(iter(problems), ""),
        hints=[*skipped_files(skipped), *hints],
        rows=[row for those in rows for row in those[:each]][:ROWS],
        read=[ReadRow(line=row.line, table=row.table, lead=row.lead) for row in checked if row.lead is not None],
        checked=len(checked),
        rejected=sum(bool(row.reason) for row in checked),
        warned=sum(bool(row.warning) for row in checked),
        unfit=sum(bool(row.unfit) for row in checked),
        kinds={kind: sum(kind in row.kinds for row in checked) for kind in KINDS},
        tables=[_table(one, those) for one, those in zip(looked, columns, strict=True)] if several else [],
    )


def _table(one: Looked, columns: list[PreviewColumn]) -> PreviewTable:
    total = max(one.table.rows, len(one.records))
    return PreviewTable(name=one.table.inside, kind=one.table.kind, total=total, columns=columns, problem=one.problem)


def _columns(one: Looked, rules: Rules) -> list[PreviewColumn]:
    meanings = one.columns.meanings if one.columns else guess(one.header, {})
    return [
        PreviewColumn(
            name=name.strip(),
            meaning=meaning,
            samples=_samples(place, one.records),
            suggested_type=_suggested(place, name, one.records, rules) if meaning is Meaning.FIELD else None,
        )
        for place, (name, meaning) in enumerate(zip(one.header, meanings, strict=True))
    ]


def _suggested(place: int, name: str, records: Sequence[Record], rules: Rules) -> FieldKind | None:
    if name.strip().casefold() in rules.fields:
        return None
    cells = [row[place] for _, row in records if len(row) > place]
    return suggested_type(cells, rules.country, exact=rules.exact)


def _samples(place: int, records: Sequence[Record]) -> list[str]:
    cells = dict.fromkeys(row[place].strip() for _, row in records if len(row) > place)
    return [_shown(cell) for cell in islice(filter(None, cells), SAMPLES)]


def _rules_for(one: Looked, rules: Rules) -> Rules:
    """The rules with what is particular to a table."""
    orders = orders_of(one.columns, rules, one.records) if one.columns is not None else {}
    return replace(rules, exact=one.table.is_sheet, month_first=orders)


def _rows(one: Looked, rules: Rules, table: str, seen: dict[str, tuple[int, str]]) -> list[PreviewRow]:
    found: list[PreviewRow] = []
    for line, row in one.records:
        told = PreviewRow(line=line, cells=[_shown(cell) for cell in row], table=table)
        if one.columns is not None:
            told = _read(told, row, one.columns, rules, seen)
        found.append(told)
    return found


def _read(
    told: PreviewRow, row: Sequence[str], columns: Columns, rules: Rules, seen: dict[str, tuple[int, str]]
) -> PreviewRow:
    try:
        lead = read_row(row, columns, rules)
    except BadRow as bad:
        value = value_of(bad.column, columns.header, told.cells)
        unfit = unfit_of(row, columns, rules) if isinstance(bad, BadField) else []
        kinds = [NumberKind.PREMIUM_RATE] if isinstance(bad, PremiumRate) else []
        told = replace(told, column=bad.column, value=value, reason=bad.reason, mend=bad.mend)
        return replace(told, unfit=unfit, kinds=kinds)
    keys = [number for number, _ in lead.phones] + ([f"id:{lead.external_id}"] if lead.external_id else [])
    same_as, same_as_table = next((seen[key] for key in keys if key in seen), (None, ""))
    for key in keys:
        seen.setdefault(key, (told.line, told.table))
    warning = rules.admission.warning(lead.consent) if rules.admission is not None else ""
    told = replace(told, lead=lead, warning=warning, same_as=same_as, same_as_table=same_as_table)
    kinds = sorted(kinds_of(number for number, _ in lead.phones))
    return replace(told, unfit=unfit_of(row, columns, rules), kinds=kinds)


def _shown(cell: str) -> str:
    return cut(cell.replace("\0", "\\0"), CELL_CHARACTERS_AT_MOST)
