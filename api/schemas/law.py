"""A campaign's legal settings on the wire, their shown part, and the result of a check before the start."""

from typing import Annotated, Literal, Self

from pydantic import Field

from api.answer_language import AnswerText
from api.schemas.declared import Declared, Word
from api.schemas.wire import MAY_BE_LEFT_OUT, AtOrNever, Instant, Json, Line, Name, RequestBody, Shown
from dialer.campaigns.preflight.check import Preflight
from dialer.campaigns.preflight.inputs import Finding
from dialer.compliance.overrides import Override, Settlement
from dialer.compliance.settings import LawSettings, read_law

Country = Annotated[str, Field(pattern=r"^([A-Z]{2})?$", examples=["IT"])]
Item = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,60}$")]


class AmdAuditInput(RequestBody):
    """An audit of machine detection: a sample of calls that somebody listened to."""

    at: Instant = Field(description="When it was listened to; the profile says how long it is valid.")
    sample: int = Field(ge=1, description="Number of calls detected as machines that were listened to.")
    people: int = Field(ge=0, description="Number of these that were people.")
    by: Word = Field(default="", description="Who listened.")


class OverrideInput(RequestBody):
    """A loosened rule: who is responsible for it, why, and until when.

    Until `ends_at` the rule only warns or, with `params`, applies with these parameters. Objections and record keeping
    cannot be loosened.
    """

    KEY = ("rule_id",)

    rule_id: str = Field(pattern=r"^[A-Z]{2}-[A-Z0-9@-]+$", examples=["IT-HOURS"])
    person: Name
    reason: Name
    ends_at: Instant
    params: dict[Line, Json] | None = None


class SettlementInput(RequestBody):
    """Which of two contradicting rules applies; `conflict_id` is `RULE/RULE`, as named by the check."""

    conflict_id: Line = Field(max_length=200, examples=["EU-RETENTION/US-RECORDS"])
    keeps: Line = Field(max_length=100)
    person: Name
    reason: Name


class LawInput(Declared):
    """Legal settings of a campaign. An empty value is unknown, and a rule that needs it refuses."""

    profile: str = Field(
        default="",
        pattern=r"^(auto|[A-Z]{2}(-[A-Z]+)?)?$",
        examples=["auto", "IT"],
        description="`auto`: the profile of each number's country; or the id of one profile, for a campaign "
        "that calls only the countries it covers. Empty: none is chosen, and the campaign cannot "
        "start.",
    )
    seller_country: Country = Field(default="", description="Country of the seller (ISO 3166), whose rules apply too.")
    agent_country: Country = Field(default="", description="Country (ISO 3166) of agents who have none of their own.")
    artificial_voice: bool = False
    collective_agreement: Word = Field(
        default="", description="Reference of a collective agreement on the agents' breaks."
    )
    union_agreement: Word = Field(
        default="", description="Reference of an agreement that permits monitoring of agents."
    )
    message_version: Word = Field(default="", description="Version of the recording in `message`: its hash, or a name.")
    message_says: list[Item] = Field(default=[], max_length=20, examples=[["seller_name", "seller_phone"]])
    message_opt_out: list[Literal["key", "voice", "number"]] = Field(default=[], max_length=3)
    message_number_is: list[Item] = Field(default=[], max_length=10, examples=[["not_premium"]])
    amd_audit: AmdAuditInput | None = None
    change_person: Annotated[Word, MAY_BE_LEFT_OUT] = Field(
        default="",
        description="Who is responsible for loosening the rules of a campaign that is not stopped; refused "
        "without a person and a reason.",
    )
    change_reason: Annotated[Word, MAY_BE_LEFT_OUT] = ""
    overrides: list[OverrideInput] = Field(default=[], max_length=50)
    settlements: list[SettlementInput] = Field(default=[], max_length=50)

    def law(self) -> LawSettings:
        """The internal settings: instants as epoch seconds, texts as SHA-256."""
        raw = self.model_dump(exclude={"script_text", "privacy_text"}) | self.declared()
        if self.amd_audit is not None:
            raw["amd_audit"]["at"] = self.amd_audit.at.timestamp()
        for written, asked in zip(raw["overrides"], self.overrides, strict=True):
            written["ends_at"] = asked.ends_at.timestamp()
        return read_law(raw)


class AmdAuditShown(Shown):
    """The audit of machine detection."""

    at: AtOrNever
    sample: int
    people: int
    by: str


class OverrideShown(Shown, of=Override):
    """A loosened rule."""

    ends_at: AtOrNever


class SettlementShown(Shown, of=Settlement):
    """A settled contradiction."""


class LawShown(Shown, of=LawSettings):
    """A campaign's legal settings."""

    amd_audit: AmdAuditShown | None
    overrides: list[OverrideShown]
    settlements: list[SettlementShown]


class FindingShown(Shown, of=Finding):
    """A finding that stops or delays dialling, or is good to know, and what to do about it.

    While a finding `holds`, nobody is called although the campaign may be started. A `held_list` is not dialled while
    the others are.
    """

    weight: Literal["stops", "delays", "note"]
    what: AnswerText
    mend: AnswerText
    facts: AnswerText


class ProfileShown(Shown):
    """A profile that binds the campaign."""

    id: str
    title: str
    version: str
    hash: str
    reviewed: bool
    review_by: AtOrNever


class PreflightShown(Shown):
    """Result of the check before the start. `starts_at`: when hours, lists and rules first allow calls."""

    campaign: Name
    may_start: bool
    starts_at: AtOrNever
    profiles: list[ProfileShown]
    findings: list[FindingShown]

    @classmethod
    def of(cls, inner: Preflight) -> Self:
        """Show the result of a check."""
        return cls.model_validate(inner)
