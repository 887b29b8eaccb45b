"""Imports and previews of files on the wire."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from api.answer_language import AnswerText
from api.paging import Page
from api.schemas.suppressions import RejectedShown
from api.schemas.wire import Country, Line, RequestBody, Resource, Shown, Text
from dialer.core.enums import Becomes
from dialer.i18n.message import msg
from dialer.numbers.kinds import NumberKind
from dialer.people.imports.importer import ImportOptions
from dialer.people.imports.preview import Preview, PreviewColumn, PreviewRow, PreviewTable
from dialer.people.imports.preview_hints import Hint
from dialer.people.imports.readers.columns import Meaning
from dialer.people.imports.rows.duplicates import By, DuplicateAction, Duplicates, Scope
from dialer.people.imports.store.imports import Import
from dialer.people.leads.model import NewLead
from dialer.people.lists.rules.field_types import FieldKind, WhenUnfit

LINES_AT_MOST = 10_000_000  # lines of a file above its header


class ImportShown(Resource, of=Import, without=("stored", "owner")):
    """An import. `status` is waiting (for confirmation), declined, queued, running, finished, failed or cancelled.

    Counts are of the rows read so far. `place` is the place in the queue: 1 is next. `message` says why it failed, who
    cancelled it, or that it waits for the database. `job_id` is the job that loads it, or has loaded it. `total` is the
    number of rows, if known in advance. `updated` rows changed an existing lead, `duplicates` had no new data,
    `suppressed` were not loaded: the person objected, or none of the numbers may be called. `unfit` rows have a cell
    that does not fit its field's type. `toll_free`, `shared_cost` and `premium_rate` rows have such a number;
    premium-rate rows are rejected unless the options accept them. `options` says how the file is read; `remaining_s`
    are the seconds left, if known. `rulings` are the rulings of the campaign's rules with the number of rows each; if
    no rules bind yet, those of the list's country with the answer `warn`. `skipped` are the files in a ZIP file that
    are not read: no tables, or empty. The duty `sequence_found` means that numbers
    follow each other and somebody should review the list.
    """

    remaining_s: float | None
    message: AnswerText


class ImportPage(Page[ImportShown]):
    """Imports, newest first."""


class RejectedForShown(Shown):
    """So many rejected rows have this reason in this column; reason and remedy are those of one of them."""

    column: str
    reason: AnswerText
    mend: AnswerText
    rows: int


class RejectedPage(Page[RejectedShown]):
    """Rejected rows, by line. `header` names their cells; `reasons` counts all that are left, the most usual first."""

    header: list[str]
    reasons: list[RejectedForShown]


class RejectedRowInput(RequestBody):
    """A rejected row by its line, with its cells as they were corrected."""

    line: Annotated[int, Field(ge=1, le=2**31 - 1)]
    cells: Annotated[list[Text], Field(max_length=1000)]


class RejectedRowsInput(RequestBody):
    """Corrected rows, each once."""

    rows: Annotated[list[RejectedRowInput], Field(min_length=1, max_length=1000)]

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        if len({row.line for row in self.rows}) < len(self.rows):
            raise ValueError(msg("a line is given twice"))
        return self


class DuplicatesInput(RequestBody):
    """When a row counts as a duplicate, and what happens to it: skipped, merged into the lead, or kept."""

    by: set[By] = Field(default={By.ANY_PHONE, By.EXTERNAL_ID})
    scope: Scope = Scope.LIST
    then: DuplicateAction = DuplicateAction.SKIP

    def inner(self) -> Duplicates:
        """As the importer takes it."""
        return Duplicates(by=frozenset(self.by), scope=self.scope, then=self.then)


class ImportInput(RequestBody):
    """How an uploaded file is read. `map` gives meanings to columns by name; others keep the detected one.

    `header_row` is the line of the header, 0 if there is none (columns are then called 1, 2, 3 …); detected by default.
    `unfit`: a row with a cell that does not fit its field's type is rejected, or kept with the cell as written.
    `zero_back` restores the leading 0 of Italian land lines in number cells. `premium` accepts premium-rate numbers,
    which otherwise reject their row. `country` (ISO 3166) is that of numbers without a country code; by default the
    list's.
    """

    map: dict[Annotated[Line, Field(max_length=1000)], Meaning] = Field(default={})
    sheet: Annotated[Line, Field(max_length=200)] = ""
    header_row: Annotated[int, Field(ge=0, le=LINES_AT_MOST)] | None = None
    duplicates: DuplicatesInput = DuplicatesInput()
    unfit: WhenUnfit = WhenUnfit.REJECT
    zero_back: bool = False
    premium: bool = False
    country: Country = ""

    def inner(self) -> ImportOptions:
        """As the importer takes it."""
        return ImportOptions(
            columns=self.map,
            sheet=self.sheet,
            header_row=self.header_row,
            duplicates=self.duplicates.inner(),
            unfit=self.unfit,
            zero_back=self.zero_back,
            premium=self.premium,
            country=self.country,
        )


class PreviewColumnShown(Shown, of=PreviewColumn):
    """A column with its detected meaning and sample values."""

    suggested_type: FieldKind | None = Field(
        default=None,
        description="What all its first cells fit, if it becomes a field of the list that has no type: `date`, `whole` "
        "or `decimal`. Set it with `field_types` of the list and preview again.",
    )


class LeadToBe(Shown, of=NewLead, without=("due_at",)):
    """The lead that a row would become; `phones` are (E.164 number, label) in dialling order."""


class UnfitShown(Shown):
    """A cell that does not fit its field's type: the reason and the remedy."""

    column: str
    value: str
    reason: AnswerText
    mend: AnswerText


