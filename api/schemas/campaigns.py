"""Campaigns on the wire."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal, Self

from pydantic import Field

from api.schemas.fields import FieldTypes, written
from api.schemas.installation import CallerIdShown, ControllerShown, TrunkShown
from api.schemas.law import FindingShown, LawAsked, LawShown
from api.schemas.wire import MAY_BE_LEFT_OUT, Asked, At, Id, Line, Name, Resource, Shown
from dialer.campaigns.model import CALLBACK_GRACE_S, CALLBACK_HOLD_S, CampaignConfig, CampaignDraft, Disposition
from dialer.campaigns.preflight.inputs import Finding
from dialer.core.enums import CallbackFallback, CampaignStatus, Retries, Then
from dialer.leads.rules.caps import Cap, Per, Span
from dialer.leads.rules.recycle import RecycleRule
from pacing.snapshot import Mode

Milliseconds = Annotated[int, Field(ge=0, le=3_600_000)]


class HoursRow(Asked):
    """A span of local time on some days of the week."""

    days: list[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]] = Field(min_length=1, max_length=7)
    from_: str = Field(alias="from", pattern=r"^\d{2}:\d{2}$", examples=["09:00"])
    to: str = Field(pattern=r"^\d{2}:\d{2}$", examples=["20:00"])


class Rule(Asked):
    """What becomes of a lead after `on`: an outcome, or `disposition:<code>`."""

    KEY = ("on",)

    on: Name
    then: Then
    wait_s: float = Field(default=0.0, ge=0, le=366 * 86400)
    at_most: int = Field(default=0, ge=0, le=100)
    next_phone: bool = False
    other_time: bool = Field(default=False, description="The next attempt comes in another part of the day.")
    growth: float = Field(default=1.0, ge=1, le=100, description="Each wait is so many times the one before.")


class CapWire(Asked):
    """At most so many attempts, over all campaigns of the controller, in the time before each call."""

    per: Per
    span: Span
    at_most: int = Field(ge=1, le=100)


class DispositionWire(Asked):
    """A result an agent may choose."""

    KEY = ("code",)

    code: str = Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")
    label: Name
    label_it: Line = Field(default="", max_length=200)
    needs_callback: bool = False
    is_success: bool = False
    is_machine: Annotated[bool | None, MAY_BE_LEFT_OUT] = Field(
        default=None,
        description="The agent met a machine: no call to a person, by the laws that count those. Left out: so it "
        "is for `answering_machine`, and else as it was.",
    )
    is_refusal: Annotated[bool | None, MAY_BE_LEFT_OUT] = Field(
        default=None,
        description="The person turned the offer down: the pause begins that a law wants after that. Left out: so it "
        "is for `not_interested`, and else as it was.",
    )


class CampaignAsked(Asked):
    """A campaign as a manager writes it. Rules and dispositions left out are the default ones, or stay as they are.

    Of a campaign that is there, nothing else that has a value may be left out: send it as it is, or null or empty.
    """

    name: Name
    controller_id: Id
    node_id: Id
    trunk_ids: list[Id] = Field(default=[], max_length=50, description="Best first.")
    caller_id_id: Id | None = None
    mode: Mode = Mode.PROGRESSIVE
    ratio: float = Field(default=1.0, ge=0.1, le=10.0)
    target_abandon_share: float = Field(default=0.03, ge=0.0, le=1.0)
    wait_limit_ms: Milliseconds = 2000
    ring_limit_ms: Milliseconds = 25000
    wrap_up_limit_ms: Milliseconds = 30000
    amd: str = Field(default="", max_length=200, pattern=r"^[A-Za-z0-9,]*$")
    fallback: Literal["hangup", "message"] = "hangup"
    message: str = Field(default="", max_length=200, pattern=r"^[A-Za-z0-9_/.-]*$")
    time_zone: Line = Field(default="Europe/Rome", max_length=60)
    hours: list[HoursRow] = Field(default=[], max_length=50, description="No row: nobody is called.")
    max_attempts: int = Field(default=6, ge=1, le=100)
    caps: list[CapWire] = Field(default=[], max_length=10)
    retries: Retries = Retries.FIRST
    callback_hold_s: float = Field(default=CALLBACK_HOLD_S, ge=0, le=600)
    callback_grace_s: float = Field(default=CALLBACK_GRACE_S, ge=60, le=86_400)
    callback_fallback: CallbackFallback = CallbackFallback.ANYONE
    shared_budget: Line = Field(
        default="",
        max_length=100,
        description="Campaigns of one controller with the same name here share one budget of abandoned calls.",
    )
    rules: Annotated[list[Rule] | None, MAY_BE_LEFT_OUT] = Field(default=None, max_length=100)
    dispositions: Annotated[list[DispositionWire] | None, MAY_BE_LEFT_OUT] = Field(default=None, max_length=50)
    law: Annotated[LawAsked | None, MAY_BE_LEFT_OUT] = Field(
        default=None, description="What the rules ask of it. Left out: as it is; a new campaign then cannot start yet."
    )
    field_types: Annotated[FieldTypes | None, MAY_BE_LEFT_OUT] = Field(
        default=None, description="What the custom fields of its leads hold. Left out: as they are."
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
            rules=None if self.rules is None else tuple(RecycleRule(**rule.model_dump()) for rule in self.rules),
            dispositions=None
            if self.dispositions is None
            else tuple(Disposition(**one.model_dump()) for one in self.dispositions),
        )


class RuleShown(Shown):
    """A recycle rule."""

    on: str
    then: Then
    wait_s: float
    at_most: int
    next_phone: bool
    other_time: bool
    growth: float


class CapShown(Shown):
    """A cap."""

    per: Per
    span: Span
    at_most: int


class DispositionShown(Shown):
    """A disposition."""

    code: str
    label: str
    label_it: str
    needs_callback: bool
    is_success: bool
    is_machine: bool
    is_refusal: bool


class CampaignEnd(Asked):
    """Close a campaign; with `cancel_callbacks` those that it has promised are cancelled."""

    cancel_callbacks: bool = False


class CampaignShown(Resource):
    """A campaign. `status` is what its manager wants; what it does just now, and why, is on the board."""

    id: int
    name: str
    controller: ControllerShown
    node_id: int
    status: CampaignStatus
    mode: str
    ratio: float
    target_abandon_share: float
    wait_limit_ms: int
    ring_limit_ms: int
    wrap_up_limit_ms: int
    amd: str
    fallback: str
    message: str
    time_zone: str
    hours: list[dict[str, Any]]
    max_attempts: int
    caps: list[CapShown]
    retries: Retries
    callback_hold_s: float
    callback_grace_s: float
    callback_fallback: CallbackFallback
    shared_budget: str
    created_at: At
    caller_id: CallerIdShown | None
    trunks: list[TrunkShown]
    rules: list[RuleShown]
    dispositions: list[DispositionShown]
    field_types: dict[str, Any]
    law: LawShown

    def as_written(self) -> dict[str, Any]:
        """The shown campaign with the ids of controller, caller id and trunks."""
        ids = {
            "controller_id": self.controller.id,
            "caller_id_id": self.caller_id.id if self.caller_id else None,
            "trunk_ids": [trunk.id for trunk in self.trunks],
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

    @classmethod
    def of(cls, inner: CampaignConfig) -> Self:
        """Show a campaign in short."""
        return cls.model_validate(inner)


class CampaignStarted(CampaignLine):
    """A campaign that was started, and each of its lists that is not dialled while the others are."""

    held: list[FindingShown]

    @classmethod
    def begun(cls, inner: CampaignConfig, held: Sequence[Finding]) -> Self:
        """Show a started campaign."""
        shown = CampaignLine.of(inner).model_dump()
        return cls(**shown, held=[FindingShown.model_validate(one) for one in held])


class TotalsShown(Shown):
    """Counts over the attempts placed since an instant."""

    placed: int
    live: int
    answered: int
    connected: int
    abandoned: int
    talk_s: float
    outcomes: dict[str, int]
    dispositions: dict[str, int]
    undisposed: int = Field(
        description="Talks that have ended without a disposition: the wrap-up's time has run out, or runs."
    )


class CampaignFigures(Shown):
    """What the database knows of a campaign's work."""

    leads: dict[str, int]
    totals: TotalsShown
