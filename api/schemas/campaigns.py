"""Campaigns on the wire."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import Field, field_serializer, model_validator

from api.answer_language import AnswerText, in_answer_language
from api.paging import Page
from api.schemas.fields import FieldTypes, written
from api.schemas.installation import CallerIdShown, CompanyShown, TrunkShown
from api.schemas.law import FindingShown, LawInput, LawShown
from api.schemas.wire import MAY_BE_LEFT_OUT, At, Id, Line, Name, RequestBody, Resource, Shown
from dialer.campaigns.attempts.model import Totals
from dialer.campaigns.model import (
    CALLBACK_GRACE_S,
    CampaignConfig,
    CampaignDraft,
    Disposition,
    DispositionReason,
    Required,
)
from dialer.campaigns.preflight.inputs import Finding
from dialer.cell.legal.calling_week import Week, WeekSpan
from dialer.compliance.fact_messages import describe_conflict
from dialer.core.call_settings import CALLBACK_HOLD_S, HANDSET_WAIT_MS
from dialer.core.enums import CallbackFallback, CampaignStatus, OnMachine, Retries, Then
from dialer.documents.law_profile.citations import title as profile_title
from dialer.i18n.catalogue import is_said
from dialer.i18n.labels import LABELS, disposition_label
from dialer.i18n.message import msg
from dialer.people.interactions.store.moods import MoodCount
from dialer.people.leads.rules.caps import Cap, Per, Span
from dialer.people.leads.rules.retry import RetryRule
from pacing.snapshot import Mode

# A sound's name under Asterisk's folder of sounds, as `custom/sorry`: no way out of the folder, no hidden file.
SOUND_PATTERN = r"^([A-Za-z0-9_-][A-Za-z0-9_.-]*(/[A-Za-z0-9_-][A-Za-z0-9_.-]*)*)?$"
Milliseconds = Annotated[int, Field(ge=0, le=3_600_000)]


class HoursRow(RequestBody):
    """A span of local time on some days of the week."""

    days: list[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]] = Field(min_length=1, max_length=7)
    from_: str = Field(alias="from", pattern=r"^\d{2}:\d{2}$", examples=["09:00"])
    to: str = Field(pattern=r"^\d{2}:\d{2}$", examples=["20:00"])


class Rule(RequestBody):
    """What happens to a lead after `on`: an outcome, or `disposition:<code>`."""

    KEY = ("on",)

    on: Name
    then: Then
    wait_s: float = Field(default=0.0, ge=0, le=366 * 86400)
    at_most: int = Field(default=0, ge=0, le=100)
    next_phone: bool = False
    other_time: bool = Field(default=False, description="The next attempt is made in another part of the day.")
    growth: float = Field(
        default=1.0, ge=1, le=100, description="Factor by which each wait is longer than the previous one."
    )


class CapWire(RequestBody):
    """A maximum of attempts within a time span before each call, over all campaigns of the company."""

    per: Per
    span: Span
    at_most: int = Field(ge=1, le=100)


Labels = Annotated[
    dict[Annotated[str, Field(pattern=r"^[a-z]{2}$")], Annotated[Line, Field(min_length=1, max_length=200)]],
    Field(min_length=1, max_length=10),
]


class DispositionReasonInput(RequestBody):
    """Why a disposition is given, as an agent may choose it; `labels` by language."""

    code: str = Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")
    labels: Labels


class DispositionWire(RequestBody):
    """A disposition that agents may choose."""

    KEY = ("code",)

    code: str = Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")
    label: Annotated[Line | None, MAY_BE_LEFT_OUT] = Field(
        default=None,
        max_length=200,
        description="Text shown to agents, in any language. Pronto's own codes need none: if empty, or sent "
        "back as shown, each reader sees them in their language. Omitted: unchanged.",
    )
    needs_callback: bool = False
    is_success: bool = False
    is_machine: Annotated[bool | None, MAY_BE_LEFT_OUT] = Field(
        default=None,
        description="The agent reached a machine, so that laws that count calls to people do not count it. "
        "Omitted: true for `answering_machine`, otherwise unchanged.",
    )
    is_refusal: Annotated[bool | None, MAY_BE_LEFT_OUT] = Field(
        default=None,
        description="The person declined the offer, which starts a pause that some laws require. Omitted: "
        "true for `not_interested`, otherwise unchanged.",
    )
    is_wrong_party: Annotated[bool | None, MAY_BE_LEFT_OUT] = Field(
        default=None,
        description="Somebody else than the person wanted was reached, so that results count no right party. "
        "Omitted: true for `wrong_number`, otherwise unchanged.",
    )
    requires: Annotated[list[Literal["callback"] | Required] | None, MAY_BE_LEFT_OUT] = Field(
        default=None,
        max_length=10,
        description="What an agent must give with it; `callback` is the same as `needs_callback`. Omitted: unchanged.",
    )
    reasons: Annotated[list[DispositionReasonInput] | None, MAY_BE_LEFT_OUT] = Field(
        default=None,
        max_length=50,
        description="Reasons of which an agent chooses one, in their order. Omitted: unchanged.",
    )

    @model_validator(mode="after")
    def _reasons_once(self) -> Self:
        codes = [one.code for one in self.reasons or ()]
        if len(codes) != len(set(codes)):
            raise ValueError(msg("each reason needs a code of its own"))
        if Required.REASON in (self.requires or ()) and self.reasons == []:
            raise ValueError(msg("a reason can only be required if there are reasons"))
        return self

    def drafted(self) -> Disposition:
        """The disposition for the service; Pronto's own label, sent back as it was shown, is not stored."""
        own = LABELS["disposition"].get(self.code)
        is_own = self.label and own and is_said(own, self.label)
        plain = self.model_dump(exclude={"label", "requires", "reasons", "needs_callback"})
        return Disposition(
            **plain,
            label="" if is_own else self.label,
            needs_callback=self.needs_callback or "callback" in (self.requires or ()),
            requires=None if self.requires is None else tuple(Required(x) for x in self.requires if x != "callback"),
            reasons=None
            if self.reasons is None
            else tuple(DispositionReason(code=one.code, labels=one.labels) for one in self.reasons),
        )


