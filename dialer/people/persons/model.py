"""A person, where the person is reached, and what the person allows, independent of any database."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

NEEDS_AT_MOST: Final = 20


class PersonKind(StrEnum):
    """As what a person is a customer: other laws apply to a consumer than to a business."""

    CONSUMER = "consumer"
    BUSINESS = "business"


class PointKind(StrEnum):
    """What a point of a person is."""

    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"
    CHAT = "chat"
    SOCIAL = "social"
    EXTERNAL_ID = "external_id"  # what the person is called in the customer's own system


class Need(StrEnum):
    """How a person wants to be treated: a need, never a diagnosis."""

    SLOW = "slow"  # speak slowly
    LOUD = "loud"
    PLAIN_WORDS = "plain_words"
    PAPER_FIRST = "paper_first"  # documents by post, before anything is concluded
    TRUSTED_PERSON = "trusted_person"  # decides together with somebody trusted
    DO_NOT_SELL = "do_not_sell"


class Channel(StrEnum):
    """The way of a contact."""

    PHONE = "phone"
    EMAIL = "email"
    CHAT = "chat"
    LETTER = "letter"
    SOCIAL = "social"
    WEB = "web"
    TEAM = "team"  # between colleagues


class Purpose(StrEnum):
    """What a person may be contacted for."""

    MARKETING = "marketing"
    SURVEY = "survey"
    SERVICE = "service"  # about a contract that there is


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonPoint:
    """Where a person is reached; `value` is E.164 for a phone, in lower case for an e-mail address."""

    id: int
    kind: PointKind
    value: str
    label: str = ""
    preferred: bool = False
    verified_at: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Who somebody is for one company."""

    id: int
    company_id: int
    kind: PersonKind
    name: str
    business_name: str
    tax_code: str
    vat_number: str
    invoice_to: str
    language: str
    type: str  # how the person talks, as an agent saw it
    type_at: float | None
    needs: tuple[Need, ...]
    created_at: float
    is_erased: bool
    points: tuple[PersonPoint, ...] = ()

    def of_kind(self, kind: PointKind) -> tuple[str, ...]:
        """The values of the points of a kind, the preferred first."""
        own = [point for point in self.points if point.kind is kind]
        return tuple(point.value for point in sorted(own, key=lambda point: (not point.preferred, point.id)))


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonChange:
    """What changes of a person; a point that is not among `points` goes, and None leaves them as they are."""

    values: Mapping[str, Any] = field(default_factory=dict)
    points: tuple[tuple[PointKind, str, str, bool], ...] | None = None  # kind, value, label, preferred


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactPermission:
    """What a person said about being contacted for a purpose over a channel; `channel` empty: over any."""

    id: int
    person_id: int
    company_id: int
    purpose: Purpose
    channel: Channel | None
    is_given: bool
    basis: str
    text_version: str
    interaction_id: int | None
    given_at: float
    given_by: str
    withdrawn_at: float | None
    withdrawn_by: str

    @property
    def holds(self) -> bool:
        """Whether it allows contacts now."""
        return self.is_given and self.withdrawn_at is None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptRequest:
    """A person's request about their data, as it is kept: the person is a keyed hash. Instants are epoch seconds."""

    id: int
    company_id: int
    kind: str  # access, erasure
    digest: str
    received_at: float
    due_at: float
    answered_at: float | None
    actor: str
