"""Types of custom fields on the wire."""

from typing import Annotated, Any, Self

from pydantic import AfterValidator, Field, model_validator

from api.schemas.wire import Asked, Line, Shown
from dialer.i18n.message import msg
from dialer.lists.rules.field_types import FieldKind

FieldName = Annotated[Line, Field(min_length=1, max_length=200)]


class FieldTypeAsked(Asked):
    """What a custom field holds; `choices` are the words of a `choice`."""

    kind: FieldKind
    choices: tuple[Annotated[Line, Field(min_length=1, max_length=200)], ...] = ()

    @model_validator(mode="after")
    def _choices_go_with_choice(self) -> Self:
        if (self.kind is FieldKind.CHOICE) != bool(self.choices):
            raise ValueError(msg("a choice needs its choices, and nothing else has any"))
        return self


def _each_once(types: dict[str, FieldTypeAsked]) -> dict[str, FieldTypeAsked]:
    folded = [name.casefold() for name in types]
    if twice := next((name for name in folded if folded.count(name) > 1), None):
        raise ValueError(msg("{name} is said twice", name=twice), msg("large and small letters are alike"))
    return types


FieldTypes = Annotated[dict[FieldName, FieldTypeAsked], Field(max_length=500), AfterValidator(_each_once)]


def written(types: dict[str, FieldTypeAsked]) -> dict[str, Any]:
    """The types as stored."""
    return {name: wanted.model_dump(mode="json") for name, wanted in types.items()}


class FieldTypesShown(Shown):
    """What the custom fields hold; `unfit`: how many leads that are not done hold something else in which of them.

    These were loaded before it was said: they stay as they were read until they are loaded again.
    """

    field_types: dict[str, Any]
    unfit: dict[str, int]


class FieldTypesAsked(Asked):
    """What the custom fields hold, all of them: what is left out holds text."""

    field_types: FieldTypes
