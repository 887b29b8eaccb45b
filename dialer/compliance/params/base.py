"""Shared by the models of parameters: strict forms, and the direction in which a parameter is stricter."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from dialer.compliance.durations import DurationField


class Form(BaseModel):
    """A part of a profile file. Unknown fields are errors, not comments."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class Stricter(StrEnum):
    """The direction in which a parameter is stricter. Any change of a parameter without one counts as loosening."""

    SMALLER = "smaller"
    LARGER = "larger"
    FEWER = "fewer"  # entries of a list
    MORE = "more"
    ON = "on"
    OFF = "off"
    HOURS = "hours"  # windows that cover less
    CAPS = "caps"  # each old cap is kept by a new one


@dataclass(frozen=True, slots=True)
class Ladder:
    """Values from the loosest to the strictest."""

    steps: tuple[str, ...]


Share = Annotated[float, Field(ge=0.0, le=1.0)]
AtMost = Annotated[DurationField, Stricter.SMALLER]
AtLeast = Annotated[DurationField, Stricter.LARGER]
Demand = Annotated[bool, Stricter.ON]
Permission = Annotated[bool, Stricter.OFF]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Country = Annotated[str, Field(pattern=r"^([A-Z]{2}|EEA)$")]
Names = Annotated[tuple[Name, ...], Stricter.MORE]
