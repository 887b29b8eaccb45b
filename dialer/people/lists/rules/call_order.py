"""The order in which leads never tried are dialled: a manager's text, turned into a number that ranks each lead.

score desc        by a field, numbers as numbers, days and texts as they sort
newest            the last that came in goes first
random 7          shuffled, the same way each time for the same seed
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2b
from typing import Any, Final

from dialer.i18n.message import Message, msg


class BadOrder(ValueError):  # noqa: N818 - the name is the reason's kind
    """The order cannot be read; the message says how to write one."""

    def __init__(self, message: Message) -> None:
        super().__init__(message)
        self.message = message


class By(StrEnum):
    """What an order sorts by."""

    OLDEST = "oldest"
    NEWEST = "newest"
    RANDOM = "random"
    FIELD = "field"


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """An order after reading."""

    by: By
    field: str = ""
    descending: bool = False
    seed: int = 0


_OLDEST: Final = ("", "oldest", "oldest first", "più vecchi", "prima i più vecchi")
_NEWEST: Final = ("newest", "newest first", "più recenti", "prima i più recenti")
_RANDOM: Final = re.compile(r"(?:random|casuale)(?:\s+(\d{1,9}))?")
_FIELD: Final = re.compile(r"`?([^`]+?)`?(?:\s+(asc|desc|crescente|decrescente))?")
_LETTERS: Final = {character: place for place, character in enumerate("0123456789abcdefghijklmnopqrstuvwxyz", start=1)}
_TEXT_CHARACTERS: Final = 9  # the most that a float can distinguish
_LAST: Final = 1e300  # leads without the field come last, whatever the direction
_TEXTS: Final = 2.0**47  # more than the number of texts of so many characters
_TEXT_FROM: Final = 1e200  # texts sort after numbers


def read_order(text: str) -> Order:
    """Read an order; an empty one means the order of arrival. Raises BadOrder."""
    written = " ".join(text.split()).casefold()
    if written in _OLDEST:
        return Order(by=By.OLDEST)
    if written in _NEWEST:
        return Order(by=By.NEWEST)
    if found := _RANDOM.fullmatch(written):
        return Order(by=By.RANDOM, seed=int(found[1] or 0))
    found = _FIELD.fullmatch(written)
    if found is None or len(written) > 200:
        raise BadOrder(
            msg("write the name of a field, with desc behind it for the largest first; or newest, or random 7")
        )
    return Order(by=By.FIELD, field=found[1], descending=found[2] in ("desc", "decrescente"))


def rank_of(order: Order, lead_id: int, fields: Mapping[str, Any]) -> float:
    """The number that ranks a lead: the smallest is dialled first, among equals the one that came in first.

    `fields` have folded names. Texts are compared by their first nine letters and digits, without accents and case.
    """
    match order.by:
        case By.OLDEST:
            return 0.0
        case By.NEWEST:
            return -float(lead_id)
        case By.RANDOM:
            digest = blake2b(f"{order.seed}:{lead_id}".encode(), digest_size=8).digest()
            return float(int.from_bytes(digest) >> 11)
        case By.FIELD:
            place = _place(fields.get(order.field))
            return _LAST if place is None else -place if order.descending else place


def _place(value: Any) -> float | None:
    if value is None or value == "":
        return None
    try:
        number = float(value if isinstance(value, int | float) else str(value).replace(",", "."))
    except (ValueError, OverflowError):
        return _text_place(str(value))
    return number if abs(number) < _TEXT_FROM else _text_place(str(value))  # nan too: it compares less than nothing


def _text_place(text: str) -> float:
    plain = unicodedata.normalize("NFKD", text).casefold()
    digits = [_LETTERS[character] for character in plain if character in _LETTERS][:_TEXT_CHARACTERS]
    number = 0
    for digit in digits + [0] * (_TEXT_CHARACTERS - len(digits)):
        number = number * (len(_LETTERS) + 1) + digit
    return _TEXT_FROM * (1.0 + number / _TEXTS)
