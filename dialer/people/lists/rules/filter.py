"""Which leads of a list are dialled at all: a small expression on their fields, read here and never run as code.

    score >= 50 and city in ("Roma", "Milano") and not (email is empty or days_since(last_order) > 365)

Words may be written in English or Italian. The whole grammar, with every function, is in docs/leads.md.
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any, Final

from dialer.core.time_units import DAY_S
from dialer.i18n.message import Message, msg
from dialer.numbers.masking import code_digits
from dialer.people.lists.rules.filter_tokens import BadFilter, Kind, Token, words_of
from dialer.people.lists.rules.lead_fields import FIRST_DIGITS

Value = str | int | float | bool | None
Fields = Mapping[str, Any]
Expression = Callable[[Fields, float], Value]

DEPTH_AT_MOST: Final = 30


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter after reading. `fields` are the names that it uses."""

    passes: Callable[[Fields, float], bool]
    fields: frozenset[str]


@lru_cache(256)
def read_filter(text: str) -> Filter:
    """Read a filter. Raises BadFilter, which says what is wrong, where, and how to correct it."""
    reader = _Reader(text, words_of(text))
    told = reader.either()
    reader.end()
    return Filter(lambda fields, now: bool(told(fields, now)), frozenset(reader.fields))


def check_fields(text: str, known: Collection[str]) -> None:
    """Refuse a filter on a field that no lead of the list has. Raises BadFilter."""
    folded = {name.casefold() for name in known}
    for name in sorted(read_filter(text).fields):
        if name not in folded:
            at = text.casefold().find(name)
            mend = msg("the leads have: {names}", names=sorted(known))
            raise BadFilter(msg("there is no field {name!r}", name=name), at, mend)


def check_masked(text: str) -> None:
    """Refuse a filter that compares phones with more digits than masked ones show: it would match nobody.

    Raises BadFilter.
    """
    if "phone" not in read_filter(text).fields:
        return
    for token in words_of(text):
        found = _E164.fullmatch(str(token.value)) if token.kind is Kind.VALUE else None
        if found and len(found[1]) > code_digits(found[1]) + FIRST_DIGITS:
            raise BadFilter(_MASKED, token.at, msg("write no more of them, or let an administrator set the filter"))


_E164: Final = re.compile(r"\+(\d+)")
_MASKED: Final = msg("of masked numbers only two digits behind the country code can be compared")


class _Reader:
    """Reads tokens from left to right, one function for each level of the grammar."""

    def __init__(self, text: str, tokens: Sequence[Token]) -> None:
        self._text, self._tokens, self._place, self._depth = text, tokens, 0, 0
        self.fields: set[str] = set()

    # Going through the tokens

    @property
    def _next(self) -> Token:
        return self._tokens[self._place]

    def _take(self, kind: Kind, *texts: str) -> Token | None:
        token = self._next
        if token.kind is not kind or (texts and token.text not in texts):
            return None
        self._place += 1
        return token

    def _need(self, kind: Kind, text: str, mend: Message) -> None:
        if self._take(kind, text) is None:
            raise BadFilter(msg("{text!r} is missing", text=text), self._next.at, mend)

    def end(self) -> None:
        if self._next.kind is not Kind.END:
            reason = msg("{text} does not belong here", text=self._next.shown)
            raise BadFilter(reason, self._next.at, msg("join conditions with and, or"))

    # The grammar

    def either(self) -> Expression:
        self._depth += 1
        if self._depth > DEPTH_AT_MOST:
            raise BadFilter(msg("brackets are nested too deeply"), self._next.at, msg("write it flatter"))
        sides = [self._both()]
        while self._take(Kind.WORD, "or"):
            sides.append(self._both())
        self._depth -= 1
        return sides[0] if len(sides) == 1 else lambda fields, now: any(side(fields, now) for side in sides)

    def _both(self) -> Expression:
        sides = [self._one()]
        while self._take(Kind.WORD, "and"):
            sides.append(self._one())
        return sides[0] if len(sides) == 1 else lambda fields, now: all(side(fields, now) for side in sides)

    def _one(self) -> Expression:
        if self._take(Kind.WORD, "not"):
            inner = self._one()
            return lambda fields, now: not inner(fields, now)
        if self._take(Kind.SIGN, "("):
            inner = self.either()
            self._need(Kind.SIGN, ")", msg("close the bracket"))
            return inner
        return self._condition(self._operand())

    def _condition(self, left: Expression) -> Expression:
        if sign := self._take(Kind.SIGN, "=", "!=", "<", "<=", ">", ">="):
            return _compared(left, sign.text, self._operand())
        turned = self._take(Kind.WORD, "not") is not None
        if self._take(Kind.WORD, "in"):
            return _turned(_among(left, self._values()), turned=turned)
        if self._take(Kind.WORD, "contains"):
            return _turned(_texts(left, self._operand(), lambda mine, other: other in mine), turned=turned)
        if self._take(Kind.WORD, "starts with"):
            return _turned(_texts(left, self._operand(), str.startswith), turned=turned)
        if self._take(Kind.WORD, "is"):
            turned = self._take(Kind.WORD, "not") is not None or turned
            if self._take(Kind.WORD, "empty"):
                return _turned(lambda fields, now: left(fields, now) in (None, ""), turned=turned)
        joins = self._next.kind is Kind.WORD and self._next.text in ("and", "or")
        if turned or (self._next.kind in (Kind.WORD, Kind.NAME) and not joins):
            reason = msg("a comparison is missing before {text}", text=self._next.shown)
            raise BadFilter(reason, self._next.at, _COMPARISONS)
        return lambda fields, now: left(fields, now) is True  # a yes-or-no field used alone

    def _values(self) -> list[Expression]:
        self._need(Kind.SIGN, "(", msg('write the values in brackets, as in ("Roma", "Milano")'))
        values = [self._operand()]
        while self._take(Kind.SIGN, ","):
            values.append(self._operand())
        self._need(Kind.SIGN, ")", msg("close the bracket, or put a comma between two values"))
        return values

    def _operand(self) -> Expression:
        token = self._next
        self._place += token.kind is not Kind.END
        match token.kind:
            case Kind.VALUE:
                value = token.value
                return lambda _fields, _now: value
            case Kind.NAME if self._take(Kind.SIGN, "("):
                return self._function(token)
            case Kind.NAME:
                self.fields.add(token.text)
                name = token.text
                return lambda fields, _now: fields.get(name)
        raise BadFilter(msg("a field or a value is missing before {text}", text=token.shown), token.at, _VALUES)

    def _function(self, name: Token) -> Expression:
        function = FUNCTIONS.get(name.text)
        if function is None:
            mend = msg("there are: {names}", names=list(FUNCTIONS))
            raise BadFilter(msg("there is no function {name!r}", name=name.text), name.at, mend)
        inner = self._operand()
        self._need(Kind.SIGN, ")", msg("close the bracket"))
        return lambda fields, now: function(inner(fields, now), now)


