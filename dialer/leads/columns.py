"""What the columns of an uploaded file mean, told by their names in English or Italian."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

PHONES_AT_MOST: Final = 10
LINE_COLUMN, REASON_COLUMN = "rejected line", "rejected reason"

_NAMES: Final = {
    "name": "name fullname customer customername contact contactname nominativo nomecompleto nomeecognome cliente "
    "ragionesociale denominazione contatto",
    "first_name": "firstname givenname forename nome nomeproprio",
    "last_name": "lastname surname familyname cognome",
    "language": "language lang lingua",
    "zone": "zone timezone tz fuso fusoorario",
    "external_id": "externalid id code reference customerid codice codicecliente riferimento idcliente",
    "priority": "priority priorita",
}
_MEANINGS: Final = {word: meaning for meaning, words in _NAMES.items() for word in words.split()}
_PHONE: Final = re.compile(
    r"(phone|telephone|tel|mobile|cell|cellphone|landline|number|phonenumber|mobilephone|mobilenumber|homephone|workphone|"
    r"telefono|cellulare|cel|fisso|numero|numeroditelefono|numerotelefono|recapito|recapitotelefonico|telefonofisso|"
    r"telefonocellulare|altrotelefono|msisdn)\d*"
)


class NoPhoneColumn(ValueError):  # noqa: N818 - the name says what is missing
    """The header names no phone column; call it "phone" or "telefono"."""

    def __init__(self) -> None:
        super().__init__((self.__doc__ or "").strip())


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Where each thing stands in a row. What has no meaning of its own goes into the lead's fields, by its name."""

    header: tuple[str, ...]
    phones: tuple[int, ...]
    name: tuple[int, ...]  # joined with a space, as first and last name
    language: int | None
    zone: int | None
    external_id: int | None
    priority: int | None
    fields: tuple[int, ...]
    ignored: tuple[int, ...]  # what a file of rejected rows adds, and columns without a name


def read_header(header: Sequence[str]) -> Columns:
    """Find out what the columns mean. Raises NoPhoneColumn.

    Where two columns mean the same, the first one has the meaning and the other goes into the fields.
    """
    taken: dict[str, int] = {}
    phones: list[int] = []
    fields: list[int] = []
    ignored: list[int] = []
    for index, cell in enumerate(header):
        plain = _plain(cell)
        meaning = _MEANINGS.get(plain)
        if not plain or cell.strip().casefold() in (LINE_COLUMN, REASON_COLUMN):
            ignored.append(index)
        elif _PHONE.fullmatch(plain) and len(phones) < PHONES_AT_MOST:
            phones.append(index)
        elif meaning and meaning not in taken:
            taken[meaning] = index
        else:
            fields.append(index)
    if not phones:
        raise NoPhoneColumn
    names = (taken[part] for part in ("name", "first_name", "last_name") if part in taken)
    return Columns(
        header=tuple(cell.strip() for cell in header),
        phones=tuple(phones),
        name=tuple(names),
        language=taken.get("language"),
        zone=taken.get("zone"),
        external_id=taken.get("external_id"),
        priority=taken.get("priority"),
        fields=tuple(fields),
        ignored=tuple(ignored),
    )


def _plain(cell: str) -> str:
    """A column's name without case, accents and punctuation."""
    decomposed = unicodedata.normalize("NFKD", cell.casefold())
    return "".join(letter for letter in decomposed if letter.isalnum())
