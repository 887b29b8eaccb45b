"""Trunks that Pronto writes into Asterisk, on the wire."""

from typing import Annotated, Any, Literal, Self

from pydantic import Field

from api.answer_language import AnswerText
from api.schemas.wire import At, AtOrNever, Line, RequestBody, Shown
from dialer.provisioning.model import (
    Authentication,
    CarrierTemplate,
    ExtraOption,
    OptionChange,
    ProofState,
    ProvisioningState,
    RetirementPlan,
    TrunkPlan,
    TrunkSettings,
    TrunkVersion,
    VersionState,
)
from dialer.provisioning.rules import MOST_HOSTS
from dialer.telephony.nodes.provisioning import ObjectKind
from dialer.telephony.trunks.model import CampaignOfTrunk

Codec = Annotated[str, Field(pattern=r"^[a-z0-9]{2,16}$")]
Host = Annotated[Line, Field(min_length=1, max_length=270)]
# What PJSIP's own files could not hold, or would read as the beginning of something else, is no value.
OptionValue = Annotated[Line, Field(max_length=500)]
Secret = Annotated[Line, Field(min_length=1, max_length=200)]
Format = Literal["e164", "plain", "00", "it", "gb"]


class CarrierTemplateShown(Shown, of=CarrierTemplate, without=("objects",)):
    """What suits one kind of carrier: where a trunk begins."""

    title: AnswerText
    about: AnswerText
    transport: str
    answers_options: bool

    @classmethod
    def of(cls, inner: CarrierTemplate) -> Self:
        return cls(**{name: getattr(inner, name) for name in cls.model_fields})


class ExtraOptionInput(RequestBody):
    """An option of PJSIP beyond the fields, as in pjsip.conf; the node's Asterisk must know it."""

    kind: ObjectKind
    name: str = Field(pattern=r"^[a-z][a-z0-9_]{0,60}$")
    value: OptionValue


class TrunkSettingsInput(RequestBody):
    """What is typed of a trunk: the carrier's template and six fields, limits, and options beyond."""

    template: str = Field(pattern=r"^[a-z][a-z-]{0,40}$")
    hosts: list[Host] = Field(
        min_length=1,
        max_length=MOST_HOSTS,
        description="Names or addresses of the carrier, "
        "with a port if it is not the template's; the first is the one to register at.",
    )
    authentication: Authentication
    user: str = Field(default="", max_length=100, pattern=r"^[A-Za-z0-9_.+-]*$")
    password: Secret | None = Field(
        default=None, description="It is never shown again. Without it the trunk keeps the password that it has."
    )
    codecs: list[Codec] = Field(default=["alaw", "ulaw"], min_length=1, max_length=8)
    number_format: Format = "e164"
    prefix: str = Field(default="", pattern=r"^[0-9+*#]{0,20}$", description="Dialled before each number.")
    country: str = Field(default="", pattern=r"^([A-Z]{2})?$")
    max_channels: int = Field(default=60, ge=1, le=100_000)
    calls_per_second: float = Field(default=5.0, gt=0, le=1000)
    options: list[ExtraOptionInput] = Field(default=[], max_length=40)

    def inner(self) -> TrunkSettings:
        """The settings, without the password."""
        said: dict[str, Any] = {name: getattr(self, name) for name in TrunkSettings.__dataclass_fields__}
        options = tuple(ExtraOption(kind=one.kind, name=one.name, value=one.value) for one in self.options)
        return TrunkSettings(**{**said, "hosts": tuple(self.hosts), "codecs": tuple(self.codecs), "options": options})


class ExtraOptionShown(Shown, of=ExtraOption):
    """An option of PJSIP beyond the fields."""


class TrunkSettingsShown(Shown, of=TrunkSettings):
    """What was typed of a trunk; whether it has a password, never which."""

    has_password: bool
    options: list[ExtraOptionShown]


class OptionChangeShown(Shown, of=OptionChange):
    """An option before and after; null: not there. Secrets are stars."""


class ObjectChangeShown(Shown):
    """What happens, or has happened, to a PJSIP object."""

    kind: ObjectKind
    name: str
    change: Literal["added", "removed", "changed"]
    options: list[OptionChangeShown]


class TrunkPlanShown(Shown):
    """What an apply would do. `text` is the trunk as it would stand in pjsip.conf; `notes` are to be read before."""

    door: Literal["ari", "file"]
    text: str
    changes: list[ObjectChangeShown]
    notes: list[AnswerText]
    is_new: bool

    @classmethod
    def of(cls, inner: TrunkPlan) -> Self:
        return cls.model_validate(
            {
                "door": inner.door,
                "text": inner.text,
                "changes": [ObjectChangeShown.of(one) for one in inner.changes],
                "notes": list(inner.notes),
                "is_new": inner.is_new,
            }
        )


