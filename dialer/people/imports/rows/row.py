"""Turns one row of an uploaded table into a lead, or gives the reason why it cannot."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from dialer.i18n.message import Message, msg
from dialer.numbers.addresses import state_of_person
from dialer.numbers.cell_words import forbids_calls, is_nothing, objection
from dialer.numbers.fast_reader import fast_judge
from dialer.numbers.kinds import NumberKind, kind_of
from dialer.numbers.person_zones import zone_key_of
from dialer.numbers.plans import is_placeholder
from dialer.numbers.reader import BadNumber, read_phones, with_zero
from dialer.numbers.zones import SEPARATOR, join_zones, known_zone
from dialer.people.imports.admission import Admission
from dialer.people.imports.readers.columns import CONSENT, MANY, PHONES_AT_MOST, Columns, Meaning
from dialer.people.imports.readers.sheet_errors import check_value
from dialer.people.imports.rows.cell_fault import BadCell
from dialer.people.imports.rows.missing_proofs import Refusal
from dialer.people.imports.rows.refusals import refusal_in
from dialer.people.imports.rows.spreadsheet_cells import arm
from dialer.people.leads.model import NewLead
from dialer.people.leads.rules.contact_facts import instant_of
from dialer.people.lists.rules.field_types import FieldType, read_typed
from dialer.people.lists.rules.written_days import read_instant

PRIORITIES: Final = range(-100, 101)  # few, since a claim looks at each priority in turn
EXTERNAL_ID_CHARACTERS_AT_MOST: Final = 255
POSTCODE_CHARACTERS_AT_MOST: Final = 20
OWNER_CHARACTERS_AT_MOST: Final = 200
_LANGUAGES: Final = {
    "italiano": "it", "italian": "it", "inglese": "en", "english": "en", "tedesco": "de", "german": "de",
    "deutsch": "de", "francese": "fr", "french": "fr", "spagnolo": "es", "spanish": "es",
}  # fmt: skip
_TAG: Final = re.compile(r"[a-z]{2,3}([-_][a-z0-9]{2,8})*")
_BASES: Final = {
    "consent": "consent", "consenso": "consent", "contract": "contract", "contratto": "contract",
    "legitimate_interest": "legitimate_interest", "legitimo_interesse": "legitimate_interest",
    "public_directory": "public_directory", "elenco_pubblico": "public_directory",
    "elenchi_pubblici": "public_directory",
    "existing_customer": "existing_customer", "cliente": "existing_customer",
    "specific_consent": "specific_consent", "consenso_specifico": "specific_consent",
    "written_consent": "written_consent", "consenso_scritto": "written_consent",
    "request": "request", "richiesta": "request", "purchase": "purchase", "acquisto": "purchase",
    "inquiry": "inquiry", "told_no_objection": "told_no_objection", "not_on_register": "not_on_register",
}  # fmt: skip
BASES: Final = frozenset(_BASES.values())


class BadRow(ValueError):  # noqa: N818 - the name is the reason's kind
    """The row cannot become a lead; the message says why, `column` where, and `mend` how to correct it."""

    def __init__(self, reason: Message, *, column: str = "", mend: Message) -> None:
        super().__init__(msg("{where}: {why}", where=column, why=reason) if column else reason)
        self.reason, self.column, self.mend = reason, column, mend


class BadField(BadRow):
    """A cell does not fit its field's type."""


class PremiumRate(BadRow):
    """A phone has a premium rate, and these are not allowed."""

    def __init__(self, column: str) -> None:
        mend = msg("write another number, or let numbers at a premium rate in")
        super().__init__(msg("a call to this number is paid at a premium rate"), column=column, mend=mend)


class NotAdmitted(BadRow):
    """The row could become a lead, but the rules do not admit it."""

    def __init__(self, refusal: Refusal, lead: NewLead) -> None:
        super().__init__(refusal.reason, mend=refusal.mend)
        self.lead = lead


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """How a list's rows are read. `consent` applies to rows that state none."""

    country: str  # ISO 3166-1 alpha-2, of numbers written without a country code
    fields: Mapping[str, FieldType] = field(default_factory=dict)  # by folded name
    consent: Mapping[str, str] = field(default_factory=dict)
    needs_basis: bool = False
    exact: bool = False  # cells are from a spreadsheet: its numbers have a point before their decimals
    premium: bool = False  # allow premium-rate numbers
    keep_unfit: bool = False  # a cell that does not fit its field's type keeps its text; otherwise the row is rejected
    given_by: float | None = None  # epoch seconds; a consent certainly dated later is refused; None: not checked
    every_number: bool = False  # a wrong number beside a good one rejects the row too, in the place of being left out
    zero_back: bool = False  # restore a leading 0 that a spreadsheet has certainly removed
    month_first: Mapping[str, bool | None] = field(default_factory=dict)  # by a column's name; None: by the country
    admission: Admission | None = None  # the rules for the list; None: none


@dataclass(frozen=True, slots=True, kw_only=True)
class Aside:
    """Values that many rows of a file share."""

    language: str
    zone: str  # besides those of numbers and address
    priority: int
    owner: str
    consent: dict[str, str]


