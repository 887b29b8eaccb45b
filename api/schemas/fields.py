"""Types of custom fields on the wire."""

from typing import Annotated, Any, Self

from pydantic import AfterValidator, Field, model_validator

from api.schemas.wire import Line, RequestBody, Shown
from dialer.i18n.message import msg
from dialer.people.lists.rules.field_types import FieldKind

FieldName = Annotated[Line, Field(min_length=1, max_length=200)]


class FieldTypeInput(RequestBody):
    """Type of a custom field; `choices` are the values of a `choice`."""

    kind: FieldKind
    choices: tuple[Annotated[Line, Field(min_length=1, max_length=200)], ...] = ()

    @model_validator(mode="after")
    def _choices_go_with_choice(self) -> Self:
        if (self.kind is FieldKind.CHOICE) != bool(self.choices):
            raise ValueError(msg("a choice needs its choices, and nothing else has any"))
        return self


def _each_once(types: dict[str, FieldTypeInput]) -> dict[str, FieldTypeInput]:
    folded = [name.casefold() for name in types]
    if twice := next((name for name in folded if folded.count(name) > 1), None):
        raise ValueError(msg("{name} is given twice", name=twice), msg("large and small letters are alike"))
    return types


FieldTypes = Annotated[dict[FieldName, FieldTypeInput], Field(max_length=500), AfterValidator(_each_once)]


def written(types: dict[str, FieldTypeInput]) -> dict[str, Any]:
    """The types as stored."""
    return {name: wanted.model_dump(mode="json") for name, wanted in types.items()}


class FieldTypesShown(Shown):
    """Types of the custom fields; `unfit`: by field, how many leads that are not done do not fit.

    These were imported before the type was set, and stay unchanged until they are imported again.
    """

    field_types: dict[str, Any]
    unfit: dict[str, int]


class FieldTypesInput(RequestBody):
    """Types of all custom fields; omitted fields hold text."""

    field_types: FieldTypes
