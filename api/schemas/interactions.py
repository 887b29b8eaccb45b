"""People above leads, interactions with them, and their history, on the wire."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Annotated, Any, Self

from pydantic import Field, field_serializer

from api.answer_language import answer_language, in_answer_language
from api.paging import Page
from api.schemas.fields import FieldName
from api.schemas.wire import (
    At,
    AtOrNever,
    Id,
    Instant,
    Line,
    Number,
    RequestBody,
    Resource,
    Shown,
    Text,
    TypedLine,
    Whole,
)
from dialer.compliance.openings import CallbackTime
from dialer.core.enums import Outcome
from dialer.i18n.labels import disposition_label, label
from dialer.numbers.masking import Show, countries_of
from dialer.people.interactions.model import Direction, Draft, HistoryEntry, HistoryKind, Interaction
from dialer.people.leads.model import CallReason
from dialer.people.persons.model import (
    NEEDS_AT_MOST,
    Channel,
    ContactPermission,
    Need,
    Person,
    PersonKind,
    PersonPoint,
    PointKind,
    Purpose,
)
from dialer.people.persons.record_service import PointWanted

Code = Annotated[str, Field(pattern=r"^([a-z][a-z0-9_]{0,39})?$")]
Values = Annotated[dict[FieldName, Text | Whole | Number | bool | None], Field(max_length=100)]


class PointInput(RequestBody):
    """Where a person is reached. A phone in any notation, an e-mail address, or text."""

    kind: PointKind
    value: Annotated[Line, Field(min_length=1, max_length=500)]
    label: TypedLine = Field(default="", max_length=200)
    preferred: bool = False

    def inner(self) -> PointWanted:
        """The form for the service."""
        return PointWanted(kind=self.kind, value=self.value, label=self.label, preferred=self.preferred)


class PersonChangeInput(RequestBody):
    """What changes of a person; what is left out stays. `points` are sent whole; external ids stay in any case."""

    kind: PersonKind | None = None
    name: Annotated[Line, Field(max_length=200)] | None = None
    business_name: Annotated[Line, Field(max_length=200)] | None = None
    tax_code: Annotated[str, Field(pattern=r"^[A-Z0-9]{0,30}$")] | None = None
    vat_number: Annotated[str, Field(pattern=r"^[A-Z0-9]{0,30}$")] | None = None
    invoice_to: Annotated[Line, Field(max_length=254)] | None = Field(
        default=None, description="The code or certified e-mail address to which e-invoices go."
    )
    language: Annotated[str, Field(pattern=r"^([a-z]{2})?$")] | None = None
    type: Code | None = Field(
        default=None,
        description="How the person talks, as an agent saw it: hurried, wary, talkative, expert, undecided … It goes "
        "after 90 days.",
    )
    needs: list[Need] | None = Field(
        default=None, max_length=NEEDS_AT_MOST, description="How the person wants to be treated; never a diagnosis."
    )
    points: list[PointInput] | None = Field(default=None, max_length=50)

    def values_of(self, there: Person, seen: "PersonShown") -> dict[str, Any]:
        """The columns that change; a masked text that comes back as it was seen stays as it is kept."""
        said = self.model_dump(exclude_unset=True, exclude={"points"})
        masked = {
            name: getattr(there, name) for name in ("name", "business_name") if said.get(name) == getattr(seen, name)
        }
        needs = {"needs": list(dict.fromkeys(self.needs or ()))} if "needs" in said else {}
        return said | {name: value for name, value in masked.items() if name in said} | needs

    def points_of(self, there: Person, seen: "PersonShown") -> list[PointWanted]:
        """The form for the service; masked points that come back as they were seen stay as they are kept.

        Two that are shown alike are told apart by their order.
        """
        kept = [(shown, point) for shown, point in zip(seen.points, there.points, strict=True)]
        found = []
        for one in self.points or ():
            same = next((two for two in kept if (two[0].kind, two[0].value) == (one.kind, one.value)), None)
            if same is None:
                found.append(one.inner())
                continue
            kept.remove(same)
            label = same[1].label if one.label == same[0].label else one.label
            found.append(replace(one.inner(), value=same[1].value, label=label))
        return found


class PointShown(Shown, of=PersonPoint):
    """Where a person is reached."""

    kind: PointKind
    value: str
    label: str


class PermissionShown(Shown, of=ContactPermission, without=("company_id",)):
    """What a person said about being contacted for a purpose; `channel` null: over any. The last word counts."""


class CallReasonShown(Shown):
    """Why a lead is called: its list, and the legal basis of the calls, as the list or its row says it."""

    list_name: str
    basis: str | None
    obtained_at: str | None = Field(description="When it was given, as written in the list.")
    source: str | None

    @classmethod
    def of_reason(cls, reason: CallReason) -> Self:
        """The form for the wire."""
        said = {name: reason.consent.get(name) for name in ("basis", "obtained_at", "source")}
        return cls(list_name=reason.list_name, **said)


class PermissionInput(RequestBody):
    """What a person said about being contacted. `is_given` false is a no: for calls it is effective at once.

    A no to marketing or survey calls suppresses the person with all numbers, as an objection does. `channel` left out:
    any channel.
    """

    purpose: Purpose = Purpose.MARKETING
    channel: Channel | None = None
    is_given: bool
    basis: TypedLine = Field(default="", max_length=100)
    text_version: TypedLine = Field(default="", max_length=100, description="Of the text that was read to the person.")
    interaction_id: Id | None = None


class PersonShown(Resource, of=Person, without=("type_at",)):
    """A person above the leads of one company. Phone numbers are masked for others than the person's agents."""

    SUBJECT = "person"
    UNVERSIONED = frozenset({"permissions", "lead_ids", "is_withheld"})

    is_withheld: bool = Field(
        default=False,
        description="The campaign wants the person identified first: the agent sees name and language alone before.",
    )
    lead_ids: list[int] = Field(description="The leads that are this person, over all lists of the company.")
    points: list[PointShown]
    permissions: list[PermissionShown]

    @classmethod
    def seen(cls, inner: Person, permissions: Sequence[ContactPermission], lead_ids: Sequence[int], show: Show) -> Self:
        """Show a person; `show` masks numbers wherever they occur."""
        countries = countries_of(inner.of_kind(PointKind.PHONE))
        return cls.merged(
            inner,
            name=show.text(inner.name, countries),
            business_name=show.text(inner.business_name, countries),
            lead_ids=list(lead_ids),
            points=[_point(one, show, countries) for one in inner.points],
            permissions=[PermissionShown.of(one) for one in permissions],
        )

    def withheld(self) -> Self:
        """The person before identification."""
        hidden = dict.fromkeys(("business_name", "tax_code", "vat_number", "invoice_to", "type"), "")
        lists: dict[str, list[Any]] = {name: [] for name in ("needs", "lead_ids", "points", "permissions")}
        return self.model_copy(update={**hidden, **lists, "is_withheld": True})


