"""Refuses a PUT that omits fields with a value, which would be silently reset, and nulls where a value must be."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import orjson
from pydantic.fields import FieldInfo
from pydantic_core import to_jsonable_python

from api.problem_kinds import INVALID
from api.problems import Problem
from api.schemas.wire import MayBeLeftOut, RequestBody, Resource
from dialer.core.request_errors import LeftOut
from dialer.i18n.message import Message, mark, msg

_LEFT_OUT: Final = mark("is left out but has a value: send it as it is, or send {empty} to reset it")


def check_nothing_left_out(body: RequestBody, there: Resource) -> None:
    """Raise `LeftOut` with each field that the body omits and whose value would change.

    Nested objects, and list items with a `KEY`, are checked in the same way. Fields sent as null or empty count as
    sent.
    """
    if found := list(_left_out(body, there.as_written())):
        raise LeftOut([(where, Message(_LEFT_OUT, {"empty": empty})) for where, empty in found])


def check_not_null(sent: Mapping[str, Any], *names: str) -> None:
    """Raise a 422 problem with those of these fields that were sent as null."""
    if wrong := [name for name in names if name in sent and sent[name] is None]:
        raise Problem(INVALID, msg("{fields}: may not be null", fields=wrong))


def _left_out(body: RequestBody, there: Mapping[str, Any], at: str = "") -> Iterator[tuple[str, str]]:
    """Each omitted place with the JSON of its default."""
    for name, field in type(body).model_fields.items():
        shown = field.alias or name
        if shown not in there:
            continue
        if name in body.model_fields_set:
            yield from _inside(getattr(body, name), there[shown], f"{at}{shown}.")
        elif not _may_lack(body, field) and there[shown] != (empty := _default(field)):
            yield f"{at}{shown}", orjson.dumps(empty).decode()


def _inside(value: Any, there: Any, at: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, RequestBody) and isinstance(there, Mapping):
        yield from _left_out(value, there, at)
    elif isinstance(value, list) and isinstance(there, list):
        for index, one in enumerate(value):
            if isinstance(one, RequestBody) and one.KEY:
                yield from _inside(one, _same(one, there), f"{at}{index}.")


def _same(one: RequestBody, among: list[Any]) -> Any:
    """The list item with the same key."""
    key = {name: to_jsonable_python(getattr(one, name)) for name in one.KEY}
    return next((other for other in among if key.items() <= other.items()), None)


def _may_lack(body: RequestBody, field: FieldInfo) -> bool:
    marks = (mark for mark in field.metadata if isinstance(mark, MayBeLeftOut))
    return any(not mark.beside or mark.beside in body.model_fields_set for mark in marks)


def _default(field: FieldInfo) -> Any:
    return to_jsonable_python(field.get_default(call_default_factory=True), by_alias=True)
