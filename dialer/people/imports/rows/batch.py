"""A batch of rows, read column by column where cells are plain, and row by row elsewhere.

Both ways give the same result: rows that the quick way cannot decide go through dialer/people/imports/rows/row.py.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain, repeat
from typing import Any, Final

import orjson

from dialer.numbers.addresses import is_state_field, state_in
from dialer.numbers.cell_words import forbids_calls
from dialer.numbers.fast_reader import fast_judge
from dialer.numbers.kinds import NumberKind, kinds_of
from dialer.numbers.person_zones import zone_key_of
from dialer.people.imports.admission import Ruled
from dialer.people.imports.readers.columns import Columns, Meaning
from dialer.people.imports.readers.csv_file import Record
from dialer.people.imports.readers.sheet_errors import MARKS
from dialer.people.imports.rows.field_columns import OwnColumns
from dialer.people.imports.rows.refusals import yes_or_no
from dialer.people.imports.rows.rejected_row import Rejected
from dialer.people.imports.rows.row import (
    ASIDE,
    EXTERNAL_ID_CHARACTERS_AT_MOST,
    POSTCODE_CHARACTERS_AT_MOST,
    BadField,
    BadRow,
    NotAdmitted,
    PremiumRate,
    Rules,
    fitted,
    read_aside,
    read_row,
)
from dialer.people.imports.rows.type_errors import unfit_of
from dialer.people.leads.model import NewLead

Phones = tuple[tuple[str, str], ...]
# external_id, name, language, fields (JSON), zone_key, priority, due_at, notes, postcode, owner, consent (JSON or None)
LeadCells = tuple[str | None, str, str, str, str, int, float, str, str, str, str | None]

FIELDS: Final = 3  # positions in LeadCells
ZONE_KEY: Final = 4
PRIORITY: Final = 5
POSTCODE: Final = 8
CONSENT: Final = 10
SEEN_AT_MOST: Final = 10_000
_BETWEEN: Final = "\x1f"
_APART: Final = " | "  # of remarks: no space, or the next one might be taken for what follows "do not call"
_TO_ARM: Final = _BETWEEN + "'"
_WITH_CARE: Final = (_TO_ARM, *(_BETWEEN + mark for mark in MARKS))


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """The result for some rows: `leads` and `phones` match by position. `digests` are of all phones, in order."""

    rows: int
    leads: list[LeadCells]
    phones: list[Phones]
    rejected: list[Rejected]
    digests: list[str] = field(default_factory=list)  # keyed hashes, if already made
    unfit: int = 0  # rows with a cell that does not fit its field's type, kept or rejected
    kinds: Counter[str] = field(default_factory=Counter)  # rows by the kind of their numbers, if unusual
    ruled: list[Ruled] = field(default_factory=list)  # rulings of the list's campaign on the rows


class BatchReader:
    """Reads a file's rows, batch by batch."""

    def __init__(self, columns: Columns, rules: Rules) -> None:
        self._columns, self._rules = columns, rules
        self._judge = fast_judge(rules.country)
        self._labels = [columns.header[index] for index in columns.phones]
        self._names = [columns.header[index] for index in columns.fields]
        self._own = OwnColumns(self._names, rules)
        self._of_state = [index for index in columns.fields if is_state_field(columns.header[index])]
        self._aside = [index for index in map(columns.at, ASIDE) if index is not None]
        self._seen: dict[tuple[str, ...], tuple[str, str, int, str, str | None] | None] = {}

    def read(self, records: Sequence[Record]) -> Batch:
        """Turn records into leads and rejected rows."""
        ready, unfit_at = self._quickly([row for _, row in records])
        unfit = 0
        leads: list[LeadCells] = []
        phones: list[Phones] = []
        rejected: list[Rejected] = []
        refused: list[NewLead] = []
        kinds: Counter[str] = Counter()
        for place, ((line, row), done) in enumerate(zip(records, ready, strict=False)):
            if done is not None:
                leads.append(done[0])
                phones.append(done[1])
                unfit += place in unfit_at
                continue
            try:
                lead = read_row(row, self._columns, self._rules)
            except BadRow as bad:
                if isinstance(bad, NotAdmitted):
                    refused.append(bad.lead)
                unfit += isinstance(bad, BadField)
                kinds[NumberKind.PREMIUM_RATE] += isinstance(bad, PremiumRate)
                kept = self._kept(row)
                rejected.append(Rejected(line=line, column=bad.column, reason=bad.reason, mend=bad.mend, row=kept))
            else:
                kinds.update(kinds_of(number for number, _ in lead.phones))
                leads.append(lead_cells(lead))
                phones.append(lead.phones)
                unfit += self._rules.keep_unfit and bool(unfit_of(row, self._columns, self._rules))
        ruled = self._ruled(leads, phones, refused)
        return Batch(
            rows=len(records), leads=leads, phones=phones, rejected=rejected, ruled=ruled, unfit=unfit, kinds=kinds
        )

    def end(self) -> list[Ruled]:
        """After the last row: rulings on all of them together."""
        if (admission := self._rules.admission) is None:
            return []
        admission.end()
        return admission.take()

    def _ruled(self, leads: Sequence[LeadCells], phones: Sequence[Phones], refused: Sequence[NewLead]) -> list[Ruled]:
        """Count the rulings on the rows; accepted rows are counted by the text of their consent."""
        if (admission := self._rules.admission) is None:
            return []
        for consent, rows in Counter([lead[CONSENT] for lead in leads]).items():
            admission.count(orjson.loads(consent) if consent else {}, rows)
        for lead in refused:
            admission.count(lead.consent)
        admission.saw(number for mine in (*phones, *[lead.phones for lead in refused]) for number, _ in mine)
        return admission.take()

    def _kept(self, row: Sequence[str]) -> list[str]:
        return [cell.replace("\0", "\\0") for index, cell in enumerate(row) if index not in self._columns.ignored]

    def _quickly(self, rows: Sequence[list[str]]) -> tuple[Iterable[tuple[LeadCells, Phones] | None], set[int]]:
        """Each row's lead, or None if the row needs a closer look; and the positions of rows with an unfit cell."""
        width = len(self._columns.header)
        if set(map(len, rows)) != {width}:
            rows = [row if len(row) == 1 else list(fitted(row, width)) for row in rows]
        plain = [len(row) == width for row in rows]
        everything = _BETWEEN.join(chain.from_iterable(rows))
        if "\0" in everything or any(mark in everything for mark in (_TO_ARM, *MARKS)) or everything.startswith("'"):
            plain = [fits and _is_plain(row) for fits, row in zip(plain, rows, strict=True)]
        if not any(plain):
            return repeat(None), set()
        empty = [""] * width
        columns = list(zip(*(row if fits else empty for fits, row in zip(plain, rows, strict=True)), strict=True))
        ids = self._short(columns, Meaning.EXTERNAL_ID, EXTERNAL_ID_CHARACTERS_AT_MOST)
        postcodes = self._short(columns, Meaning.POSTCODE, POSTCODE_CHARACTERS_AT_MOST)
        notes = self._short(columns, Meaning.NOTES, None)
        fields, unfit = self._fields(columns, len(rows))
        parts = (self._joined(columns), fields, self._states(columns), self._asides(columns, len(rows)))
        told = zip(self._phones(columns), ids, postcodes, notes, *parts, strict=False)
        refusing = self._refusing(columns)
        leads = [_put_together(*cells) for cells in told]
        return [None if place in refusing else lead for place, lead in enumerate(leads)] if refusing else leads, unfit

    def _refusing(self, columns: Sequence[Sequence[str]]) -> set[int]:
        """The positions of rows that may say that the person refuses calls: they need a closer look."""
        found: set[int] = set()
        for those, harmless in ((self._columns.agreed, True), (self._columns.objected, False)):
            for index in those:
                answers = enumerate(columns[index])
                found.update(place for place, cell in answers if cell and yes_or_no(cell) is not harmless)
        for index in self._columns.remarks:
            if forbids_calls(_APART.join(columns[index])):
                found.update(place for place, cell in enumerate(columns[index]) if cell and forbids_calls(cell))
        return found

    def _phones(self, columns: Sequence[Sequence[str]]) -> Iterable[Phones]:
        """Each row's phones; none if one of them needs a closer look."""
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
        """The cells of a meaning without surrounding spaces; None for one that is too long."""
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

    def _fields(self, columns: Sequence[Sequence[str]], rows: int) -> tuple[Iterable[str | None], set[int]]:
        """Each row's own fields, None if one of them needs a closer look; the positions of rows with an unfit cell."""
        if not self._names:
            return repeat("{}", rows), set()
        return self._own.read([columns[index] for index in self._columns.fields])

    def _states(self, columns: Sequence[Sequence[str]]) -> Iterable[str | None]:
        """The state of each row's address."""
        if not self._of_state:
            return repeat(None)
        names = [self._columns.header[index] for index in self._of_state]
        cells = zip(*(columns[index] for index in self._of_state), strict=True)
        return [state_in(dict(zip(names, row, strict=True))) for row in cells]

    def _asides(
        self, columns: Sequence[Sequence[str]], rows: int
    ) -> Iterable[tuple[str, str, int, str, str | None] | None]:
        """The values of columns with few distinct ones, each combination read once; None if bad."""
        if not self._aside:
            return repeat(self._read_aside(()), rows)
        return [self._read_aside(row) for row in zip(*(columns[index] for index in self._aside), strict=True)]

    def _read_aside(self, said: tuple[str, ...]) -> tuple[str, str, int, str, str | None] | None:
        if said in self._seen:
            return self._seen[said]
        cells = [""] * len(self._columns.header)
        for index, cell in zip(self._aside, said, strict=True):
            cells[index] = cell
        try:
            read = read_aside(cells, self._columns, self._rules)
        except BadRow:
            found = None
        else:
            admission = self._rules.admission
            if admission is not None and admission.refusal(read.consent) is not None:
                found = None  # the row is read again to find the reason
            else:
                consent = _json(read.consent) if read.consent else None
                found = (read.language, read.zone, read.priority, read.owner, consent)
        if len(self._seen) < SEEN_AT_MOST:
            self._seen[said] = found
        return found


def _put_together(
    phones: Phones,
    external_id: str | None,
    postcode: str | None,
    notes: str | None,
    name: str,
    fields: str | None,
    state: str | None,
    aside: tuple[str, str, int, str, str | None] | None,
) -> tuple[LeadCells, Phones] | None:
    """A row's lead, or None if some part of it needs a closer look."""
    if not phones or external_id is None or postcode is None or notes is None or fields is None or aside is None:
        return None
    language, zone, priority, owner, consent = aside
    zone_key = zone_key_of(zone, phones, state, postcode)
    return (
        external_id or None,
        name,
        language,
        fields,
        zone_key,
        priority,
        0.0,
        notes,
        postcode,
        owner,
        consent,
    ), phones


def _is_plain(row: Sequence[str]) -> bool:
    text = _BETWEEN + _BETWEEN.join(row)
    return "\0" not in text and not any(mark in text for mark in _WITH_CARE)


def lead_cells(lead: NewLead) -> LeadCells:
    """A lead in the form that the store writes."""
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
