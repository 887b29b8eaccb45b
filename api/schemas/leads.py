"""Leads on the wire: as shown, and as sent by a program."""

from typing import Annotated, Any, Literal, Self

import orjson
from fastapi import Header
from pydantic import Field, model_validator

from api.answer_language import Said
from api.schemas.fields import FieldName
from api.schemas.lists import ConsentAsked
from api.schemas.wire import Asked, At, AtOrNever, Country, Id, Line, Number, Resource, Shown, Text, Whole
from dialer.callbacks.model import NEXT_FOR_AT_MOST_S, NEXT_FOR_S
from dialer.core.enums import Became, LeadState
from dialer.i18n.message import msg
from dialer.imports.readers.columns import PHONES_AT_MOST
from dialer.imports.rows.duplicates import By, DuplicateAction, Duplicates, Scope
from dialer.imports.rows.single_lead import OneLead
from dialer.leads.model import LeadRecord
from dialer.leads.rules.not_due_reasons import Waiting
from dialer.numbers.masking import Show, countries_of

Short = Annotated[Line, Field(max_length=10_000)]  # the limit of a cell in a file


class PhoneShown(Shown):
    """A phone of a lead."""

    position: int
    number: str
    label: str


class PastAttemptShown(Shown):
    """An earlier attempt."""

    attempt_id: str
    outcome: str | None
    disposition: str | None
    placed_at: At
    phone_position: int


class WaitsShown(Shown):
    """Why a lead is not dialled just now: a code, until when, where that is known, and its sentence.

    `time_zone` is the campaign's, by which the sentence goes.
    """

    code: str
    until: AtOrNever
    text: Said
    time_zone: str


class LeadShown(Resource):
    """A lead. Numbers are masked unless they were asked for with a reason; `waits` says why it is not dialled now."""

    lead_id: int
    list_id: int
    external_id: str | None
    name: str
    language: str
    fields: dict[str, Any]
    zone_key: str
    state: LeadState
    priority: int
    due_at: At
    attempts: int
    next_phone: int
    done_reason: str
    wait_reason: str
    waits: WaitsShown
    phones: list[PhoneShown]
    history: list[PastAttemptShown]

    @classmethod
    def seen(cls, inner: LeadRecord, waits: Waiting, show: Show) -> Self:
        """Show a lead; `show` masks numbers wherever they occur."""
        countries = countries_of(phone.number for phone in inner.phones)
        facts = {name: getattr(inner, name) for name in cls.model_fields if name not in ("waits", "phones", "history")}
        phones = [
            PhoneShown(position=p.position, number=show.number(p.number), label=show.text(p.label, countries))
            for p in inner.phones
        ]
        facts |= {"name": show.text(inner.name, countries), "fields": show.value(inner.fields, countries)}
        past = [PastAttemptShown.of(one) for one in inner.history]
        return cls(**facts, waits=WaitsShown.of(waits), phones=phones, history=past)


class NumberWanted(Asked):
    """The number whose leads are wanted, in the body, so that no log of addresses holds it.

    `country` is that of a number written without one; otherwise that of all lists, of the controller if one is named.
    """

    number: Annotated[Line, Field(min_length=1, max_length=100)]
    country: Country = ""
    controller_id: Id | None = None


class PhoneAsked(Asked):
    """A phone to dial, in any writing; `label` says which it is."""

    number: Annotated[Line, Field(min_length=1, max_length=100)]
    label: Annotated[Line, Field(max_length=200)] = ""


class SameAsked(Asked):
    """When the lead is one that is there already, and what is done with it."""

    by: set[By] = Field(default={By.ANY_PHONE, By.EXTERNAL_ID})
    scope: Literal[Scope.LIST, Scope.CAMPAIGN, Scope.CONTROLLER] = Scope.LIST
    then: DuplicateAction = DuplicateAction.UPDATE

    def inner(self) -> Duplicates:
        """The form for the store."""
        return Duplicates(by=frozenset(self.by), scope=self.scope, then=self.then)


class LeadAsked(Asked):
    """A lead that comes in by itself, checked as a row of an import is.

    `dial` says whether it is dialled next of all, by `agent_id` or by anyone, for `expires_s` seconds, or in its turn.
    """

    phones: list[Annotated[Line, Field(min_length=1, max_length=100)] | PhoneAsked] = Field(
        min_length=1, max_length=PHONES_AT_MOST
    )
    external_id: Short = ""
    name: Short = ""
    language: Line = Field(default="", max_length=100)
    zone: Line = Field(default="", max_length=1000, examples=["Europe/Rome"])
    priority: int = Field(default=0, ge=-100, le=100, description="The smallest is dialled first.")
    notes: Text = ""
    postcode: Short = ""
    owner: Short = ""
    fields: dict[FieldName, Text | Whole | Number | bool | None] = Field(default={}, max_length=200)
    consent: ConsentAsked = ConsentAsked()
    duplicates: SameAsked = SameAsked()
    dial: Literal["next", "in_turn"] = "next"
    agent_id: Id | None = Field(default=None, description="For whom it is dialled next; anyone, if left out.")
    expires_s: float = Field(default=NEXT_FOR_S, ge=1, le=NEXT_FOR_AT_MOST_S)

    def written(self) -> bytes:
        """The request in canonical form, to compare it with another that has the same key."""
        said = self.model_dump(mode="json")
        said["duplicates"]["by"] = sorted(self.duplicates.by)
        return orjson.dumps(said, option=orjson.OPT_SORT_KEYS)

    def inner(self) -> OneLead:
        """The form for the service."""
        asked = self.model_dump(include={"external_id", "name", "language", "zone", "priority", "notes"})
        phones = [(one, "") if isinstance(one, str) else (one.number, one.label) for one in self.phones]
        return OneLead(
            **asked,
            phones=tuple(phones),
            postcode=self.postcode,
            owner=self.owner,
            fields=self.fields,
            consent=self.consent.inner(),
        )


class LeadAdded(Shown):
    """What the lead became: `added`, `updated` where it was there and something was new, or `known` and left alone.

    `dialled_next`: it is the next to be called. `suppressed` of its numbers must not be called and were left out.
    `repeated`: a request with this key was done before, and nothing was done now. `warning`: why it would not be called
    as it is by the rules of the list's country, where no campaign's rules bind the list yet.
    """

    became: Became
    dialled_next: bool
    suppressed: int
    repeated: bool
    warning: Said
    lead: LeadShown


IdempotencyKey = Annotated[
    Line,
    Header(
        alias="Idempotency-Key",
        max_length=255,
        description="A name of the request's own: sent again with the same one within a week, it is not done again.",
    ),
]


class DialAsked(Asked):
    """Whom an agent wants to call: a number, or a lead of the agent's campaign. `consent` is that of a new number."""

    number: Annotated[Line, Field(min_length=1, max_length=100)] | None = None
    lead_id: Id | None = None
    consent: ConsentAsked = ConsentAsked()

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.number is None) == (self.lead_id is None):
            raise ValueError(msg("name a number or a lead_id, and not both"))
        return self


class Dialling(Shown):
    """The lead that is being called."""

    lead_id: int
