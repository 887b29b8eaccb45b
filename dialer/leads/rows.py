"""One row of an uploaded table, turned into a lead, with a reason when that cannot be done."""

import re
from collections.abc import Sequence
from typing import Final

from dialer.leads.cells import arm
from dialer.leads.columns import Columns
from dialer.leads.lead import NewLead
from dialer.leads.numbers import BadNumber, to_e164
from dialer.leads.zones import known_zone, zone_key

PRIORITIES: Final = range(-100, 101)  # a claim looks at each priority in turn, so there are not many
EXTERNAL_ID_CHARACTERS_AT_MOST: Final = 255
_LANGUAGES: Final = {
    "italiano": "it", "italian": "it", "inglese": "en", "english": "en", "tedesco": "de", "german": "de",
    "deutsch": "de", "francese": "fr", "french": "fr", "spagnolo": "es", "spanish": "es",
}  # fmt: skip
_TAG: Final = re.compile(r"[a-z]{2,3}([-_][a-z0-9]{2,8})*")


class BadRow(ValueError):  # noqa: N818 - the name is the reason's kind
    """The row cannot become a lead; the message says why."""


def read_row(row: Sequence[str], columns: Columns, country: str) -> NewLead:
    """Turn a row into a lead. Cells that are missing at its end are empty.

    `country` is that of numbers written without a country code. Without a zone of its own the lead has every zone
    that its numbers allow. Raises BadRow.
    """
    width = len(columns.header)
    if len(row) > width:
        raise BadRow(f"{len(row)} cells, but the header has {width}")
    if len(row) == 1 and width > 1:
        raise BadRow(f"1 cell, but the header has {width}; perhaps a quote is not closed")
    cells = [arm(cell) for cell in row] + [""] * (width - len(row))
    if any("\0" in cell for cell in cells):
        raise BadRow("a cell holds a NUL character")
    phones = _phones(cells, columns, country)
    return NewLead(
        phones=phones,
        external_id=_external_id(cells, columns),
        name=" ".join(cells[index] for index in columns.name if cells[index]),
        language=_language(cells, columns),
        fields={columns.header[index]: cells[index] for index in columns.fields if cells[index]},
        zone_key=_zone(cells, columns) or zone_key(number for number, _ in phones),
        priority=_priority(cells, columns),
    )


def _phones(cells: Sequence[str], columns: Columns, country: str) -> tuple[tuple[str, str], ...]:
    """The row's different numbers, in order; a bad one fails the row, so that it can be mended and is not lost."""
    phones: dict[str, str] = {}
    for index in columns.phones:
        if not cells[index].strip():
            continue
        try:
            phones.setdefault(to_e164(cells[index], country), columns.header[index])
        except BadNumber as bad:
            raise BadRow(f"{columns.header[index]}: {bad}") from None
    if not phones:
        raise BadRow("no phone number")
    return tuple(phones.items())


def _external_id(cells: Sequence[str], columns: Columns) -> str | None:
    written = "" if columns.external_id is None else cells[columns.external_id].strip()
    if len(written) > EXTERNAL_ID_CHARACTERS_AT_MOST:
        raise BadRow(f"the external id is longer than {EXTERNAL_ID_CHARACTERS_AT_MOST} characters")
    return written or None


def _language(cells: Sequence[str], columns: Columns) -> str:
    written = "" if columns.language is None else cells[columns.language].strip().casefold()
    if not written or written in _LANGUAGES:
        return _LANGUAGES.get(written, "")
    if not _TAG.fullmatch(written):
        raise BadRow("the language is not a tag such as it or en")
    return written.replace("_", "-")


def _zone(cells: Sequence[str], columns: Columns) -> str:
    written = "" if columns.zone is None else cells[columns.zone].strip()
    if not written:
        return ""
    zone = known_zone(written)
    if zone is None:
        raise BadRow("there is no such time zone; write it as in Europe/Rome")
    return zone


def _priority(cells: Sequence[str], columns: Columns) -> int:
    written = "" if columns.priority is None else cells[columns.priority].strip()
    try:
        priority = int(written or "0")
    except ValueError:
        raise BadRow("the priority is not a whole number") from None
    if priority not in PRIORITIES:
        raise BadRow(f"the priority is not between {PRIORITIES.start} and {PRIORITIES.stop - 1}")
    return priority
