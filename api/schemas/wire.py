"""What the wire shapes have in common."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, ClassVar, Final, Self

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

# Every text that comes in is one of these, or has a pattern that admits no more (tests/house/test_wire.py asks). They
# refuse what breaks a line of a log or of Asterisk's manager interface, what no database holds (NUL), and what shows a
# name as another one: C0, DEL, C1, line separators, and the overrides of the writing direction.
LINE_PATTERN: Final = r"^[^\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]*$"
NAME_PATTERN: Final = (
    r"^[^\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]*[^\s\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]"
    r"[^\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]*$"
)
TEXT_PATTERN: Final = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]*$"  # tabs, new lines

Line = Annotated[str, StringConstraints(pattern=LINE_PATTERN)]
Name = Annotated[
    str, StringConstraints(min_length=1, max_length=200, pattern=NAME_PATTERN), AfterValidator(str.strip)
]  # stripped after the check, so that the document says exactly what is taken
Text = Annotated[str, StringConstraints(max_length=10_000, pattern=TEXT_PATTERN)]
Whole = Annotated[int, Field(strict=True, ge=-(2**63), le=2**63 - 1)]
Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Json = TypeAliasType(  # any JSON, its texts and numbers within the same limits
    "Json", "Text | Whole | Number | StrictBool | list[Json] | dict[Line, Json] | None"
)
Id = Annotated[int, Field(ge=1, le=2**63 - 1)]
Country = Annotated[str, StringConstraints(pattern="^([A-Z]{2})?$")]  # ISO 3166; empty where nothing is said


def _written(said: Any) -> Any:
    """Refuse epoch seconds, which pydantic would take for an instant, as a number or in digits."""
    if not isinstance(said, datetime) and (not isinstance(said, str) or ":" not in said):
        raise PydanticCustomError("datetime_type", "no instant")
    return said


# Instants are epoch seconds inside; people and programs outside write and read ISO 8601 with an offset. The bounds keep
# them within what every step behind can write again.
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
    """Marks a field that a PUT may leave out whatever value it has: it stays as it is, or belongs to one request alone.

    With `beside`, only where that field is sent.
    """

    beside: str = ""


MAY_BE_LEFT_OUT: Final = MayBeLeftOut()


class Asked(BaseModel):
    """A body that a client sends: an unknown field is a mistake, said so."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    KEY: ClassVar[tuple[str, ...]] = ()
    """The fields that tell, in a list of these, which one it is."""

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """JSON has booleans and numbers of its own: `"yes"` or `"5"` in their place is a mistake, in every field."""
        schema = handler(source)
        _be_strict(schema)
        return schema


class Shown(BaseModel):
    """A body that the API sends, read from the attributes of an inner value."""

    model_config = ConfigDict(from_attributes=True, frozen=True)

    @classmethod
    def of(cls, inner: Any) -> Self:
        """Show an inner value."""
        return cls.model_validate(inner)


class Resource(Shown):
    """A thing that has an address of its own: what it answers carries its version, an ETag (api/etags.py)."""

    UNVERSIONED: ClassVar[frozenset[str]] = frozenset()
    """The fields that are no part of the version: they change without anybody writing the thing."""

    def as_written(self) -> dict[str, Any]:
        """What a client would send to write it as it is, and more."""
        return self.model_dump(mode="json")


def _iso(at: float | None) -> str | None:
    return None if at is None else datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds")


At = Annotated[float, PlainSerializer(_iso, return_type=str)]
AtOrNever = Annotated[float | None, PlainSerializer(_iso, return_type=str | None)]
