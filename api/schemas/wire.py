"""Shared types of the schemas."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from types import GenericAlias
from typing import Annotated, Any, ClassVar, Final, Self, get_args, get_origin, get_type_hints

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    PlainSerializer,
    StrictBool,
    StringConstraints,
)
from pydantic_core import CoreSchema, PydanticCustomError
from typing_extensions import TypeAliasType

from dialer.core.card_numbers import holds_card_number
from dialer.core.request_errors import CardNumber
from dialer.i18n.message import Message

# Every incoming text has one of these types, or a stricter pattern (checked by tests/house/test_wire.py). They refuse
# characters that break a line in logs or in AMI, that no database stores (NUL), or that disguise a name: C0, DEL, C1,
# line separators, and overrides of the writing direction.
LINE_PATTERN: Final = r"^[^\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]*$"
NAME_PATTERN: Final = (
    r"^[^\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]*[^\s\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]"
    r"[^\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]*$"
)
TEXT_PATTERN: Final = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]*$"  # tabs, new lines

Line = Annotated[str, StringConstraints(pattern=LINE_PATTERN)]


def _cardless(text: str) -> str:
    if holds_card_number(text):
        raise ValueError(Message(CardNumber.sentence))
    return text


# What people type about people, and is kept: never with the number of a payment card.
NO_CARD: Final = AfterValidator(_cardless)
TypedLine = Annotated[Line, NO_CARD]
Name = Annotated[
    str, StringConstraints(min_length=1, max_length=200, pattern=NAME_PATTERN), AfterValidator(str.strip)
]  # stripped after the check, so that the document states exactly what is accepted
Text = Annotated[str, StringConstraints(max_length=10_000, pattern=TEXT_PATTERN)]
Whole = Annotated[int, Field(strict=True, ge=-(2**63), le=2**63 - 1)]
Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
# JSON with texts and numbers within the same limits, at most four levels deep: nothing that is asked for goes deeper,
# and not every maker of clients knows a type that contains itself.
Scalar = TypeAliasType("Scalar", Text | Whole | Number | StrictBool | None)
JsonLevel1 = TypeAliasType("JsonLevel1", Scalar | list[Scalar] | dict[Line, Scalar])
JsonLevel2 = TypeAliasType("JsonLevel2", Scalar | list[JsonLevel1] | dict[Line, JsonLevel1])
JsonLevel3 = TypeAliasType("JsonLevel3", Scalar | list[JsonLevel2] | dict[Line, JsonLevel2])
Json = TypeAliasType("Json", Scalar | list[JsonLevel3] | dict[Line, JsonLevel3])
Id = Annotated[int, Field(ge=1, le=2**63 - 1)]
Country = Annotated[str, StringConstraints(pattern="^([A-Z]{2})?$")]  # ISO 3166; empty if not stated


def _written(said: Any) -> Any:
    """Refuse epoch seconds, as a number or in digits, which pydantic would accept as an instant."""
    if not isinstance(said, datetime) and (not isinstance(said, str) or ":" not in said):
        raise PydanticCustomError("datetime_type", "no instant")
    return said


# Instants are epoch seconds inside, ISO 8601 with an offset outside. The bounds keep them within what every later step
# can format.
Instant = Annotated[
    AwareDatetime,
    Field(ge=datetime(1970, 1, 1, tzinfo=UTC), le=datetime(2999, 12, 31, tzinfo=UTC)),
    BeforeValidator(_written),
]


def _be_strict(schema: Any) -> None:
    if isinstance(schema, dict):
        if schema.get("type") in ("bool", "int", "float"):
            schema["strict"] = True
        for inner in schema.values():
            _be_strict(inner)
    elif isinstance(schema, list | tuple):
        for inner in schema:
            _be_strict(inner)


@dataclass(frozen=True, slots=True)
class MayBeLeftOut:
    """Marks a field that a PUT may omit whatever its value: it stays unchanged, or belongs to one request only.

    With `beside`, only if that field is sent.
    """

    beside: str = ""


MAY_BE_LEFT_OUT: Final = MayBeLeftOut()


class RequestBody(BaseModel):
    """A body that a client sends; an unknown field is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    KEY: ClassVar[tuple[str, ...]] = ()
    """The fields that identify an item in a list."""

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Make all fields strict: JSON has booleans and numbers, so `"yes"` or `"5"` in their place is a mistake."""
        schema = handler(source)
        _be_strict(schema)
        return schema


def iso(at: float | None) -> str | None:
    """Epoch seconds as ISO 8601 in UTC."""
    return None if at is None else datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds")


IsoText = Annotated[str, Field(json_schema_extra={"format": "date-time"})]
At = Annotated[float, PlainSerializer(iso, return_type=IsoText)]
AtOrNever = Annotated[float | None, PlainSerializer(iso, return_type=IsoText | None)]


def shown_type(name: str, kind: Any) -> Any:
    """The type on the wire of a field of a read model: an instant is known by its name, as in `at` or `retired_at`."""
    if kind in (float, float | None) and name.rpartition("_")[2] in ("at", "since", "until"):
        return At if kind is float else AtOrNever
    if get_origin(kind) is Mapping:  # pydantic serialises it slowly, to keep its class
        return GenericAlias(dict, get_args(kind))
    is_list = get_origin(kind) is Sequence or (get_origin(kind) is tuple and get_args(kind)[1:] == (...,))
    return GenericAlias(list, get_args(kind)[:1]) if is_list else kind


class Shown(BaseModel):
    """A body that the API sends, read from the attributes of an internal value.

    With `of`, it has the fields of this dataclass, except those in `without`; what it declares itself goes before.
    """

    model_config = ConfigDict(from_attributes=True, frozen=True)

    def __init_subclass__(cls, *, of: type | None = None, without: Sequence[str] = (), **kwargs: Any) -> None:
        """Declare the fields before pydantic collects them."""
        super().__init_subclass__(**kwargs)
        if of is not None:
            cls.__annotations__ = _fields_of(of, without, cls) | cls.__annotations__

    @classmethod
    def of(cls, inner: Any) -> Self:
        """Show an internal value."""
        return cls.model_validate(inner)

    @classmethod
    def merged(cls, inner: Any, **other: Any) -> Self:
        """Show an internal value; `other` are fields that it lacks, or that are shown otherwise."""
        own = {name: getattr(inner, name) for name in cls.model_fields if name not in other and hasattr(inner, name)}
        return cls.model_validate(own | other)


def _fields_of(read_model: type, without: Sequence[str], shown: type[BaseModel]) -> dict[str, Any]:
    types = get_type_hints(read_model, include_extras=True)
    names = [field.name for field in fields(read_model)]
    names.sort(key=lambda name: name not in ("id", "name"))  # also before what is inherited
    if unknown := set(without).difference(names):
        raise TypeError(f"{read_model.__name__} has no {sorted(unknown)}")
    inherited = {name for base in shown.__mro__[1:] for name in getattr(base, "__annotations__", ())}
    return {name: shown_type(name, types[name]) for name in names if name not in {*without, *inherited}}


class Resource(Shown):
    """A resource with its own address; its answers carry its version as an ETag (api/etags.py)."""

    UNVERSIONED: ClassVar[frozenset[str]] = frozenset()
    """Fields outside the version: they change without a write to the resource."""
    SUBJECT: ClassVar[str] = ""
    """What the audit calls it, before its id."""

    def as_written(self) -> dict[str, Any]:
        """The values that a client would send to write the resource unchanged, and more."""
        return self.model_dump(mode="json")