class PersonsMerge(RequestBody):
    """The person who is the same, and is gone afterwards."""

    person_id: Id


class PersonSplit(RequestBody):
    """The leads that are somebody else's."""

    lead_ids: list[Id] = Field(min_length=1, max_length=1000)


def _point(point: PersonPoint, show: Show, countries: Sequence[str]) -> PointShown:
    is_phone = point.kind is PointKind.PHONE
    value = show.number(point.value) if is_phone else show.text(point.value, countries)
    return PointShown.merged(point, value=value, label=show.text(point.label, countries))


class DraftInput(RequestBody):
    """What has been typed so far: sent about once a second while it changes."""

    note: Text = ""
    fields: Values = Field(default={}, description="Fields of the page that are typed and not sent yet.")
    typed_at: Instant = Field(description="When it was typed, by the page's clock: the draft typed last is kept.")


class DraftShown(Shown, of=Draft):
    """The draft that is kept; `is_kept` false: something typed later was there already."""

    is_kept: bool = True

    @classmethod
    def kept(cls, inner: Draft, *, is_kept: bool = True) -> Self:
        """Show a draft."""
        return cls.of(inner).model_copy(update={"is_kept": is_kept})


class InteractionShown(Resource, of=Interaction):
    """One contact of an agent with a person. Outcome, disposition and note of a call stay in its attempt."""

    UNVERSIONED = frozenset({"draft", "person", "ended_at", "finished_at"})

    draft: DraftShown
    finished_at: AtOrNever = Field(description="When its disposition was given; null: it lacks one.")
    person: PersonShown | None = Field(default=None, description="Left out in lists.")

    @classmethod
    def seen(cls, inner: Interaction, person: PersonShown | None, show: Show, *, typed: Show) -> Self:
        """Show an interaction; `show` masks numbers in what was noted, `typed` those in the draft.

        An agent goes on writing a draft, so what the agent has typed is not masked for that agent.
        """
        countries = () if inner.person is None else countries_of(inner.person.of_kind(PointKind.PHONE))
        note, fields = typed.text(inner.draft.note, countries), typed.value(dict(inner.draft.fields), countries)
        draft = DraftShown.merged(inner.draft, note=note, fields=fields)
        return cls.merged(inner, facts=show.value(dict(inner.facts), countries), draft=draft, person=person)


