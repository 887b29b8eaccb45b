"""Imports and previews of files on the wire."""

from typing import Annotated, Any

from pydantic import Field

from api.answer_language import Said
from api.schemas.wire import Asked, At, AtOrNever, Country, Line, Resource, Shown
from dialer.core.enums import Becomes
from dialer.imports.importer import ImportOptions
from dialer.imports.preview_hints import HintKind
from dialer.imports.readers.columns import Meaning
from dialer.imports.rows.duplicates import By, DuplicateAction, Duplicates, Scope
from dialer.lists.rules.field_types import WhenUnfit
from dialer.numbers.kinds import NumberKind

LINES_AT_MOST = 10_000_000  # lines of a file above its header


class ImportShown(Resource):
    """An upload: `status` is waiting (to be confirmed), declined, queued, running, finished, failed or cancelled.

    Counts are of its rows so far. While it is queued, `place` says how many imports are loaded until it is: 1 is next.
    `message` says why it has failed, who ended it, or that it waits for the database, which has no room or was away.
    `total` is how many rows the file has, as far as it could be told beforehand. `updated` rows changed a lead that was
    there, `duplicates` said nothing new, `suppressed` were not loaded: the person said no, or none of the numbers may
    be called. `unfit` have a cell that its field's type does not allow, kept or rejected. `toll_free`, `shared_cost`
    and `premium_rate` have such a number; those at a premium rate were rejected, unless the options let them in.
    `options` says how the file is read; `remaining_s` is how long it will still take, while that is known.
    `rulings` are what the rules of the list's campaign said, each with how many rows it was said of, or where none bind
    yet, those of the list's country, with the answer `warn`; the duty
    `sequence_found` says that numbers follow each other, and that somebody should look at the list.
    """

    id: int
    list_id: int
    filename: str
    status: str
    place: int | None
    rows: int
    total: int
    loaded: int
    updated: int
    duplicates: int
    suppressed: int
    rejected: int
    unfit: int
    toll_free: int
    shared_cost: int
    premium_rate: int
    rows_per_s: float
    remaining_s: float | None
    options: dict[str, Any]
    message: Said
    header: list[str]
    started_at: At
    ended_at: AtOrNever
    rulings: list[dict[str, Any]]


class DuplicatesAsked(Asked):
    """When a row is one that is there already, and what is done with it: left out, merged into the lead, or kept."""

    by: set[By] = Field(default={By.ANY_PHONE, By.EXTERNAL_ID})
    scope: Scope = Scope.LIST
    then: DuplicateAction = DuplicateAction.SKIP

    def inner(self) -> Duplicates:
        """As the importer takes it."""
        return Duplicates(by=frozenset(self.by), scope=self.scope, then=self.then)


class ImportAsked(Asked):
    """How an uploaded file is read. `map` gives columns a meaning by their name; others keep what was guessed.

    `header_row` is the line of the header, 0 if there is none: columns are then called 1, 2, 3 …; else it is found.
    `unfit`: a row with a cell that its field's type does not allow is rejected, or kept with the cell as it is written.
    `zero_back`: the leading 0 of an Italian land line in a number cell of a spreadsheet is put back.
    `premium`: numbers at a premium rate come in; otherwise they reject their row.
    `country` is that of numbers written without one in this file; otherwise it is the list's.
    """

    map: dict[Annotated[Line, Field(max_length=1000)], Meaning] = Field(default={})
    sheet: Annotated[Line, Field(max_length=200)] = ""
    header_row: Annotated[int, Field(ge=0, le=LINES_AT_MOST)] | None = None
    duplicates: DuplicatesAsked = DuplicatesAsked()
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


class PreviewColumnShown(Shown):
    """A column, what it would be taken for, and some of what stands in it."""

    name: str
    meaning: Meaning
    samples: list[str]


class LeadToBe(Shown):
    """The lead that a row would become; `phones` are (E.164, label), in the order they are dialled."""

    phones: list[tuple[str, str]]
    external_id: str | None
    name: str
    language: str
    fields: dict[str, Any]
    zone_key: str
    priority: int
    notes: str
    postcode: str
    owner: str
    consent: dict[str, str]


class UnfitShown(Shown):
    """A cell that its field's type does not allow: why not, and how to mend it."""

    column: str
    value: str
    reason: Said
    mend: Said


class PreviewRowShown(Shown):
    """A row as it came, and the lead it would become, or why it would be rejected and how to mend it.

    `becomes` is what would become of it if it were loaded now, by the policy for duplicates: `added`, `updated` or
    `known` (of the lead `lead_id`, or of the earlier row at line `same_as`), `suppressed`, `rejected`; nothing while
    the database was too slow to ask. `warning`: why it would come in and not be called. `suppressed` of its numbers
    must not be called and would be left out. `kinds` are those of its numbers, where a call to them costs nothing or
    more than others. `unfit` are all cells that their fields' types do not allow; of a row
    that is not rejected they would stay as they are written.
    """

    line: int
    table: str
    cells: list[str]
    lead: LeadToBe | None
    becomes: Becomes | None
    lead_id: int | None
    suppressed: int
    column: str
    value: str
    reason: Said
    mend: Said
    unfit: list[UnfitShown]
    kinds: list[NumberKind]
    warning: Said
    same_as: int | None
    same_as_table: str


class PreviewTableShown(Shown):
    """One of several tables in a ZIP file."""

    name: str
    kind: str
    total: int
    columns: list[PreviewColumnShown]
    problem: Said


class HintShown(Shown):
    """Something to be known of a file, or of a `table` in a ZIP file. `column` and `rows`: where, and of how many rows.

    `no_header`: the first row holds a phone number. `title_lines`: lines before the header are passed over.
    `sheets`: the sheet `column` is read, and there are `others`. `hidden_sheets`: `others` are not read.
    `garbled`: rows hold letters that were written or read in the wrong encoding, as in `others`.
    `lost_zero`: rejected rows that would come in with `zero_back`.
    """

    kind: HintKind
    text: Said
    table: str
    column: str
    rows: int
    others: str


class LookShown(Shown):
    """What a file would become.

    `kind` is text, xlsx or ods; `inside` is the table's name in a ZIP file. `problem` says why the file cannot be
    loaded as it is: give `map`. Of the first `checked` rows `rejected` would be rejected; `warned` would come in, but
    not be called by the rules of the list's country, as no campaign's rules bind yet; `unfit` have a cell that its
    field's type does not allow. Of a ZIP file with several tables the first is described, `tables` are all of them,
    loaded one after the other, and rows of each are shown.
    `asked`: the database was asked what the rows would become. `header_row` is the line of the header, 0 if there is
    none. `country` is that of numbers written without one. `hints` say what was taken for granted, and what would help.
    """

    kind: str
    inside: str
    encoding: str
    separator: str
    sheet: str
    sheets: list[str]
    header_row: int
    country: str
    total: int
    columns: list[PreviewColumnShown]
    tables: list[PreviewTableShown]
    problem: Said
    hints: list[HintShown]
    rows: list[PreviewRowShown]
    checked: int
    rejected: int
    warned: int
    unfit: int
    kinds: dict[NumberKind, int] = Field(description="Rows with such a number, among those checked.")
    asked: bool


class PreviewShown(LookShown):
    """What an uploaded file would become; nothing of it is loaded until its import is started."""

    upload: ImportShown