class CampaignInput(RequestBody):
    """Settings of a campaign. Omitted rules and dispositions stay unchanged, or are the defaults if it is new.

    When a campaign is replaced, no other field that has a value may be omitted: send it unchanged, or null or empty.
    """

    name: Name
    company_id: Id
    node_id: Id
    trunk_ids: list[Id] = Field(
        default=[], max_length=50, description="In order of preference; empty with a group of trunks."
    )
    trunk_group_id: Id | None = Field(default=None, description="A group of trunks, used instead of `trunk_ids`.")
    caller_id_id: Id | None = None
    caller_id_pool_id: Id | None = Field(
        default=None, description="A pool of the company's caller ids, shown in turn instead of `caller_id_id`."
    )
    mode: Mode = Mode.PROGRESSIVE
    ratio: float = Field(default=1.0, ge=0.1, le=10.0)
    target_abandon_share: float = Field(default=0.03, ge=0.0, le=1.0)
    wait_limit_ms: Milliseconds = 2000
    ring_limit_ms: Milliseconds = 25000
    wrap_up_limit_ms: Milliseconds = 30000
    amd: str = Field(default="", max_length=200, pattern=r"^[A-Za-z0-9,]*$")
    on_machine: OnMachine = Field(
        default=OnMachine.HANGUP,
        description="What a machine gets, where `amd` is on. `introduce` plays who calls and why: a handset that "
        "screens calls puts its person through then.",
    )
    machine_message: str = Field(default="", max_length=200, pattern=SOUND_PATTERN)
    handset_wait_ms: int = Field(default=HANDSET_WAIT_MS, ge=5_000, le=60_000)
    hold_music: str = Field(
        default="",
        max_length=80,
        pattern=r"^[A-Za-z0-9_-]*$",
        description="Asterisk's music class that a person on hold hears; empty: comfort noise.",
    )
    language: str = Field(
        default="",
        pattern=r"^([a-z]{2,3})?$",
        description="In which recordings speak to people whose own language is not known, as in `it`.",
    )
    fallback: Literal["hangup", "message"] = "hangup"
    message: str = Field(default="", max_length=200, pattern=SOUND_PATTERN)
    time_zone: Line = Field(default="Europe/Rome", max_length=60)
    hours: list[HoursRow] = Field(default=[], max_length=50, description="Without an entry nobody is called.")
    max_attempts: int = Field(default=6, ge=1, le=100)
    caps: list[CapWire] = Field(default=[], max_length=10)
    retries: Retries = Retries.FIRST
    callback_hold_s: float = Field(default=CALLBACK_HOLD_S, ge=0, le=600)
    callback_grace_s: float = Field(default=CALLBACK_GRACE_S, ge=60, le=86_400)
    callback_fallback: CallbackFallback = CallbackFallback.ANYONE
    shared_budget: Line = Field(
        default="",
        max_length=100,
        description="Campaigns of one company with the same name here share one budget of abandoned calls.",
    )
    mask_numbers: bool = Field(
        default=False,
        description="Its agents never see a person's whole number, on the page or by programs: they dial by lead.",
    )
    rules: Annotated[list[Rule] | None, MAY_BE_LEFT_OUT] = Field(default=None, max_length=100)
    dispositions: Annotated[list[DispositionWire] | None, MAY_BE_LEFT_OUT] = Field(default=None, max_length=50)
    law: Annotated[LawInput | None, MAY_BE_LEFT_OUT] = Field(
        default=None, description="Legal settings. Omitted: unchanged; a new campaign without them cannot start."
    )
    field_types: Annotated[FieldTypes | None, MAY_BE_LEFT_OUT] = Field(
        default=None, description="Types of the leads' custom fields. Omitted: unchanged."
    )

    def draft(self) -> CampaignDraft:
        """The draft for the service."""
        plain: dict[str, Any] = self.model_dump(
            exclude={"hours", "rules", "dispositions", "trunk_ids", "mode", "caps", "law", "field_types"}
        )
        return CampaignDraft(
            **plain,
            mode=self.mode.value,
            field_types=None if self.field_types is None else written(self.field_types),
            law=None if self.law is None else self.law.law(),
            trunk_ids=tuple(self.trunk_ids),
            hours=tuple(row.model_dump(by_alias=True) for row in self.hours),
            caps=tuple(Cap(**cap.model_dump()) for cap in self.caps),
            rules=None if self.rules is None else tuple(RetryRule(**rule.model_dump()) for rule in self.rules),
            dispositions=None if self.dispositions is None else tuple(one.drafted() for one in self.dispositions),
        )


