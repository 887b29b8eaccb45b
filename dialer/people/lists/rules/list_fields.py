"""The fields that a list's order and filter may use, with their types and what they usually hold."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from dialer.people.lists.rules.field_types import FieldKind, types_of
from dialer.people.lists.rules.lead_fields import COLUMNS, OWN, PHONES

VALUES_AT_MOST: Final = 30
_NUMBERS: Final = frozenset({"priority", "attempts", "phones"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ListField:
    """A field. `is_own`: of every lead, not of this list alone; `values` are its choices, or the most usual ones."""

    name: str
    kind: FieldKind
    is_own: bool = False
    values: tuple[str, ...] = ()


def fields_of(types: Mapping[str, Any], held: Mapping[str, Counter[Any]]) -> list[ListField]:
    """The fields of a list: its own by name, then those that every lead has.

    `types` are by folded name; `held` counts the values of a sample by the names as they were read.
    """
    typed = types_of(types)
    names = {name.casefold(): name for name in (*types, *held)}
    own = [
        ListField(
            name=name,
            kind=typed[folded].kind if folded in typed else kind_of(held.get(name, Counter())),
            values=_values(typed[folded].choices if folded in typed else (), held.get(name, Counter())),
        )
        for folded, name in sorted(names.items())
        if folded not in OWN
    ]
    every = [
        ListField(name=name, kind=FieldKind.WHOLE if name in _NUMBERS else FieldKind.TEXT, is_own=True)
        for name in (*COLUMNS, *sorted(PHONES))
    ]
    return own + every


def kind_of(held: Counter[Any]) -> FieldKind:
    """What a field without a type seems to hold."""
    kinds = {type(value) for value in held}
    if kinds == {bool}:
        return FieldKind.YES_NO
    if kinds and kinds <= {int, float}:
        return FieldKind.WHOLE if kinds == {int} else FieldKind.DECIMAL
    return FieldKind.TEXT


def _values(choices: tuple[str, ...], held: Counter[Any]) -> tuple[str, ...]:
    """Its choices, or what it usually holds if that is some few words."""
    if choices:
        return choices
    usual = [str(value) for value, _ in held.most_common(VALUES_AT_MOST) if isinstance(value, str) and value]
    return tuple(sorted(usual)) if len(held) <= VALUES_AT_MOST else ()