class CallbackTimeShown(Shown):
    """Whether a call-back may be placed at this time, by the person's own clocks."""

    at: At
    is_open: bool = Field(description="Law and campaign let a call pass then.")
    is_open_if_asked: bool = Field(description="They do if the person asked for this very time (`callback_asked`).")
    opens_at: AtOrNever = Field(description="The nearest time from `at` on at which they do; null: never.")

    @classmethod
    def seen(cls, one: CallbackTime) -> Self:
        """Show a time."""
        return cls(at=one.at, is_open=one.is_open, is_open_if_asked=one.is_open_if_asked, opens_at=one.opens_at)


class CallbackTimesShown(Shown):
    """Times that may be promised, in the order in which they were asked about."""

    items: list[CallbackTimeShown]


class InteractionPage(Page[InteractionShown]):
    """A page of interactions, without their people."""


class InteractionChangeInput(RequestBody):
    """What is noted of a contact; what is left out stays. `facts` are merged, and one that is null goes."""

    topic: Code | None = Field(default=None, description="What it was about, first level.")
    topic_2: Code | None = Field(default=None, description="Second level.")
    mood: int | None = Field(
        default=None, ge=-2, le=2, description="The person's mood as an agent typed it; null: not noted."
    )
    customer_type: Code | None = None
    facts: Values | None = Field(
        default=None, description="What the agent heard: need, decides_alone, by_when, and what the campaign adds."
    )

    def values(self) -> dict[str, Any]:
        """The columns that change; `facts` are to be merged into those noted before."""
        return self.model_dump(exclude_unset=True)


class HistoryEntryShown(Shown):
    """An entry of a person's history. Besides `kind`, `at` and `id` it has the fields of its kind; others are null.

    An attempt tells outcome, disposition and note; a call-back, task or message tells its `state`.
    """

    kind: HistoryKind
    at: At
    id: str
    campaign_id: int | None
    campaign: str
    agent_id: int | None
    agent: str
    number: str | None = None
    mode: str | None = None
    outcome: Outcome | None = None
    outcome_label: str | None = None
    disposition: str | None = None
    disposition_label: str | None = None
    disposition_reason: str | None = None
    reason_label: str | None = None
    note: str | None = None
    agent_joined_at: AtOrNever = None
    ended_at: AtOrNever = None
    disposed_at: AtOrNever = None
    rejoins: int | None = Field(
        default=None, description="How often the talk went on after the agent's leg had been lost; null: never."
    )
    interaction_id: int | None = None
    topic: str | None = None
    topic_2: str | None = None
    mood: int | None = None
    due_at: AtOrNever = None
    state: str | None = None
    attempt_id: str | None = None
    channel: Channel | None = None
    direction: Direction | None = None
    by: str | None = None
    subject: str | None = None
    text: str | None = None
    recipient: str | None = None
    sent_at: AtOrNever = None
    task_kind: str | None = None
    team_id: int | None = None

    @field_serializer("disposition_label")
    def _show_label(self, label: str | None) -> str | None:
        if self.disposition is None:
            return None
        return str(in_answer_language(disposition_label(self.disposition, label or "")))

    @classmethod
    def seen(cls, inner: HistoryEntry, show: Show, countries: Sequence[str]) -> Self:
        """Show an entry; `show` masks numbers wherever they occur."""
        facts = dict(inner.facts)
        labels: Mapping[str, str] = next(
            (one["labels"] for one in facts.pop("reasons", None) or () if _is_reason(one, facts)), {}
        )
        for name in ("note", "text", "subject", "recipient"):
            if facts.get(name):
                facts[name] = show.text(facts[name], countries)
        if facts.get("number"):
            facts["number"] = show.number(facts["number"])
        own = {name: getattr(inner, name) for name in ("kind", "at", "id", "campaign_id", "campaign", "agent_id")}
        reason = labels.get(answer_language()) or next(iter(labels.values()), facts.get("disposition_reason"))
        outcome = facts.get("outcome")
        said = str(in_answer_language(label("outcome", outcome))) if outcome else None
        return cls(**own, agent=inner.agent, **facts, outcome_label=said, reason_label=reason)


def _is_reason(reason: Mapping[str, Any], facts: Mapping[str, Any]) -> bool:
    return bool(reason["code"] == facts.get("disposition_reason"))


class HistoryPage(Page[HistoryEntryShown]):
    """A person's history, newest first."""
