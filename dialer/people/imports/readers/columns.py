"""Meanings of an uploaded file's columns, from their names in six languages or as a person says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import islice
from typing import Final

from dialer.core.file_fault import BadFile
from dialer.i18n.catalogue import in_words, languages
from dialer.i18n.message import msg
from dialer.numbers.addresses import is_state_field
from dialer.people.imports.readers.column_names import (
    COMPANY,
    MEANINGS,
    STATUS,
    is_number,
    is_phone,
    plain,
    says_of_calls,
)

PHONES_AT_MOST: Final = 10
TABLE_COLUMN: Final = msg("rejected table")  # in a ZIP file with several
ADDED: Final = (
    msg("rejected line"),
    msg("rejected column"),
    msg("rejected value"),
    msg("rejected reason"),
    msg("what to do"),
)
"""The columns before each row in the file of rejected rows; an import skips them."""
# Columns of an export that an import does not need, with their names: an import skips them.
EXPORTED: Final = {
    "state": "pronto state",
    "done_reason": "pronto done reason",
    "attempts": "pronto attempts",
    "due_at": "pronto due at",
    "last_outcome": "pronto last outcome",
    "last_disposition": "pronto last disposition",
    "lead_id": "pronto lead id",
    "list": "pronto list",
}


class Meaning(StrEnum):
    """Possible meanings of a column. `field`: stored under the column's own name; `ignore`: skipped.

    `consent_given` says yes or no to calls, `objected` has a mark or a date for whoever refuses them: such rows are
    rejected. Both are stored as fields too. `state`, of the United States, is stored as a field of that name, where the
    rules look for it.
    """

    PHONE = "phone"
    NAME = "name"
    FIRST_NAME = "first_name"
    LAST_NAME = "last_name"
    LANGUAGE = "language"
    ZONE = "zone"
    EXTERNAL_ID = "external_id"
    PRIORITY = "priority"
    NOTES = "notes"
    POSTCODE = "postcode"
    STATE = "state"
    OWNER = "owner"
    BASIS = "basis"
    CONSENT_SOURCE = "consent_source"
    CONSENT_AT = "consent_at"
    CONSENT_TEXT = "consent_text"
    CONSENT_CHANNEL = "consent_channel"
    CONSENT_COMPANY = "consent_company"
    CONSENT_ID = "consent_id"
    CONSENT_NOTICE = "consent_notice"
    LIST_PROVIDER = "list_provider"
    CONSENT_GIVEN = "consent_given"
    OBJECTED = "objected"
    FIELD = "field"
    IGNORE = "ignore"


STORED: Final = frozenset({Meaning.FIELD, Meaning.CONSENT_GIVEN, Meaning.OBJECTED})  # under the column's own name
MANY: Final = STORED | {Meaning.PHONE, Meaning.IGNORE}
_NAME: Final = frozenset({Meaning.NAME, Meaning.FIRST_NAME, Meaning.LAST_NAME})
CONSENT: Final = {
    Meaning.BASIS: "basis",
    Meaning.CONSENT_SOURCE: "source",
    Meaning.CONSENT_AT: "obtained_at",
    Meaning.CONSENT_TEXT: "text_version",
    Meaning.CONSENT_CHANNEL: "channel",
    Meaning.CONSENT_COMPANY: "company",
    Meaning.CONSENT_ID: "evidence_id",
    Meaning.CONSENT_NOTICE: "notice_given",
    Meaning.LIST_PROVIDER: "list_provider",
}


class NoPhoneColumn(BadFile):
    """The header names no phone column."""

    def __init__(self) -> None:
        super().__init__(msg('The header names no phone column; call it "phone" or "telefono".'))


class BadMapping(BadFile):
    """The meanings that a person gave to the columns are impossible; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """The places of the meanings in a row. Columns without a meaning go into the lead's fields, by name."""

    header: tuple[str, ...]
    meanings: tuple[Meaning, ...]
    phones: tuple[int, ...]
    name: tuple[int, ...]  # joined with a space, such as first and last name
    single: Mapping[Meaning, int]  # meanings that only one column can have
    fields: tuple[int, ...]
    agreed: tuple[int, ...] = ()  # yes or no to calls
    objected: tuple[int, ...] = ()  # marks of those who refuse calls
    remarks: tuple[int, ...] = ()  # words on the person or on the last contact
    ignored: tuple[int, ...]  # added by files of rejected rows and by exports, or without a name

    def at(self, meaning: Meaning) -> int | None:
        """The column with this meaning, if there is one."""
        return self.single.get(meaning)