class CampaignCopyInput(RequestBody):
    """The name of a campaign that is made of another."""

    name: Name


class RuleShown(Shown, of=RetryRule):
    """A retry rule."""


class CapShown(Shown, of=Cap):
    """A cap."""


class DispositionReasonShown(Shown):
    """A reason of a disposition."""

    code: str
    labels: dict[str, str]


class DispositionShown(Shown, of=Disposition):
    """A disposition."""

    code: str

    label: str = Field(description="As typed; of Pronto's own dispositions, in the reader's language.")
    is_machine: bool
    is_refusal: bool
    is_wrong_party: bool
    requires: list[str] = Field(description="What an agent must give with it: callback, note, reason, topic, mood.")
    reasons: list[DispositionReasonShown]

    @model_validator(mode="before")
    @classmethod
    def _requires_its_callback(cls, inner: Any) -> Any:
        if not isinstance(inner, Disposition):
            return inner
        shown = {name: getattr(inner, name) for name in cls.model_fields if name != "requires"}
        return {**shown, "requires": [*(["callback"] if inner.needs_callback else []), *(inner.requires or ())]}

    @field_serializer("label")
    def _show_label(self, label: str) -> str:
        return str(in_answer_language(disposition_label(self.code, label)))


class CampaignEnd(RequestBody):
    """Options for closing a campaign; `cancel_callbacks` cancels its waiting call-backs."""

    cancel_callbacks: bool = False