_COMPARISONS: Final = msg("write =, !=, <, <=, >, >=, in, contains, starts with, is empty or is not empty")
_VALUES: Final = msg('write the name of a field, a number, a text in quotes ("Roma") or a day (2026-01-31)')


def _turned(told: Expression, *, turned: bool) -> Expression:
    return (lambda fields, now: not told(fields, now)) if turned else told


def _compared(left: Expression, sign: str, right: Expression) -> Expression:
    compare: Callable[[Any, Any], bool] = {
        "=": lambda a, b: a == b,
        "!=": lambda a, b: a != b,
        "<": lambda a, b: a < b,
        "<=": lambda a, b: a <= b,
        ">": lambda a, b: a > b,
        ">=": lambda a, b: a >= b,
    }[sign]

    def told(fields: Fields, now: float) -> bool:
        pair = _alike(left(fields, now), right(fields, now))
        # A missing value equals nothing, and is neither less nor more than anything.
        return sign == "!=" if pair is None else compare(*pair)

    return told


def _alike(one: Value, other: Value) -> tuple[Any, Any] | None:
    """Both as numbers if either is a number, else as texts without regard to case; None if that fails."""
    if one is None or other is None or one == "" or other == "":
        return (one or "", other or "") if one == other else None
    if isinstance(one, bool) or isinstance(other, bool):
        return _yes(one), _yes(other)
    if isinstance(one, int | float) or isinstance(other, int | float):
        numbers = _number(one), _number(other)
        return None if None in numbers else numbers
    return str(one).casefold(), str(other).casefold()


def _yes(value: Value) -> bool:
    return value is True or str(value).casefold() in ("true", "yes", "1", "sì", "si", "vero")


def _number(value: Value) -> float | None:
    if isinstance(value, int | float):
        return float(value)
    written = str(value).strip().replace(" ", "")
    if "," in written and "." not in written:
        written = written.replace(",", ".")
    try:
        return float(written)
    except ValueError:
        return None


def _among(left: Expression, values: Sequence[Expression]) -> Expression:
    ways = [_compared(left, "=", value) for value in values]
    return lambda fields, now: any(way(fields, now) for way in ways)


def _texts(left: Expression, right: Expression, test: Callable[[str, str], bool]) -> Expression:
    def told(fields: Fields, now: float) -> bool:
        mine, other = left(fields, now), right(fields, now)
        return mine is not None and other is not None and test(str(mine).casefold(), str(other).casefold())

    return told


def _days_since(value: Value, now: float) -> Value:
    """Whole days since a day written as 2026-01-31, with or without a time after it."""
    try:
        day = date.fromisoformat(str(value)[:10])
    except ValueError:
        return None
    return int((now - datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) // DAY_S)


def _years_since(value: Value, now: float) -> Value:
    try:
        day, today = date.fromisoformat(str(value)[:10]), datetime.fromtimestamp(now, UTC).date()
    except ValueError:
        return None
    return today.year - day.year - ((today.month, today.day) < (day.month, day.day))


FUNCTIONS: Final[Mapping[str, Callable[[Value, float], Value]]] = {
    "days_since": _days_since,
    "years_since": _years_since,
    "length": lambda value, _now: len(str(value)) if value is not None else 0,
    "number": lambda value, _now: _number(value) if value is not None else None,
}