def read_header(header: Sequence[str], said: Mapping[str, str] | None = None) -> Columns:
    """Determine the meanings of the columns. Raises NoPhoneColumn, BadMapping.

    `said` gives meanings to columns by their names in the header, and overrides what these suggest. If two columns'
    names suggest the same meaning, the first one gets it and the other goes into the fields.
    """
    meanings = guess(header, said or {})
    if Meaning.PHONE not in meanings:
        raise NoPhoneColumn
    single = {meaning: index for index, meaning in enumerate(meanings) if meaning not in MANY}
    names = (single.get(part) for part in (Meaning.NAME, Meaning.FIRST_NAME, Meaning.LAST_NAME))
    return Columns(
        header=tuple(_kept_as(cell, meaning) for cell, meaning in zip(header, meanings, strict=True)),
        meanings=meanings,
        phones=_those(meanings, Meaning.PHONE),
        name=tuple(index for index in names if index is not None),
        single=single,
        fields=tuple(place for place, meaning in enumerate(meanings) if meaning in STORED or meaning is Meaning.STATE),
        agreed=_those(meanings, Meaning.CONSENT_GIVEN),
        objected=_those(meanings, Meaning.OBJECTED),
        remarks=tuple(place for place, meaning in enumerate(meanings) if _is_remark(header[place], meaning)),
        ignored=_those(meanings, Meaning.IGNORE),
    )


def _is_remark(cell: str, meaning: Meaning) -> bool:
    return meaning is Meaning.NOTES or (meaning in (Meaning.FIELD, Meaning.STATE) and plain(cell) in STATUS)


def names_phone(header: Sequence[str]) -> bool:
    """Whether one of the cells is a phone column's name."""
    return any(is_phone(name) or is_number(name) for name in map(plain, header))


def _kept_as(cell: str, meaning: Meaning) -> str:
    return Meaning.STATE.value if meaning is Meaning.STATE else cell.strip()


def guess(header: Sequence[str], said: Mapping[str, str]) -> tuple[Meaning, ...]:
    """The meaning of each column. Raises BadMapping for impossible ones."""
    wanted = _wanted(header, said)
    taken = [meaning for meaning in wanted.values() if meaning not in MANY]
    if len(taken) != len(set(taken)):
        twice = next(meaning for meaning in taken if taken.count(meaning) > 1)
        raise BadMapping(msg("two columns were said to be {meaning}", meaning=twice))
    if list(wanted.values()).count(Meaning.PHONE) > PHONES_AT_MOST:
        raise BadMapping(msg("more than {most} columns were said to be phones", most=PHONES_AT_MOST))
    states = [index for index, cell in enumerate(header) if index not in wanted and is_state_field(cell)]
    if states and Meaning.STATE in taken:
        raise BadMapping(msg("two columns would be the state; say of the other one that it is ignored"))
    found: list[Meaning] = []
    named = [Meaning.STATE] if states else []
    for index, cell in enumerate(header):
        counted = [*named, *found, *(meaning for other, meaning in wanted.items() if other >= index)]
        found.append(wanted[index] if index in wanted else _by_name(cell, counted))
    if Meaning.PHONE not in found:
        numbers = (place for place, cell in enumerate(header) if place not in wanted and is_number(plain(cell)))
        for place in islice(numbers, PHONES_AT_MOST):
            found[place] = Meaning.PHONE
    if not _NAME.intersection(found):  # a list of companies
        companies = (place for place, cell in enumerate(header) if plain(cell) in COMPANY and place not in wanted)
        if (company := next(companies, None)) is not None:
            found[company] = Meaning.NAME
    return tuple(found)


def _wanted(header: Sequence[str], said: Mapping[str, str]) -> dict[int, Meaning]:
    names = [cell.strip() for cell in header]
    wanted: dict[int, Meaning] = {}
    for name, meaning in said.items():
        if name.strip() not in names:
            there = list(filter(None, names))
            raise BadMapping(msg("the file has no column {name!r}; it has {names}", name=name, names=there))
        if meaning not in list(Meaning):
            raise BadMapping(
                msg("a column cannot be {meaning!r}; it can be {those}", meaning=meaning, those=list(Meaning))
            )
        wanted[names.index(name.strip())] = Meaning(meaning)
    return wanted


@cache
def _passed_over() -> frozenset[str]:
    """Names of the columns that Pronto itself adds, in all its languages."""
    added = (in_words(name, language) for name in (TABLE_COLUMN, *ADDED) for language in languages())
    return frozenset((*added, *EXPORTED.values()))


def _by_name(cell: str, taken: Sequence[Meaning]) -> Meaning:
    name = plain(cell)
    if not name or cell.strip().casefold() in _passed_over():
        return Meaning.IGNORE
    if is_phone(name) and taken.count(Meaning.PHONE) < PHONES_AT_MOST:
        return Meaning.PHONE
    meaning = Meaning(MEANINGS.get(name) or says_of_calls(name) or Meaning.FIELD)
    if meaning in STORED:
        return meaning
    return Meaning.FIELD if meaning in taken else meaning


def _those(meanings: Sequence[Meaning], wanted: Meaning) -> tuple[int, ...]:
    return tuple(index for index, meaning in enumerate(meanings) if meaning == wanted)