ASIDE: Final = (Meaning.LANGUAGE, Meaning.ZONE, Meaning.PRIORITY, Meaning.OWNER, *CONSENT)


def read_aside(cells: Sequence[str], columns: Columns, rules: Rules) -> Aside:
    """Read the columns ASIDE. Raises BadRow."""
    return Aside(
        language=_language(cells, columns),
        zone=_zone(cells, columns),
        priority=_priority(cells, columns),
        owner=_limited(cells, columns, Meaning.OWNER, OWNER_CHARACTERS_AT_MOST),
        consent=_consent(cells, columns, rules),
    )


AsideReader = Callable[[Sequence[str], Columns, Rules], Aside]


def read_row(row: Sequence[str], columns: Columns, rules: Rules, *, aside_of: AsideReader = read_aside) -> NewLead:
    """Turn a row into a lead. Missing cells at its end are empty, and empty ones beyond the header are ignored.

    The lead has every zone that its numbers, its address and its own column of zones allow. `aside_of` may remember
    what it read. Raises BadRow, of which NotAdmitted is a kind.
    """
    cells = read_cells(row, columns)
    if (against := refusal_in(cells, columns)) is not None:
        index, why, what = against
        raise BadRow(why, column=columns.header[index], mend=what)
    phones, left_out = _phones(cells, columns, rules)
    aside = aside_of(cells, columns, rules)
    fields = left_out | _fields(cells, columns, rules)  # a wrong number stays readable, and is not called
    postcode = _limited(cells, columns, Meaning.POSTCODE, POSTCODE_CHARACTERS_AT_MOST)
    lead = NewLead(
        phones=phones,
        external_id=_limited(cells, columns, Meaning.EXTERNAL_ID, EXTERNAL_ID_CHARACTERS_AT_MOST) or None,
        name=" ".join(cells[index] for index in columns.name if cells[index]),
        language=aside.language,
        fields=fields,
        zone_key=zone_key_of(aside.zone, phones, state_of_person(phones, fields), postcode),
        priority=aside.priority,
        notes=_cell(cells, columns, Meaning.NOTES),
        postcode=postcode,
        owner=aside.owner,
        consent=aside.consent,
    )
    if rules.admission is not None and (refusal := rules.admission.refusal(lead.consent)) is not None:
        raise NotAdmitted(refusal, lead)
    return lead


def read_cells(row: Sequence[str], columns: Columns) -> list[str]:
    """The cells of a row, as many as its header has. Raises BadRow."""
    width = len(columns.header)
    if len(row) == 1 < width and '"' in row[0]:
        reason = msg("1 cell, but the header has {width}; perhaps a quote is not closed", width=width)
        raise BadRow(reason, mend=msg("close the quote"))
    if len(row) > width:
        mend = msg("put a cell that holds the separator in quotes")
        raise BadRow(msg("{cells} cells, but the header has {width}", cells=len(row), width=width), mend=mend)
    cells = [*map(arm, row), *[""] * (width - len(row))]
    for index, cell in enumerate(cells):
        if "\0" in cell:
            reason = msg("a cell holds a NUL character")
            raise BadRow(reason, column=columns.header[index], mend=msg("take it away"))
        if columns.meanings[index] not in MANY or index in columns.phones:
            try:
                check_value(cell)
            except BadCell as bad:
                raise BadRow(bad.reason, column=columns.header[index], mend=bad.mend) from None
    return cells


def _phones(cells: Sequence[str], columns: Columns, rules: Rules) -> tuple[tuple[tuple[str, str], ...], dict[str, str]]:
    """The row's distinct numbers, in order, and the cells after them that hold none, by column.

    Where no good number stands before it, a bad one rejects the row, so that it can be corrected and is not lost.
    """
    phones: dict[str, str] = {}
    left_out: dict[str, str] = {}
    empty: BadRow | None = None
    quick = fast_judge(rules.country)
    for index in columns.phones:
        if (certain := quick(cells[index])) is not None:  # and at an ordinary price
            phones.setdefault(certain, columns.header[index])
            continue
        if is_nothing(cells[index]):
            continue
        label = columns.header[index]
        try:
            for number, said in read_phones(cells[index], rules.country):
                if not rules.premium and kind_of(number) is NumberKind.PREMIUM_RATE:
                    raise PremiumRate(label)
                if is_placeholder(number):
                    raise BadNumber(msg("digits that only fill the cell stand where the phone number should"))
                phones.setdefault(number, f"{label} ({said})" if said else label)
        except BadNumber as bad:
            mended = with_zero(cells[index], rules.country) if rules.zero_back else None
            if mended is not None:
                phones.setdefault(mended, label)
                continue
            wrong = BadRow(bad.reason, column=label, mend=bad.mend)
            if phones and not (bad.empty or rules.every_number or _refuses(cells[index])):
                left_out[label] = cells[index]
            elif not bad.empty:
                raise wrong from None
            empty = empty or wrong
    if not phones:
        raise empty or no_number(columns)
    if len(phones) > PHONES_AT_MOST:
        raise BadRow(msg("more than {most} phone numbers", most=PHONES_AT_MOST), mend=msg("leave some out"))
    return tuple(phones.items()), left_out


