"""A batch of rows, read column by column where its cells are plain, and row by row where they are not.

Both ways give the same: what the quick way cannot tell at once goes the long way of dialer/leads/rows.py.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, repeat
from typing import Any, Final

import orjson

from dialer.leads.columns import CONSENT, Columns, Meaning
from dialer.leads.csv_file import Record
from dialer.leads.fast_numbers import fast_judge
from dialer.leads.lead import NewLead
from dialer.leads.rejected import Rejected
from dialer.leads.rows import (
    EXTERNAL_ID_CHARACTERS_AT_MOST,
    POSTCODE_CHARACTERS_AT_MOST,
    BadRow,
    Rules,
    read_row,
)
from dialer.leads.zones import zone_of_all

Phones = tuple[tuple[str, str], ...]
# external_id, name, language, fields (JSON), zone_key, priority, due_at, notes, postcode, owner, consent (JSON or None)
LeadCells = tuple[str | None, str, str, str, str, int, float, str, str, str, str | None]

ZONE_KEY: Final = 4  # places in LeadCells
PRIORITY: Final = 5
_PLAIN: Final = frozenset(
    {
        Meaning.PHONE,
        Meaning.NAME,
        Meaning.FIRST_NAME,
        Meaning.LAST_NAME,
        Meaning.EXTERNAL_ID,
        Meaning.NOTES,
        Meaning.POSTCODE,
        Meaning.FIELD,
        Meaning.IGNORE,
    }
)
_BETWEEN: Final = "\x1f"
_TO_ARM: Final = _BETWEEN + "'"


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What became of some rows: `leads` and `phones` go together, by place."""

    rows: int
    leads: list[LeadCells]
    phones: list[Phones]
    rejected: list[Rejected]


class BatchReader:
    """Reads a file's rows, batch by batch."""

    def __init__(self, columns: Columns, rules: Rules) -> None:
        self._columns, self._rules = columns, rules
        self._judge = fast_judge(rules.country)
        self._labels = [columns.header[index] for index in columns.phones]
        self._names = [columns.header[index] for index in columns.fields]
        typed = any(name in rules.fields for name in self._names)
        speaks = set(columns.meanings) <= _PLAIN and not rules.needs_basis and not _asks(rules)
        self._quick = speaks and not typed

    def read(self, records: Sequence[Record]) -> Batch:
        """Turn records into leads and rejected rows."""
        ready = self._quickly([row for _, row in records]) if self._quick else repeat(None)
        leads: list[LeadCells] = []
        phones: list[Phones] = []
        rejected: list[Rejected] = []
        for (line, row), done in zip(records, ready, strict=False):
            if done is not None:
                leads.append(done[0])
                phones.append(done[1])
                continue
            try:
                lead = read_row(row, self._columns, self._rules)
            except BadRow as bad:
                kept = self._kept(row)
                rejected.append(Rejected(line=line, column=bad.column, reason=bad.reason, mend=bad.mend, row=kept))
            else:
                leads.append(lead_cells(lead))
                phones.append(lead.phones)
        return Batch(rows=len(records), leads=leads, phones=phones, rejected=rejected)

    def _kept(self, row: Sequence[str]) -> list[str]:
        return [cell.replace("\0", "\\0") for index, cell in enumerate(row) if index not in self._columns.ignored]

    def _quickly(self, rows: Sequence[list[str]]) -> Iterable[tuple[LeadCells, Phones] | None]:
        """Each row's lead, or None where the row needs a closer look."""
        width = len(self._columns.header)
        plain = [len(row) == width for row in rows]
        everything = _BETWEEN.join(chain.from_iterable(rows))
        if "\0" in everything or _TO_ARM in everything or everything.startswith("'"):
            plain = [fits and _is_plain(row) for fits, row in zip(plain, rows, strict=True)]
        if not any(plain):
            return repeat(None)
        empty = [""] * width
        columns = list(zip(*(row if fits else empty for fits, row in zip(plain, rows, strict=True)), strict=True))
        phones = self._phones(columns)
        ids = self._short(columns, Meaning.EXTERNAL_ID, EXTERNAL_ID_CHARACTERS_AT_MOST)
        postcodes = self._short(columns, Meaning.POSTCODE, POSTCODE_CHARACTERS_AT_MOST)
        notes = self._short(columns, Meaning.NOTES, None)
        names, fields = self._joined(columns), self._fields(columns, len(rows))
        return [
            ((id_ or None, name, "", field, zone_of_all(numbers), 0, 0.0, note, postcode, "", None), numbers)
            if numbers and id_ is not None and postcode is not None and note is not None
            else None
            for id_, name, field, numbers, note, postcode in zip(
                ids, names, fields, phones, notes, postcodes, strict=False
            )
        ]

    def _phones(self, columns: Sequence[Sequence[str]]) -> Iterable[Phones]:
        """Each row's phones; none where one of them needs a closer look."""
        judge = self._judge
        if len(self._labels) == 1:
            [label] = self._labels
            told = map(judge, columns[self._columns.phones[0]])
            return [((number, label),) if number else () for number in told]
        cells = zip(*(columns[index] for index in self._columns.phones), strict=True)
        return [self._several(row, judge) for row in cells]

    def _several(self, cells: Sequence[str], judge: Callable[[str], str | None]) -> Phones:
        found: dict[str, str] = {}
        for cell, label in zip(cells, self._labels, strict=True):
            if cell and not cell.isspace():
                if (number := judge(cell)) is None:
                    return ()
                found.setdefault(number, label)
        return tuple(found.items())

    def _short(self, columns: Sequence[Sequence[str]], meaning: Meaning, limit: int | None) -> Iterable[str | None]:
        """The cells of a meaning without spaces around them; None where one is too long."""
        index = self._columns.at(meaning)
        if index is None:
            return repeat("")
        cells = [cell.strip() for cell in columns[index]]
        if limit is None or max(map(len, cells)) <= limit:
            return cells
        return [cell if len(cell) <= limit else None for cell in cells]

    def _joined(self, columns: Sequence[Sequence[str]]) -> Iterable[str]:
        parts = [columns[index] for index in self._columns.name]
        if not parts:
            return repeat("")
        return parts[0] if len(parts) == 1 else [" ".join(filter(None, row)) for row in zip(*parts, strict=True)]

    def _fields(self, columns: Sequence[Sequence[str]], rows: int) -> Iterable[str]:
        names = self._names
        if not names:
            return repeat("{}", rows)
        cells = zip(*(columns[index] for index in self._columns.fields), strict=True)
        return [
            orjson.dumps({name: cell for name, cell in zip(names, row, strict=True) if cell}).decode() for row in cells
        ]


def _asks(rules: Rules) -> bool:
    return any(name in rules.consent for name in CONSENT.values())


def _is_plain(row: Sequence[str]) -> bool:
    text = _BETWEEN + _BETWEEN.join(row)
    return "\0" not in text and _TO_ARM not in text


def lead_cells(lead: NewLead) -> LeadCells:
    """A lead as the store writes it."""
    return (
        lead.external_id,
        lead.name,
        lead.language,
        _json(lead.fields),
        lead.zone_key,
        lead.priority,
        lead.due_at,
        lead.notes,
        lead.postcode,
        lead.owner,
        _json(lead.consent) if lead.consent else None,
    )


def _json(value: Any) -> str:
    return orjson.dumps(dict(value)).decode()
