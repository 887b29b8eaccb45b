"""One lead sent by a program, read by the same rules as a row of an imported table."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from dialer.i18n.message import msg
from dialer.numbers.addresses import state_of_person
from dialer.numbers.person_zones import stated_in, zone_key_of
from dialer.people.imports.readers.columns import CONSENT, Columns, Meaning
from dialer.people.imports.rows.row import BadRow, PremiumRate, Rules, read_row
from dialer.people.imports.rows.spreadsheet_cells import disarm
from dialer.people.leads.model import NewLead
from dialer.people.lists.rules.written_numbers import write_decimal

_PHONE: Final = "phones."
_ANOTHER: Final = msg(
    "write another number: those at a premium rate come in with a file alone, if its import lets them"
)
_CONSENT: Final = {name: meaning for meaning, name in CONSENT.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class OneLead:
    """A lead as sent; `phones` are (number in any format, label), in dialling order."""

    phones: tuple[tuple[str, str], ...]
    external_id: str = ""
    name: str = ""
    language: str = ""
    zone: str = ""
    priority: int = 0
    notes: str = ""
    postcode: str = ""
    owner: str = ""
    fields: Mapping[str, str | int | float | bool | None] = field(default_factory=dict)
    consent: Mapping[str, str] = field(default_factory=dict)  # basis, source, obtained_at, text_version …


def read_one(sent: OneLead, rules: Rules) -> NewLead:
    """The lead, with normalised numbers and typed fields.

    Raises BadRow, whose `column` is the place in the request, such as `phones.0`, `consent.basis` or `fields.score`.
    """
    cells: list[tuple[str, Meaning, str]] = [
        *((f"{_PHONE}{place}", Meaning.PHONE, number) for place, (number, _) in enumerate(sent.phones)),
        *((name, meaning, str(getattr(sent, name))) for name, meaning in _PLAIN.items()),
        *((f"consent.{name}", _CONSENT[name], said) for name, said in sent.consent.items()),
        *(
            (f"fields.{name}", Meaning.FIELD, _field(name, value, rules))
            for name, value in sent.fields.items()
            if value is not None
        ),
    ]
    # A spreadsheet's cell may begin with an apostrophe that is not part of it; a program's text does not.
    try:
        lead = read_row([disarm(text) for _, _, text in cells], _columns(cells), _as_sent(rules))
    except PremiumRate as bad:
        raise BadRow(bad.reason, column=bad.column, mend=_ANOTHER) from None
    labels = {f"{_PHONE}{place}": label for place, (_, label) in enumerate(sent.phones)}
    phones = tuple((number, _label(said, labels)) for number, said in lead.phones)
    fields = {name.removeprefix("fields."): value for name, value in lead.fields.items()}
    stated = stated_in(lead.zone_key, phones, None, lead.postcode)  # its fields had other names until now
    zone_key = zone_key_of(stated, phones, state_of_person(phones, fields), lead.postcode)
    return replace(lead, phones=phones, fields=fields, zone_key=zone_key)


_PLAIN: Final = {
    "external_id": Meaning.EXTERNAL_ID,
    "name": Meaning.NAME,
    "language": Meaning.LANGUAGE,
    "zone": Meaning.ZONE,
    "priority": Meaning.PRIORITY,
    "notes": Meaning.NOTES,
    "postcode": Meaning.POSTCODE,
    "owner": Meaning.OWNER,
}


def _columns(cells: list[tuple[str, Meaning, str]]) -> Columns:
    those = {meaning: place for place, (_, meaning, _) in enumerate(cells)}
    return Columns(
        header=tuple(name for name, _, _ in cells),
        meanings=tuple(meaning for _, meaning, _ in cells),
        phones=tuple(place for place, (_, meaning, _) in enumerate(cells) if meaning is Meaning.PHONE),
        name=(those[Meaning.NAME],),
        single={meaning: place for meaning, place in those.items() if meaning not in (Meaning.PHONE, Meaning.FIELD)},
        fields=tuple(place for place, (_, meaning, _) in enumerate(cells) if meaning is Meaning.FIELD),
        ignored=(),
    )


def _as_sent(rules: Rules) -> Rules:
    return replace(rules, every_number=True, fields={f"fields.{name}": wanted for name, wanted in rules.fields.items()})


def _field(name: str, value: str | float | bool, rules: Rules) -> str:
    if isinstance(value, float) and math.isfinite(value) and name.casefold() in rules.fields:
        return write_decimal(value)
    return _text(value)


def _text(value: str | float | bool) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _label(said: str, labels: Mapping[str, str]) -> str:
    """The label sent, followed by the text that stood beside the number in its cell."""
    place, blank, beside = said.partition(" ")
    return f"{labels[place]}{blank}{beside}".strip()