def _refuses(cell: str) -> bool:
    """Whether it is the person's wish, and no slip of the pen, that a cell holds no number to call."""
    return objection(cell) is not None or forbids_calls(cell)


def no_number(columns: Columns) -> BadRow:
    """The refusal of a row without a phone number."""
    mend = msg("write a phone number, or leave the row out")
    return BadRow(msg("no phone number"), column=columns.header[columns.phones[0]], mend=mend)


def _cell(cells: Sequence[str], columns: Columns, meaning: Meaning) -> str:
    index = columns.at(meaning)
    return "" if index is None else cells[index].strip()


def _bad(columns: Columns, meaning: Meaning, reason: Message, mend: Message) -> BadRow:
    index = columns.at(meaning)
    return BadRow(reason, column="" if index is None else columns.header[index], mend=mend)


def _limited(cells: Sequence[str], columns: Columns, meaning: Meaning, limit: int) -> str:
    written = _cell(cells, columns, meaning)
    if len(written) > limit:
        raise _bad(columns, meaning, msg("longer than {limit} characters", limit=limit), msg("shorten it"))
    return written


def _language(cells: Sequence[str], columns: Columns) -> str:
    written = _cell(cells, columns, Meaning.LANGUAGE).casefold()
    if not written or written in _LANGUAGES:
        return _LANGUAGES.get(written, "")
    if not _TAG.fullmatch(written):
        reason, mend = msg("the language is not a tag such as it or en"), msg("write it, en, de …")
        raise _bad(columns, Meaning.LANGUAGE, reason, mend)
    return written.replace("_", "-")


def _zone(cells: Sequence[str], columns: Columns) -> str:
    written = _cell(cells, columns, Meaning.ZONE)
    if not written:
        return ""
    zones = [known_zone(part) for part in written.split(SEPARATOR)]  # several in an export
    if None in zones:
        reason, mend = msg("there is no such time zone"), msg("write it as in Europe/Rome")
        raise _bad(columns, Meaning.ZONE, reason, mend)
    return join_zones(filter(None, zones))


def _priority(cells: Sequence[str], columns: Columns) -> int:
    written = _cell(cells, columns, Meaning.PRIORITY)
    bounds = {"least": PRIORITIES.start, "most": PRIORITIES.stop - 1}
    try:
        priority = int(written or "0")
    except ValueError:
        reason = msg("the priority is not a whole number")
    else:
        if priority in PRIORITIES:
            return priority
        reason = msg("the priority is not between {least} and {most}", **bounds)
    mend = msg("write a whole number from {least} to {most}; the lowest is dialled first", **bounds)
    raise _bad(columns, Meaning.PRIORITY, reason, mend)


def typed_cell(cell: str, name: str, rules: Rules) -> Any:
    """The value of a cell of one of the list's own fields; an empty text if it is empty. Raises BadCell."""
    check_value(cell)
    wanted = rules.fields.get(name.casefold())
    if wanted is None or not cell:
        return cell
    if not cell.strip():
        return ""
    return read_typed(cell, wanted, rules.country, exact=rules.exact, month_first=rules.month_first.get(name))


def _fields(cells: Sequence[str], columns: Columns, rules: Rules) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for index in columns.fields:
        name = columns.header[index]
        try:
            value = typed_cell(cells[index], name, rules)
        except BadCell as bad:
            if not rules.keep_unfit:
                raise BadField(bad.reason, column=name, mend=bad.mend) from None
            value = cells[index]
        if value != "":
            found[name] = value
    return found


def _consent(cells: Sequence[str], columns: Columns, rules: Rules) -> dict[str, str]:
    """The consent: the row's own parts, completed by the import's."""
    found = dict(rules.consent)
    for meaning, name in CONSENT.items():
        if written := _cell(cells, columns, meaning):
            found[name] = written
    if basis := found.get("basis"):
        known = _BASES.get(basis.casefold().replace(" ", "_"))
        if known is None:
            raise _bad(columns, Meaning.BASIS, msg("not a legal basis that is known"), _write_basis())
        found["basis"] = known
    elif rules.needs_basis:
        raise _bad(columns, Meaning.BASIS, msg("no legal basis"), _write_basis())
    index = columns.at(Meaning.CONSENT_AT)
    if index is not None and cells[index].strip():
        try:
            order = rules.month_first.get(columns.header[index])
            found["obtained_at"] = read_instant(found["obtained_at"], rules.country, month_first=order).isoformat()
        except BadCell as bad:
            raise _bad(columns, Meaning.CONSENT_AT, bad.reason, bad.mend) from None
    if rules.given_by is not None and (at := instant_of(found, rules.country)) is not None and at > rules.given_by:
        late = dated_in_the_future()
        raise _bad(columns, Meaning.CONSENT_AT, late.reason, late.mend)
    return found


def dated_in_the_future() -> BadCell:
    """The refusal of a consent with a date in the future."""
    return BadCell(msg("the consent is dated in the future"), msg("write the day it was given"))


def _write_basis() -> Message:
    return msg("write {names}", names=sorted(BASES))