class CampaignOfTrunkShown(Shown, of=CampaignOfTrunk):
    """A campaign that has a trunk, by itself or by a group; while one is under way the trunk cannot be retired."""


class RetirementPlanShown(Shown):
    """What retiring a trunk would take away, and what is in its way: campaigns under way, and live calls.

    `campaigns` and `groups` lose the trunk. `changes` are the objects that leave Asterisk; null where it could not be
    asked, which `why_unasked` explains: they then leave it when its link is up again.
    """

    is_enabled: bool
    live_calls: int
    campaigns: list[CampaignOfTrunkShown]
    groups: list[str]
    is_written: bool = Field(description="Whether Pronto has written it into Asterisk.")
    changes: list[ObjectChangeShown] | None
    why_unasked: AnswerText

    @classmethod
    def of(cls, inner: RetirementPlan) -> Self:
        uses, changes = inner.uses, inner.changes
        return cls.model_validate(
            {
                "is_enabled": uses.is_enabled,
                "live_calls": uses.live_calls,
                "campaigns": [CampaignOfTrunkShown.of(one) for one in uses.campaigns],
                "groups": list(uses.groups),
                "is_written": inner.is_written,
                "changes": None if changes is None else [ObjectChangeShown.of(one) for one in changes],
                "why_unasked": inner.why_unasked,
            }
        )


class ProofStepShown(Shown):
    """One step of an apply or a proof: options, written, read_back, qualify (OPTIONS), registration, undone."""

    id: str
    state: ProofState
    what: AnswerText
    mend: AnswerText


class TrunkProofShown(Shown):
    """Whether a trunk is there now, step by step."""

    is_up: bool
    steps: list[ProofStepShown]


class TrunkVersionShown(Shown):
    """One version of a trunk, and what came of it: queued, applying, standing, failed or replaced."""

    id: int
    number: int
    state: VersionState
    settings: TrunkSettingsShown
    outcome: list[ProofStepShown]
    job_id: int | None
    actor: str
    made_at: At
    stood_at: AtOrNever

    @classmethod
    def of(cls, inner: TrunkVersion) -> Self:
        said = {name: getattr(inner.settings, name) for name in TrunkSettings.__dataclass_fields__}
        settings = TrunkSettingsShown.model_validate({**said, "has_password": inner.sealed is not None})
        outcome = [ProofStepShown.of(one) for one in inner.outcome]
        names = [name for name in cls.model_fields if name not in ("settings", "outcome")]
        return cls(**{name: getattr(inner, name) for name in names}, settings=settings, outcome=outcome)


class ProvisioningShown(Shown):
    """How a trunk stands. `wanted` and `found` are as in pjsip.conf; `drift` is what was changed on the box by hand.

    `found` and `drift` are null where Asterisk could not be asked; `why_unasked` says why. `retired_at` is null
    while the trunk is in use, and if it never came up.
    """

    standing: TrunkVersionShown | None
    versions: list[TrunkVersionShown]
    wanted: str
    found: str | None
    drift: list[ObjectChangeShown] | None
    compared_at: AtOrNever
    retired_at: AtOrNever
    why_unasked: AnswerText

    @classmethod
    def of(cls, inner: ProvisioningState) -> Self:
        standing = inner.standing
        return cls.model_validate(
            {
                "standing": None if standing is None else TrunkVersionShown.of(standing),
                "versions": [TrunkVersionShown.of(one) for one in inner.versions],
                "wanted": inner.text,
                "found": inner.found,
                "drift": None if inner.drift is None else [ObjectChangeShown.of(one) for one in inner.drift],
                "compared_at": None if standing is None else standing.compared_at,
                "retired_at": inner.retired_at,
                "why_unasked": inner.why_unasked,
            }
        )


class ProvisionedTrunkShown(Shown):
    """A trunk that Pronto has written into Asterisk."""

    node_id: int
    name: str
    template: str
    version: int
    is_changed_by_hand: bool
    compared_at: AtOrNever

    @classmethod
    def of(cls, inner: TrunkVersion) -> Self:
        return cls(
            node_id=inner.node_id,
            name=inner.name,
            template=inner.settings.template,
            version=inner.number,
            is_changed_by_hand=bool(inner.drift),
            compared_at=inner.compared_at,
        )
