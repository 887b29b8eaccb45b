"""A company, its privacy information, and the numbers that it may show."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Privacy:
    """What people are told about the company that keeps their data. Empty fields are unknown."""

    address: str = ""
    email: str = ""
    phone: str = ""
    officer: str = ""  # name and address of the data protection officer, if there is one
    notice: str = ""  # where to read the privacy notice
    country: str = ""  # ISO 3166, the seat of the company: complaints go to its authority
    language: str = ""  # it or en, for people who have named none
    recipients: tuple[str, ...] = ()  # other recipients of the data: names, or kinds of them


NOTHING_TOLD: Final = Privacy()


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """The company on whose behalf people are called."""

    id: int
    name: str
    privacy: Privacy = NOTHING_TOLD
    former_names: tuple[str, ...] = ()  # oldest first; recorded consents may name it by one of them
    retired_at: float | None = None  # None: in use

    @property
    def first_name(self) -> str:
        """The name it was made with: facts that were gathered before it was renamed and after agree on it."""
        return next(iter(self.former_names), self.name)

    @property
    def home_country(self) -> str:
        """The country (ISO 3166) whose numbers its lists hold, where nobody says: that of its seat, else Italy."""
        return self.privacy.country or "IT"

    def is_called(self, said: str) -> bool:
        """Whether this is its name, or was, in whatever case."""
        return said.strip().casefold() in {name.casefold() for name in (self.name, *self.former_names)}


@dataclass(frozen=True, slots=True, kw_only=True)
class CallerId:
    """A number that a company may show."""

    id: int
    company_id: int
    number: str
    label: str
    classes: tuple[str, ...] = ()  # of `CliClass`, besides those that the number itself shows
    declared_in: tuple[str, ...] = ()  # registers of operators: ROC …
    tested_at: float | None = None  # when it was last called to see who answers
    test_reached: str = ""  # agent, identity_message, or nothing
    owner: str = ""  # the company to which the operator assigned the number
    registry_line: str = ""  # the name under which it stands in a register of operators
    attestation: str = ""  # A, B or C: how far its provider vouches for it (US); not checked here
