"""A filter as conditions in a row, as a page shows them one below the other: written as its text, and read from it.

Only what joins conditions by one word, all `and` or all `or`, can be shown so; brackets and mixtures stay texts.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Literal

from dialer.people.lists.rules.filter_tokens import Kind, Token, words_of

Value = str | int | float | bool


class Test(StrEnum):
    """What is asked of a field."""

    __test__ = False  # no test of pytest's

    IS = "is"
    IS_NOT = "is_not"
    LESS = "less"
    AT_MOST = "at_most"
    MORE = "more"
    AT_LEAST = "at_least"
    ONE_OF = "one_of"
    NONE_OF = "none_of"
    CONTAINS = "contains"
    CONTAINS_NOT = "contains_not"
    STARTS_WITH = "starts_with"
    STARTS_NOT_WITH = "starts_not_with"
    IS_EMPTY = "is_empty"
    IS_NOT_EMPTY = "is_not_empty"


Measure = Literal["", "days_since", "years_since", "length"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One condition. `measure` is what of the field is compared; empty: what it holds."""

    field: str
    measure: Measure = ""
    test: Test
    values: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """Conditions of which all must hold, or any."""

    match: Literal["all", "any"] = "all"
    items: tuple[Condition, ...] = ()


_SIGNS: Final = {
    Test.IS: "=",
    Test.IS_NOT: "!=",
    Test.LESS: "<",
    Test.AT_MOST: "<=",
    Test.MORE: ">",
    Test.AT_LEAST: ">=",
}
_WORDS: Final = {
    Test.CONTAINS: "contains",
    Test.CONTAINS_NOT: "not contains",
    Test.STARTS_WITH: "starts with",
    Test.STARTS_NOT_WITH: "not starts with",
}
_EMPTY: Final = {Test.IS_EMPTY: "is empty", Test.IS_NOT_EMPTY: "is not empty"}
_AMONG: Final = {Test.ONE_OF: "in", Test.NONE_OF: "not in"}
_PLAIN_NAME: Final = re.compile(r"[^\W\d][\w.]*")
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")


def write_filter(conditions: Conditions) -> str:
    """The text of a filter with these conditions; empty without any."""
    return {"all": " and ", "any": " or "}[conditions.match].join(map(_written, conditions.items))


def _written(one: Condition) -> str:
    name = _name(one.field)
    what = f"{one.measure}({name})" if one.measure else name
    if one.test in _EMPTY:
        return f"{what} {_EMPTY[one.test]}"
    if one.test in _AMONG:
        return f"{what} {_AMONG[one.test]} ({', '.join(map(_value, one.values))})"
    return f"{what} {(_SIGNS | _WORDS)[one.test]} {_value(one.values[0] if one.values else '')}"


def _name(field: str) -> str:
    """A field's name as a filter has it; one that would be read as a word stands in back quotes."""
    if (
        _PLAIN_NAME.fullmatch(field)
        and words_of(field)[0].kind is Kind.NAME
        and words_of(field)[0].text == field.casefold()
    ):
        return field
    return f"`{field.replace('`', '')}`"


def _value(value: Value) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return f"{value:.10f}".rstrip("0").rstrip(".")
    if _DAY.fullmatch(value):
        return value
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def read_conditions(text: str) -> Conditions | None:
    """The conditions of a filter; None if it is more than conditions in a row. Raises BadFilter."""
    tokens = words_of(text)[:-1]
    rows: list[list[Token]] = [[]]
    joins: set[str] = set()
    for place, token in enumerate(tokens):
        if token.kind is Kind.WORD and token.text in ("and", "or"):
            joins.add(token.text)
            rows.append([])
        else:
            rows[-1].append(tokens[place])
    if not tokens:
        return Conditions()
    items = [_condition(row) for row in rows]
    if len(joins) > 1 or None in items:
        return None
    return Conditions(match="any" if "or" in joins else "all", items=tuple(one for one in items if one is not None))


_MEASURES: Final[dict[str, Measure]] = {
    "days_since": "days_since",
    "years_since": "years_since",
    "length": "length",
}
_BY_SIGN: Final = {sign: test for test, sign in _SIGNS.items()}
_BY_WORDS: Final = {words: test for test, words in (_WORDS | _EMPTY | _AMONG).items()}


def _condition(tokens: Sequence[Token]) -> Condition | None:
    """The condition that these tokens are; None if they are none."""
    turned = bool(tokens) and tokens[0].kind is Kind.WORD and tokens[0].text == "not"
    field, measure, rest = _field(tokens[1:] if turned else tokens)
    if field is None:
        return None
    if not rest:  # a field of yes or no by itself; turned, it is also true of leads without it
        return None if turned or measure else Condition(field=field, test=Test.IS, values=(True,))
    if turned:
        return None
    if rest[0].kind is Kind.SIGN and rest[0].text in _BY_SIGN:
        values = [token.value for token in rest[1:] if token.kind is Kind.VALUE]
        test = _BY_SIGN[rest[0].text]
        return (
            Condition(field=field, measure=measure, test=test, values=tuple(values))
            if len(rest) == 2 and values
            else None
        )
    words = " ".join(token.text for token in rest if token.kind is Kind.WORD)
    found = _BY_WORDS.get(words)
    if found is None:
        return None
    values = [token.value for token in rest if token.kind is Kind.VALUE]
    signs = [token.text for token in rest if token.kind is Kind.SIGN]
    if found in _AMONG:
        good = bool(values) and signs == ["(", *[","] * (len(values) - 1), ")"]
    else:
        good = len(values) == (0 if found in _EMPTY else 1) and not signs
    names = any(token.kind is Kind.NAME for token in rest)
    return Condition(field=field, measure=measure, test=found, values=tuple(values)) if good and not names else None


def _field(tokens: Sequence[Token]) -> tuple[str | None, Measure, Sequence[Token]]:
    """The field at the beginning, what of it is measured, and the tokens behind it."""
    kinds = [token.kind for token in tokens[:4]]
    if kinds[:1] != [Kind.NAME]:
        return None, "", ()
    if len(tokens) > 1 and tokens[1].kind is Kind.SIGN and tokens[1].text == "(":
        measure = _MEASURES.get(tokens[0].text)
        closed = kinds == [Kind.NAME, Kind.SIGN, Kind.NAME, Kind.SIGN] and tokens[3].text == ")"
        return (tokens[2].text, measure, tokens[4:]) if measure and closed else (None, "", ())
    return tokens[0].text, "", tokens[1:]
