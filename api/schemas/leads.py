"""Leads on the wire: as shown, and as sent by a program."""

from typing import Annotated, Any, Literal, Self

import orjson
from fastapi import Header
from pydantic import Field, model_validator

from api.answer_language import AnswerText
from api.paging import Page
from api.schemas.fields import FieldName
from api.schemas.lists import ConsentInput
from api.schemas.wire import Country, Id, Line, Number, RequestBody, Resource, Shown, Text, Whole
from dialer.campaigns.not_due_reasons import Waiting
from dialer.core.enums import LeadState
from dialer.i18n.message import msg
from dialer.numbers.masking import MASKED, Show, countries_of
from dialer.people.callbacks.model import NEXT_FOR_AT_MOST_S, NEXT_FOR_S
from dialer.people.imports.readers.columns import PHONES_AT_MOST
from dialer.people.imports.rows.duplicates import By, DuplicateAction, Duplicates, Scope
from dialer.people.imports.rows.single_lead import OneLead
from dialer.people.leads.model import LeadChange, LeadRecord, PastAttempt, Phone
from dialer.people.leads.store.single_lead import Added

Short = Annotated[Line, Field(max_length=10_000)]  # the limit of a cell in a file


class PhoneShown(Shown, of=Phone):
    """A phone of a lead."""

    number: str


class PastAttemptShown(Shown, of=PastAttempt, without=("caller_id",)):
    """An earlier attempt."""

    outcome: str | None


class WaitsShown(Shown, of=Waiting):
    """Why a lead is not being dialled: a code, until when (if known), and its sentence.

    `time_zone` is the campaign's, used in the sentence.
    """

    text: AnswerText


class LeadShown(Resource, of=LeadRecord, without=("lease_owner",)):
    """A lead. Numbers are masked unless requested with a reason; `waits` says why it is not being dialled."""

    external_id: str | None

    UNVERSIONED = frozenset({"waits", "wait_reason", "due_at"})

    owner: str = Field(description="Name of the agent to whom the lead belongs; empty: nobody's.")
    import_id: int | None = Field(description="The import that added it, or last changed it.")
    waits: WaitsShown
    phones: list[PhoneShown]
    history: list[PastAttemptShown]

    @classmethod
    def seen(cls, inner: LeadRecord, waits: Waiting, show: Show) -> Self:
        """Show a lead; `show` masks numbers wherever they occur."""
        countries = countries_of(phone.number for phone in inner.phones)
        return cls.merged(
            inner,
            name=show.text(inner.name, countries),
            fields=show.value(inner.fields, countries),
            notes=show.text(inner.notes, countries),
            waits=waits,
            phones=[
                PhoneShown.merged(phone, number=show.number(phone.number), label=show.text(phone.label, countries))
                for phone in inner.phones
            ],
        )

    def withheld(self) -> Self:
        """The lead before its person is identified: no fields, no notes, no history."""
        hidden: dict[str, Any] = {"fields": {}, "history": [], "external_id": None, "notes": "", "postcode": ""}
        return self.model_copy(update=hidden)

    def with_masked_id(self) -> Self:
        """The lead for who must not see whole numbers: an external id may be one."""
        countries = countries_of(phone.number for phone in self.phones)
        return self.model_copy(update={"external_id": self.external_id and MASKED.text(self.external_id, countries)})


class LeadPage(Page[LeadShown]):
    """Leads, by id."""


class NumberWanted(RequestBody):
    """The number whose leads are searched, in the body so that no log of URLs contains it.

    `country` (ISO 3166) is that of a number without a country code; by default that of all lists, or of the
    company's if one is named.
    """

    number: Annotated[Line, Field(min_length=1, max_length=100)]
    country: Country = ""
    company_id: Id | None = None


class PhoneInput(RequestBody):
    """A phone number in any notation; `label` says which it is."""

    number: Annotated[Line, Field(min_length=1, max_length=100)]
    label: Annotated[Line, Field(max_length=200)] = ""


