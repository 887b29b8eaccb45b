"""Reads a file's rows, batch by batch, into what the store writes."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import orjson

from dialer.numbers.kinds import NumberKind, kinds_of
from dialer.people.imports.admission import Ruled
from dialer.people.imports.readers.columns import Columns
from dialer.people.imports.readers.csv_file import Record
from dialer.people.imports.rows.rejected_row import Rejected
from dialer.people.imports.rows.row import (
    ASIDE,
    Aside,
    BadField,
    BadRow,
    NotAdmitted,
    PremiumRate,
    Rules,
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
        self._aside = [index for index in map(columns.at, ASIDE) if index is not None]
        self._seen: dict[tuple[str, ...], Aside] = {}

    def read(self, records: Sequence[Record]) -> Batch:
        """Turn records into leads and rejected rows."""
        unfit = 0
        leads: list[LeadCells] = []
        phones: list[Phones] = []
        rejected: list[Rejected] = []
        refused: list[NewLead] = []
        kinds: Counter[str] = Counter()
        for line, row in records:
            try:
                lead = read_row(row, self._columns, self._rules, aside_of=self._aside_of)
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

    def _aside_of(self, cells: Sequence[str], columns: Columns, rules: Rules) -> Aside:
        """The values that many rows share, each combination read once."""
        said = tuple(cells[index] for index in self._aside)
        if (found := self._seen.get(said)) is None:
            found = read_aside(cells, columns, rules)
            if len(self._seen) < SEEN_AT_MOST:
                self._seen[said] = found
        return found


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
