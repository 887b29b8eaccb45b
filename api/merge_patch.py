"""PATCH by JSON merge patch (RFC 7396): only what is sent changes, and null takes a value back to its default."""

from collections.abc import Mapping
from functools import lru_cache
from types import UnionType
from typing import Annotated, Any, Final, Union, get_args, get_origin

from fastapi import Body, Depends
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field, ValidationError, create_model

from api.schemas.wire import RequestBody, Resource

MEDIA_TYPE: Final = "application/merge-patch+json"


class Patch:
    """What a client sent to change a resource."""

    def __init__(self, sent: BaseModel, written: type[RequestBody]) -> None:
        self._sent, self._written = sent, written

    def on(self, there: Resource) -> Any:
        """The body of a PUT that does the same. Raises RequestValidationError if the whole would be invalid."""
        whole = _fitting(self._written, there.as_written())
        merged = _merged(whole, self._sent.model_dump(mode="json", by_alias=True, exclude_unset=True))
        try:
            return self._written.model_validate(merged)
        except ValidationError as wrong:
            places = [{**one, "loc": ("body", *one["loc"])} for one in wrong.errors()]
            raise RequestValidationError(places, body=merged) from None


def Patched(written: type[RequestBody]) -> Any:  # noqa: N802 - reads as a type in the signature of a route
    """A route's patch of a resource that a PUT with `written` replaces."""
    shape = _partial(written)

    def patch(body: Any) -> Patch:
        return Patch(body, written)

    patch.__annotations__["body"] = Annotated[shape, Body()]
    return Depends(patch)


@lru_cache
def _partial(written: type[RequestBody]) -> type[RequestBody]:
    """The same fields, none of which has to be sent; objects in it may be sent in part."""
    name = written.__name__.removesuffix("Input").removesuffix("Change").removesuffix("Wire") + "Patch"
    fields: dict[str, Any] = {}
    for field_name, field in written.model_fields.items():
        kind: Any = _part(field.annotation)
        if field.metadata:  # what is checked of a value is not checked of null
            kind = Annotated[(kind, *field.metadata)]
        shown: dict[str, Any] = {"alias": field.alias, "description": field.description, "examples": field.examples}
        fields[field_name] = (kind | None, Field(default=None, **shown))
    return create_model(name, __base__=RequestBody, __doc__=f"What changes: {written.__doc__}", **fields)


def _part(annotation: Any) -> Any:
    if isinstance(annotation, type) and issubclass(annotation, RequestBody):
        return _partial(annotation)
    if get_origin(annotation) in (Union, UnionType):
        return Union[tuple(_part(one) for one in get_args(annotation))]  # noqa: UP007 - of values, not of types
    return annotation


def _fitting(shape: type[BaseModel], value: Mapping[str, Any]) -> dict[str, Any]:
    """The values that the shape takes, of those that are shown."""
    kept: dict[str, Any] = {}
    for name, field in shape.model_fields.items():
        shown = field.alias or name
        if shown in value:
            kept[shown] = _inside(field.annotation, value[shown])
    return kept


def _inside(annotation: Any, value: Any) -> Any:
    if isinstance(value, Mapping):
        for one in (annotation, *get_args(annotation)):
            if isinstance(one, type) and issubclass(one, BaseModel):
                return _fitting(one, value)
    if isinstance(value, list) and get_origin(annotation) is list:
        return [_inside(get_args(annotation)[0], one) for one in value]
    if isinstance(value, list):
        for one in get_args(annotation):
            if get_origin(one) is list:
                return _inside(one, value)
    return value


def _merged(there: Any, patch: Any) -> Any:
    """RFC 7396, section 2."""
    if not isinstance(patch, dict):
        return patch
    result = dict(there) if isinstance(there, dict) else {}
    for name, value in patch.items():
        if value is None:
            result.pop(name, None)
        else:
            result[name] = _merged(result.get(name), value)
    return result