class CampaignShown(
    Resource, of=CampaignConfig, without=("stock_version", "trunk_group", "identify_first", "caller_id_pool")
):
    """A campaign. `status` is what its manager set; the board shows what it is doing, and why."""

    SUBJECT = "campaign"

    company: CompanyShown
    caps: list[CapShown]
    caller_id: CallerIdShown | None
    caller_id_pool_id: int | None
    trunks: list[TrunkShown] = Field(description="Its own trunks in their order, or those of its group.")
    trunk_group_id: int | None
    rules: list[RuleShown]
    dispositions: list[DispositionShown]
    law: LawShown

    def as_written(self) -> dict[str, Any]:
        """The shown campaign with the ids of company, caller id and trunks."""
        ids = {
            "company_id": self.company.id,
            "caller_id_id": self.caller_id.id if self.caller_id else None,
            "trunk_ids": [trunk.id for trunk in self.trunks] if self.trunk_group_id is None else [],
        }
        return super().as_written() | ids


class CampaignLine(Shown):
    """A campaign in a list of campaigns."""

    id: int
    name: str
    status: CampaignStatus
    mode: str
    node_id: int
    time_zone: str
    created_at: At


class CampaignPage(Page[CampaignLine]):
    """A page of campaigns."""


class CampaignStarted(CampaignLine):
    """A started campaign, and each of its lists that is held while the others are dialled."""

    held: list[FindingShown]

    @classmethod
    def begun(cls, inner: CampaignConfig, held: Sequence[Finding]) -> Self:
        """Show a started campaign."""
        shown = {name: getattr(inner, name) for name in CampaignLine.model_fields}
        return cls(**shown, held=[FindingShown.model_validate(one) for one in held])


class TotalsShown(Shown, of=Totals, without=("served",)):
    """Counts over the attempts placed since an instant."""

    outcomes: dict[str, int]
    undisposed: int = Field(description="Ended talks without a disposition, in wrap-up or after its time ran out.")
    screened: int = Field(description="People who came to a handset that had asked who calls.")


class CampaignFigures(Shown):
    """Figures of a campaign's work, from the database."""

    leads: dict[str, int]
    totals: TotalsShown


class WeekSpanShown(Shown):
    """A part of a day, in local time, in which the same holds; `closed_by` are the law's rules that close it."""

    since: str
    until: str
    is_open: bool
    campaign_open: bool
    closed_by: list[str]

    @classmethod
    def seen(cls, span: WeekSpan) -> Self:
        """Show a span."""
        return cls(
            since=_clock(span.start_minute),
            until=_clock(span.end_minute),
            is_open=span.is_open,
            campaign_open=span.campaign_open,
            closed_by=list(span.rules),
        )


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


class WeekDayShown(Shown):
    """A day with its parts."""

    day: date
    spans: list[WeekSpanShown]


class WeekLawShown(Shown):
    """A profile whose hours were asked."""

    id: str
    title: AnswerText


class ContradictionShown(Shown):
    """Two rules that cannot both be kept: `law.settlements` says which of them applies."""

    id: str = Field(description="The `conflict_id` of a settlement.")
    rules: list[str]
    what: AnswerText


class WeekShown(Shown):
    """Seven days from today, by the clocks of the campaign's time zone."""

    zone: str
    days: list[WeekDayShown]
    laws: list[WeekLawShown]
    contradictions: list[ContradictionShown] = Field(description="Of these laws' rules, settled ones too.")

    @classmethod
    def seen(cls, week: Week) -> Self:
        """Show a week."""
        return cls(
            zone=week.zone,
            days=[
                WeekDayShown(day=one.day, spans=[WeekSpanShown.seen(span) for span in one.spans]) for one in week.days
            ],
            laws=[
                WeekLawShown.model_validate({"id": law_id, "title": profile_title(title)})
                for law_id, title in week.laws
            ],
            contradictions=[
                ContradictionShown.model_validate(
                    {"id": one.id, "rules": [one.first, one.second], "what": describe_conflict(one.code)}
                )
                for one in week.contradictions
            ],
        )


class MoodCountShown(Shown, of=MoodCount):
    """Contacts with a mood and a customer type. `month` empty: within the last 90 days."""
