"""A controller, what people are told of it, and the numbers that it may show."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Privacy:
    """What people are told of the company that keeps their data. What is left empty is unknown."""

    address: str = ""
    email: str = ""
    phone: str = ""
    officer: str = ""  # name and address of the data protection officer, where there is one
    notice: str = ""  # where the privacy notice can be read
    country: str = ""  # ISO 3166, where the company sits: its authority hears complaints
    language: str = ""  # it or en, for people who have named none
    recipients: tuple[str, ...] = ()  # who else gets the data: names, or kinds of them


NOTHING_TOLD: Final = Privacy()


@dataclass(frozen=True, slots=True, kw_only=True)
class Controller:
    """The company on whose behalf people are called."""

    id: int
    name: str
    privacy: Privacy = NOTHING_TOLD


@dataclass(frozen=True, slots=True, kw_only=True)
class CallerId:
    """A number that a controller may show."""

    id: int
    controller_id: int
    number: str
    label: str
    classes: tuple[str, ...] = ()  # of `CliClass`, beside those that the number tells by itself
    declared_in: tuple[str, ...] = ()  # registers of operators: ROC …
    tested_at: float | None = None  # when it was last called, to see who answers
    test_reached: str = ""  # agent, identity_message, or nothing
    owner: str = ""  # to whom the operator has given the number
    registry_line: str = ""  # under which it stands in a register of operators
    attestation: str = ""  # A, B or C: how far its provider vouches for it (US); nobody checks it here