class SameInput(RequestBody):
    """When the lead counts as a duplicate, and what happens to it."""

    by: set[By] = Field(default={By.ANY_PHONE, By.EXTERNAL_ID})
    scope: Literal[Scope.LIST, Scope.CAMPAIGN, Scope.COMPANY] = Scope.LIST
    then: DuplicateAction = DuplicateAction.UPDATE

    def inner(self) -> Duplicates:
        """The form for the store."""
        return Duplicates(by=frozenset(self.by), scope=self.scope, then=self.then)


class LeadInput(RequestBody):
    """A single lead, checked like a row of an import.

    `dial`: whether it is dialled next, by `agent_id` or any agent, for `expires_s` seconds, or in its normal order.
    """

    phones: list[Annotated[Line, Field(min_length=1, max_length=100)] | PhoneInput] = Field(
        min_length=1, max_length=PHONES_AT_MOST
    )
    external_id: Short = ""
    name: Short = ""
    language: Line = Field(default="", max_length=100)
    zone: Line = Field(default="", max_length=1000, examples=["Europe/Rome"])
    priority: int = Field(default=0, ge=-100, le=100, description="The lowest is dialled first.")
    notes: Text = ""
    postcode: Short = ""
    owner: Short = ""
    fields: dict[FieldName, Text | Whole | Number | bool | None] = Field(default={}, max_length=200)
    consent: ConsentInput = ConsentInput()
    duplicates: SameInput = SameInput()
    dial: Literal["next", "in_turn"] = "next"
    agent_id: Id | None = Field(default=None, description="Agent for whom it is dialled next; omitted: any agent.")
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


class LeadChangeInput(RequestBody):
    """What changes of a lead; what is left out stays. Custom fields are merged, and one that is null goes.

    `state`: `open` is dialled again, from now on; `done` is not dialled any more.
    """

    name: Short | None = None
    language: Annotated[Line, Field(max_length=100)] | None = None
    notes: Text | None = None
    owner: Short | None = None
    priority: int | None = Field(default=None, ge=-100, le=100, description="The lowest is dialled first.")
    fields: dict[FieldName, Text | Whole | Number | bool | None] = Field(default={}, max_length=200)
    list_id: Id | None = Field(default=None, description="Another list of the same company.")
    state: Literal[LeadState.OPEN, LeadState.DONE] | None = None

    def inner(self) -> LeadChange:
        """The form for the store."""
        columns = self.model_dump(include={"name", "language", "notes", "owner", "priority"}, exclude_unset=True)
        return LeadChange(values=columns, fields=self.fields, list_id=self.list_id, state=self.state)


class LeadAdded(Shown, of=Added, without=("lead_id",)):
    """Result: `added`, `updated` if it existed and had new data, or `known` and unchanged.

    `dialled_next`: it is the next to be called. `suppressed`: how many of its numbers must not be called and were
    omitted. `repeated`: a request with this key was made before, and this one had no effect. `warning`: why the rules
    of the list's country would refuse the call, if no campaign's rules bind the list yet.
    """

    warning: AnswerText
    lead: LeadShown


IdempotencyKey = Annotated[
    Line,
    Header(
        alias="Idempotency-Key",
        max_length=255,
        description="Name of this request, chosen by the client: repeated within a week, the request has no effect.",
    ),
]


class DialInput(RequestBody):
    """Target of a manual call: a number, or a lead of the agent's campaign. `consent` is for a new number."""

    number: Annotated[Line, Field(min_length=1, max_length=100)] | None = None
    lead_id: Id | None = None
    consent: ConsentInput = ConsentInput()

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.number is None) == (self.lead_id is None):
            raise ValueError(msg("name a number or a lead_id, and not both"))
        return self


class Dialling(Shown):
    """What came of a manual call."""

    lead_id: int
    state: str = Field(
        description="What the agent's screen says of the call: `ringing` … or `waiting`: not dialled yet."
    )
    attempt_id: str | None
    why: AnswerText | None = Field(description="What keeps a call that is waiting, if it is known.")
