"""A list's leads as rows of a table: which columns exist, which were requested, and their cells.

Columns that an import understands have the names it knows; the others begin with `pronto`, and an import skips them.
So an exported list with whole numbers can be imported again and gives the same leads.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import orjson

from dialer.i18n.message import msg
from dialer.numbers.masking import Show, countries_of
from dialer.people.imports.readers.columns import CONSENT, EXPORTED
from dialer.people.leads.model import LeadRecord, PastAttempt
from dialer.people.lists.rules.written_numbers import write_decimal

PHONES: Final = "phones"
OWN_FIELDS: Final = "fields."  # prefix of a list's own fields
EVERY_FIELD: Final = "fields.*"
_CONSENT: Final = {meaning.value: name for meaning, name in CONSENT.items()}
IMPORTED: Final = (
    *("external_id", "name", PHONES, "language", "zone", "postcode", "priority", "owner", "notes"),
    *_CONSENT,
)
OFFERED: Final = (*IMPORTED, *EXPORTED)
DEFAULT: Final = (*IMPORTED, EVERY_FIELD, *EXPORTED)


class UnknownFields(ValueError):  # noqa: N818 - reads as what it is
    """Unknown columns, or none, were requested; the message names them and the known ones."""

    def __init__(self, unknown: Sequence[str], those: Sequence[str]) -> None:
        self.message = msg("there is no column named; choose among {those}", those=those)
        if unknown:
            self.message = msg("there is no {names}; choose among {those}", names=unknown, those=those)
        super().__init__(self.message)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportedLead:
    """A lead with all that its row may show."""

    record: LeadRecord  # its history holds the newest attempt if that was requested
    postcode: str
    owner: str
    notes: str
    consent: Mapping[str, Any]


def choose(asked: str, offered: Sequence[str], default: Sequence[str], own: Collection[str] = ()) -> tuple[str, ...]:
    """The columns of a comma-separated choice, in its order, each once; `default` for an empty choice.

    `own` are the list's own fields, requested as `fields.NAME`, or all as `fields.*`. Raises UnknownFields.
    """
    every = tuple(f"{OWN_FIELDS}{name}" for name in own)
    named = _split(asked, every) if asked.strip() else list(default)
    unknown = [name for name in named if name not in offered and name not in every and name != EVERY_FIELD]
    if unknown or not named:
        raise UnknownFields(unknown, (*offered, *every))
    spread = (one for name in named for one in (every if name == EVERY_FIELD else (name,)))
    return tuple(dict.fromkeys(spread))


def _split(asked: str, every: Collection[str]) -> list[str]:
    """The names in a choice. Names of own fields may contain commas, so the longest match wins."""
    parts, found = asked.split(","), []
    while parts:
        ends = range(len(parts), 0, -1)
        end = next((end for end in ends if ",".join(parts[:end]).strip() in every), 1)
        found.append(",".join(parts[:end]).strip())
        del parts[:end]
    return [name for name in found if name]


def header(columns: Sequence[str], phones: int) -> list[str]:
    """The column names; `phones` is the largest number of phones of a lead."""
    found: list[str] = []
    for name in columns:
        if name == PHONES:
            found += ("phone" if place == 1 else f"phone{place}" for place in range(1, max(phones, 1) + 1))
        else:
            found.append(EXPORTED.get(name) or name.removeprefix(OWN_FIELDS))
    return found


def cells(lead: ExportedLead, columns: Sequence[str], phones: int, *, list_name: str, show: Show) -> Iterator[str]:
    """A lead's row under `header`. Numbers in names, notes and own fields are masked like its phones."""
    countries = countries_of(phone.number for phone in lead.record.phones)
    for name in columns:
        if name == PHONES:
            numbers = [show.number(phone.number) for phone in lead.record.phones]
            yield from numbers + [""] * (max(phones, 1) - len(numbers))
        elif name.startswith(OWN_FIELDS):
            yield _written(show.value(lead.record.fields.get(name.removeprefix(OWN_FIELDS)), countries))
        elif name == "name":
            yield show.text(lead.record.name, countries)
        elif name == "notes":
            yield show.text(lead.notes, countries)
        elif name in _CONSENT:
            yield _written(lead.consent.get(_CONSENT[name]))
        elif name == "list":
            yield list_name
        else:
            yield _own(lead, name)


def _own(lead: ExportedLead, name: str) -> str:
    record = lead.record
    match name:
        case "zone":
            return record.zone_key
        case "postcode" | "owner":
            return str(getattr(lead, name))
        case "due_at":
            return _instant(record.due_at) if record.due_at else ""
        case "last_outcome":
            return _last(record.history, "outcome")
        case "last_disposition":
            return _last(record.history, "disposition")
        case _:
            return _written(getattr(record, name))


def _last(history: Sequence[PastAttempt], name: str) -> str:
    return _written(getattr(history[0], name)) if history else ""


def _instant(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds")


def _written(value: Any) -> str:
    """A value in a form that an import reads back."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case float():
            return write_decimal(value)
        case dict() | list():
            return orjson.dumps(value).decode()
        case _:
            return str(value)
