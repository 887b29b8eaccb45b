"""What the wire shapes have in common."""

from datetime import UTC, datetime
from typing import Annotated, Any, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, PlainSerializer, StringConstraints

Name = Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)]
Text = Annotated[str, StringConstraints(max_length=10_000)]
Id = Annotated[int, Field(ge=1, le=2**63 - 1)]
Country = Annotated[str, StringConstraints(pattern="^([A-Z]{2})?$")]  # ISO 3166; empty where nothing is said
# Instants are epoch seconds inside; people and programs outside read ISO 8601 in UTC.
Instant = AwareDatetime


class Asked(BaseModel):
    """A body that a client sends: an unknown field is a mistake, said so."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=False)


class Shown(BaseModel):
    """A body that the API sends, read from the attributes of an inner value."""

    model_config = ConfigDict(from_attributes=True, frozen=True)

    @classmethod
    def of(cls, inner: Any) -> Self:
        """Show an inner value."""
        return cls.model_validate(inner)


def _iso(at: float | None) -> str | None:
    return None if at is None else datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds")


At = Annotated[float, PlainSerializer(_iso, return_type=str)]
AtOrNever = Annotated[float | None, PlainSerializer(_iso, return_type=str | None)]
