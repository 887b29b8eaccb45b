"""A lead as the engine and the API see it, independent of any database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from dialer.compliance.facts import ContactFacts
from dialer.core.enums import LeadState, Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Phone:
    """One phone of a lead; `number` is E.164."""

    position: int
    number: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class NumberPart:
    """A part of a phone number to search for, and its place; a whole number is E.164."""

    where: Literal["anywhere", "at_end", "whole"]
    text: str

    def is_in(self, number: str) -> bool:
        """Whether this number (E.164) contains the part."""
        match self.where:
            case "anywhere":
                return self.text in number
            case "at_end":
                return number.endswith(self.text)
            case "whole":
                return number == self.text


@dataclass(frozen=True, slots=True, kw_only=True)
class PastAttempt:
    """An earlier attempt at the same lead. `outcome` is None while that attempt lives."""

    attempt_id: str
    outcome: Outcome | None
    disposition: str | None
    placed_at: float  # epoch seconds
    phone_position: int
    caller_id: str = ""  # the number that it showed


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimedLead:
    """A lead that a cell holds until its lease ends, with all that is needed to dial it."""

    lead_id: int
    list_id: int
    external_id: str | None
    name: str
    language: str
    fields: Mapping[str, Any]
    zone_key: str
    priority: int
    attempts: int
    next_phone: int
    phones: tuple[Phone, ...]
    history: tuple[PastAttempt, ...]  # the last 20, newest first
    callback_id: int | None = None  # the call-back for which it is booked
    country: str = ""  # ISO 3166, of the number to be dialled next: decides whose rules apply
    contact: ContactFacts | None = None  # what the rules may know of that number; None: nothing, so no call
    known_at: float | None = None  # when `contact` was read
    person_numbers: frozenset[str] = frozenset()  # all the person's numbers, from this lead and from others
    is_hard: bool = False  # there was a conflict with this person before: such calls are spread over agents


def next_of(phones: Sequence[Phone], position: int) -> Phone | None:
    """The phone at the position, else the first; None without phones."""
    return next((phone for phone in phones if phone.position == position), phones[0] if phones else None)


@dataclass(frozen=True, slots=True, kw_only=True)
class CallReason:
    """Why a lead is called: the list that it is in, and what allows the calls, as the row or its list says it."""

    list_name: str
    consent: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadRecord:
    """A lead's present state, for reading."""

    lead_id: int
    list_id: int
    external_id: str | None
    name: str
    language: str
    fields: Mapping[str, Any]
    zone_key: str
    state: LeadState
    priority: int
    due_at: float
    lease_owner: str | None
    attempts: int
    next_phone: int
    done_reason: str
    phones: tuple[Phone, ...]
    history: tuple[PastAttempt, ...] = ()
    wait_reason: str = ""  # why it waits until `due_at`, unless because of its last result
    notes: str = ""
    postcode: str = ""
    owner: str = ""  # name of the agent to whom the lead belongs
    import_id: int | None = None  # the import that added it, or last changed it

    @property
    def next_number(self) -> str:
        """The number that is called next; empty without any, as of an erased person."""
        phone = next_of(self.phones, self.next_phone)
        return "" if phone is None else phone.number


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadSearch:
    """What leads are searched by; None or empty: any.

    `text` is a whole external id, or a part of a name or, with `in_fields`, of what a custom field holds. `number`
    finds further leads by a phone. `state` is that shown: a claimed lead is neither open nor booked.
    """

    text: str = ""
    in_fields: bool = False
    number: NumberPart | None = None
    campaign_id: int | None = None
    list_id: int | None = None
    state: LeadState | None = None
    owner: str | None = None
    done_reason: str | None = None
    newest_first: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadFilter:
    """Which leads are meant; None: any."""

    campaign_id: int | None = None
    list_id: int | None = None
    state: str | None = None  # as stored: a claimed lead is open or booked
    owner: str | None = None
    done_reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadChange:
    """A change to leads. Custom fields are merged; one that is None goes.

    `state` OPEN: dialled again, from now on; DONE: not dialled any more. `list_id` moves them to another list.
    """

    values: Mapping[str, Any] = field(default_factory=dict)  # name, language, notes, owner, priority
    fields: Mapping[str, Any] = field(default_factory=dict)
    list_id: int | None = None
    state: LeadState | None = None
    delete: bool = False

    def told(self) -> dict[str, Any]:
        """What the audit says of it: which personal data has changed, and not to what."""
        facts: dict[str, Any] = {"changed": sorted(self.values), "fields": sorted(self.fields)}
        facts |= {name: self.values[name] for name in ("owner", "priority") if name in self.values}
        facts |= {"list_id": self.list_id, "state": self.state}
        return {name: value for name, value in facts.items() if value not in (None, [])}


def as_claimed(record: LeadRecord) -> ClaimedLead:
    """The lead of an attempt that another engine takes over."""
    return ClaimedLead(
        lead_id=record.lead_id,
        list_id=record.list_id,
        external_id=record.external_id,
        name=record.name,
        language=record.language,
        fields=record.fields,
        zone_key=record.zone_key,
        priority=record.priority,
        attempts=record.attempts,
        next_phone=record.next_phone,
        phones=record.phones,
        history=record.history,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLead:
    """A lead to add to a list; its phones' positions are their order."""

    phones: tuple[tuple[str, str], ...]  # (E.164 number, label)
    external_id: str | None = None
    name: str = ""
    language: str = ""
    fields: Mapping[str, Any] = field(default_factory=dict)
    zone_key: str = ""
    priority: int = 0
    due_at: float = 0.0
    notes: str = ""
    postcode: str = ""
    owner: str = ""  # name of the agent to whom the lead belongs
    consent: Mapping[str, str] = field(default_factory=dict)  # keyed like `imports.readers.columns.CONSENT`
