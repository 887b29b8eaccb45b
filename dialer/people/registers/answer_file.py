"""Reads a register's answer batch by batch: each row's answer, and whether the whole file is credible."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta, timezone
from typing import Final

from dialer.i18n.message import Message, msg
from dialer.people.imports.readers.number_file import NumberBatch, NumberRow
from dialer.people.imports.rows.cell_fault import BadCell
from dialer.people.imports.rows.rejected_row import Rejected
from dialer.people.lists.rules.written_days import read_instant
from dialer.people.registers.model import ResultForm

REJECTED_KEPT: Final = 10_000
_FLAG_NAMES: Final = ("listed", "result", "esito", "status", "iscritto", "2")
_SINCE_NAMES: Final = (
    *("listed_since", "listed since", "registered_since", "registered since", "registered on"),
    *("iscritto_dal", "iscritto dal", "data_iscrizione", "data iscrizione", "data di iscrizione"),
)
_LAST_ZONE: Final = timezone(timedelta(hours=-12))  # where days end last
_YES: Final = frozenset({"1", "y", "yes", "s", "si", "sì", "true", "listed", "registered", "iscritto"})
_NO: Final = frozenset({"0", "n", "no", "false", "free", "not listed", "unregistered", "non iscritto"})
_NAMED: Final = 20  # lines in an error
_EMPTY: Final = {
    ResultForm.LISTED: msg(
        "it holds no number. If the register has none of the numbers, say so with none_listed (--none-listed)"
    ),
    ResultForm.FREE: msg(
        "it holds no number. If the register has all of the numbers, send the file that went out as listed"
    ),
    ResultForm.FLAGS: msg("it holds no number. Send the register's answer"),
}
Wrong = list[tuple[str, Message]]  # the place of each fault, and how to fix it


@dataclass(slots=True, kw_only=True)
class AnswerRead:
    """The answer as read so far, nothing of it valid yet; `rejected` are the first 10,000 rows without an answer."""

    form: ResultForm
    country: str = ""  # ISO 3166, the register's: its date format is used
    rows: int = 0
    numbers: int = 0
    listed: int = 0
    strange: int = 0  # numbers that were not in the request
    strange_lines: list[int] = field(default_factory=list)  # the first of them
    rejected_rows: int = 0
    rejected: list[Rejected] = field(default_factory=list)

    def take(self, batch: NumberBatch) -> tuple[dict[str, bool], dict[str, int], dict[str, float]]:
        """Count a batch; return by number whether it is listed, its first line, and since when it is listed."""
        since: dict[str, float] = {}
        answers: dict[str, bool] = {}
        lines: dict[str, int] = {}
        rejected = list(batch.rejected)
        for row in batch.read:
            listed = _flag(row) if self.form is ResultForm.FLAGS else self.form is ResultForm.LISTED
            if listed is None:
                reason, mend = msg("it does not say whether the number is listed"), msg("write yes or no")
                rejected.append(Rejected(line=row.line, column="", reason=reason, mend=mend, row=[]))
                continue
            for number in row.numbers:
                lines.setdefault(number, row.line)
                # If two rows differ on a number, `listed` counts.
                answers[number] = answers.get(number, False) or listed
                if listed and (at := _since(row, self.country)) is not None:
                    since[number] = max(at, since.get(number, at))
        self.rows += batch.rows
        self.numbers += len(answers)
        self.listed += sum(answers.values())
        self.rejected_rows += len(rejected)
        self.rejected += rejected[: REJECTED_KEPT - len(self.rejected)]
        return answers, lines, since

    def not_asked(self, lines: Collection[int]) -> None:
        """Count numbers that were not in the request, by their lines."""
        self.strange += len(lines)
        self.strange_lines += sorted(lines)[: _NAMED - len(self.strange_lines)]

    def wrong(self, scrub_id: int, *, none_listed: bool, same: bool) -> Wrong:
        """Why the whole file is not credible; empty if it is. `same`: it is the file that went out."""
        if self.form is ResultForm.LISTED and self.rejected:
            # An unreadable listed number would be taken for free.
            return [
                (f"line {one.line}", msg("{why}; correct it and send the whole file again", why=one.reason))
                for one in self.rejected[:_NAMED]
            ]
        if none_listed and self.listed:
            instead = msg("the register is said to list none of them, but the file has {count}", count=self.listed)
            return [("none_listed", instead)]
        if not self.numbers and not (self.form is ResultForm.LISTED and none_listed):
            return [("file", _EMPTY[self.form])]
        if self.form is ResultForm.FREE and same and not none_listed:
            what = msg(
                "it is the very file that went out. If the register has none of its numbers, say so with none_listed "
                "(--none-listed)"
            )
            return [("file", what)]
        if self.strange:
            what = msg(
                "{count} of its {all} numbers never went out with scrub {id}, as in line {lines}: bring in the answer "
                "to this scrub, and nothing else",
                count=self.strange,
                all=self.numbers,
                id=scrub_id,
                lines=self.strange_lines,
            )
            return [("file", what)]
        return []

    def too_many(self, sent: int) -> Wrong:
        """Why reading can stop; empty if it should go on."""
        if self.strange <= sent:
            return []
        what = msg(
            "it holds more numbers than the {most} that went out: bring in the answer to this scrub, and nothing else",
            most=sent,
        )
        return [("file", what)]


def _since(row: NumberRow, country: str) -> float | None:
    """The latest possible time of the entry, epoch seconds: a day counts until it has ended everywhere."""
    written = next((row.cells[name] for name in _SINCE_NAMES if name in row.cells), "").strip()
    if not written:
        return None
    try:
        read = read_instant(written, country)
    except BadCell:
        return None  # the entry then counts from the first answer that lists it
    if read.tzinfo is not None:
        return read.timestamp()
    return datetime.combine(read.date(), time.max, _LAST_ZONE).timestamp()


def _flag(row: NumberRow) -> bool | None:
    cells: Mapping[str, str] = row.cells
    said = next((cells[name].lower() for name in _FLAG_NAMES if name in cells), "")
    return True if said in _YES else False if said in _NO else None