class PreviewRowShown(Shown, of=PreviewRow):
    """A row of the file, and the lead it would become, or why it would be rejected and what to do.

    `becomes` is the result if it were imported now, by the policy for duplicates: `added`, `updated` or `known` (the
    lead `lead_id`, or the earlier row at line `same_as`), `suppressed` or `rejected`; empty if the database did not
    answer in time. `warning`: why it would be loaded but not called. `suppressed`: how many of its numbers must not be
    called and would be omitted. `kinds` are the kinds of its numbers with unusual call costs. `unfit` are the cells
    that do not fit their fields' types; unless the row is rejected, they are loaded as written.
    """

    lead: LeadToBe | None
    becomes: Becomes | None
    lead_id: int | None
    suppressed: int
    reason: AnswerText
    mend: AnswerText
    unfit: list[UnfitShown]
    warning: AnswerText


class PreviewTableShown(Shown, of=PreviewTable):
    """One of several tables in a ZIP file."""

    columns: list[PreviewColumnShown]
    problem: AnswerText


class HintShown(Shown, of=Hint):
    """A hint about a file, or a `table` in a ZIP file: `column` says where, `rows` how many rows.

    `skipped_files`: `others` in the ZIP file are not read. `no_header`: the first row contains a phone number.
    `title_lines`: lines before the header are skipped. `sheets`: the sheet `column` is read, and there are `others`.
    `hidden_sheets`: `others` are not read. `garbled`: rows have letters in a wrong encoding, such as `others`.
    `month_first`, `day_first`: the dates in `column` are read in this order, unlike those of the country. `lost_zero`:
    rejected rows that `zero_back` would accept.
    """

    text: AnswerText


class LookShown(Shown, of=Preview, without=("read",)):
    """Preview of a file.

    `kind` is text, xlsx or ods; `inside` is the table's name in a ZIP file. `problem` says why the file cannot be
    imported as it is: give `map`. Of the first `checked` rows, `becomes` says what would become of how many; `warned`
    would be loaded, but the rules of the list's country would refuse the call (no campaign's rules bind yet); `unfit`
    have a cell that does not fit its field's type. Of a ZIP file with several tables the first is described; `tables`
    are all of them, imported one after the other, and rows of each are shown. `asked`: whether the database was asked
    for the result of each row. `header_row` is the line of the header, 0 if there is none. `country` is that of numbers
    without a country code. `hints` say what was assumed, and what would help.
    """

    columns: list[PreviewColumnShown]
    tables: list[PreviewTableShown]
    problem: AnswerText
    hints: list[HintShown]
    rows: list[PreviewRowShown]
    becomes: dict[Becomes, int] = Field(
        description="Number of checked rows by result, which make up all of them; empty if the database was not asked, "
        "or the file cannot be imported as it is."
    )
    kinds: dict[NumberKind, int] = Field(description="Number of checked rows with such a number, by kind.")
    asked: bool


class PreviewShown(LookShown):
    """Preview of an uploaded file; nothing is imported until its import is started."""

    upload: ImportShown
